"""How many rounds one question may have in a year: what counts among them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.translation import ngettext_lazy

from ip5.ballots import rules
from ip5.ballots.models import Round
from ip5.kernel import clock

pytestmark = pytest.mark.django_db
WORDS = ngettext_lazy("%(n)d round.", "%(n)d rounds.", "n")
HOUR = dt.timedelta(hours=1)


def opened(
    state: str = "closed", *, year: int | None = None, ended_after: dt.timedelta | None = HOUR
) -> Round:
    """A round opened this year, or in another one, and how long after its opening it ended."""
    at = clock.now()
    at = at.replace(year=year, day=1) if year else at
    return Round(state=state, opened_at=at, closed_at=None if ended_after is None else at + ended_after)


@pytest.mark.parametrize("count", range(5))
def test_three_a_year(module_db, count):
    verdict = rules.has_rounds_left([opened()] * count, WORDS)
    assert (bool(verdict), str(verdict.reason)) == ((True, "") if count < 3 else (False, f"{count} rounds."))


@pytest.mark.parametrize(
    "other",
    [
        {"state": "announced", "ended_after": None},
        {"state": "refused"},
        {"state": "cancelled", "ended_after": -HOUR},
        {"state": "closed", "year": 2021},
    ],
)
def test_what_was_not_opened_this_year_does_not_count(module_db, other):
    assert rules.has_rounds_left([*[opened()] * 2, *[opened(**other)] * 3], WORDS)


@pytest.mark.parametrize("other", [{"state": "open", "ended_after": None}, {"state": "cancelled"}])
def test_what_was_opened_counts_whatever_became_of_it(module_db, other):
    assert not rules.has_rounds_left([*[opened()] * 2, opened(**other)], WORDS)


def test_without_a_round_nothing_is_asked(module_db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rules.has_rounds_left([], WORDS)
