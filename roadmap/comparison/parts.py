"""A comparison as pages and files print it: part by part, each line with what was and what is. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from proposals import diff
from proposals.diff import DELETE, EQUAL, INSERT, Segment
from roadmap.comparison.values import (
    AREA,
    GOAL,
    KEPT,
    LIFTED,
    NARROWED,
    PROJECT,
    RESERVED,
    ROADMAP,
    SHOWN,
    Change,
    Comparison,
    DateChange,
    ListChange,
    Presence,
    ReservationChange,
    TextChange,
    Thing,
)
from roadmap.comparison.words import NONE, day, label, moved, value, words_of
from roadmap.plan import AreaLine, GoalLine, Plan, ProjectLine, ReservationLine

Name = Callable[[str], str]
HEADINGS = {
    ROADMAP: gettext_lazy("The roadmap"),
    AREA: gettext_lazy("Area %(code)s"),
    GOAL: gettext_lazy("Area %(code)s, goal"),
    PROJECT: gettext_lazy("Area %(code)s, project"),
}
NEW = {
    AREA: gettext_lazy("New area %(code)s"),
    GOAL: gettext_lazy("Area %(code)s, new goal"),
    PROJECT: gettext_lazy("Area %(code)s, new project"),
}
GONE = {
    AREA: gettext_lazy("Area %(code)s, taken out"),
    GOAL: gettext_lazy("Area %(code)s, goal taken out"),
    PROJECT: gettext_lazy("Area %(code)s, project taken out"),
}
RESERVATIONS = {
    RESERVED: gettext_lazy("Reservation of the %(office)s, new"),
    NARROWED: gettext_lazy("Reservation of the %(office)s, narrowed"),
    LIFTED: gettext_lazy("Reservation of the %(office)s, lifted"),
    SHOWN: gettext_lazy("Reservation of the %(office)s, printed publicly from now on"),
    KEPT: gettext_lazy("Reservation of the %(office)s, no longer printed publicly"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One change as printed: rows of segments as a difference has them, a note, and the act that decided it.

    ``is_text`` says that it is a text of its own and not a fact that fits a line.
    """

    label: str
    rows: tuple[diff.Row, ...]
    note: str = ""
    act: Any = None
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """All changes of one thing. ``name`` is its own within the comparison; ``url`` is empty where none leads on."""

    name: str
    heading: str
    title: str
    url: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Both plans with how they are told: the names of offices on the day of each, links, and acts."""

    old: Plan
    new: Plan
    old_name: Name = str
    new_name: Name = str
    url: Callable[[Thing], str] = lambda thing: ""
    acts: Mapping[Change, Any] | None = None


def parts_of(found: Comparison, told: Told) -> list[Part]:
    """Return the comparison of both plans part by part, in the order of the plan."""
    return [
        Part(
            name=f"change-{number}",
            heading=heading(thing, changes),
            title=thing.title,
            url=told.url(thing),
            lines=tuple(line_of(each, told) for each in changes),
        )
        for number, (thing, changes) in enumerate(found.by_thing, start=1)
    ]


def heading(thing: Thing, changes: Sequence[Change]) -> str:
    """Return where a thing stands in the plan, and whether it came in or went out."""
    words = HEADINGS
    for each in changes:
        if isinstance(each, Presence):
            words = NEW if each.old is None else GONE
    return str(words[thing.kind]) % {"code": thing.area}


def line_of(change: Change, told: Told) -> Line:
    """Return one change as printed."""
    act = told.acts.get(change) if told.acts else None
    match change:
        case Presence():
            return Line("", _whole(change, told), act=act, is_text=True)
        case TextChange():
            rows = tuple(diff.folded(change.segments))
            return Line(label(change), rows, words_of(change), act, is_text=True)
        case DateChange():
            return Line(label(change), _sides(day(change.old), day(change.new)), moved(change), act)
        case ListChange():
            return Line(label(change), _listed(change, told), act=act)
        case ReservationChange():
            return _reserved(change, told, act)
    old, new = (
        value(change.field, side, name)
        for side, name in ((change.old, told.old_name), (change.new, told.new_name))
    )
    return Line(label(change), _sides(old, new), act=act)


def _row(segments: Iterable[Segment]) -> tuple[diff.Row, ...]:
    return (diff.Row(segments=tuple(each for each in segments if each.text)),)


def _sides(old: str, new: str) -> tuple[diff.Row, ...]:
    """Return both sides with an arrow between; what was not there, or is no more, has no side."""
    arrow = " → " if NONE not in (old, new) else ""
    sides = ((DELETE, old), (EQUAL, arrow), (INSERT, new))
    return _row(Segment(kind, words) for kind, words in sides if words != NONE)


def _listed(change: ListChange, told: Told) -> tuple[diff.Row, ...]:
    """Return the newer list with what came in marked, then what went out."""
    marked = [
        Segment(
            EQUAL if each in change.old else INSERT,
            value("lead", each, told.new_name) if _is_office(change) else each,
        )
        for each in change.new
    ]
    marked += [
        Segment(DELETE, value("lead", each, told.old_name) if _is_office(change) else each)
        for each in change.left
    ]
    apart = [[Segment(EQUAL, ", "), each] for each in marked]
    return _row(list(chain.from_iterable(apart))[1:])


def _is_office(change: ListChange) -> bool:
    return change.field in {"co_leads", "contributing"}


def _reserved(change: ReservationChange, told: Told, act: Any) -> Line:
    old, new = _reservation(change.old), _reservation(change.new)
    line = change.new or change.old
    name = told.new_name if change.new else told.old_name
    words = str(RESERVATIONS[change.field]) % {"office": name(line.office) if line else ""}
    return Line(words, tuple(diff.folded(diff.compare(old, new))), act=act, is_text=True)


def _reservation(line: ReservationLine | None) -> str:
    if line is None:
        return ""
    return (
        _("On “%(passage)s”: %(text)s") % {"passage": line.passage, "text": line.text}
        if line.passage
        else line.text
    )


def _whole(change: Presence, told: Told) -> tuple[diff.Row, ...]:
    """Return what came in or went out as one stretch of text."""
    kind, line, plan, name = (
        (INSERT, change.new, told.new, told.new_name)
        if change.new is not None
        else (DELETE, change.old, told.old, told.old_name)
    )
    match line:
        case ProjectLine():
            return _row([Segment(kind, project_words(line, plan, name))])
        case GoalLine():
            return _row([Segment(kind, f"{value('horizon', line.horizon)}. {line.text}".strip())])
        case AreaLine():
            return _row([Segment(kind, line.name)])
    return ()


def project_words(line: ProjectLine, plan: Plan, name: Name) -> str:
    """Return a project in a few sentences: who takes part, until when, where it comes from, what it is."""
    taking = [
        _("Lead %(office)s") % {"office": name(line.lead)} if line.lead else _("No lead"),
        _("co-lead %(offices)s") % {"offices": _names(line.co_leads, name)} if line.co_leads else "",
        _("contributing %(offices)s") % {"offices": _names(line.contributing, name)}
        if line.contributing
        else "",
        line.group,
        value("horizon", plan.goal_of(line).horizon).lower(),
    ]
    sentences = ["; ".join(each for each in taking if each) + "."]
    if line.starts_on or line.ends_on:
        days = {"start": day(line.starts_on), "end": day(line.ends_on)}
        sentences.append(_("From %(start)s to %(end)s.") % days)
    if line.sources:
        origins = [
            ", ".join(
                each
                for each in (source.symbol, source.round, day(source.decided_on) if source.decided_on else "")
                if each
            )
            for source in line.sources
        ]
        sentences.append(_("Comes from %(sources)s.") % {"sources": "; ".join(origins)})
    return " ".join([*sentences, line.summary.strip()]).strip()


def _names(codes: Iterable[str], name: Name) -> str:
    return get_text_list([name(each) for each in codes], _("and"))
