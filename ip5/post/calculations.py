"""When a reader's digest is due: pure reckoning with zones, closed days and clock changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo

HOUR = dt.time(8)
ONE_DAY = dt.timedelta(days=1)
HORIZON = 60


@dataclass(frozen=True, slots=True)
class Due:
    """A digest that has fallen due: the local day it belongs to, and since which instant."""

    day: dt.date
    since: dt.datetime


def opening(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return 08:00 of a local day as an instant in UTC.

    Where the clocks show 08:00 twice it is the first; where they skip it, the instant at which it
    would have been.
    """
    return dt.datetime.combine(day, HOUR, zone).astimezone(dt.UTC)


def is_working_day(day: dt.date, closed_days: Collection[dt.date]) -> bool:
    """Whether the office is open: no weekend and none of its closed days."""
    return day.weekday() < 5 and day not in closed_days


def due_since(
    now: dt.datetime, zone: ZoneInfo, closed_days: Collection[dt.date], *, weekly: bool = False
) -> Due | None:
    """Return the digest of the present local day (or week) if its hour has come, else None.

    A daily one is due from 08:00 to the end of a working day; a weekly one from 08:00 of the week's
    first working day to the end of the week.
    """
    today = now.astimezone(zone).date()
    first = today - today.weekday() * ONE_DAY if weekly else today
    span = (first + step * ONE_DAY for step in range((today - first).days + 1))
    day = next((each for each in span if is_working_day(each, closed_days)), None)
    if day is None or now < opening(day, zone):
        return None
    return Due(day, opening(day, zone))


def is_due(
    now: dt.datetime,
    zone: ZoneInfo,
    last_local_date: dt.date | None,
    closed_days: Collection[dt.date],
    *,
    weekly: bool = False,
) -> bool:
    """Whether a reader who last got the digest of ``last_local_date`` is due another one now."""
    due = due_since(now, zone, closed_days, weekly=weekly)
    return due is not None and (last_local_date is None or last_local_date < due.day)


def next_due(
    now: dt.datetime,
    zone: ZoneInfo,
    last_local_date: dt.date | None,
    closed_days: Collection[dt.date],
    *,
    weekly: bool = False,
) -> dt.datetime | None:
    """Return the first instant from ``now`` on at which the reader is due; None beyond two months."""
    if is_due(now, zone, last_local_date, closed_days, weekly=weekly):
        return now
    today = now.astimezone(zone).date()
    for step in range(HORIZON):
        moment = opening(today + step * ONE_DAY, zone)
        # A zone that changes the side of the date line skips a whole day: that day has no 08:00.
        exists = moment.astimezone(zone).date() == today + step * ONE_DAY
        if exists and moment >= now and is_due(moment, zone, last_local_date, closed_days, weekly=weekly):
            return moment
    return None
