"""Under fire: many connections at once, closing in parallel, casts at the instant of the close, wrong clocks."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
import threading
import time
from collections import Counter
from random import Random

import pytest
from django.db import connections

from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import Position, Round
from ip5.ballots.verifier import rounds_report
from ip5.kernel import clock
from ip5.kernel.errors import Refused, WrongState
from ip5.outbox.models import Notice
from tests import databases, silences
from tests.ballots import race
from tests.ballots.conftest import answer, asked
from tests.ballots.ended_rounds import five_heads
from tests.cast import HODS
from tests.drill.shift import let_pass

pytestmark = pytest.mark.transactional
ROUNDS = int(os.environ.get("DRILL_ROUNDS", "200"))
TRIES = int(os.environ.get("DRILL_TRIES", "60"))
MINUTES = dt.timedelta(minutes=5)


@pytest.mark.parametrize("part", ["first", "second"])
def test_two_hundred_rounds_of_ten_connections(transactional_db, owner, cast, opened, part, record_property):
    """Sent = accepted + refused, each accepted one is in the record, and the verifier counts every outcome again."""
    ran = race.ran(owner, cast, opened, rounds=ROUNDS // 2, clicks=2)
    race.nothing_is_lost_doubled_or_late(ran)
    sums = sum(ran.results.values(), Counter())
    figures = f"{len(ran.backends)} connections, {sums['accepted']} accepted, {sums['refused']} refused"
    record_property("figures", f"race, {part} part: {len(ran.rounds)} rounds, {figures}, 0 anomalies")


def together(*works):
    """Run each work in a thread with its own connection, all released at once; return what they came to."""
    start, results = threading.Barrier(len(works), timeout=30), [None] * len(works)

    def run(number, work):
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT 1")
            start.wait()
            results[number] = work()
        except (Refused, WrongState) as error:
            results[number] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads)
    return results


def all_support(cast, round, *, but=()):
    for key in HODS:
        if key not in but:
            answer(round, cast.hat(key))


def ends_in(owner, round, seconds, *, extended=True):
    """Let the round end so many seconds from now (before now, if negative), the automatic extension behind it."""
    let_pass(owner, round.pk, round.ends_at - clock.instant() - dt.timedelta(seconds=seconds))
    if extended:
        with owner.transaction():
            owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
            owner.execute(
                "UPDATE ballots_round SET extended_automatically_at = now() WHERE id = %s", [round.pk]
            )
            owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")
    return Round.objects.select_related("rule_set").get(pk=round.pk)


@pytest.mark.parametrize("by_clock", [False, True])
def test_closing_four_times_in_parallel_is_one_outcome(transactional_db, owner, cast, opened, by_clock):
    """One closes, three find it closed; one event, one head mailed to each, by the chair and by the clock."""
    by = None if by_clock else cast.chair_kr
    for _try in range(max(3, TRIES // 6)):
        round = opened()
        all_support(cast, round, but=("hod_cn",) if by_clock else ())
        if by_clock:
            round = ends_in(owner, round, -1)
        before = Notice.objects.filter(kind="chain_head").count()
        results = together(*[lambda: actions.close(round, by=by).state] * 4)  # noqa: B023 - ends in this turn
        assert sorted(results) == ["WrongState", "WrongState", "WrongState", "closed"]
        assert Event.objects.for_subject(round).filter(verb="ballot.closed").count() == 1
        told = Notice.objects.filter(kind="chain_head").count() - before
        assert told == actions.speakers(round, ("hod", "alternate", "head")).count()
    assert rounds_report().flaw is None


def test_extending_automatically_in_parallel_is_one_extension(transactional_db, owner, cast, opened):
    round = opened()
    all_support(cast, round, but=("hod_cn",))
    round = ends_in(owner, round, -1, extended=False)
    results = together(*[lambda: actions.close(round, by=None).state] * 4)
    assert sorted(results) == ["Refused", "Refused", "Refused", "open"]
    assert Event.objects.for_subject(round).filter(verb="ballot.extended_automatically").count() == 1


def later(milliseconds, work):
    def wait_and_work():
        time.sleep(milliseconds / 1000)
        return work()

    return wait_and_work


def test_a_cast_at_the_close_is_counted_or_refused(transactional_db, cast, opened, record_property):
    """An objection within 5 ms of the chair's close: in the outcome, or refused; never taken and not counted."""
    chance, came = Random(7), Counter()
    for _try in range(TRIES):
        round = opened()
        all_support(cast, round)
        delay = chance.uniform(-5, 5)
        objected, _closed = together(
            later(max(0, delay), lambda: answer(round, cast.hod_us, "object").answer),  # noqa: B023
            later(max(0, -delay), lambda: actions.close(round, by=cast.chair_kr).state),  # noqa: B023
        )
        came[objected] += 1
        said(round, objected, {"object": ("no_consensus", 6), "WrongState": ("tf_endorsed", 5)})
    assert set(came) == {"object", "WrongState"}, came
    assert rounds_report().flaw is None
    record_property(
        "figures", f"casts at the chair's close: {came['object']} counted, {came['WrongState']} refused"
    )


