"""A silence procedure on a proposal: where the proposal stands before, meanwhile and after."""

import datetime as dt

import pytest
import time_machine
from django.db import connections

from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from proposals import actions, rules, tasks
from proposals.models import Proposal
from proposals.views.pages import with_rounds
from tests import silences, stages
from tests.cast import HODS, MEMBERS
from tests.proposals.telling import MEMBERS_TOLD, events, fresh, last_data, last_event, told

SPEAKERS = sorted({*HODS, "alternate_ep"})


def round_of(proposal):
    return Round.objects.select_related("rule_set").get(endorsement__proposal=proposal)


def brought_to(owner, round, moment):
    """Let time pass for a round until ``moment`` has just passed, by the owner's hand."""
    seconds = (moment - clock.now()).total_seconds() + 0.01
    moved = ", ".join(
        f"{name} = {name} - %(by)s * interval '1 second'"
        for name in ("announced_at", "opened_at", "ends_at", "extended_automatically_at")
    )
    with owner.transaction():
        owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
        owner.execute(
            f"UPDATE ballots_round SET {moved} WHERE id = %(round)s", {"by": seconds, "round": round.pk}
        )
        owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")


@pytest.mark.django_db
class TestAnnouncing:
    def test_it_leaves_the_proposal_where_it_is(self, cast):
        proposal = silences.ready(cast)
        announced = actions.announce_round(proposal, by=cast.chair_kr, days=5)
        assert (fresh(proposal).state, fresh(proposal).version) == ("tabled", proposal.version + 1)
        assert (announced.state, announced.full_symbol) == (
            "announced",
            f"NETAI/B/{announced.announced_at.year}/001 R1",
        )
        assert announced.text == proposal.revisions.get().content
        assert announced.address == f"/proposals/{proposal.uuid}/ballot/1/"
        assert told(announced, "silence_announced") == SPEAKERS
        assert last_event(proposal) == ("proposal.silence_announced", "chair_kr", "members_observers", [], "")
        assert last_data(proposal) == {
            "round": announced.full_symbol,
            "revision": 0,
            "opens_at": announced.opened_at.isoformat(),
            "ends_at": announced.ends_at.isoformat(),
        }

    def test_not_a_text_that_has_been_through_nothing(self, cast):
        for proposal in (
            stages.tabled(cast),
            actions.table(stages.submitted(cast, "Another"), by=cast.chair_kr, reason="Urgent."),
        ):
            with pytest.raises(Refused, match="review period is over"):
                actions.announce_round(proposal, by=cast.chair_kr, days=5)
        assert Round.objects.count() == 0

    def test_a_text_that_has_been_through_a_round(self, cast):
        proposal = stages.undecided(cast)
        announced = actions.announce_round(proposal, by=cast.chair_kr, days=5)
        assert (announced.number, fresh(proposal).state) == (2, "no_consensus")

    @pytest.mark.parametrize("is_editorial", [True, False])
    def test_a_new_text_only_where_it_is_an_editorial_change(self, cast, is_editorial):
        proposal = actions.return_for_revision(stages.undecided(cast), by=cast.chair_kr, reason="Rework it.")
        working = actions.prepare_revision(proposal, by=cast.delegate_ep)
        values = {"risks": "Fewer."}
        actions.prepare_revision(proposal, by=cast.delegate_ep, values=values, version=working.version)
        proposal = actions.revise(fresh(proposal), by=cast.hod_ep)
        if is_editorial:
            actions.mark_editorial(proposal, by=cast.chair_kr)
        proposal = actions.table(proposal, by=cast.chair_kr, reason="Urgent.")
        if is_editorial:
            assert actions.announce_round(proposal, by=cast.chair_kr, days=5).number == 2
        else:
            with pytest.raises(Refused, match="review period is over"):
                actions.announce_round(proposal, by=cast.chair_kr, days=5)

    def test_not_after_a_round_that_was_cancelled(self, cast):
        proposal = stages.in_ballot(cast)
        actions.cancel_round(proposal, by=cast.chair_kr, reason="A slip.")
        with pytest.raises(Refused, match="review period is over"):
            actions.announce_round(proposal, by=cast.chair_kr, days=5)

    @pytest.mark.parametrize("key", [key for key in MEMBERS if key not in {"chair_kr", "inactive"}])
    def test_by_nobody_but_the_impartial_co_chair(self, cast, key):
        proposal = silences.ready(cast)
        with pytest.raises(Refused):
            actions.announce_round(proposal, by=cast.hat(key), days=5)
        assert Round.objects.count() == 0

    @pytest.mark.parametrize("stage", ["submitted", "under_review", "in_ballot", "deferred", "withdrawn"])
    def test_from_no_other_state(self, cast, stage):
        with pytest.raises(WrongState):
            actions.announce_round(stages.STAGES[stage](cast), by=cast.chair_kr, days=5)

    @pytest.mark.parametrize("days", [3, 4, 11])
    def test_a_length_the_rule_refuses(self, cast, days):
        proposal = silences.ready(cast)
        with pytest.raises(Invalid):
            actions.announce_round(proposal, by=cast.chair_kr, days=days)
        assert (fresh(proposal).state, Round.objects.count()) == ("tabled", 0)

    def test_one_at_a_time(self, cast):
        proposal = silences.announced(cast)
        with pytest.raises(Refused, match="announced already"):
            actions.announce_round(proposal, by=cast.chair_kr, days=5)
        with pytest.raises(Refused, match="call it off first"):
            actions.open_round(proposal, by=cast.chair_kr, days=10)

    def test_calling_it_off_leaves_the_proposal_and_costs_no_round(self, cast):
        proposal = silences.announced(cast)
        for _time in range(3):
            cancelled = actions.cancel_announcement(proposal, by=cast.chair_kr, reason="A slip.")
            assert (cancelled.state, cancelled.cancel_reason) == ("cancelled", "A slip.")
            assert fresh(proposal).state == "tabled"
            actions.announce_round(proposal, by=cast.chair_kr, days=5)
        assert told(cancelled, "round_cancelled") == SPEAKERS
        with pytest.raises(Refused):
            actions.cancel_announcement(proposal, by=cast.chair_ep, reason="A slip.")
        actions.cancel_announcement(proposal, by=cast.chair_kr, reason="A slip.")
        with pytest.raises(Refused, match="is announced"):
            actions.cancel_announcement(proposal, by=cast.chair_kr, reason="A slip.")

    def test_a_refusal_leaves_the_proposal_for_an_explicit_ballot(self, cast):
        proposal = silences.announced(cast)
        before = events(proposal)
        ballots.refuse(round_of(proposal), by=cast.hod_cn, reason="Not by silence.")
        assert (fresh(proposal).state, events(proposal)) == ("tabled", before)
        second = actions.open_round(proposal, by=cast.chair_kr, days=10)
        assert (second.number, second.procedure, fresh(proposal).state) == (2, "tf_explicit", "in_ballot")


