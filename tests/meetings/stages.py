"""Meetings at the stages the tests begin from, each brought there by the product's own deeds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ip5.kernel import clock
from ip5.offices.models import Office
from meetings.actions import course, sessions
from meetings.models import Meeting
from tests.cast import Cast


def noon(days: int) -> dt.datetime:
    """Return noon UTC so many days from today, moved on to a Tuesday."""
    day = clock.now().date() + dt.timedelta(days=days)
    day += dt.timedelta(days=(1 - day.weekday()) % 7)
    return dt.datetime.combine(day, dt.time(12), dt.UTC)


def planned(cast: Cast, title: str = "A meeting", **values: Any) -> Meeting:
    """A meeting that only the body knows of."""
    facts = {
        "title": title,
        "mode": "hybrid",
        "place": "Daejeon",
        "zone": "Asia/Seoul",
        "link": "https://video.example/room",
        "host": Office.objects.get(code="KR"),
        "co_host": Office.objects.get(code="EP"),
    }
    return course.plan_meeting(by=cast.secretariat, values=facts | values)


def timed(cast: Cast, title: str = "A meeting", days: int = 2, **values: Any) -> Meeting:
    """A planned meeting with sessions of 150 minutes at noon UTC, some sixty days from today."""
    meeting, start = planned(cast, title, **values), noon(60)
    step, long = dt.timedelta(days=1), dt.timedelta(minutes=150)
    spans = [(start + each * step, start + each * step + long) for each in range(days)]
    return sessions.set_sessions(meeting, by=cast.secretariat, spans=spans)


def announced(cast: Cast, title: str = "A meeting", **values: Any) -> Meeting:
    """A meeting with its number."""
    return course.announce(timed(cast, title, **values), by=cast.chair_kr)


def registering(cast: Cast, title: str = "A meeting", **values: Any) -> Meeting:
    """A meeting for which delegations register."""
    return course.open_registration(announced(cast, title, **values), by=cast.secretariat)
