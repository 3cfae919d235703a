"""Days and the instants they mean."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ip5.accounts import periods


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("Asia/Tokyo", "2026-03-07T15:00+00:00", "2026-03-08T15:00+00:00"),
        ("America/New_York", "2026-03-08T05:00+00:00", "2026-03-09T04:00+00:00"),
        ("Europe/Berlin", "2026-03-07T23:00+00:00", "2026-03-08T23:00+00:00"),
    ],
)
def test_a_day_begins_and_ends_in_the_offices_zone(zone, start, end):
    day = dt.date(2026, 3, 8)
    assert periods.start_of(day, ZoneInfo(zone)) == dt.datetime.fromisoformat(start)
    assert periods.end_of(day, ZoneInfo(zone)) == dt.datetime.fromisoformat(end)
    assert periods.last_day(periods.end_of(day, ZoneInfo(zone)), ZoneInfo(zone)) == day
