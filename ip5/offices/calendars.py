"""Questions about common working days counted from now, asked of the stored holiday tables."""

from __future__ import annotations

import datetime as dt

from ip5.kernel import clock
from ip5.offices import deadlines
from ip5.offices.models import Office

REACH = dt.timedelta(days=200)


def calendar_from(moment: dt.datetime) -> deadlines.CommonCalendar:
    """Return the five offices' common calendar from ``moment`` on, far enough for every period."""
    day = moment.date()
    return Office.objects.common_calendar(day - dt.timedelta(days=3), day + REACH)


def end_of_period(start: dt.datetime, days: int) -> deadlines.Deadline:
    """Return the end of a period of ``days`` common working days that starts at ``start`` (aware)."""
    return deadlines.deadline(start, days, calendar_from(start))


def within_common_working_days(start: dt.datetime, days: int) -> bool:
    """Whether a period of ``days`` common working days from ``start`` is still running now."""
    now = clock.now()
    if now - start > dt.timedelta(days=7 * days):
        return False  # long over: no table need be read
    return now < end_of_period(start, days).at
