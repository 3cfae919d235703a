"""Stages of the agenda and the papers."""

from __future__ import annotations

from typing import Any

from ip5.papers.inspection import checked
from meetings.actions import agenda, papers, publishing, requests
from meetings.models import AgendaItem, LibraryPaperVersion, Meeting, MeetingPaperVersion
from tests.cast import Cast
from tests.meetings import stages
from tests.papers import makers


def item(cast: Cast, meeting: Meeting, title: str = "An item", **values: Any) -> AgendaItem:
    """An item the secretariat added to the working agenda; ``visibility="members"`` closes it to observers."""
    return agenda.add_item(meeting, by=cast.secretariat, values={"title": title, "minutes": 10} | values)


def agenda_prov(cast: Cast, title: str = "A meeting", **values: Any) -> Meeting:
    """A meeting whose agenda is published: the standing items, and one closed to observers."""
    meeting = stages.registering(cast, title, **values)
    item(cast, meeting, f"Closed {title}", visibility="members")
    publishing.publish_agenda(meeting, by=cast.chair_kr)
    meeting.refresh_from_db()
    return meeting


def closed_item(meeting: Meeting) -> AgendaItem:
    """The item that is closed to observers."""
    return meeting.items.get(visibility="members")


def requested(cast: Cast, title: str = "A wish", by: str = "hod_jp", **values: Any) -> AgendaItem:
    """An item that an office asked for, unanswered."""
    return requests.request_item(stages.registering(cast), by=cast.hat(by), title=title, **values)


def paper(
    cast: Cast, meeting: Meeting, title: str = "A paper", by: str = "delegate_jp", **values: Any
) -> MeetingPaperVersion:
    """A document that was handed in: a text with the title in it, unless another file is given."""
    file = values.pop("file", makers.upload("paper.txt", f"{title}, in short.".encode()))
    return papers.add_paper(meeting, by=cast.hat(by), title=title, upload=checked(file), **values)


def shelved(cast: Cast, title: str = "Mandate", **values: Any) -> LibraryPaperVersion:
    """A document of the library."""
    file = makers.upload("mandate.txt", f"{title}, in short.".encode())
    return papers.shelve_paper(by=cast.secretariat, title=title, upload=checked(file), **values)
