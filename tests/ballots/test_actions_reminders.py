"""Reminders before the end: to whom, once each, none where the round is too short for them."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from ip5.ballots import actions
from ip5.ballots.models import Reminder, Round
from ip5.kernel import clock
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.outbox.models import Notice
from tests import silences
from tests.ballots.conftest import answer, asked

TOLD = {
    5: ["hod_ep"],
    2: ["alternate_ep", "hod_ep"],
    1: ["alternate_ep", "head_ep", "hod_ep"],
}


@pytest.fixture
def ending(owner):
    """Return a function that sets a round's end ``left`` common working days away, of ``length`` in all."""

    def let_end(round: Round, left: int, length: int = 10) -> Round:
        now = clock.now()
        calendar = calendar_from(now - dt.timedelta(days=40))
        last = deadlines.add_common_working_days(deadlines.end_day(now, calendar), left, calendar)
        first = deadlines.add_common_working_days(last, -length, calendar)
        opened_at = dt.datetime.combine(first, dt.time(12), tzinfo=dt.UTC)
        ends_at = deadlines.closing_instant(last, calendar)
        with owner.transaction():
            owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
            owner.execute(
                "UPDATE ballots_round SET opened_at = %s, ends_at = %s WHERE id = %s",
                (opened_at, ends_at, round.pk),
            )
            owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")
        return round

    return let_end


def told(kind: str) -> list[str]:
    """Return who has a notice of this kind, by the local part of the address."""
    rows = Notice.objects.filter(kind=kind).values_list("mandate__person__email", flat=True)
    return sorted(each.partition("@")[0].replace(".", "_") for each in rows)


@pytest.mark.parametrize("left", [5, 2, 1])
def test_who_has_not_answered_is_told_and_nobody_twice(cast, opened, ending, left):
    round = opened()
    for hod in (cast.hod_jp, cast.hod_kr, cast.hod_cn, cast.hod_us):
        answer(round, hod)
    ending(round, left)
    assert actions.remind_unanswered() == len(TOLD[left])
    assert told(f"position_due_in_{left}") == TOLD[left]
    assert set(Notice.objects.filter(kind__contains="due_in").values_list("immediate", flat=True)) == {True}
    assert actions.remind_unanswered() == 0


def test_between_the_days_only_the_nearest_goes_out(cast, opened, ending):
    round = ending(opened(), 4)
    assert actions.remind_unanswered() == 5
    assert told("position_due_in_5") == ["hod_cn", "hod_ep", "hod_jp", "hod_kr", "hod_us"]
    ending(round, 1)
    assert actions.remind_unanswered() == 7
    assert told("position_due_in_2") == []


@pytest.mark.parametrize(("left", "length"), [(8, 10), (5, 5), (2, 2), (1, 1)])
def test_none_before_its_day_and_none_in_a_round_too_short_for_it(cast, opened, ending, left, length):
    ending(opened(), left, length)
    assert actions.remind_unanswered() == 0
    assert Reminder.objects.count() == 0


def test_a_moved_end_is_reminded_of_anew(cast, opened, ending):
    round = ending(opened(), 2)
    assert actions.remind_unanswered() == 6
    actions.extend(round, by=cast.chair_kr, days=3, reason="A meeting.")
    assert actions.remind_unanswered() == 5
    assert Reminder.objects.count() == 2


def test_of_a_silence_the_offices_without_a_receipt(cast, ending):
    round = silences.running(cast, asked())
    for hod in (cast.hod_jp, cast.hod_kr, cast.hod_cn):
        actions.receive(round, by=hod)
    actions.state_for_record(round, by=cast.hod_us, text="Heard.")
    ending(round, 2, 5)
    assert actions.remind_unanswered() == 2
    assert told("receipt_due_in_2") == ["alternate_ep", "hod_ep"]


def test_what_is_closed_or_cancelled_is_left_alone(cast, opened, ending):
    actions.cancel(ending(opened(), 2), by=cast.chair_kr, reason="Overtaken.")
    assert actions.remind_unanswered() == 0


def test_in_parallel_each_is_told_once(cast, opened, ending):
    for _each in range(3):
        ending(opened(), 1)

    def sweep(_n: int) -> int:
        try:
            return actions.remind_unanswered()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        written = sum(pool.map(sweep, range(4))) + actions.remind_unanswered()
    assert written == 3 * 7
    assert (Notice.objects.filter(kind="position_due_in_1").count(), Reminder.objects.count()) == (21, 3)


def test_looking_costs_the_same_for_one_round_and_for_four(cast, opened, ending, django_assert_num_queries):
    ending(opened(), 8)
    with django_assert_num_queries(5):
        actions.remind_unanswered()
    for _each in range(3):
        ending(opened(), 8)
    with django_assert_num_queries(5):
        actions.remind_unanswered()
