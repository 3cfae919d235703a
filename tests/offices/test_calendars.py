"""Periods counted from now, on the stored holiday tables."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.kernel import clock
from ip5.offices import calendars, deadlines

pytestmark = pytest.mark.django_db


def test_a_period_ends_where_the_calendar_says():
    now = clock.now()
    found = calendars.end_of_period(now, 10)
    assert found == deadlines.deadline(now, 10, calendars.calendar_from(now))
    assert found.at - now >= dt.timedelta(days=10)


@pytest.mark.parametrize(
    ("days_ago", "days", "is_running"), [(0, 10, True), (1, 10, True), (69, 10, False), (71, 10, False)]
)
def test_whether_a_period_is_still_running(days_ago: int, days: int, is_running: bool):
    start = clock.now() - dt.timedelta(days=days_ago)
    assert calendars.within_common_working_days(start, days) is is_running


def test_what_is_long_over_asks_no_table(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert not calendars.within_common_working_days(clock.now() - dt.timedelta(days=400), 10)
