"""From the clocks of a place to the instant: the hour that is skipped, the one that comes twice, midnight."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from meetings.localtimes import NoSuchTime, TwiceThatDay, instant


def at(wall: str, zone: str) -> str:
    moment = dt.datetime.fromisoformat(wall)
    return instant(moment.date(), moment.time(), ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("wall", "zone", "utc"),
    [
        ("2027-03-28T01:59", "Europe/Berlin", "2027-03-28T00:59"),
        ("2027-03-28T03:00", "Europe/Berlin", "2027-03-28T01:00"),
        ("2027-10-31T01:59", "Europe/Berlin", "2027-10-30T23:59"),
        ("2027-10-31T03:00", "Europe/Berlin", "2027-10-31T02:00"),
        ("2027-01-01T00:00", "Asia/Tokyo", "2026-12-31T15:00"),
        ("2027-03-14T03:00", "America/New_York", "2027-03-14T07:00"),
    ],
)
def test_a_time_on_the_wall_is_one_instant(wall, zone, utc):
    assert at(wall, zone) == utc


@pytest.mark.parametrize(
    ("wall", "zone"), [("2027-03-28T02:30", "Europe/Berlin"), ("2027-03-14T02:00", "America/New_York")]
)
def test_an_hour_that_the_clocks_skip_is_refused(wall, zone):
    with pytest.raises(NoSuchTime):
        at(wall, zone)


@pytest.mark.parametrize(
    ("wall", "zone"), [("2027-10-31T02:30", "Europe/Berlin"), ("2027-11-07T01:00", "America/New_York")]
)
def test_an_hour_that_comes_twice_is_refused(wall, zone):
    with pytest.raises(TwiceThatDay):
        at(wall, zone)
