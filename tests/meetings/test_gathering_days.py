"""Until when documents come in: ten days on which all five offices work, counted back by hand."""

from __future__ import annotations

import datetime as dt

import pytest

from meetings.gathering.days import DueDays, due_days
from meetings.models import Session
from tests.meetings import stages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("first", "due"),
    [
        # Back from Tuesday 11 May 2027: 10, 7 May, then Ascension Day and Golden Week; 30, 28-26, 23-20 April.
        ("2027-05-11", "2027-04-20"),
        # Back from Tuesday 12 January 2027 over Coming of Age Day and Epiphany: 8, 7, 5, 4 January, then the
        # closures from New Year's Day to Christmas Eve; 23-21, 18-16 December.
        ("2027-01-12", "2026-12-16"),
        # The first session lies on the first day after the closures.
        ("2027-01-04", "2026-12-10"),
    ],
)
def test_ten_common_working_days_before_the_first_session(cast, first, due):
    meeting = stages.planned(cast)
    start = dt.datetime.fromisoformat(f"{first}T12:00+00:00")
    for number in (1, 2):
        begins = start + dt.timedelta(days=number - 1)
        Session.objects.create(
            meeting=meeting, number=number, starts_at=begins, ends_at=begins + dt.timedelta(hours=2)
        )
    day = dt.date.fromisoformat(due)
    assert due_days(meeting) == DueDays(papers=day, registration=day)


def test_without_a_session_no_day_is_due(cast):
    assert due_days(stages.planned(cast)) == DueDays(None, None)
