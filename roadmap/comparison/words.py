"""A comparison in words: each change as a sentence, the whole of it as one. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from django.utils import formats
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, ngettext_lazy

from proposals import diff
from proposals.states import HORIZON_WORDS
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
    FactChange,
    ListChange,
    Presence,
    ReservationChange,
    TextChange,
    of_kind,
)

LABELS = {
    "name": gettext_lazy("Name"),
    "title": gettext_lazy("Title"),
    "preamble": gettext_lazy("Preamble"),
    "text": gettext_lazy("Text of the goal"),
    "summary": gettext_lazy("Summary"),
    "deliverables": gettext_lazy("Deliverables"),
    "milestone": gettext_lazy("Milestone"),
    "area": gettext_lazy("Area"),
    "goal": gettext_lazy("Goal"),
    "horizon": gettext_lazy("Horizon"),
    "lead": gettext_lazy("Lead"),
    "co_leads": gettext_lazy("Co-leads"),
    "contributing": gettext_lazy("Contributing offices"),
    "group": gettext_lazy("Group"),
    "depends_on": gettext_lazy("Depends on"),
    "sources": gettext_lazy("Comes from"),
    "scoping": gettext_lazy("Scoping document"),
    "starts_on": gettext_lazy("Start"),
    "ends_on": gettext_lazy("End"),
    "reached_on": gettext_lazy("Milestone reached"),
    "state": gettext_lazy("Progress"),
    "status": gettext_lazy("Status"),
}
PRESENCE = {
    (AREA, True): gettext_lazy("New area."),
    (AREA, False): gettext_lazy("Area taken out."),
    (GOAL, True): gettext_lazy("New goal."),
    (GOAL, False): gettext_lazy("Goal taken out."),
    (PROJECT, True): gettext_lazy("New project."),
    (PROJECT, False): gettext_lazy("Project taken out."),
}
RESERVATION = {
    RESERVED: gettext_lazy("Reservation of the %(office)s added."),
    NARROWED: gettext_lazy("Reservation of the %(office)s narrowed."),
    LIFTED: gettext_lazy("Reservation of the %(office)s lifted."),
    SHOWN: gettext_lazy("Reservation of the %(office)s printed publicly from now on."),
    KEPT: gettext_lazy("Reservation of the %(office)s no longer printed publicly."),
}
OFFICES = {"lead", "co_leads", "contributing"}
# Stands where a side has nothing.
NONE = "–"
HORIZON = {str(each): words for each, words in HORIZON_WORDS.items()}


def label(change: Change) -> str:
    """Return what a change is about, in a word or two; of a milestone with its title."""
    if isinstance(change, Presence | ReservationChange):
        return ""
    words = str(LABELS[change.field])
    if isinstance(change, DateChange) and change.title:
        return _("%(label)s “%(title)s”") % {"label": words, "title": change.title}
    return words


def say(change: Change, name: Callable[[str], str] = str) -> str:
    """Return one change as a sentence. ``name`` turns an office's code into its acronym."""
    match change:
        case Presence():
            return str(PRESENCE[change.thing.kind, change.old is None])
        case ReservationChange():
            line = change.new or change.old
            return str(RESERVATION[change.field]) % {"office": name(line.office) if line else ""}
        case TextChange():
            return _("%(label)s: %(words)s.") % {"label": label(change), "words": words_of(change)}
        case DateChange():
            return _dated(change)
        case ListChange():
            return _listed(change, name)
        case FactChange():
            return _replaced(change, name)


def words_of(change: TextChange) -> str:
    """Return how much of a text differs, as in “12 words added, 3 removed”."""
    counts = diff.count(change.segments)
    if counts.by_character:
        added = ngettext("%(n)d character added", "%(n)d characters added", counts.added)
    else:
        added = ngettext("%(n)d word added", "%(n)d words added", counts.added)
    removed = ngettext("%(n)d removed", "%(n)d removed", counts.removed)
    return _("%(added)s, %(removed)s") % {
        "added": added % {"n": counts.added},
        "removed": removed % {"n": counts.removed},
    }


def day(value: dt.date | None) -> str:
    """Return a day as people write it, or a dash."""
    return formats.date_format(value, "j M Y") if value else NONE


def moved(change: DateChange) -> str:
    """Return by how much a date moved, as in “92 days later”; nothing where one side has no day."""
    if change.days > 0:
        return ngettext("%(n)d day later", "%(n)d days later", change.days) % {"n": change.days}
    if change.days < 0:
        return ngettext("%(n)d day earlier", "%(n)d days earlier", -change.days) % {"n": -change.days}
    return ""


def value(field: str, words: str, name: Callable[[str], str] = str) -> str:
    """Return one side of a fact in words: an office's acronym, a horizon's name; a dash for none."""
    if field in OFFICES:
        return name(words) if words else NONE
    if field == "horizon":
        return str(HORIZON.get(words, words))
    return words.replace("_", " ") if field in {"state", "status"} and words else words or NONE


def _dated(change: DateChange) -> str:
    facts = {"label": label(change), "old": day(change.old), "new": day(change.new), "moved": moved(change)}
    if change.old is None:
        return _("%(label)s: %(new)s, not set before.") % facts
    if change.new is None:
        return _("%(label)s: %(old)s taken out.") % facts
    return _("%(label)s: from %(old)s to %(new)s, %(moved)s.") % facts


