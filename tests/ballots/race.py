"""Rounds with ten real connections each, double clicks, and a closer that comes in between.

Half of the rounds are closed by the co-chair as soon as all five have answered, half end by the
clock in the middle of the casting. The small form is a test of the suite, the big one a drill.
"""

import threading
from collections import Counter
from random import Random

import pytest
from django.db import connections

from ip5.accounts.models import Mandate
from ip5.audit.models import Chain, Event
from ip5.audit.verifier import check_chains, event_digest
from ip5.ballots import actions
from ip5.ballots.models import Position, Round
from ip5.ballots.verifier import rounds_report
from ip5.kernel import clock
from ip5.kernel.errors import Refused, WrongState
from tests.ballots.conftest import WORDS
from tests.cast import HODS

TABS = 2
ANSWERS = ("support", "reserve", "ad_referendum", "abstain", "object")


class Race:
    """Eleven threads that meet at a barrier before each round; what each deed came to is counted."""

    def __init__(self, rounds, hats, chair, end_by_clock, clicks):
        self.rounds, self.hats, self.chair, self.end_by_clock = rounds, hats, chair, end_by_clock
        self.clicks = clicks
        self.barrier = threading.Barrier(len(hats) * TABS + 1, timeout=30)
        self.results = {round.pk: Counter() for round in rounds}
        self.backends, self.surprises, self.lock = set(), [], threading.Lock()

    def count(self, round, result):
        with self.lock:
            self.results[round.pk][result] += 1

    def connected(self):
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
        with self.lock:
            self.backends.add(pid)

    def run(self, work, *args):
        try:
            self.connected()
            for round in self.rounds:
                self.barrier.wait()
                # Everybody stands still while the owner sets the end: ALTER TABLE locks the table.
                if work == self.closer and round in self.end_by_clock:
                    self.end_by_clock[round]()
                self.barrier.wait()
                work(round, *args)
        except Exception as error:  # noqa: BLE001 - a thread's surprise is the test's failure
            with self.lock:
                self.surprises.append(repr(error))
            self.barrier.abort()
        finally:
            connections.close_all()

    def tab(self, round, hat, seed):
        """One browser tab of a head of delegation: it clicks some times, each click another answer."""
        chance = Random(seed * 1000 + round.pk)
        for _click in range(self.clicks):
            try:
                actions.cast(round, by=hat, answer=chance.choice(ANSWERS), **WORDS)
            except WrongState:
                self.count(round, "refused")
            else:
                self.count(round, "accepted")

    def closer(self, round):
        """Close as soon as it is possible, by the co-chair or by the clock; once done, a second time."""
        by_clock = round in self.end_by_clock
        give_up = clock.now().timestamp() + 20
        while clock.now().timestamp() < give_up:
            try:
                state = actions.close(round, by=None if by_clock else self.chair).state
            except Refused:
                continue
            assert state == "closed"
            self.count(round, "closed")
            break
        with pytest.raises(WrongState):
            actions.close(round, by=self.chair)

    def start(self):
        threads = [
            threading.Thread(target=self.run, args=(self.tab, hat, seed * TABS + tab))
            for seed, hat in enumerate(self.hats)
            for tab in range(TABS)
        ]
        threads.append(threading.Thread(target=self.run, args=(self.closer,)))
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60 + 5 * len(self.rounds))
        assert not any(thread.is_alive() for thread in threads)


def ran(owner, cast, opened, rounds, clicks):
    """Return the race over so many newly opened rounds, run."""
    rounds = [opened() for _ in range(rounds)]

    def ending_soon(round):
        """The end comes while the offices are casting, and the automatic extension has been."""

        def end():
            with owner.transaction():
                owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
                owner.execute(
                    "UPDATE ballots_round SET ends_at = clock_timestamp() + interval '150 ms',"
                    " extended_automatically_at = clock_timestamp() WHERE id = %s",
                    [round.pk],
                )
                owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")

        return end

    hats = [Mandate.objects.worn().get(pk=cast.hat(key).pk) for key in HODS]
    race = Race(rounds, hats, cast.chair_kr, {round: ending_soon(round) for round in rounds[1::2]}, clicks)
    race.start()
    assert race.surprises == []
    return race


def nothing_is_lost_doubled_or_late(race):
    """Sent is accepted and refused; what was accepted is in the record, in order, and nothing after the close."""
    assert len(race.backends) == len(HODS) * TABS + 1
    refused = {"early": 0, "clock": 0}
    for round in Round.objects.order_by("pk"):
        result = race.results[round.pk]
        rows = list(Position.objects.filter(round=round).order_by("seq"))
        assert result["accepted"] + result["refused"] == len(HODS) * TABS * race.clicks
        assert (result["closed"], round.state) == (1, "closed")
        assert len(rows) == result["accepted"] == round.position_count
        assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
        assert round.chain_head == (rows[-1].hash if rows else round.genesis)
        # Nobody after the close, nobody after the end, and the instants run with the chain.
        assert all(row.at < round.closed_at and row.at < round.ends_at for row in rows)
        assert [row.at for row in rows] == sorted(row.at for row in rows)
        # One current position an office: its last.
        last = {row.office_id: row.seq for row in rows}
        current = Position.objects.filter(round=round).current()
        assert {row.office_id: row.seq for row in current} == last
        assert current.count() == len(last)
        refused["clock" if round in race.end_by_clock else "early"] += result["refused"]
        said(round, rows, last)
    assert min(refused.values()) > 0, refused
    proved(race)


def said(round, rows, last):
    """The record tells of each accepted position once: the first of an office openly, later ones in the office."""
    verbs = Counter(Event.objects.for_subject(round).values_list("verb", flat=True))
    assert verbs == Counter(
        {
            "ballot.opened": 1,
            "ballot.answered": len(last),
            "ballot.position_changed": len(rows) - len(last),
            "ballot.closed": 1,
        }
    )
    answered = Event.objects.for_subject(round).filter(verb="ballot.answered")
    assert len(set(answered.values_list("office", flat=True))) == len(last)


def proved(race):
    report = rounds_report()
    accepted = sum(result["accepted"] for result in race.results.values())
    assert (report.chains, report.rows, report.flaw) == (len(race.rounds), accepted, None)
    assert check_chains(Chain.objects.rows_to_verify(), event_digest).flaw is None
