"""Objects of meetings for the access table: what the addresses of its routes need, each titled as asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from meetings.actions import course, registration
from meetings.models import Meeting
from tests.cast import Cast
from tests.meetings import stages, stages_agenda, stages_live

Ids = dict[str, Any]


def of_meeting(meeting: Meeting) -> Ids:
    """Return the ids of a meeting's address, and what its form sends back."""
    return {"uuid": meeting.uuid, "seen": Meeting.objects.get(pk=meeting.pk).version}


def asked(cast: Cast, title: str) -> Ids:
    """A planned meeting about whose slots the offices are asked."""
    meeting = stages.planned(cast, title)
    (option,) = course.ask_slots(meeting, by=cast.secretariat, slots=[(stages.noon(70), 2, 120)])
    return of_meeting(meeting) | {"option": option.uuid}


def delegation(cast: Cast, title: str) -> Ids:
    """A meeting with somebody on the list of the EPO."""
    meeting = stages.registering(cast, title)
    made = registration.register(meeting, by=cast.hod_ep, name=title, part="delegate", attends="remote")
    return of_meeting(meeting) | {"registration": made.uuid}


def item(cast: Cast, title: str) -> Ids:
    """An item of a published agenda that is closed to observers."""
    meeting = stages_agenda.agenda_prov(cast, title)
    found = stages_agenda.closed_item(meeting)
    return of_meeting(meeting) | {"item": found.uuid, "seen": found.version, "number": 1}


def requested(cast: Cast, title: str) -> Ids:
    """An item that the JPO asked for."""
    found = stages_agenda.requested(cast, title)
    return of_meeting(found.meeting) | {"item": found.uuid}


def paper(cast: Cast, title: str, **values: Any) -> Ids:
    """A document of the JPO for a meeting whose agenda is published."""
    meeting = stages_agenda.agenda_prov(cast)
    version = stages_agenda.paper(cast, meeting, title, **values)
    return of_meeting(meeting) | {"paper": version.paper.uuid, "number": 1}


def closed_paper(cast: Cast, title: str) -> Ids:
    """A document for members only."""
    return paper(cast, title, visibility="members")


def shelved(cast: Cast, title: str) -> Ids:
    """A document of the library for members only."""
    return {"paper": stages_agenda.shelved(cast, title, visibility="members").paper.uuid, "number": 1}


# By the name that a line of the table gives its object: ``meeting_planned``, ``meeting_announced``.
OBJECTS: dict[str, Callable[[Cast, str], Ids]] = {
    "meeting_planned": lambda cast, title: of_meeting(stages.planned(cast, title)),
    "meeting_asked": asked,
    "meeting_delegation": delegation,
    "meeting_published": lambda cast, title: of_meeting(stages_agenda.agenda_prov(cast, title)),
    "meeting_item": item,
    "meeting_requested": requested,
    "meeting_paper": paper,
    "meeting_closed_paper": closed_paper,
    "library_closed_paper": shelved,
    "meeting_timed": lambda cast, title: of_meeting(stages.timed(cast, title)),
    "meeting_announced": lambda cast, title: of_meeting(stages.announced(cast, title)),
    "meeting_agenda_prov": lambda cast, title: of_meeting(stages_live.agenda_prov(cast, title)),
    "meeting_in_session": lambda cast, title: of_meeting(stages_live.in_session(cast, title)),
    "meeting_through": lambda cast, title: of_meeting(stages_live.through(cast, title)),
    "meeting_registering": lambda cast, title: of_meeting(stages.registering(cast, title)),
}
