"""Limits counted in the database."""

import datetime as dt

import pytest
import time_machine

from ip5.accounts import attempts
from ip5.accounts.models import SignInAttempt

PASSWORD, RESET = SignInAttempt.Kind.PASSWORD, SignInAttempt.Kind.RESET
pytestmark = pytest.mark.django_db


def taken(count, kind=PASSWORD, address="203.0.113.5", typed="a@x.test"):
    return [attempts.take(kind, address, typed) is not None for _ in range(count)]


def test_ten_an_account_and_address_in_a_quarter_of_an_hour():
    with time_machine.travel(dt.datetime(2026, 3, 2, tzinfo=dt.UTC), tick=False) as clock:
        assert taken(12) == [True] * 10 + [False] * 2
        assert taken(1, typed=" A@X.TEST ") == [False]
        assert taken(1, address="203.0.113.6") == [True]
        assert taken(1, typed="b@x.test") == [True]
        clock.shift(dt.timedelta(minutes=15, seconds=1))
        assert taken(1) == [True]


def test_knocking_on_does_not_prolong_the_wait():
    with time_machine.travel(dt.datetime(2026, 3, 2, tzinfo=dt.UTC), tick=False) as clock:
        taken(10)
        clock.shift(dt.timedelta(minutes=14))
        assert taken(5) == [False] * 5
        clock.shift(dt.timedelta(minutes=1, seconds=1))
        assert taken(1) == [True]


def test_a_hundred_an_address_over_all_accounts():
    results = [taken(1, typed=f"{number}@x.test")[0] for number in range(101)]
    assert results == [True] * 100 + [False]


def test_resets_have_their_own_count():
    assert taken(6, kind=RESET) == [True] * 5 + [False]
    assert taken(1) == [True]


def test_given_back_and_forgiven():
    kept = attempts.take(PASSWORD, "203.0.113.5", "a@x.test")
    attempts.give_back(attempts.take(PASSWORD, "203.0.113.5", "a@x.test"))
    assert list(SignInAttempt.objects.all()) == [kept]
    attempts.forgive("A@x.test")
    assert not SignInAttempt.objects.exists()


def test_rows_keep_no_address_of_anybody_and_go_after_a_day():
    with time_machine.travel(dt.datetime(2026, 3, 2, tzinfo=dt.UTC), tick=False) as clock:
        taken(1)
        assert "x.test" not in str(SignInAttempt.objects.values().get())
        clock.shift(dt.timedelta(days=1, seconds=1))
        taken(1, typed="b@x.test")
        assert SignInAttempt.objects.count() == 1
