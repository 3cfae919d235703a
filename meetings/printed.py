"""An agenda as it is printed: its numbered lines, cut to a reader's class, and how two of them differ. Pure.

What is published is the canonical JSON of ``Printed.values``. What is closed to observers stands in it for the
members; ``for_observers`` leaves out those items with all that stands under them, and restricted papers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

FORM = 1


@dataclass(frozen=True, slots=True)
class Sitting:
    """A session as printed: its number and its two instants in UTC."""

    number: int
    starts_at: dt.datetime
    ends_at: dt.datetime

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at) / dt.timedelta(minutes=1))


@dataclass(frozen=True, slots=True)
class Line:
    """An item as printed. ``under`` is the key of the item it stands under, ``session`` the sitting's number.

    ``papers`` are symbols; those in ``restricted`` are the members'.
    """

    key: str
    number: str
    title: str
    type: str
    minutes: int
    note: str = ""
    under: str = ""
    session: int = 0
    lead: str = ""
    is_closed: bool = False
    subject: str = ""
    address: str = ""
    papers: tuple[str, ...] = ()
    restricted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """An agenda: the sessions, and the lines in their order."""

    symbol: str
    sittings: tuple[Sitting, ...]
    lines: tuple[Line, ...]

    def for_observers(self) -> Printed:
        """Return what an observer reads: no closed item, nothing under one, no restricted paper."""
        closed = {each.key for each in self.lines if each.is_closed}
        kept = (each for each in self.lines if each.key not in closed and each.under not in closed)
        return replace(self, lines=tuple(replace(each, restricted=()) for each in kept))

    def values(self) -> dict[str, Any]:
        """Return it as plain values, for the canonical JSON."""
        return {
            "form": FORM,
            "symbol": self.symbol,
            "sessions": [
                {
                    "number": each.number,
                    "starts_at": each.starts_at.isoformat(),
                    "ends_at": each.ends_at.isoformat(),
                }
                for each in self.sittings
            ],
            "items": [asdict(each) for each in self.lines],
        }

    @classmethod
    def read(cls, values: dict[str, Any]) -> Printed:
        """Return what ``values`` wrote; refuses another form with ``ValueError``."""
        if values.get("form") != FORM:
            raise ValueError("an agenda of another form")
        sittings = (
            Sitting(
                each["number"],
                dt.datetime.fromisoformat(each["starts_at"]),
                dt.datetime.fromisoformat(each["ends_at"]),
            )
            for each in values["sessions"]
        )
        lines = (
            Line(**each | {name: tuple(each[name]) for name in ("papers", "restricted")})
            for each in values["items"]
        )
        return cls(values["symbol"], tuple(sittings), tuple(lines))

    def minutes_of(self, line: Line) -> int:
        """Return what a line takes: an item with parts takes what they take, and they count by themselves."""
        return 0 if any(each.under == line.key for each in self.lines) else line.minutes

    @property
    def minutes(self) -> int:
        """What all lines take."""
        return sum(self.minutes_of(each) for each in self.lines)

    def allotted(self) -> dict[int, int]:
        """Return the minutes of the lines of each session by its number; 0 are those of none."""
        found = dict.fromkeys([0, *(each.number for each in self.sittings)], 0)
        for each in self.lines:
            found[each.session if each.session in found else 0] += self.minutes_of(each)
        return found

    def overruns(self) -> dict[int, int]:
        """Return by how many minutes a session's items are longer than it, for those that are."""
        allotted = self.allotted()
        return {
            each.number: allotted[each.number] - each.minutes
            for each in self.sittings
            if allotted[each.number] > each.minutes
        }

    def by_session(self) -> Iterator[tuple[Sitting | None, list[Line]]]:
        """Yield each session with its lines in their order; first, under None, the lines of no session."""
        loose = [each for each in self.lines if not self._has(each.session)]
        if loose:
            yield None, loose
        for sitting in self.sittings:
            yield sitting, [each for each in self.lines if each.session == sitting.number]

    def order(self) -> list[str]:
        """Return the keys in their order, with a marker where each session begins."""
        found = []
        for sitting, lines in self.by_session():
            found += [marker(sitting.number)] if sitting else []
            found += [each.key for each in lines]
        return found

    def _has(self, number: int) -> bool:
        return any(each.number == number for each in self.sittings)


def spread(minutes: Sequence[int], lengths: Sequence[int]) -> list[int]:
    """Return for each item the place of the session it falls into when they are held one after another.

    A session takes items until it is full; the last takes what is left.
    """
    found, place, left = [], 0, lengths[0] if lengths else 0
    for each in minutes:
        if each > left and place < len(lengths) - 1 and left < lengths[place]:
            place += 1
            left = lengths[place]
        found.append(place)
        left -= each
    return found


MARK = "s:"


def marker(session: int) -> str:
    """Return what stands for the beginning of a session in an order of items."""
    return f"{MARK}{session}"


