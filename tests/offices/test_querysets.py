"""Sets of offices, the calendar read from the tables, and closed days by office."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.kernel.errors import Refused
from ip5.offices import deadlines
from ip5.offices.models import Holiday, HolidayTable, Office

MEMBERS = ["EP", "JP", "KR", "CN", "US"]


def codes(offices: object) -> list[str]:
    return [each.code for each in offices]  # type: ignore[attr-defined]


def test_offices_come_in_protocol_order(db: None) -> None:
    assert codes(Office.objects.members()) == MEMBERS
    assert codes(Office.objects.with_observer()) == [*MEMBERS, "WO"]
    assert codes(Office.objects.in_protocol_order())[:7] == [*MEMBERS, "WO", "TF"]
    assert codes(Office.objects.industry()) == ["AIPLA", "BE", "IPO", "JIPA", "KINPA", "PPAC"]
    assert Office.objects.body().code == "TF"


@pytest.mark.parametrize("years", [0, 3])
def test_the_common_calendar_is_one_query(db: None, years: int) -> None:
    Office.objects.directory()
    with CaptureQueriesContext(connection) as queries:
        calendar = Office.objects.common_calendar(dt.date(2021, 4, 19), dt.date(2021 + years, 4, 19))
    assert len(queries) == 1
    assert [each.code for each in calendar.offices] == MEMBERS
    assert calendar.read == (2020, 2022 + years)


def test_the_check_of_the_domain_text_with_the_tables_of_the_database(db: None) -> None:
    opened = dt.datetime(2021, 4, 19, 9, tzinfo=dt.UTC)
    end = deadlines.deadline(opened, 10, Office.objects.common_calendar(opened.date()))
    assert end.at == dt.datetime(2021, 5, 7, 21, tzinfo=dt.UTC)
    assert end.skipped[0] == (dt.date(2021, 4, 29), ("JP",), ("Showa Day",))
    rows = deadlines.local_times(end.at, Office.objects.with_observer())
    assert [(row["city"], row["time"], row["shift"]) for row in rows] == [
        ("Munich", "23:00", 0),
        ("Tokyo", "06:00", 1),
        ("Daejeon", "06:00", 1),
        ("Beijing", "05:00", 1),
        ("Alexandria, Virginia", "17:00", 0),
        ("Geneva", "23:00", 0),
    ]


def test_a_year_without_a_table_is_refused_naming_the_office(db: None) -> None:
    HolidayTable.objects.filter(office__code="KR", year=2027).delete()
    calendar = Office.objects.common_calendar(dt.date(2026, 12, 1))
    assert calendar.is_working_day(dt.date(2026, 12, 1))
    with pytest.raises(Refused, match="MOIP for 2027"):
        calendar.is_working_day(dt.date(2027, 1, 4))


def test_the_calendar_of_one_office_knows_only_its_days(db: None) -> None:
    calendar = Office.objects.filter(code="WO").calendar(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    assert calendar.is_working_day(dt.date(2026, 1, 6))
    assert not calendar.is_working_day(dt.date(2026, 9, 10))


def test_closed_days_by_office_are_one_query_and_include_both_ends(db: None) -> None:
    us, ep = (Office.objects.get(code=code) for code in ("US", "EP"))
    with CaptureQueriesContext(connection) as queries:
        closed = Holiday.objects.closed_days(dt.date(2026, 1, 1), dt.date(2026, 1, 19))
    assert len(queries) == 1
    assert set(closed[us.pk]) == {dt.date(2026, 1, 1), dt.date(2026, 1, 19)}
    assert closed[ep.pk][dt.date(2026, 1, 6)] == "Epiphany"
