"""Who is due: zones, closed days, clock changes."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ip5.post.calculations import due_since, is_due, is_working_day, next_due, opening

TOKYO, MUNICH, EAST, APIA = map(ZoneInfo, ["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Pacific/Apia"])


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


def day(*parts):
    return dt.date(*parts)


@pytest.mark.parametrize(
    ("zone", "instant"),
    [
        (TOKYO, utc(2021, 4, 25, 23)),
        (MUNICH, utc(2021, 4, 26, 6)),
        (EAST, utc(2021, 4, 26, 12)),
        (ZoneInfo("UTC"), utc(2021, 4, 26, 8)),
        (ZoneInfo("Asia/Kolkata"), utc(2021, 4, 26, 2, 30)),
    ],
)
def test_eight_in_the_readers_zone(zone, instant):
    assert opening(day(2021, 4, 26), zone) == instant
    before = instant - dt.timedelta(microseconds=1)
    assert not is_due(before, zone, None, ())
    assert is_due(instant, zone, None, ())
    assert next_due(before, zone, None, ()) == instant


def test_once_a_local_day():
    noon = utc(2021, 4, 26, 12)
    assert is_due(noon, MUNICH, day(2021, 4, 25), ())
    assert not is_due(noon, MUNICH, day(2021, 4, 26), ())
    assert next_due(noon, MUNICH, day(2021, 4, 26), ()) == utc(2021, 4, 27, 6)


def test_late_on_the_same_day_but_not_on_the_next():
    assert is_due(utc(2021, 4, 26, 21, 59), MUNICH, None, ())
    assert not is_due(utc(2021, 4, 26, 22, 1), MUNICH, None, ())


def test_closed_days_and_weekends():
    holiday = {day(2021, 4, 29)}
    assert not is_due(utc(2021, 4, 29, 3), TOKYO, None, holiday)
    assert is_due(utc(2021, 4, 29, 12), MUNICH, None, ())
    assert not is_due(utc(2021, 5, 1, 12), MUNICH, None, ())
    assert next_due(utc(2021, 4, 28, 23), TOKYO, None, holiday) == utc(2021, 4, 29, 23)
    assert next_due(utc(2021, 4, 30, 12), MUNICH, day(2021, 4, 30), ()) == utc(2021, 5, 3, 6)


@pytest.mark.parametrize(
    ("zone", "last", "first"),
    [(MUNICH, day(2021, 3, 26), day(2021, 3, 29)), (EAST, day(2021, 3, 12), day(2021, 3, 15))],
)
def test_eight_stays_eight_when_the_clocks_go_forward(zone, last, first):
    assert opening(last, zone) + dt.timedelta(hours=71) == opening(first, zone)
    assert next_due(opening(last, zone), zone, last, ()) == opening(first, zone)


def test_eight_stays_eight_when_the_clocks_go_back():
    assert opening(day(2021, 10, 29), MUNICH) + dt.timedelta(hours=73) == opening(day(2021, 11, 1), MUNICH)


def test_an_hour_that_does_not_exist_is_mailed_all_the_same():
    """No real zone skips 08:00 on a working day; one that changed at 23:30 does skip half of midnight."""
    casey = ZoneInfo("Antarctica/Casey")
    for step in range(40):
        date = day(2018, 3, 1) + dt.timedelta(days=step)
        assert opening(date, casey).astimezone(casey).date() == date


def test_a_day_that_does_not_exist_is_passed_over():
    """Samoa crossed the date line: after Thursday 29 December 2011 came Saturday 31."""
    thursday = day(2011, 12, 29)
    assert next_due(opening(thursday, APIA), APIA, thursday, ()) == opening(day(2012, 1, 2), APIA)


def test_weekly_from_monday_eight_to_the_end_of_the_week():
    monday = day(2021, 4, 26)
    due = due_since(utc(2021, 4, 28, 12), MUNICH, (), weekly=True)
    assert (due.day, due.since) == (monday, utc(2021, 4, 26, 6))
    assert not is_due(utc(2021, 4, 28, 12), MUNICH, monday, (), weekly=True)
    assert next_due(utc(2021, 4, 28, 12), MUNICH, monday, (), weekly=True) == utc(2021, 5, 3, 6)


def test_weekly_waits_for_the_first_working_day():
    monday = day(2021, 4, 5)
    assert not is_due(utc(2021, 4, 5, 12), MUNICH, None, {monday}, weekly=True)
    assert due_since(utc(2021, 4, 6, 12), MUNICH, {monday}, weekly=True).day == day(2021, 4, 6)


def test_an_office_that_is_always_closed_is_never_due():
    always = {day(2021, 1, 1) + dt.timedelta(days=step) for step in range(400)}
    assert next_due(utc(2021, 4, 26, 12), MUNICH, None, always) is None


@given(
    st.datetimes(dt.datetime(2018, 1, 1), dt.datetime(2028, 1, 1), timezones=st.just(dt.UTC)),
    st.sampled_from(["Asia/Tokyo", "Europe/Berlin", "America/New_York", "Asia/Shanghai", "Asia/Kathmandu"]),
    st.sets(st.integers(0, 20), max_size=8),
)
def test_five_minute_ticks_send_each_working_day_once(start, name, closed_in):
    """Whatever the hour and the clock changes, ticks over ten days find each working day exactly once."""
    zone = ZoneInfo(name)
    first = start.astimezone(zone).date()
    closed = {first + dt.timedelta(days=step) for step in closed_in}
    last, sent = None, []
    for tick in range(0, 10 * 24 * 12, 7):
        now = start + dt.timedelta(minutes=5 * tick)
        if is_due(now, zone, last, closed):
            last = now.astimezone(zone).date()
            sent.append(last)
    end = (start + dt.timedelta(days=9)).astimezone(zone).date()
    span = [first + dt.timedelta(days=step) for step in range(1, (end - first).days)]
    assert [each for each in sent if each in span] == [each for each in span if is_working_day(each, closed)]
    assert len(sent) == len(set(sent))
