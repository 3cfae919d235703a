"""The facts an installation starts from: tables of every year, the EPO's own days, provisional years."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.offices import closed_days

TODAY = dt.date(2026, 11, 22)
TABLES = {(each.office, each.year): each for each in closed_days.closed_years(TODAY)}
PATENT_OFFICES = ["EP", "JP", "KR", "CN", "US", "WO"]


def days_of(office: str, year: int) -> set[str]:
    return {f"{day:%m-%d}" for day in TABLES[office, year].days}


def test_every_patent_office_has_a_table_from_2018_to_three_years_ahead() -> None:
    assert set(TABLES) == {(office, year) for office in PATENT_OFFICES for year in range(2018, 2030)}
    assert all(len(table.days) >= 6 for table in TABLES.values())


def test_three_years_ahead_is_meant_from_the_day_of_the_installation() -> None:
    assert closed_days.years_wanted(dt.date(2028, 1, 1))[-1] == 2031


def test_the_same_day_gives_the_same_tables() -> None:
    assert closed_days.closed_years(TODAY) == closed_days.closed_years(TODAY)


def test_weekends_have_no_row_and_every_day_lies_in_its_year_and_is_named() -> None:
    for (_office, year), table in TABLES.items():
        for day, name in table.days.items():
            assert day.weekday() < 5
            assert day.year == year
            assert name
            assert "substituted" not in name


@pytest.mark.parametrize(
    ("year", "days"),
    [
        (
            2021,
            "01-01 01-06 04-02 04-05 05-13 05-24 06-03 11-01 12-24 12-27 12-28 12-29 12-30 12-31",
        ),
        (
            2026,
            "01-01 01-06 04-03 04-06 05-01 05-14 05-25 06-04 12-24 12-25 12-28 12-29 12-30 12-31",
        ),
        (
            2029,
            "01-01 03-30 04-02 05-01 05-10 05-21 05-31 08-15 10-03 11-01 12-24 12-25 12-26 12-27 12-28 12-31",
        ),
    ],
)
def test_the_closed_days_of_the_epo_in_munich(year: int, days: str) -> None:
    assert days_of("EP", year) == set(days.split())


def test_public_offices_of_japan_close_from_29_december_to_3_january() -> None:
    for year in range(2018, 2030):
        expected = {
            text
            for text in ("01-01", "01-02", "01-03", "12-29", "12-30", "12-31")
            if dt.date.fromisoformat(f"{year}-{text}").weekday() < 5
        }
        assert expected <= days_of("JP", year)


def test_single_days_that_the_package_does_not_know() -> None:
    assert "01-20" in days_of("US", 2021)
    assert {"12-24", "12-26", "01-09"} <= days_of("US", 2025)
    assert "10-02" in days_of("KR", 2023)
    assert TABLES["CN", 2021].days[dt.date(2021, 5, 4)] == "Day off (for 2021-04-25)"


def test_years_that_nobody_has_published_are_provisional() -> None:
    provisional = {key for key, table in TABLES.items() if table.is_provisional}
    beyond_next = {(office, year) for office in PATENT_OFFICES for year in (2028, 2029)}
    assert provisional == beyond_next | {(office, 2027) for office in ("EP", "KR", "CN", "WO")}


def test_a_day_marked_open_in_the_file_is_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    facts = closed_days.holiday_facts()
    changed = {**facts["offices"]["US"], "open": ["2026-10-12"]}
    monkeypatch.setitem(facts["offices"], "US", changed)
    tables = {(each.office, each.year): each for each in closed_days.closed_years(TODAY)}
    assert dt.date(2026, 10, 12) in TABLES["US", 2026].days
    assert dt.date(2026, 10, 12) not in tables["US", 2026].days
