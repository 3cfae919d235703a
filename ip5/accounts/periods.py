"""Days as people write them, and the instants they mean in an office's zone."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


def start_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the first instant of ``day`` in ``zone``, in UTC."""
    return dt.datetime.combine(day, dt.time(), tzinfo=zone).astimezone(dt.UTC)


def end_of(day: dt.date, zone: ZoneInfo) -> dt.datetime:
    """Return the instant at which ``day`` is over in ``zone``, in UTC: "until" includes its day."""
    return start_of(day + dt.timedelta(days=1), zone)


def last_day(until: dt.datetime, zone: ZoneInfo) -> dt.date:
    """Return the last day a period ending at ``until`` holds: the day people read."""
    return (until - dt.timedelta(microseconds=1)).astimezone(zone).date()
