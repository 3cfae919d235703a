"""The race of rounds in its small form (the big one is tests/drill/test_fire.py), and straight inserts."""

import threading

import pytest
from django.db import connections

from ip5.ballots.models import Position
from ip5.ballots.verifier import rounds_report
from tests.ballots import race
from tests.ballots.race import TABS
from tests.ballots.straight import insert
from tests.cast import HODS

pytestmark = pytest.mark.transactional


def test_nothing_is_lost_doubled_or_late(transactional_db, owner, cast, opened):
    race.nothing_is_lost_doubled_or_late(race.ran(owner, cast, opened, rounds=6, clicks=3))


def test_the_database_alone_orders_straight_inserts(transactional_db, cast, opened):
    """Ten connections past the actions, which lock the round first: the trigger's own lock keeps the chain."""
    round, hats = opened(), [cast.hat(key) for key in HODS]
    start, failures = threading.Barrier(len(hats) * TABS, timeout=30), []

    def send(hat):
        try:
            start.wait()
            for _click in range(5):
                insert(round, hat)
        except Exception as error:  # noqa: BLE001 - a thread's surprise is the test's failure
            failures.append(repr(error))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(hat,)) for hat in hats for _tab in range(TABS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert failures == []
    assert list(Position.objects.order_by("at").values_list("seq", flat=True)) == list(range(1, 51))
    report = rounds_report()
    assert (report.rows, report.flaw) == (50, None)
