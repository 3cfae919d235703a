"""A meeting that was held online, for what was borne in it."""

from __future__ import annotations

import datetime as dt

from ip5.kernel import clock
from ip5.offices.models import Office
from meetings.models import Meeting, Session
from tests.cast import Cast


def held_online(cast: Cast, number: int = 90) -> Meeting:
    """A record of a meeting whose sessions lay at noon UTC: heavy for Tokyo and Daejeon, light for Munich."""
    meeting: Meeting = Meeting.objects.create(
        number=number,
        title="A meeting held",
        state="closed",
        visibility="members_observers",
        mode="virtual",
        zone="UTC",
        host=Office.objects.get(code="EP"),
        planned_at=clock.now(),
        origin=Meeting.Origin.RECORD,
    )
    for day in range(3):
        start = dt.datetime(2025, 11, 4 + day, 12, tzinfo=dt.UTC)
        Session.objects.create(
            meeting=meeting, number=day + 1, starts_at=start, ends_at=start + dt.timedelta(minutes=150)
        )
    return meeting
