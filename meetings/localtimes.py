"""From a day and a time on the wall of a place to the instant. Pure.

Twice a year a place changes its clocks: in one night an hour does not exist, in the other it comes twice. Neither is
guessed.
"""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo


class NoSuchTime(ValueError):
    """The clocks of the place skip this time on that day."""


class TwiceThatDay(ValueError):
    """The clocks of the place show this time twice on that day."""


def instant(day: dt.date, time: dt.time, zone: ZoneInfo) -> dt.datetime:
    """Return the instant in UTC at which the clocks of the zone show the day and the time.

    Refuses a time that the zone skips (``NoSuchTime``) or shows twice (``TwiceThatDay``) on that day.
    """
    wall = dt.datetime.combine(day, time)
    first, second = (wall.replace(tzinfo=zone, fold=fold).astimezone(dt.UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != wall:
        raise NoSuchTime(f"{wall} in {zone}")
    if first != second:
        raise TwiceThatDay(f"{wall} in {zone}")
    return first