def _replaced(change: FactChange, name: Callable[[str], str]) -> str:
    sides = [value(change.field, words, name) for words in (change.old, change.new)]
    return _("%(label)s: from %(old)s to %(new)s.") % {
        "label": label(change),
        "old": sides[0],
        "new": sides[1],
    }


def _listed(change: ListChange, name: Callable[[str], str]) -> str:
    sides = [[value(change.field, each, name) for each in side] for side in (change.joined, change.left)]
    parts = [
        words % {"list": get_text_list(side, _("and"))}
        for side, words in zip(sides, (_("%(list)s added"), _("%(list)s taken out")), strict=True)
        if side
    ]
    return _("%(label)s: %(parts)s.") % {"label": label(change), "parts": ", ".join(parts)}


# --- The whole in a sentence ---------------------------------------------------------------------

PROJECTS_IN = ngettext_lazy("%(n)d project added", "%(n)d projects added", "n")
PROJECTS_OUT = ngettext_lazy("%(n)d project taken out", "%(n)d projects taken out", "n")
GOALS_IN = ngettext_lazy("%(n)d goal added", "%(n)d goals added", "n")
GOALS_OUT = ngettext_lazy("%(n)d goal taken out", "%(n)d goals taken out", "n")
AREAS_IN = ngettext_lazy("%(n)d area added", "%(n)d areas added", "n")
AREAS_OUT = ngettext_lazy("%(n)d area taken out", "%(n)d areas taken out", "n")
TEXTS = ngettext_lazy("%(n)d text changed", "%(n)d texts changed", "n")
GOALS = ngettext_lazy("%(n)d project under another goal", "%(n)d projects under another goal", "n")
AREAS = ngettext_lazy("%(n)d goal or project in another area", "%(n)d goals or projects in another area", "n")
HORIZONS = ngettext_lazy(
    "%(n)d project moved to another horizon", "%(n)d projects moved to another horizon", "n"
)
GOAL_HORIZONS = ngettext_lazy("%(n)d goal with another horizon", "%(n)d goals with another horizon", "n")
DATES = ngettext_lazy("%(n)d date moved", "%(n)d dates moved", "n")
LEADS = ngettext_lazy("%(n)d lead changed", "%(n)d leads changed", "n")
PARTNERS = ngettext_lazy(
    "%(n)d change of co-leads or contributing offices",
    "%(n)d changes of co-leads or contributing offices",
    "n",
)
GROUPS = ngettext_lazy("%(n)d group changed", "%(n)d groups changed", "n")
DEPENDENCIES = ngettext_lazy(
    "%(n)d project with other dependencies", "%(n)d projects with other dependencies", "n"
)
SOURCES = ngettext_lazy("%(n)d project with other sources", "%(n)d projects with other sources", "n")
PROGRESSED = ngettext_lazy("%(n)d report of progress", "%(n)d reports of progress", "n")
RESERVATIONS = {
    RESERVED: ngettext_lazy("%(n)d reservation added", "%(n)d reservations added", "n"),
    NARROWED: ngettext_lazy("%(n)d reservation narrowed", "%(n)d reservations narrowed", "n"),
    LIFTED: ngettext_lazy("%(n)d reservation lifted", "%(n)d reservations lifted", "n"),
    SHOWN: ngettext_lazy("%(n)d reservation now public", "%(n)d reservations now public", "n"),
    KEPT: ngettext_lazy("%(n)d reservation no longer public", "%(n)d reservations no longer public", "n"),
}


def counts(found: Comparison) -> list[tuple[str, str]]:
    """Return how much changed as (tone, words); tone is ``ins``, ``del`` or empty. What is none is left out."""
    rows = [
        ("ins", PROJECTS_IN, of_kind(found.added, PROJECT)),
        ("del", PROJECTS_OUT, of_kind(found.dropped, PROJECT)),
        ("ins", GOALS_IN, of_kind(found.added, GOAL)),
        ("del", GOALS_OUT, of_kind(found.dropped, GOAL)),
        ("ins", AREAS_IN, of_kind(found.added, AREA)),
        ("del", AREAS_OUT, of_kind(found.dropped, AREA)),
        ("", TEXTS, len(found.texts)),
        ("", GOALS, len(found.goals)),
        ("", AREAS, len(found.areas)),
        ("", HORIZONS, of_kind(found.horizons, PROJECT)),
        ("", GOAL_HORIZONS, of_kind(found.horizons, GOAL)),
        ("", DATES, len(found.dates)),
        ("", LEADS, len(found.leads)),
        ("", PARTNERS, len(found.offices)),
        ("", GROUPS, len(found.groups)),
        ("", DEPENDENCIES, len(found.dependencies)),
        ("", SOURCES, sum(each.field == "sources" for each in found.changes)),
        *(
            ("", words, sum(each.field == step for each in found.reservations))
            for step, words in RESERVATIONS.items()
        ),
        ("", PROGRESSED, len(found.progress)),
    ]
    told = [(tone, words % {"n": n}) for tone, words, n in rows if n]
    if any(each.thing.kind == ROADMAP and each.field == "scoping" for each in found.changes):
        told.append(("", _("another scoping document")))
    return told


def sentence(found: Comparison) -> str:
    """Return the whole in a sentence: “1 project added, 2 texts changed.”; “No difference.” where there is none."""
    told: Sequence[str] = [words for _tone, words in counts(found)]
    return _("%(parts)s.") % {"parts": ", ".join(told)} if told else _("No difference.")
