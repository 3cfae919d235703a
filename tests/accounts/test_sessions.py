"""A session ends after idling and after a day, whatever its cookie says."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from ip5.accounts import sessions

HOUR = dt.timedelta(hours=1)


def is_in(client):
    return client.get(reverse("accounts:people")).status_code == 200


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([7, 7], [True, True]),
        ([8], [False]),
        ([7, 7, 7], [True, True, True]),
        ([7, 7, 7, 3], [True, True, True, False]),
    ],
)
def test_limits(hold, sign_in, pauses, expected):
    assert settings.SESSION_COOKIE_AGE == 8 * 3600
    at = dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC)
    with time_machine.travel(at, tick=False) as clock:
        client = sign_in(hold("a@x.test", "EP", "delegate", since=at))
        assert is_in(client)
        for pause, stays in zip(pauses, expected, strict=True):
            clock.shift(pause * HOUR)
            assert is_in(client) is stays


def test_a_page_view_writes_the_session_rarely(hold, sign_in):
    at = dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC)
    with time_machine.travel(at, tick=False) as clock:
        client = sign_in(hold("a@x.test", "EP", "delegate", since=at))
        assert is_in(client)
        clock.shift(60)
        assert is_in(client)
        assert client.session[sessions.SEEN] == int(at.timestamp())
        clock.shift(sessions.STEP)
        assert is_in(client)
        assert client.session[sessions.SEEN] == int(at.timestamp()) + 60 + sessions.STEP