def test_a_cast_at_the_instant_is_counted_or_refused(transactional_db, owner, cast, opened, record_property):
    """The same within 5 ms of the round's own end, which the clock closes as soon as it may."""
    came, lead = Counter(), 20.0

    def closes(round):
        for _attempt in range(10_000):
            try:
                return actions.close(round, by=None).state
            except Refused:
                continue
        raise TimeoutError

    for _try in range(TRIES):
        round = opened()
        all_support(cast, round, but=("hod_us",))
        round = ends_in(owner, round, 0.5)
        # A cast takes some milliseconds to reach the database: it is sent earlier after one that came too late,
        # later after one that was counted, and so walks to and fro over the instant.
        left = (round.ends_at - clock.now()).total_seconds() * 1000 - lead
        objected, closed = together(
            later(max(0, left), lambda: answer(round, cast.hod_us, "object").answer),  # noqa: B023
            later(max(0, left - 5), lambda: closes(round)),  # noqa: B023
        )
        came[objected] += 1
        lead = min(450.0, lead + 10) if objected == "WrongState" else lead - 10
        assert closed == "closed"
        said(round, objected, {"object": ("no_consensus", 5), "WrongState": ("tf_endorsed", 4)})
        last, found = (
            Position.objects.filter(round=round).order_by("seq").last(),
            Round.objects.get(pk=round.pk),
        )
        # With the fifth answer it may be closed at once; without it never before its end.
        assert last.at < min(found.closed_at, found.ends_at)
        assert objected == "object" or found.ends_at <= found.closed_at
    assert set(came) == {"object", "WrongState"}, came
    assert rounds_report().flaw is None
    record_property(
        "figures", f"casts at the instant: {came['object']} counted, {came['WrongState']} refused"
    )


def said(round, objected, wanted):
    found = Round.objects.get(pk=round.pk)
    assert (found.outcome, found.position_count) == wanted[objected]


# Wrong clocks ------------------------------------------------------------------------------------------------


@pytest.fixture
def scenes(transactional_db, owner, cast, opened):
    """Rounds five minutes on either side of what would be done to them; return name -> round."""
    found = {}
    late = opened()
    all_support(cast, late, but=("hod_jp",))
    found["cast"] = ends_in(owner, late, -300)
    early = opened()
    all_support(cast, early, but=("hod_jp",))
    found["close"] = ends_in(owner, early, 300)
    announced = actions.announce(asked(), by=cast.chair_kr, days=5)
    let_pass(owner, announced.pk, announced.opened_at - clock.instant() - MINUTES)
    found["open_announced"] = announced
    for name in ("receive", "break"):
        quiet = actions.announce(asked(), by=cast.chair_kr, days=5)
        let_pass(owner, quiet.pk, quiet.opened_at - clock.instant() + MINUTES)
        found[name] = ends_in(owner, actions.open_announced(quiet), -300)
    for name, by in (("confirm", MINUTES), ("settle", -MINUTES)):
        provisional = opened()
        all_support(cast, provisional, but=("hod_ep",))
        answer(provisional, cast.hod_ep, "ad_referendum")
        closed = actions.close(provisional, by=cast.chair_kr)
        let_pass(owner, closed.pk, closed.settle_due_at - clock.instant() + by)
        found[name] = closed
    return found | scenes_of_running(owner, cast, opened)


