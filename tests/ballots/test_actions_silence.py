"""The silence procedure by what its deeds leave behind; time passes by the owner's hand alone."""

import datetime as dt
import itertools
from collections import Counter

import pytest
from django.db import DatabaseError, transaction

from ip5.accounts.models import Designation
from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import Position, Receipt, Round
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.outbox.models import Notice
from ip5.register.models import Decision
from tests import silences
from tests.ballots import oracle_all
from tests.ballots.conftest import asked
from tests.ballots.straight import insert, run, stopped
from tests.ballots.traces import ROLL, SPEAKERS, after, end_of, events, last_event, told
from tests.cast import HODS, MEMBERS

CALM = Counter(dict.fromkeys(SPEAKERS, 1))
NOT_HOD = [key for key in MEMBERS if key not in HODS and key != "inactive"]
OBJECTION = {"answer": "object", "passage": "3.1", "text": "Not so.", "remedy": "Another figure."}


def announce(cast, days=5, **more):
    return actions.announce(asked(), by=cast.chair_kr, days=days, **more)


def received(cast, round, *keys):
    for key in keys:
        actions.receive(round, by=cast.hat(key))


def designate(mandate, since=dt.timedelta(0)):
    now = clock.now()
    Designation.objects.create(mandate=mandate, since=now + since, until=now + dt.timedelta(days=9))


class TestAnnouncing:
    @pytest.mark.parametrize(
        ("days", "is_editorial"), [(4, False), (11, False), (0, False), (2, True), (4, True), (10, True)]
    )
    def test_lengths_that_do_not_do(self, db, cast, days, is_editorial):
        with pytest.raises(Invalid) as caught:
            announce(cast, days, is_editorial=is_editorial)
        assert list(caught.value.errors) == ["days"]
        assert (Round.objects.count(), Event.objects.count(), Notice.objects.count()) == (0, 0, 0)

    @pytest.mark.parametrize(("days", "is_editorial"), [(3, True), (5, False), (10, False)])
    def test_two_days_before_and_then_so_many(self, db, cast, days, is_editorial):
        before = clock.now()
        round = Round.objects.get(pk=announce(cast, days, is_editorial=is_editorial).pk)
        assert before <= round.announced_at <= clock.now()
        assert (round.state, round.procedure, round.days, round.is_editorial) == (
            "announced",
            "tf_silence",
            days,
            is_editorial,
        )
        assert round.opened_at == end_of(round.announced_at, 2)
        assert round.ends_at == end_of(round.opened_at, days)
        assert round.symbol == f"NETAI/B/{round.announced_at.year}/001"
        assert list(round.seats.values_list("office__code", flat=True)) == ROLL

    def test_all_five_are_told(self, db, cast):
        round = announce(cast)
        assert told("silence_announced") == CALM
        assert Notice.objects.filter(immediate=True).count() == Notice.objects.count() == len(SPEAKERS)
        assert events(round) == [("ballot.announced", "members_observers", "TF")]
        assert last_event(round).data["opens_at"] == round.opened_at.isoformat()

    def test_nothing_is_received_and_nothing_broken_before_it_opens(self, db, cast):
        round = announce(cast)
        for deed in (
            lambda: actions.receive(round, by=cast.hod_jp),
            lambda: actions.break_silence(round, by=cast.hod_jp, **OBJECTION),
            lambda: actions.state_for_record(round, by=cast.hod_jp, text="Words."),
            lambda: actions.close(round, by=None),
        ):
            with pytest.raises(WrongState):
                deed()
        with pytest.raises(Refused, match="announced"):
            actions.open_announced(round)
        with stopped("IP521"):
            run("UPDATE ballots_round SET state = 'open'")
        with stopped("IP501"):
            insert(round, cast.hod_jp, answer="object", remedy="x")
        assert (Position.objects.count(), Receipt.objects.count()) == (0, 0)


