"""Loading the facts twice, refreshing holiday tables, and numbers without gaps under concurrency."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from threading import Barrier

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from ip5.offices import actions
from ip5.offices.models import Group, Holiday, HolidayTable, Office, OfficeName, SymbolSeries

TODAY = dt.date(2026, 11, 22)
THREADS, ROUNDS = 8, 12


def everything() -> tuple[int, ...]:
    return tuple(each._default_manager.count() for each in (Office, OfficeName, Group, HolidayTable, Holiday))


def test_loading_again_doubles_nothing(db: None) -> None:
    actions.update_holidays(today=TODAY)
    before = everything()
    assert actions.load_offices() == 13
    actions.update_holidays(today=TODAY)
    actions.update_holidays(today=TODAY, overwrite=True)
    assert everything() == before
    assert Office.objects.members().count() == 5
    assert Group.objects.filter(code__in=["WG1", "WG2", "WG3", "PHEP", "STAT", "GDTF"]).count() == 6


def test_every_patent_office_has_its_tables_after_the_migration(db: None) -> None:
    tables = set(HolidayTable.objects.values_list("office__code", "year"))
    assert {
        (office.code, year) for office in Office.objects.with_observer() for year in range(2018, 2030)
    } <= tables


def test_a_published_table_keeps_its_corrections_and_a_provisional_one_is_refreshed(db: None) -> None:
    published = Holiday.objects.filter(office__code="CN", table__year=2026)
    provisional = Holiday.objects.filter(office__code="CN", table__year=2028)
    count = provisional.count()
    published.filter(day=dt.date(2026, 10, 7)).delete()
    provisional.first().delete()
    actions.update_holidays(today=TODAY)
    assert not published.filter(day=dt.date(2026, 10, 7)).exists()
    assert provisional.count() == count
    actions.update_holidays(today=TODAY, overwrite=True)
    assert published.filter(day=dt.date(2026, 10, 7)).exists()


def test_a_later_day_adds_its_years(db: None) -> None:
    actions.update_holidays(today=dt.date(2031, 1, 1))
    years = HolidayTable.objects.filter(office__code="US").values_list("year", flat=True)
    assert list(years) == list(range(2018, 2035))


def test_the_command_says_what_it_wrote(db: None) -> None:
    actions.update_holidays(today=TODAY, overwrite=True)
    out = StringIO()
    call_command("update_holidays", stdout=out)
    assert out.getvalue().endswith("holiday tables written.\n")
    assert out.getvalue().split()[0].isdigit()


def test_numbers_count_from_one_and_each_series_by_itself(db: None) -> None:
    key = f"P/{uuid.uuid4().hex}"
    assert [actions.next_number(key) for _each in range(3)] == [1, 2, 3]
    assert actions.next_number(f"{key}R") == 1


def test_a_rollback_gives_the_number_back(db: None) -> None:
    key = f"P/{uuid.uuid4().hex}"
    actions.next_number(key)
    with transaction.atomic():
        assert actions.next_number(key) == 2
        transaction.set_rollback(True)
    assert actions.next_number(key) == 2


@pytest.fixture
def series(db: None) -> Iterator[str]:
    """A series that other connections see, removed afterwards by one of them."""
    key = f"T/{uuid.uuid4().hex}"
    yield key
    with ThreadPoolExecutor(1) as pool:
        pool.submit(in_own_connection, lambda: SymbolSeries.objects.filter(key=key).delete()).result()


def in_own_connection(deed: object) -> object:
    """Run ``deed`` in this thread's connection, which commits for real, and close it."""
    try:
        return deed()  # type: ignore[operator]
    finally:
        connection.close()


def test_a_number_is_not_given_outside_a_transaction(series: str) -> None:
    with (
        ThreadPoolExecutor(1) as pool,
        pytest.raises(transaction.TransactionManagementError, match="inside the deed's transaction"),
    ):
        pool.submit(in_own_connection, lambda: actions.next_number(series)).result()


@pytest.mark.transactional
def test_concurrent_deeds_leave_no_gap_and_no_double(series: str) -> None:
    """Real connections at once, every third deed failing after it took its number."""
    barrier = Barrier(THREADS)

    def deeds(worker: int) -> list[int]:
        given = []
        barrier.wait()
        for turn in range(ROUNDS):
            fails = (worker + turn) % 3 == 0
            try:
                with transaction.atomic():
                    number = actions.next_number(series)
                    if fails:
                        raise LookupError
                given.append(number)
            except LookupError:
                continue
        return given

    with ThreadPoolExecutor(THREADS) as pool:
        running = [pool.submit(in_own_connection, lambda n=n: deeds(n)) for n in range(THREADS)]
        given = [number for each in running for number in each.result(timeout=60)]
    assert sorted(given) == list(range(1, len(given) + 1))
    assert len(given) == THREADS * ROUNDS * 2 // 3
