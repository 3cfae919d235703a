"""The words of a plan's codes, as files print them."""

from __future__ import annotations

from typing import Final

from django.utils import formats
from django.utils.translation import gettext as _

from ip5.ballots.states import ReservationKind
from proposals.states import HORIZON_WORDS
from roadmap import matrices
from roadmap.exports.edition import written
from roadmap.plan import Milestone, ProjectLine
from roadmap.states import ProgressState, Role, Status

# The part an office takes in a project, as in a cell.
PARTS: Final = {
    matrices.LEAD: Role.LEAD.label,
    matrices.CO_LEAD: Role.CO_LEAD.label,
    matrices.CONTRIBUTES: Role.CONTRIBUTING.label,
}


def horizon(code: str) -> str:
    """Return the words of a horizon; of an unknown one its code."""
    return _known(HORIZON_WORDS, code)


def state(code: str) -> str:
    """Return the word of a project's state."""
    return _known(dict(ProgressState.choices), code)


def status(code: str) -> str:
    """Return the word of a project's progress, empty where none was given."""
    return _known(dict(Status.choices), code) if code else ""


def kind(code: str) -> str:
    """Return the word of a reservation's kind."""
    return _known(dict(ReservationKind.choices), code)


def sums() -> tuple[str, str, str]:
    """Return the words of what an office does in all: leads, co-leads, contributes."""
    return _("Projects led"), _("Projects co-led"), _("Projects contributed to")


def milestone(stone: Milestone) -> str:
    """Return a milestone as a line."""
    facts = {"day": stone.due_on.isoformat(), "title": stone.title}
    if stone.reached_on is None:
        return _("%(day)s %(title)s") % facts
    facts["reached"] = stone.reached_on.isoformat()
    return _("%(day)s %(title)s (reached %(reached)s)") % facts


def period(line: ProjectLine) -> str:
    """Return when a project runs, in words."""
    return _running(written(line.starts_on), written(line.ends_on))


def period_in_short(line: ProjectLine) -> str:
    """Return the same for a narrow column."""
    return _running(
        *(formats.date_format(day, "j M Y") if day else "" for day in (line.starts_on, line.ends_on))
    )


def _running(start: str, end: str) -> str:
    if start and end:
        return _("%(start)s to %(end)s") % {"start": start, "end": end}
    if start:
        return _("from %(start)s") % {"start": start}
    return _("until %(end)s") % {"end": end} if end else _("no dates yet")


def standing(line: ProjectLine) -> str:
    """Return state and progress of a project in words, as of the day the version was frozen."""
    return ", ".join(each for each in (state(line.state), status(line.status).lower()) if each)


def _known(labels: dict[str, object], code: str) -> str:
    return str(labels.get(code, code))
