"""What the database itself refuses about offices, and the facts a row states."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from ip5.offices.models import Holiday, HolidayTable, Office, OfficeName, year_of


def test_kinds_are_facts_of_the_row(db: None) -> None:
    kinds = {
        each.code: (each.is_member, each.is_observer, each.is_industry, each.is_body)
        for each in Office.objects.all()
    }
    assert kinds["US"] == (True, False, False, False)
    assert kinds["WO"] == (False, True, False, False)
    assert kinds["JIPA"] == (False, False, True, False)
    assert kinds["TF"] == (False, False, False, True)


def test_zones_exist(db: None) -> None:
    assert all(isinstance(each.zone, ZoneInfo) for each in Office.objects.all())


def test_an_office_has_one_name_on_a_day(db: None) -> None:
    office = Office.objects.get(code="KR")
    with pytest.raises(IntegrityError, match="one_name_an_office_on_a_day"), transaction.atomic():
        OfficeName.objects.create(office=office, acronym="X", name="X", since=dt.date(2025, 9, 30))


def test_a_name_does_not_end_before_it_begins(db: None) -> None:
    office = Office.objects.create(code="NEW", kind=Office.Kind.INDUSTRY, protocol_order=900)
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeName.objects.create(
            office=office, acronym="X", name="X", since=dt.date(2021, 1, 2), until=dt.date(2021, 1, 1)
        )


def test_an_office_has_one_table_a_year_and_one_row_a_day(db: None) -> None:
    table = HolidayTable.objects.get(office__code="JP", year=2026)
    with pytest.raises(IntegrityError, match="one_holiday_table_a_year"), transaction.atomic():
        HolidayTable.objects.create(office=table.office, year=2026, status="published", source="twice")
    with pytest.raises(IntegrityError, match="one_holiday_a_day"), transaction.atomic():
        Holiday.objects.create(table=table, office=table.office, day=dt.date(2026, 1, 1), name="twice")


def test_the_year_of_a_symbol_is_that_of_the_instant_in_utc() -> None:
    moment = dt.datetime(2026, 1, 1, 8, 59, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert year_of(moment) == 2025