@pytest.mark.django_db
class TestOnAHostWhoseClockIsFast:
    """The silence runs for a day; the host is a day and ten minutes ahead. The database's clock decides."""

    @pytest.fixture(autouse=True)
    def _ahead(self, cast):
        self.proposal = silences.in_silence(cast)
        with time_machine.travel(clock.now() + silences.LONG + dt.timedelta(minutes=10)):
            yield

    def test_the_page_still_offers_to_break_it(self, cast):
        shown = with_rounds(cast.hod_jp).get(pk=self.proposal.pk)
        assert rules.RULES["break_silence"](cast.hod_jp, shown)

    def test_it_is_broken(self, cast):
        actions.break_silence(self.proposal, by=cast.hod_jp, **silences.AMENDMENT)
        assert fresh(self.proposal).state == "tabled"

    def test_it_is_extended(self, cast):
        before = round_of(self.proposal).ends_at
        assert actions.extend_round(self.proposal, by=cast.chair_kr, days=5, reason="Time.").ends_at > before

    def test_it_is_cancelled(self, cast):
        actions.cancel_round(self.proposal, by=cast.chair_kr, reason="A slip.")
        assert fresh(self.proposal).state == "tabled"


@pytest.mark.django_db
class TestBreaking:
    @pytest.mark.parametrize("key", HODS)
    def test_the_proposal_is_tabled_that_instant(self, cast, key):
        proposal = silences.in_silence(cast)
        assert fresh(proposal).state == "in_ballot"
        closed = actions.break_silence(proposal, by=cast.hat(key), **silences.AMENDMENT)
        after = fresh(proposal)
        assert (closed.outcome, after.state, after.outcome_at) == ("broken", "tabled", None)
        assert told(closed, "silence_broken") == sorted([*SPEAKERS, "chair_kr"])
        assert told(closed, "round_closed") == sorted(MEMBERS_TOLD | {"observer"})
        assert last_event(proposal) == ("proposal.round_closed", "clock", "members_observers", [], "")
        assert last_data(proposal) == {"round": closed.full_symbol, "outcome": "broken", "level": ""}
        with pytest.raises(WrongState):
            actions.break_silence(proposal, by=cast.hat(key), **silences.AMENDMENT)

    @pytest.mark.parametrize("key", [key for key in MEMBERS if key not in HODS and key not in {"inactive"}])
    def test_by_nobody_but_a_head_of_delegation(self, cast, key):
        proposal = silences.in_silence(cast)
        with pytest.raises(Refused):
            actions.break_silence(proposal, by=cast.hat(key), **silences.AMENDMENT)
        assert fresh(proposal).state == "in_ballot"

    def test_no_explicit_round_is_broken_so(self, cast):
        with pytest.raises(Refused, match="no silence procedure"):
            actions.break_silence(stages.in_ballot(cast), by=cast.hod_jp, **silences.AMENDMENT)

    def test_withdrawing_cancels_it(self, cast):
        proposal = silences.in_silence(cast)
        actions.withdraw(proposal, by=cast.hod_ep, reason="Overtaken.")
        assert (round_of(proposal).state, fresh(proposal).state) == ("cancelled", "withdrawn")

    def test_cancelling_tables_it_and_extending_keeps_it(self, cast):
        proposal = silences.in_silence(cast)
        actions.extend_round(proposal, by=cast.chair_kr, days=1, reason="A holiday.")
        assert fresh(proposal).state == "in_ballot"
        with pytest.raises(Refused, match="exact instant"):
            actions.close_round(proposal, by=cast.chair_kr)
        actions.cancel_round(proposal, by=cast.chair_kr, reason="A slip.")
        assert (round_of(proposal).state, fresh(proposal).state) == ("cancelled", "tabled")


