"""A Head's link when its time is over, and when it is used twice at once; these tests commit."""

import threading

import pytest
from django.db import connections

from ip5.ballots import actions
from ip5.ballots.models import Position
from ip5.kernel.errors import WrongState
from tests.ballots.links import WRONG, expire, held, log, sent, used
from tests.ballots.sittings import of_heads
from tests.ballots.straight import stopped
from tests.ballots.test_walls_links import log_use


def test_after_72_hours_it_opens_nothing(owner, cast):
    link = sent(cast, of_heads(cast))
    assert held(link)
    expire(owner, link)
    assert actions.link_of(link.token) is None
    with stopped("IP562"):
        log_use(link, "wrong_code")
    with pytest.raises(WrongState):
        used(link, code=WRONG)
    assert not Position.objects.exists()


def test_a_try_after_its_time_is_in_the_log_once_an_hour_and_a_hundred_times_at_most(owner, cast):
    link = expire(owner, sent(cast, of_heads(cast)))

    def an_hour_passes():
        with owner.transaction():
            owner.execute("UPDATE ballots_linkuse SET at = at - interval '61 minutes'")

    for _ in range(2):
        actions.note_tried(link.token)
        actions.note_tried(link.token)
        an_hour_passes()
    assert log(link) == ["asked", "tried_late", "tried_late"]
    for _ in range(100):
        actions.note_tried(link.token)
        an_hour_passes()
    assert log(link) == ["asked", *["tried_late"] * 100]
    # The database counts for itself.
    with stopped("IP562"):
        log_use(link, "tried_late")


def test_tries_in_vain_at_once_are_one_line(transactional_db, cast):
    link = sent(cast, of_heads(cast))
    used(link)
    assert in_parallel(*[lambda: actions.note_tried(link.token)] * 12) == [None] * 12
    assert log(link) == ["asked", "answered", "tried_used"]


def in_parallel(*works):
    """Run the works at once; return what each returned or raised, by name."""
    start, found = threading.Barrier(len(works)), []

    def run(work):
        try:
            start.wait()
            found.append(work())
        except Exception as error:  # noqa: BLE001 - what the test compares
            found.append(type(error).__name__)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return found


def test_two_tabs_at_once_give_one_answer(transactional_db, cast):
    link = sent(cast, of_heads(cast))
    found = in_parallel(*[lambda: used(link).answer] * 4)
    assert sorted(found) == ["WrongState", "WrongState", "WrongState", "endorse"]
    assert Position.objects.count() == 1


def test_guesses_at_once_are_counted_one_by_one(transactional_db, cast):
    link = sent(cast, of_heads(cast))
    found = in_parallel(*[lambda: used(link, code=WRONG)] * 12)
    assert (found.count(None), found.count("WrongState")) == (5, 7)
    assert log(link) == ["asked", *["wrong_code"] * 5, "voided"]
