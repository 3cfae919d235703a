"""The values of a comparison: each change names its thing and holds both sides. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from proposals import diff
from roadmap.plan import AreaLine, GoalLine, ProjectLine, ReservationLine

ROADMAP, AREA, GOAL, PROJECT = "roadmap", "area", "goal", "project"
# The fields of each kind of change, in the order in which they are told.
TEXTS: Final = ("name", "title", "preamble", "text", "summary", "deliverables", "milestone")
PLACES: Final = ("area", "goal", "horizon")
DATES: Final = ("starts_on", "ends_on", "milestone")
PROGRESS: Final = ("state", "status", "reached_on")
# What became of a reservation. The last two: whether the office wants it printed publicly.
RESERVED, NARROWED, LIFTED, SHOWN, KEPT = "added", "narrowed", "lifted", "shown", "kept"


@dataclass(frozen=True, slots=True)
class Thing:
    """What a change is about, named as the newer plan names it; ``kind`` is roadmap, area, goal or project."""

    kind: str
    key: str
    title: str
    area: str = ""


@dataclass(frozen=True, slots=True)
class Presence:
    """An area, a goal or a project that stands in one of the plans only; the other side is None."""

    thing: Thing
    old: AreaLine | GoalLine | ProjectLine | None
    new: AreaLine | GoalLine | ProjectLine | None
    field: str = ""


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text with other words. Of a milestone ``part`` is its key."""

    thing: Thing
    field: str
    old: str
    new: str
    part: str = ""

    @property
    def segments(self) -> list[diff.Segment]:
        """The new text against the old one, by words."""
        return diff.compare(self.old, self.new)


@dataclass(frozen=True, slots=True)
class FactChange:
    """One fact replaced by another: lead, group, horizon, state as codes; a goal by its title."""

    thing: Thing
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class DateChange:
    """A day that moved, came in or went out. Of a milestone ``part`` is its key and ``title`` its title."""

    thing: Thing
    field: str
    old: dt.date | None
    new: dt.date | None
    part: str = ""
    title: str = ""

    @property
    def days(self) -> int:
        """By how many days it slipped; below 0 it was brought forward, 0 where one side has no day."""
        return (self.new - self.old).days if self.old and self.new else 0


@dataclass(frozen=True, slots=True)
class ListChange:
    """Offices, projects it depends on or sources that came in or went out; both sides whole."""

    thing: Thing
    field: str
    old: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def joined(self) -> tuple[str, ...]:
        """What stands in the newer list only."""
        return tuple(each for each in self.new if each not in self.old)

    @property
    def left(self) -> tuple[str, ...]:
        """What stands in the older list only."""
        return tuple(each for each in self.old if each not in self.new)


@dataclass(frozen=True, slots=True)
class ReservationChange:
    """A reservation added, narrowed or lifted, or from now on shown or kept from the public."""

    thing: Thing
    field: str
    old: ReservationLine | None
    new: ReservationLine | None


Change = Presence | TextChange | FactChange | DateChange | ListChange | ReservationChange


@dataclass(frozen=True)
class Comparison:
    """All changes, in the order of the plan: the roadmap itself, then area by area, goal by goal."""

    changes: tuple[Change, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the two plans say the same."""
        return not self.changes

    @cached_property
    def added(self) -> tuple[Presence, ...]:
        """What stands in the newer plan only."""
        return tuple(each for each in self.changes if isinstance(each, Presence) and each.old is None)

    @cached_property
    def dropped(self) -> tuple[Presence, ...]:
        """What stands in the older plan only."""
        return tuple(each for each in self.changes if isinstance(each, Presence) and each.new is None)

    @cached_property
    def texts(self) -> tuple[TextChange, ...]:
        """Every text with other words: preamble, titles, goals, summaries, deliverables."""
        return tuple(each for each in self.changes if isinstance(each, TextChange))

    @property
    def areas(self) -> tuple[FactChange, ...]:
        """Goals and projects that went to another area."""
        return self._facts("area")

    @property
    def goals(self) -> tuple[FactChange, ...]:
        """Projects that serve another goal."""
        return self._facts("goal")

    @property
    def horizons(self) -> tuple[FactChange, ...]:
        """Goals whose horizon changed, and projects with another one: by their goal's, or by another goal."""
        return self._facts("horizon")

    @property
    def leads(self) -> tuple[FactChange, ...]:
        """Projects that another office leads."""
        return self._facts("lead")

    @property
    def groups(self) -> tuple[FactChange, ...]:
        """Projects that another group fills."""
        return self._facts("group")

    @property
    def offices(self) -> tuple[ListChange, ...]:
        """Projects with other co-leads or contributing offices."""
        return self._lists("co_leads", "contributing")

    @property
    def dependencies(self) -> tuple[ListChange, ...]:
        """Projects that depend on others than before."""
        return self._lists("depends_on")

    @cached_property
    def dates(self) -> tuple[DateChange, ...]:
        """Starts, ends and milestones with another day; those that came in or went out too."""
        return tuple(each for each in self.changes if isinstance(each, DateChange) and each.field in DATES)

    @property
    def slipped(self) -> tuple[DateChange, ...]:
        """The dates that are later than before."""
        return tuple(each for each in self.dates if each.days > 0)

    @property
    def brought_forward(self) -> tuple[DateChange, ...]:
        """The dates that are earlier than before."""
        return tuple(each for each in self.dates if each.days < 0)

    @cached_property
    def reservations(self) -> tuple[ReservationChange, ...]:
        """What became of reservations."""
        return tuple(each for each in self.changes if isinstance(each, ReservationChange))

    @property
    def progress(self) -> tuple[Change, ...]:
        """How far projects are: told beside the plan, changed by reports and not by a version."""
        return tuple(each for each in self.changes if each.field in PROGRESS)

    @property
    def by_thing(self) -> list[tuple[Thing, list[Change]]]:
        """Each thing that changed with its changes, in the order of the plan."""
        found: dict[Thing, list[Change]] = {}
        for each in self.changes:
            found.setdefault(each.thing, []).append(each)
        return list(found.items())

    def _facts(self, field: str) -> tuple[FactChange, ...]:
        return tuple(each for each in self.changes if isinstance(each, FactChange) and each.field == field)

    def _lists(self, *fields: str) -> tuple[ListChange, ...]:
        return tuple(each for each in self.changes if isinstance(each, ListChange) and each.field in fields)


def of_kind(changes: Iterable[Change], kind: str) -> int:
    """Return how many of the changes are about things of one kind."""
    return sum(each.thing.kind == kind for each in changes)