class TestRefusing:
    @pytest.mark.parametrize("key", HODS)
    def test_any_head_of_delegation_until_it_opens(self, db, cast, key):
        round = actions.refuse(announce(cast), by=cast.hat(key), reason=" Not by silence. ")
        round.refresh_from_db()
        assert (round.state, round.outcome, round.refuse_reason) == ("refused", "", "Not by silence.")
        assert round.closed_by_id == cast.hat(key).pk
        assert told("silence_refused") == Counter({**CALM, "chair_kr": 1})
        assert events(round)[1:] == [("ballot.refused", "members", MEMBERS[key][0])]
        assert last_event(round).reason == "Not by silence."
        for deed in (
            lambda: actions.refuse(round, by=cast.hat(key), reason="Again."),
            lambda: actions.open_announced(round),
            lambda: actions.cancel(round, by=cast.chair_kr, reason="x"),
        ):
            with pytest.raises(WrongState):
                deed()

    def test_an_alternate_only_while_designated(self, db, cast):
        round = announce(cast)
        with pytest.raises(Refused, match="not designated"):
            actions.refuse(round, by=cast.alternate_ep, reason="No.")
        designate(cast.alternate_ep)
        assert actions.refuse(round, by=cast.alternate_ep, reason="No.").state == "refused"

    @pytest.mark.parametrize("key", [*NOT_HOD, "anonymous"])
    def test_nobody_else(self, db, cast, key):
        round = announce(cast)
        with pytest.raises(Refused):
            actions.refuse(round, by=cast.hat(key), reason="No.")
        assert (Round.objects.get().state, events(round)) == (
            "announced",
            [("ballot.announced", "members_observers", "TF")],
        )

    @pytest.mark.parametrize("reason", ["", "  \n", "x" * 5_001])
    def test_not_without_a_reason_and_not_with_an_endless_one(self, db, cast, reason):
        with pytest.raises(Invalid) as caught:
            actions.refuse(announce(cast), by=cast.hod_jp, reason=reason)
        assert list(caught.value.errors) == ["reason"]

    def test_not_once_it_is_open(self, db, cast):
        round = silences.running(cast, asked())
        with pytest.raises(WrongState):
            actions.refuse(round, by=cast.hod_jp, reason="No.")

    def test_not_once_its_instant_has_come_though_the_clock_has_not_looked(
        self, transactional_db, cast, later
    ):
        round = announce(cast)
        round = later(round, (round.opened_at - clock.now()).total_seconds() + 1)
        with pytest.raises(WrongState, match="until its opening"):
            actions.refuse(round, by=cast.hod_jp, reason="No.")


class TestOpening:
    def test_at_its_instant_by_the_clock(self, transactional_db, cast, later):
        round = announce(cast)
        end = round.ends_at - round.opened_at
        moved = later(round, (round.opened_at - clock.now()).total_seconds() + 0.01)
        opened = actions.open_announced(moved)
        assert (opened.state, opened.opened_at >= moved.opened_at) == ("open", True)
        assert (clock.now() - opened.opened_at).total_seconds() < 5
        assert opened.ends_at >= moved.opened_at + end
        assert opened.ends_at == max(moved.ends_at, end_of(opened.opened_at, 5))
        assert told("silence_opened") == CALM
        assert events(round) == [
            ("ballot.announced", "members_observers", "TF"),
            ("ballot.opened", "members_observers", ""),
        ]
        with pytest.raises(WrongState):
            actions.open_announced(opened)

    def test_after_an_outage_the_silence_has_its_full_days(self, db, cast):
        """A planned end that would leave less than the days gives way to one reckoned from the real opening."""
        round = silences.running(cast, asked(), days=7)
        assert round.ends_at == end_of(round.opened_at, 7)
        assert round.calendar_note == actions.calendar_note(
            deadlines.deadline(round.opened_at, 7, calendar_from(round.opened_at))
        )

    def test_what_was_announced_may_be_cancelled_by_the_clock(self, db, cast):
        round = actions.cancel(announce(cast), by=None, reason="The subject has moved.")
        assert (round.state, round.closed_by_id, round.cancel_reason) == (
            "cancelled",
            None,
            "The subject has moved.",
        )
        assert told("round_cancelled") == CALM


