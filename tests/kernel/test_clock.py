"""The one clock: aware, in UTC, never backwards."""

import datetime as dt

from ip5.kernel import clock


def test_now_is_aware_and_in_utc():
    before = dt.datetime.now(dt.UTC)
    moment = clock.now()
    assert moment.tzinfo is dt.UTC
    assert before <= moment <= dt.datetime.now(dt.UTC)