def scenes_of_running(owner, cast, opened):
    """What a chair, a HoD or the clock may no longer do, or not yet: five minutes on the wrong side."""
    found = {name: ends_in(owner, opened(), -300) for name in ("extend", "cancel")}
    unextended = opened()
    all_support(cast, unextended, but=("hod_jp",))
    found["close unextended"] = ends_in(owner, unextended, 300, extended=False)
    short = opened(days=5, short_reason="A meeting is near.")
    let_pass(owner, short.pk, short.not_urgent_until - clock.instant() + MINUTES)
    found["press"] = short
    announced = actions.announce(asked(), by=cast.chair_kr, days=5)
    let_pass(owner, announced.pk, announced.opened_at - clock.instant() + MINUTES)
    found["refuse"] = announced
    return found


def everything():
    """Every figure of the rounds and their rows, to see that nothing changed."""
    fields = ("pk", "state", "ends_at", "outcome", "position_count", "addition_count", "settlement__outcome")
    return list(Round.objects.order_by("pk").values_list(*fields))


def host(name, shift, deeds):
    """Run the deeds on a host whose clock is wrong; return what became of each."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.drill.host", str(shift), *deeds],
        cwd=databases.ROOT,
        env={**os.environ, "DATABASE_URL": databases.runtime_url(name)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_a_wrong_clock_decides_nothing(transactional_db, scenes):
    """Ten minutes and a day before and after: late is refused, early is refused, an opening is not backdated."""
    names = [f"{name.split()[0]}:{round.uuid}" for name, round in scenes.items()]
    for shift in (-600, 600, -86_400, 86_400):
        before = everything()
        results = host(transactional_db, shift, [*names, f"open:{scenes['cast'].uuid}"])
        *refused, opened = results.values()
        assert (set(refused), len(refused)) == ({"Refused", "WrongState"}, len(scenes)), results
        found, now = Round.objects.get(uuid=opened), clock.instant()
        assert now - dt.timedelta(minutes=2) < found.opened_at <= now
        assert found.ends_at == actions.open_round(asked(), by=found.opened_by, days=10).ends_at
        assert everything()[: len(before)] == before


def test_a_fast_clock_refuses_no_break(transactional_db, owner, cast):
    """Five minutes before the instant, on a host ten minutes fast: the silence on a proposal is broken live."""
    proposal = silences.in_silence(cast)
    round = ends_in(owner, proposal.endorsements.get().round, 300)
    results = host(transactional_db, 600, [f"break_on_proposal:{round.uuid}"])
    assert list(results.values()) == ["done"]
    found = Round.objects.get(pk=round.pk)
    assert (found.state, found.outcome) == ("closed", "broken")


def test_the_heads_day_is_the_database_s(transactional_db, owner, cast):
    """24 hours after the last answer less five minutes: a host a day ahead does not close."""
    round = actions.open_heads(asked(), by=cast.chair_kr)
    for hat in five_heads(cast).values():
        actions.cast(round, by=hat, answer="endorse")
    let_pass(owner, round.pk, dt.timedelta(hours=24) - MINUTES)
    results = host(transactional_db, 86_400, [f"close:{round.uuid}"])
    assert list(results.values()) == ["Refused"]
    assert Round.objects.get(pk=round.pk).state == "open"
