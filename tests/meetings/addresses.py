"""Objects of meetings for the access table: what the addresses of its routes need, each titled as asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from meetings.models import Meeting
from tests.cast import Cast
from tests.meetings import stages

Ids = dict[str, Any]


def of_meeting(meeting: Meeting) -> Ids:
    """Return the ids of a meeting's address, and what its form sends back."""
    return {"uuid": meeting.uuid, "seen": Meeting.objects.get(pk=meeting.pk).version}


# By the name that a line of the table gives its object: ``meeting_planned``, ``meeting_announced``.
OBJECTS: dict[str, Callable[[Cast, str], Ids]] = {
    "meeting_planned": lambda cast, title: of_meeting(stages.planned(cast, title)),
    "meeting_timed": lambda cast, title: of_meeting(stages.timed(cast, title)),
    "meeting_announced": lambda cast, title: of_meeting(stages.announced(cast, title)),
    "meeting_registering": lambda cast, title: of_meeting(stages.registering(cast, title)),
}
