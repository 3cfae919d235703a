"""Common working days and deadlines: the check of the domain text, zones, refusals, properties."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ip5.kernel import clock
from ip5.kernel.errors import Refused
from ip5.offices import closed_days
from ip5.offices.deadlines import (
    CalendarOffice,
    CommonCalendar,
    ProvisionalYear,
    SkippedDay,
    add_common_working_days,
    days_left,
    deadline,
    end_day,
    extension,
    local_times,
    working_days_between,
)

TODAY = dt.date(2026, 11, 22)
FACTS = [each for each in closed_days.office_facts()["offices"] if each["kind"] == "member"]
OFFICES = tuple(
    CalendarOffice(each["code"], each["names"][-1]["acronym"], ZoneInfo(each["tz"])) for each in FACTS
)


def calendar_as_of(today: dt.date) -> CommonCalendar:
    """The calendar of the member offices as an installation of ``today`` has it."""
    codes = {each.code for each in OFFICES}
    closed: dict[dt.date, list[tuple[str, str]]] = {}
    tables = {}
    for table in closed_days.closed_years(today):
        if table.office in codes:
            tables[table.office, table.year] = table.is_provisional
            for day, name in table.days.items():
                closed.setdefault(day, []).append((table.office, name))
    return CommonCalendar(OFFICES, {day: tuple(pairs) for day, pairs in closed.items()}, tables)


CALENDAR = calendar_as_of(TODAY)


def invented(*closed: tuple[str, str], provisional: tuple[str, ...] = ()) -> CommonCalendar:
    """Two offices, one east and one west, closed on the given days of 2030."""
    offices = (
        CalendarOffice("W", "West", ZoneInfo("America/New_York")),
        CalendarOffice("E", "East", ZoneInfo("Asia/Tokyo")),
    )
    days: dict[dt.date, tuple[tuple[str, str], ...]] = {}
    for code, text in closed:
        day = dt.date.fromisoformat(text)
        days[day] = (*days.get(day, ()), (code, f"closed {code}"))
    return CommonCalendar(offices, days, {(each.code, 2030): each.code in provisional for each in offices})


def utc(*parts: int) -> dt.datetime:
    return dt.datetime(*parts, tzinfo=dt.UTC)


def test_the_check_of_the_domain_text() -> None:
    end = deadline(utc(2021, 4, 19, 9), 10, CALENDAR)
    assert end.at == dt.datetime(2021, 5, 7, 17, tzinfo=ZoneInfo("America/New_York"))
    assert end.at == dt.datetime(2021, 5, 8, 6, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert end.at.tzinfo is dt.UTC
    assert (end.day, f"{end.day:%A}") == (dt.date(2021, 5, 7), "Friday")
    assert [(each.day, each.offices) for each in end.skipped] == [
        (dt.date(2021, 4, 29), ("JP",)),
        (dt.date(2021, 5, 3), ("JP", "CN")),
        (dt.date(2021, 5, 4), ("JP", "CN")),
        (dt.date(2021, 5, 5), ("JP", "KR", "CN")),
    ]
    assert end.provisional == ()


def test_day_one_follows_the_date_in_the_easternmost_office() -> None:
    calendar = invented()
    # 14:59 UTC is still Monday 7 January in the east, 15:00 is already Tuesday there.
    assert deadline(utc(2030, 1, 7, 14, 59), 1, calendar).day == dt.date(2030, 1, 8)
    assert deadline(utc(2030, 1, 7, 15, 0), 1, calendar).day == dt.date(2030, 1, 9)


def test_the_end_is_at_17_in_the_westernmost_office_on_both_sides_of_summer_time() -> None:
    calendar = invented()
    assert deadline(utc(2030, 3, 7, 12), 1, calendar).at == utc(2030, 3, 8, 22)
    assert deadline(utc(2030, 3, 8, 12), 1, calendar).at == utc(2030, 3, 11, 21)
    assert deadline(utc(2030, 10, 31, 12), 1, calendar).at == utc(2030, 11, 1, 21)
    assert deadline(utc(2030, 11, 1, 12), 1, calendar).at == utc(2030, 11, 4, 22)


def test_skipped_days_name_offices_and_reasons_and_provisional_tables_are_named() -> None:
    calendar = invented(("W", "2030-01-08"), ("E", "2030-01-08"), ("E", "2030-01-10"), provisional=("E",))
    end = deadline(utc(2030, 1, 7, 12), 3, calendar)
    assert end.day == dt.date(2030, 1, 14)
    assert end.skipped == (
        SkippedDay(dt.date(2030, 1, 8), ("W", "E"), ("closed W", "closed E")),
        SkippedDay(dt.date(2030, 1, 10), ("E",), ("closed E",)),
    )
    assert end.provisional == (ProvisionalYear("E", 2030),)


def test_only_a_year_without_a_table_is_refused_and_the_office_is_named() -> None:
    calendar = invented()
    assert deadline(utc(2030, 12, 30, 12), 1, calendar).day == dt.date(2030, 12, 31)
    with pytest.raises(Refused, match="West for 2031"):
        deadline(utc(2030, 12, 30, 12), 2, calendar)


def test_a_calendar_read_for_other_years_says_so_instead_of_refusing() -> None:
    calendar = CommonCalendar(OFFICES, {}, {}, read=(2020, 2021))
    with pytest.raises(ValueError, match="2020 to 2021"):
        calendar.is_working_day(dt.date(2022, 1, 3))


def test_a_period_has_at_least_one_day() -> None:
    with pytest.raises(ValueError, match="at least one day"):
        deadline(utc(2030, 1, 7, 12), 0, invented())


def test_an_extension_counts_from_the_end_then_in_force() -> None:
    end = deadline(utc(2021, 4, 19, 9), 10, CALENDAR)
    later = extension(end.day, 5, CALENDAR)
    assert later.day == dt.date(2021, 5, 17)
    assert [each.day for each in later.skipped] == [dt.date(2021, 5, 13)]
    assert later.at == utc(2021, 5, 17, 21)


def test_working_days_go_both_ways() -> None:
    calendar = invented(("E", "2030-01-08"))
    monday, wednesday = dt.date(2030, 1, 7), dt.date(2030, 1, 9)
    assert add_common_working_days(monday, 1, calendar) == wednesday
    assert add_common_working_days(wednesday, -1, calendar) == monday
    assert add_common_working_days(monday, 0, calendar) == monday
    assert working_days_between(monday, wednesday, calendar) == 1
    assert working_days_between(wednesday, monday, calendar) == 0


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (utc(2021, 4, 19, 9), 10),
        (utc(2021, 4, 28, 9), 3),
        (utc(2021, 4, 30, 9), 2),
        (utc(2021, 5, 6, 12), 1),
        (utc(2021, 5, 7, 3, 59), 1),  # still the 6th in the westernmost office
        (utc(2021, 5, 7, 4), 0),
        (utc(2021, 5, 9, 9), 0),
    ],
)
def test_days_left_are_common_working_days(now: dt.datetime, left: int) -> None:
    assert days_left(now, utc(2021, 5, 7, 21), CALENDAR) == left


def test_local_times_shift_against_the_westernmost() -> None:
    class City:
        def __init__(self, city: str, tz: str) -> None:
            self.city, self.zone = city, ZoneInfo(tz)

    tokyo, munich, alexandria = (
        City("Tokyo", "Asia/Tokyo"),
        City("Munich", "Europe/Berlin"),
        City("Alexandria", "America/New_York"),
    )
    at = utc(2021, 5, 7, 21)
    rows = local_times(at, [tokyo, munich, alexandria])
    assert [(row["city"], row["day"], row["time"], row["zone"], row["shift"]) for row in rows] == [
        ("Tokyo", "Saturday 8 May 2021", "06:00", "JST", 1),
        ("Munich", "Friday 7 May 2021", "23:00", "CEST", 0),
        ("Alexandria", "Friday 7 May 2021", "17:00", "EDT", 0),
    ]
    assert [row["shift"] for row in local_times(at, [munich, alexandria], ZoneInfo("Asia/Tokyo"))] == [-1, -1]
    assert local_times(at, []) == []


@pytest.mark.parametrize("months", range(25))
def test_the_demo_loads_as_of_each_month_of_the_next_24(months: int) -> None:
    """Ten days, an extension of five and twenty days on top: with today's tables and with that day's."""
    today = clock.now().date()
    years, month = divmod(today.month - 1 + months, 12)
    opened = utc(today.year + years, month + 1, 28, 12)
    for calendar in (calendar_as_of(today), calendar_as_of(opened.date())):
        end = deadline(opened, 10, calendar)
        later = extension(end.day, 5, calendar)
        last = add_common_working_days(later.day, 20, calendar)
        assert opened < end.at < later.at
        assert calendar.is_working_day(last)


moments = st.datetimes(min_value=dt.datetime(2018, 1, 1), max_value=dt.datetime(2029, 6, 30)).map(
    lambda moment: moment.replace(tzinfo=dt.UTC)
)
periods = st.integers(min_value=1, max_value=60)


@given(moments, periods)
def test_every_end_is_a_common_working_day_at_17_in_the_west(opened: dt.datetime, days: int) -> None:
    end = deadline(opened, days, CALENDAR)
    west = end.at.astimezone(CALENDAR.westernmost(end.at))
    assert (west.hour, west.minute, west.second, west.date()) == (17, 0, 0, end.day)
    assert end_day(end.at, CALENDAR) == end.day
    assert CALENDAR.is_working_day(end.day)
    assert end.day.weekday() < 5
    assert all(end.at.astimezone(each.zone) >= west for each in OFFICES)
    assert not any(CALENDAR.is_working_day(each.day) for each in end.skipped)


@given(moments, periods)
def test_a_longer_period_ends_later_and_so_does_a_later_opening(opened: dt.datetime, days: int) -> None:
    end = deadline(opened, days, CALENDAR)
    assert deadline(opened, days + 1, CALENDAR).at > end.at
    assert deadline(opened, days + 1, CALENDAR).at == extension(end.day, 1, CALENDAR).at
    assert deadline(opened + dt.timedelta(hours=7), days, CALENDAR).at >= end.at


@given(moments, periods)
def test_counting_and_adding_agree(opened: dt.datetime, days: int) -> None:
    start = opened.date()
    end = add_common_working_days(start, days, CALENDAR)
    assert working_days_between(start, end, CALENDAR) == days
    end_at = deadline(opened, days, CALENDAR).at
    assert days_left(opened, end_at, CALENDAR) >= days
    assert days_left(end_at, end_at, CALENDAR) == 0
