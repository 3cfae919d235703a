"""Names by date, and the one query that all of a request's names cost."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.offices import directory
from ip5.offices.directory import DatedName, resolve
from ip5.offices.models import Office, OfficeName

OLD = DatedName("OLD", "Old name", until=dt.date(2020, 6, 30))
NEW = DatedName("NEW", "New name", since=dt.date(2020, 7, 1))


@pytest.fixture(autouse=True)
def _forget() -> None:
    directory.clear()


@pytest.mark.parametrize(
    ("day", "expected"), [(dt.date(2020, 6, 30), OLD), (dt.date(2020, 7, 1), NEW), (dt.date(1990, 1, 1), OLD)]
)
def test_a_name_holds_on_both_its_days(day: dt.date, expected: DatedName) -> None:
    assert resolve([OLD, NEW], day) == expected


def test_a_day_in_a_gap_takes_the_nearest_name() -> None:
    later = DatedName("LATER", "Later name", since=dt.date(2020, 8, 1))
    assert resolve([OLD, later], dt.date(2020, 7, 2)) == OLD
    assert resolve([OLD, later], dt.date(2020, 7, 31)) == later
    assert resolve([], dt.date(2020, 7, 1)) is None


@pytest.mark.parametrize(
    ("code", "day", "acronym"),
    [
        ("KR", dt.date(2021, 3, 3), "KIPO"),
        ("KR", dt.date(2025, 9, 30), "KIPO"),
        ("KR", dt.date(2025, 10, 1), "MOIP"),
        ("CN", dt.date(2017, 6, 1), "SIPO"),
        ("CN", dt.date(2019, 1, 1), "CNIPA"),
        ("EP", dt.date(1999, 1, 1), "EPO"),
    ],
)
def test_offices_are_called_as_on_the_day_of_what_is_shown(
    db: None, code: str, day: dt.date, acronym: str
) -> None:
    assert Office.objects.get(code=code).acronym_on(day) == acronym


def test_live_pages_print_the_name_of_today(db: None) -> None:
    office = Office.objects.get(code="KR")
    assert office.acronym == "MOIP"
    assert office.name == "Ministry of Intellectual Property"
    assert office.name_on(dt.date(2021, 1, 1)).name == "Korean Intellectual Property Office"


def test_an_instant_is_read_as_the_day_in_the_zone_of_the_office(db: None) -> None:
    office = Office.objects.get(code="KR")
    assert office.acronym_on(dt.datetime(2025, 9, 30, 14, 59, tzinfo=dt.UTC)) == "KIPO"
    assert office.acronym_on(dt.datetime(2025, 9, 30, 15, 0, tzinfo=dt.UTC)) == "MOIP"


def test_all_names_cost_one_query_until_they_are_forgotten(db: None) -> None:
    offices = list(Office.objects.in_protocol_order())
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert [office.acronym for office in offices][:6] == ["EPO", "JPO", "MOIP", "CNIPA", "USPTO", "WIPO"]
        assert offices[0].name == "European Patent Office"
    assert len(queries) == 1
    directory.clear()
    with CaptureQueriesContext(connection) as queries:
        assert offices[0].acronym == "EPO"
    assert len(queries) == 1


def test_the_directory_finds_by_code_and_by_id_and_refuses_the_unknown(db: None) -> None:
    held = Office.objects.directory()
    assert held.of_code("JP") == held.of_id(held.of_code("JP").pk)
    with pytest.raises(KeyError):
        held.of_code("ZZ")


def test_an_office_made_after_the_first_look_is_found(db: None) -> None:
    assert Office.objects.directory().offices
    office = Office.objects.create(code="NEW", kind=Office.Kind.INDUSTRY, protocol_order=900)
    assert office.acronym == "NEW"
    OfficeName.objects.create(office=office, acronym="NWA", name="New Association")
    directory.clear()
    assert (office.acronym, office.name) == ("NWA", "New Association")


def test_an_unsaved_office_is_called_by_its_code(db: None) -> None:
    assert Office(code="DRAFT").acronym == "DRAFT"