def sessions_of(order: Sequence[str]) -> list[tuple[str, int]]:
    """Return each key of an order with the number of the session it stands in, 0 before the first marker."""
    found, session = [], 0
    for entry in order:
        if entry.startswith(MARK):
            session = int(entry.removeprefix(MARK))
        else:
            found.append((entry, session))
    return found


def nudged(order: Sequence[str], under: Mapping[str, str], key: str, step: int) -> list[str]:
    """Return the order with an item moved one place up (-1) or down (1), over the edge into the next session.

    An item takes its parts along; a part moves among the parts of its item. At the end it stays where it is.
    """
    blocks = _blocks(order, under)
    at = next((place for place, block in enumerate(blocks) if key in block), None)
    if at is None:
        return list(order)
    block = blocks[at]
    inner, target = block.index(key), at + step
    if inner:
        if 1 <= inner + step < len(block):
            block[inner], block[inner + step] = block[inner + step], block[inner]
        elif step > 0 and target < len(blocks) and blocks[target][0].startswith(MARK):
            blocks.insert(target + 1, [block.pop()])
    elif 0 <= target < len(blocks) and not (target == 0 and blocks[0][0].startswith(MARK)):
        blocks[at], blocks[target] = blocks[target], blocks[at]
    return [entry for each in blocks for entry in each]


def _blocks(order: Sequence[str], under: Mapping[str, str]) -> list[list[str]]:
    """Return markers by themselves, and each item with the parts that follow it."""
    found: list[list[str]] = []
    for entry in order:
        if found and under.get(entry) and under[entry] == found[-1][0]:
            found[-1].append(entry)
        else:
            found.append([entry])
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """A difference of two agendas in an item.

    ``kind`` is added, dropped, moved, renamed, minutes, type, lead, note, papers, closed or opened. ``before`` and
    ``after`` are as they are printed: those of papers are the symbols taken off and put on.
    """

    kind: str
    line: Line
    before: str = ""
    after: str = ""


def differences(old: Printed, new: Printed) -> list[Change]:
    """Return how the new agenda differs from the old one, by the keys of the items.

    An item that only has another number because others came before it has not moved.
    """
    was = {each.key: each for each in old.lines}
    found = []
    stayed = _stayed([each.key for each in old.lines if each.key in _keys(new)], list(_keys(new)))
    for line in new.lines:
        former = was.get(line.key)
        if former is None:
            found.append(Change("added", line))
        else:
            found += _changes(former, line, is_moved=line.key not in stayed)
    kept = _keys(new)
    return found + [Change("dropped", each) for each in old.lines if each.key not in kept]


def _keys(agenda: Printed) -> dict[str, None]:
    return {each.key: None for each in agenda.lines}


def _changes(former: Line, line: Line, *, is_moved: bool) -> list[Change]:
    found = []
    if is_moved or (former.session, former.under) != (line.session, line.under):
        found.append(Change("moved", line, former.number, line.number))
    if former.title != line.title:
        found.append(Change("renamed", line, former.title, line.title))
    if former.minutes != line.minutes:
        found.append(Change("minutes", line, str(former.minutes), str(line.minutes)))
    for kind in ("type", "lead", "note"):
        before, after = getattr(former, kind), getattr(line, kind)
        if before != after:
            found.append(Change(kind, line, before, after))
    off, on = (_papers_but(*pair) for pair in ((former, line), (line, former)))
    if off or on:
        found.append(Change("papers", line, off, on))
    if former.is_closed != line.is_closed:
        found.append(Change("closed" if line.is_closed else "opened", line))
    return found


def _papers_but(line: Line, other: Line) -> str:
    """Return the symbols of the papers that the other line has not."""
    known = {*other.papers, *other.restricted}
    return ", ".join(each for each in (*line.papers, *line.restricted) if each not in known)


@dataclass(frozen=True, slots=True)
class Retimed:
    """A session that two agendas print with other times; ``before`` or ``after`` is None where one lacks it."""

    before: Sitting | None
    after: Sitting | None

    @property
    def number(self) -> int:
        """The session's number."""
        return next(each.number for each in (self.after, self.before) if each is not None)


def retimed(old: Printed, new: Printed) -> list[Retimed]:
    """Return the sessions whose times differ in two agendas, by their numbers."""
    was, is_now = ({each.number: each for each in agenda.sittings} for agenda in (old, new))
    pairs = (Retimed(was.get(number), is_now.get(number)) for number in sorted({*was, *is_now}))
    return [each for each in pairs if each.before != each.after]


def _stayed(old: list[str], new: list[str]) -> set[str]:
    """Return the keys of the longest run that kept its order: all others were moved."""
    place = {key: at for at, key in enumerate(new)}
    best: list[list[str]] = []
    longest: list[str] = []
    for at, key in enumerate(old):
        run: list[str] = []
        for before, end in zip(best, old[:at], strict=True):
            if place[end] < place[key] and len(before) > len(run):
                run = before
        best.append([*run, key])
        longest = best[-1] if len(best[-1]) > len(longest) else longest
    return set(longest)
