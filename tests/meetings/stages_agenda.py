"""Stages of the agenda."""

from __future__ import annotations

from typing import Any

from meetings.actions import agenda, publishing
from meetings.models import AgendaItem, Meeting
from tests.cast import Cast
from tests.meetings import stages


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