@pytest.mark.transactional
class TestTheClock:
    def test_it_opens_at_the_instant_and_a_second_run_changes_nothing(self, owner, cast):
        proposal = silences.announced(cast)
        assert (tasks.close_rounds(), fresh(proposal).state) == (0, "tabled")
        brought_to(owner, round_of(proposal), round_of(proposal).opened_at)
        assert actions.open_due_rounds() == 1
        assert actions.open_due_rounds() == 0
        opened = round_of(proposal)
        assert (opened.state, fresh(proposal).state) == ("open", "in_ballot")
        assert told(opened, "silence_opened") == SPEAKERS
        assert last_event(proposal) == ("proposal.round_opened", "clock", "members_observers", [], "")
        connections.close_all()

    @pytest.mark.parametrize("how", ["deferred", "revised"])
    def test_it_opens_nothing_once_the_proposal_has_moved(self, owner, cast, how):
        proposal = silences.announced(cast)
        if how == "deferred":
            actions.withdraw(proposal, by=cast.hod_ep, reason="Overtaken.")
        else:
            with owner.transaction():
                owner.execute(
                    "INSERT INTO proposals_revision (uuid, proposal_id, number, content, sha256, submitted_at,"
                    " submitted_by_id) SELECT gen_random_uuid(), proposal_id, 1, content, sha256, now(),"
                    " submitted_by_id FROM proposals_revision WHERE proposal_id = %s",
                    [proposal.pk],
                )
        state = fresh(proposal).state
        brought_to(owner, round_of(proposal), round_of(proposal).opened_at)
        assert actions.open_due_rounds() == 0
        cancelled = round_of(proposal)
        assert (cancelled.state, cancelled.closed_by_id, fresh(proposal).state) == ("cancelled", None, state)
        assert told(cancelled, "round_cancelled") == SPEAKERS
        assert last_event(proposal)[:2] == ("proposal.round_cancelled", "clock")
        assert cancelled.cancel_reason == (
            "The proposal has moved since the announcement; the clock does not open the round."
        )
        connections.close_all()

    def test_adopted_it_is_endorsed_with_a_decision(self, owner, cast):
        proposal = silences.in_silence(cast)
        for key in HODS:
            ballots.receive(round_of(proposal), by=cast.hat(key))
        brought_to(owner, round_of(proposal), round_of(proposal).ends_at)
        assert tasks.close_rounds() == 1
        closed, after = round_of(proposal), fresh(proposal)
        assert (closed.outcome, closed.level) == ("adopted_by_silence", "consensus")
        assert (after.state, after.outcome_at) == ("tf_endorsed", closed.closed_at)
        assert closed.decision.subject_symbol == f"{proposal.symbol} Rev.0"
        assert last_data(proposal)["outcome"] == "adopted_by_silence"
        connections.close_all()

    def test_undelivered_it_is_extended_once_then_lapses_and_is_tabled(self, owner, cast):
        proposal = silences.in_silence(cast)
        ballots.receive(round_of(proposal), by=cast.hod_jp)
        brought_to(owner, round_of(proposal), round_of(proposal).ends_at)
        assert (tasks.close_rounds(), fresh(proposal).state) == (0, "in_ballot")
        assert told(round_of(proposal), "receipt_missing") == [
            "alternate_ep",
            "head_ep",
            *("hod_cn", "hod_ep", "hod_kr", "hod_us"),
        ]
        brought_to(owner, round_of(proposal), round_of(proposal).ends_at)
        assert tasks.close_rounds() == 1
        assert (round_of(proposal).outcome, fresh(proposal).state) == ("lapsed_undelivered", "tabled")
        assert Proposal.objects.get(pk=proposal.pk).outcome_at is None
        connections.close_all()
