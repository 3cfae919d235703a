"""Objects of meetings for the access table: what the addresses of its routes need, each titled as asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ip5.ballots import actions as ballots
from meetings.actions import conclusions, course, floor, live, registration
from meetings.models import Live, Meeting
from meetings.views import pulses
from tests.cast import Cast
from tests.meetings import addresses_summary, stages, stages_agenda, stages_live

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


def under_way(cast: Cast, title: str) -> Ids:
    """A meeting in session at an open item of this title: a draft, and two requests for the floor."""
    meeting = stages_live.in_session(cast, title)
    item = stages_live.now_called(meeting)
    draft = stages_live.drafted(cast, meeting, "noted", title)
    asked_floor = floor.ask_floor(meeting, by=cast.hod_jp)
    watched = pulses.watch(Live.objects.select_related("meeting").get(meeting=meeting), cast.hod_jp)
    return of_meeting(meeting) | {
        "item": item.uuid,
        "conclusion": draft.uuid,
        "version": draft.version,
        "speaker": asked_floor.uuid,
        "token": watched["url"].split("/")[-2],
    }


def suspended(cast: Cast, title: str) -> Ids:
    """A meeting whose sitting is suspended."""
    meeting = stages_live.in_session(cast, title)
    live.suspend(meeting, by=cast.chair_kr)
    return of_meeting(meeting)


def put(cast: Cast, title: str) -> Ids:
    """A meeting in session whose conclusion is before the delegations, with words of the JPO taken down."""
    meeting = stages_live.in_session(cast, title, absent=("CN",))
    draft = stages_live.drafted(cast, meeting, "agreed", title)
    found = conclusions.put(draft, by=cast.chair_kr, seconds=900)
    assert found.round is not None
    said = ballots.record_words(
        found.round, by=cast.secretariat, office="JP", answer="reserve", text=title, kind="substantive"
    )
    return of_meeting(meeting) | {"conclusion": found.uuid, "words": said.uuid}


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
    "meeting_under_way": under_way,
    "meeting_suspended": suspended,
    "meeting_put": put,
    "meeting_through": lambda cast, title: of_meeting(stages_live.through(cast, title)),
    "meeting_registering": lambda cast, title: of_meeting(stages.registering(cast, title)),
    **addresses_summary.OBJECTS,
}
