"""The days that follow from a meeting's first session: until when documents come in and delegations register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ip5.offices.models import Office
from meetings.models import Meeting

# domain.md section 5: documents due ten working days before the meeting.
PAPERS_DAYS = 10


@dataclass(frozen=True, slots=True)
class DueDays:
    """Until which day documents come in, and delegations register; None without a session."""

    papers: dt.date | None
    registration: dt.date | None


def due_days(meeting: Meeting) -> DueDays:
    """Return the tenth common working day before the first session, for both."""
    first = meeting.sessions.first()
    if first is None:
        return DueDays(None, None)
    day = first.starts_at.date()
    calendar = Office.objects.common_calendar(day - dt.timedelta(days=60), day)
    left, found = PAPERS_DAYS, day
    while left:
        found -= dt.timedelta(days=1)
        left -= calendar.is_working_day(found)
    return DueDays(found, found)