class TestReceipts:
    @pytest.mark.parametrize("key", [*HODS, "alternate_ep"])
    def test_the_head_of_delegation_or_the_alternate_designated_or_not(self, db, cast, key):
        round = silences.running(cast, asked())
        receipt = actions.receive(round, by=cast.hat(key), how="opened")
        assert (receipt.office.code, receipt.mandate_id, receipt.how) == (
            MEMBERS[key][0],
            cast.hat(key).pk,
            "opened",
        )
        assert abs((receipt.at - clock.now()).total_seconds()) < 5
        assert events(round)[1:] == [("ballot.received", "members", MEMBERS[key][0])]

    @pytest.mark.parametrize("key", [key for key in (*NOT_HOD, "anonymous") if key != "alternate_ep"])
    def test_nobody_else(self, db, cast, key):
        round = silences.running(cast, asked())
        with pytest.raises(Refused):
            actions.receive(round, by=cast.hat(key))
        assert (Receipt.objects.count(), len(events(round))) == (0, 1)

    def test_the_first_of_an_office_counts(self, db, cast):
        round = silences.running(cast, asked())
        first = actions.receive(round, by=cast.alternate_ep, how="opened")
        again = actions.receive(round, by=cast.hod_ep)
        assert (again, again.mandate_id, Receipt.objects.count()) == (first, cast.alternate_ep.pk, 1)
        assert len(events(round)) == 2

    def test_never_after_the_instant_by_the_databases_clock(self, transactional_db, cast, ended):
        round = ended(silences.running(cast, asked()))
        with pytest.raises(WrongState):
            actions.receive(round, by=cast.hod_jp)
        with stopped("IP501"):
            run(
                "INSERT INTO ballots_receipt (round_id, office_id, mandate_id, how, at)"
                " VALUES (%s, %s, %s, 'pressed', now() - interval '9 days')",
                round.pk,
                cast.hod_jp.office_id,
                cast.hod_jp.pk,
            )

    def test_no_receipt_of_an_explicit_round(self, db, cast, opened):
        with pytest.raises(Refused, match="no silence procedure"):
            actions.receive(opened(), by=cast.hod_jp)


class TestTheInstant:
    @pytest.mark.parametrize(
        ("is_broken", "is_received", "was_extended"), list(itertools.product([False, True], repeat=3))
    )
    def test_as_the_charter_says(self, transactional_db, cast, ended, is_broken, is_received, was_extended):
        outcome, level = oracle_all.silence(is_broken, is_received, was_extended)
        round = silences.running(cast, asked())
        if was_extended:
            round = actions.close(ended(round), by=None)
            assert (round.state, told("receipt_missing")) == (
                "open",
                Counter({**CALM, "head_ep": 1}),
            )
        if is_received:
            received(cast, round, *HODS)
        if is_broken:
            round = actions.break_silence(round, by=cast.hod_cn, **OBJECTION)
        else:
            round = actions.close(ended(round), by=None)
        if outcome == "auto_extended":
            assert (round.state, round.outcome) == ("open", "")
            assert round.extended_automatically_at is not None
        else:
            assert (round.state, round.outcome, round.level) == ("closed", outcome, level)

    def test_one_extension_of_two_days_and_who_is_told(self, transactional_db, cast, ended):
        round = ended(silences.running(cast, asked()))
        due = round.ends_at
        extended = actions.close(round, by=None)
        assert (extended.state, extended.ends_at) == ("open", after(due, 2))
        assert told("receipt_missing") == Counter({**CALM, "head_ep": 1})
        assert told("round_extended") == Counter()
        assert last_event(round).data["missing"] == ROLL

    def test_those_who_received_are_told_that_it_was_extended(self, transactional_db, cast, ended):
        round = silences.running(cast, asked())
        received(cast, round, "hod_ep", "hod_jp", "hod_kr")
        actions.state_for_record(round, by=cast.hod_cn, text="Heard.")
        actions.close(ended(round), by=None)
        assert told("receipt_missing") == Counter({"hod_us": 1})
        assert told("round_extended") == Counter(dict.fromkeys(SPEAKERS - {"hod_us"}, 1))

    def test_adopted_with_a_decision(self, transactional_db, cast, ended):
        round = silences.running(cast, asked())
        received(cast, round, *HODS[:4])
        actions.state_for_record(round, by=cast.hod_us, text="Heard.")
        closed = actions.close(ended(round), by=None)
        decision = Decision.objects.get()
        assert (closed.outcome, closed.level, closed.subject_outcome, closed.decision) == (
            "adopted_by_silence",
            "consensus",
            "tf_endorsed",
            decision,
        )
        assert (decision.symbol, decision.text) == (f"NETAI/D/{closed.closed_at.year}/1", closed.title)
        with pytest.raises(WrongState):
            actions.close(closed, by=None)
        assert Decision.objects.count() == 1

    def test_never_before_it(self, db, cast):
        round = silences.running(cast, asked())
        received(cast, round, *HODS)
        for hat in (None, cast.chair_kr):
            with pytest.raises(Refused, match="exact instant"):
                actions.close(round, by=hat)
        with pytest.raises(DatabaseError), transaction.atomic():
            run(
                "UPDATE ballots_round SET state = 'closed', outcome = 'adopted_by_silence', closed_at = now()"
            )
