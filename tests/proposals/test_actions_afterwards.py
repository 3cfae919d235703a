"""Deferring, closing, referring, merging, withdrawing, leaving, reconsidering: outcomes, entries, notices."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import connection

from ip5.ballots.models import Position, Round
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices.models import Group
from ip5.register.models import ActionItem
from proposals import actions
from proposals.models import Proposal, Reconsideration
from tests import stages
from tests.cast import HODS
from tests.proposals.telling import LEAD_TOLD, MEMBERS_TOLD, fresh, last_data, last_event, told

db = pytest.mark.django_db
OBSERVED = sorted({*MEMBERS_TOLD, "observer"})
HEADS = sorted({*HODS, "alternate_ep"})


def in_days(days):
    return clock.now().date() + dt.timedelta(days=days)


def let_pass(proposal):
    """Let the deferral's date pass."""
    Proposal.objects.filter(pk=proposal.pk).update(deferred_until=clock.now() - dt.timedelta(seconds=1))


def let_ask_pass(proposal):
    """Let the five days for objections pass."""
    Reconsideration.objects.filter(proposal=proposal).update(
        objections_until=clock.now() - dt.timedelta(seconds=1)
    )


@db
class TestDefer:
    def test_it_is_set_aside_with_date_and_reference(self, cast):
        proposal = stages.deferred(cast)
        kept = fresh(proposal)
        assert (kept.state, kept.deferred_from, kept.deferrals) == ("deferred", "under_review", 1)
        assert (kept.deferred_until.date(), kept.deferral_reference) == (in_days(90), "Waits for the pilot.")
        assert last_event(proposal) == (
            "proposal.deferred",
            "chair_kr",
            "members_observers",
            [],
            "Waits for the pilot.",
        )
        assert told(proposal, "proposal_deferred") == OBSERVED

    @pytest.mark.parametrize("days", [-1, 0, 1200])
    def test_a_day_that_does_not_do(self, cast, days):
        proposal = stages.submitted(cast)
        with pytest.raises(Invalid) as refusal:
            actions.defer(proposal, by=cast.chair_kr, until=in_days(days), reference="Waits.")
        assert set(refusal.value.errors) == {"until"}
        assert fresh(proposal).state == "submitted"

    def test_without_a_reference_it_is_refused(self, cast):
        with pytest.raises(Invalid):
            actions.defer(stages.submitted(cast), by=cast.chair_kr, until=in_days(9), reference=" ")

    def test_the_clock_brings_it_back_once(self, cast):
        proposal = stages.deferred(cast)
        assert actions.resume_due() == 0
        let_pass(proposal)
        assert [actions.resume_due(), actions.resume_due()] == [1, 0]
        assert fresh(proposal).state == "under_review"
        assert last_event(proposal) == ("proposal.resumed", "clock", "members_observers", [], "")
        assert told(proposal, "proposal_resumed") == OBSERVED

    def test_after_a_second_deferral_it_lapses(self, cast):
        proposal = stages.deferred(cast)
        let_pass(proposal)
        actions.resume_due()
        actions.defer(proposal, by=cast.chair_kr, until=in_days(9), reference="Once more.")
        let_pass(proposal)
        assert actions.resume_due() == 1
        assert fresh(proposal).state == "lapsed"
        assert last_event(proposal)[:2] == ("proposal.lapsed", "clock")
        assert told(proposal, "proposal_lapsed") == OBSERVED
        assert actions.resume_due() == 0


@pytest.mark.transactional
@pytest.mark.parametrize("deed", ["resume", "reconsider"])
def test_two_clocks_at_once_move_it_once(transactional_db, cast, deed):
    if deed == "resume":
        proposal, verb = stages.deferred(cast), "proposal_resumed"
        let_pass(proposal)
    else:
        proposal, verb = stages.ended(cast), "proposal_tabled"
        actions.ask_reconsideration(proposal, by=cast.hod_us, reason="New facts.")
        let_ask_pass(proposal)
    before = len(told(proposal, verb))
    together, moved = threading.Barrier(2), []

    def run():
        together.wait()
        moved.append(getattr(actions, f"{deed}_due")())
        connection.close()

    threads = [threading.Thread(target=run) for _each in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sum(moved) == 1
    assert len(told(proposal, verb)) - before == len(OBSERVED)
    assert fresh(proposal).state == ("under_review" if deed == "resume" else "tabled")


@db
def test_closing_prints_the_reason(cast):
    proposal = stages.ended(cast)
    assert (fresh(proposal).state, fresh(proposal).close_reason) == ("closed", "No way forward.")
    assert last_event(proposal) == (
        "proposal.closed",
        "chair_kr",
        "members_observers",
        [],
        "No way forward.",
    )
    assert told(proposal, "proposal_closed") == OBSERVED


@db
class TestRefer:
    def test_it_writes_an_action_item_and_moves_nothing(self, cast):
        proposal, group = stages.under_review(cast), Group.objects.get(code="WG2")
        item = actions.refer_to_group(
            proposal, by=cast.chair_kr, group=group, task="Cost it.", due=in_days(30)
        )
        assert fresh(proposal).state == "under_review"
        assert (item.symbol, item.group, item.due) == (f"NETAI/A/{clock.now().year}/1", group, in_days(30))
        assert last_data(proposal) == {"group": "WG2", "action": item.symbol}
        assert told(proposal, "proposal_referred") == sorted(LEAD_TOLD)
        assert list(ActionItem.objects.of(proposal).visible_to(cast.observer)) == [item]
        assert not ActionItem.objects.visible_to(cast.industry).exists()

    def test_the_item_of_a_restricted_proposal_is_the_members(self, cast):
        proposal = stages.under_review(cast, submit_visibility="members")
        group = Group.objects.get(code="WG2")
        item = actions.refer_to_group(
            proposal, by=cast.chair_kr, group=group, task="Cost it.", due=in_days(30)
        )
        assert "/AR/" in item.symbol
        assert not ActionItem.objects.visible_to(cast.observer).exists()

    def test_a_day_past_is_refused(self, cast):
        group = Group.objects.get(code="WG2")
        with pytest.raises(Invalid):
            actions.refer_to_group(
                stages.submitted(cast), by=cast.chair_kr, group=group, task="Cost it.", due=in_days(-1)
            )


@db
class TestMerge:
    def test_both_heads_agree_then_the_chair_merges(self, cast):
        proposal, into = stages.under_review(cast), stages.other(cast)
        actions.agree_merge(proposal, by=cast.hod_ep, into=into)
        assert told(proposal, "merger_agreed") == ["hod_jp"]
        with pytest.raises(Refused):
            actions.merge(proposal, by=cast.chair_kr, into=into)
        actions.agree_merge(proposal, by=cast.hod_jp, into=into)
        actions.merge(proposal, by=cast.chair_kr, into=into)
        assert (fresh(proposal).state, fresh(proposal).merged_into) == ("merged", into)
        assert fresh(into).state == "submitted"
        assert last_event(proposal) == ("proposal.merged", "chair_kr", "members_observers", [], "")
        assert last_event(into)[:2] == ("proposal.absorbed", "chair_kr")
        assert told(proposal, "proposal_merged") == OBSERVED

    def test_a_third_office_does_not_agree(self, cast):
        proposal, into = stages.under_review(cast), stages.other(cast)
        for key in ("hod_us", "delegate_ep", "delegate_jp", "chair_kr"):
            with pytest.raises(Refused):
                actions.agree_merge(proposal, by=cast.hat(key), into=into)

    def test_the_chair_is_impartial_on_both(self, cast):
        proposal = stages.merger_agreed(cast)
        with pytest.raises(Refused, match="the other co-chair"):
            actions.merge(proposal, by=cast.chair_ep, into=proposal.merge_agreements.all()[0].into)
        into, sister = (
            stages.under_review(cast, "The one that stays"),
            stages.other(cast, "The one that goes"),
        )
        for hod in (cast.hod_ep, cast.hod_jp):
            actions.agree_merge(sister, by=hod, into=into)
        with pytest.raises(Refused, match="the other co-chair"):
            actions.merge(sister, by=cast.chair_ep, into=into)
        assert fresh(sister).state == "submitted"

    def test_what_has_gone_on_is_not_merged_into(self, cast):
        proposal = stages.merger_agreed(cast)
        into = proposal.merge_agreements.all()[0].into
        actions.table(into, by=cast.chair_kr, reason="A meeting is near.")
        with pytest.raises(Refused):
            actions.merge(proposal, by=cast.chair_kr, into=into)

    def test_two_mergers_do_not_swallow_each_other(self, cast):
        one = stages.merger_agreed(cast)
        two = one.merge_agreements.all()[0].into
        for hod in (cast.hod_ep, cast.hod_jp):
            actions.agree_merge(two, by=hod, into=one)
        actions.merge(one, by=cast.chair_kr, into=two)
        with pytest.raises(Refused):
            actions.merge(two, by=cast.chair_kr, into=one)

    def test_the_symbol_of_a_restricted_one_stays_with_the_members(self, cast):
        into = stages.other(cast)
        proposal = stages.under_review(cast, submit_visibility="members")
        for hod in (cast.hod_ep, cast.hod_jp):
            actions.agree_merge(proposal, by=hod, into=into)
        actions.merge(proposal, by=cast.chair_kr, into=into)
        assert last_event(into)[:3] == ("proposal.absorbed", "chair_kr", "members")


@db
class TestWithdraw:
    def test_it_cancels_the_open_round_and_the_positions_stay_sealed(self, cast):
        proposal = stages.in_ballot(cast)
        stages.answer(cast, proposal, {"hod_jp": "support"})
        actions.withdraw(proposal, by=cast.hod_ep, reason="Overtaken.")
        kept = fresh(proposal)
        assert (kept.state, kept.withdraw_reason) == ("withdrawn", "Overtaken.")
        assert Round.objects.get().state == "cancelled"
        assert not Position.objects.visible_to(cast.hod_us).exists()
        assert not Position.objects.visible_to(cast.chair_kr).exists()
        assert told(Round.objects.get(), "round_cancelled") == HEADS
        assert last_event(proposal) == (
            "proposal.withdrawn",
            "hod_ep",
            "members_observers",
            [],
            "Overtaken.",
        )
        assert told(proposal, "proposal_withdrawn") == OBSERVED

    def test_a_reason_is_needed_and_a_draft_is_deleted_instead(self, cast):
        with pytest.raises(Invalid):
            actions.withdraw(stages.submitted(cast), by=cast.hod_ep, reason=" ")
        with pytest.raises(WrongState):
            actions.withdraw(stages.draft(cast, "Another"), by=cast.hod_ep, reason="Overtaken.")


@db
def test_leaving_is_recorded_and_the_office_no_longer_counts(cast):
    proposal = stages.submitted(cast)
    actions.leave(proposal, by=cast.hod_us)
    kept = fresh(proposal)
    assert kept.taking_part == []
    left = kept.participations.get()
    assert left.left_by == cast.hod_us
    assert last_event(proposal) == ("proposal.left", "hod_us", "members_observers", [], "")
    assert told(proposal, "office_left") == OBSERVED
    with pytest.raises(Refused):
        actions.leave(proposal, by=cast.hod_us)


@db
class TestReconsider:
    def test_without_objection_the_clock_tables_it_once(self, cast):
        proposal = stages.ended(cast)
        asked = actions.ask_reconsideration(proposal, by=cast.hod_us, reason="New facts.")
        assert asked.objections_until > clock.now() + dt.timedelta(days=4)
        assert last_event(proposal) == (
            "proposal.reconsideration_asked",
            "hod_us",
            "members",
            [],
            "New facts.",
        )
        assert told(proposal, "reconsideration_asked") == HEADS
        assert actions.reconsider_due() == 0
        let_ask_pass(proposal)
        assert [actions.reconsider_due(), actions.reconsider_due()] == [1, 0]
        assert fresh(proposal).state == "tabled"
        assert last_event(proposal)[:2] == ("proposal.reconsidered", "clock")
        assert Round.objects.get().state == "closed"

    def test_an_objection_of_another_office_ends_it(self, cast):
        proposal = stages.ended(cast)
        actions.ask_reconsideration(proposal, by=cast.hod_us, reason="New facts.")
        with pytest.raises(Refused, match="Your own office"):
            actions.object_to_reconsideration(proposal, by=cast.hod_us, reason="No.")
        actions.object_to_reconsideration(proposal, by=cast.hod_cn, reason="Nothing is new.")
        let_ask_pass(proposal)
        assert actions.reconsider_due() == 0
        assert fresh(proposal).state == "closed"
        assert last_event(proposal) == (
            "proposal.reconsideration_objected",
            "hod_cn",
            "members",
            [],
            "Nothing is new.",
        )
        assert told(proposal, "reconsideration_objected") == HEADS

    def test_only_one_request_runs(self, cast):
        proposal = stages.ended(cast)
        actions.ask_reconsideration(proposal, by=cast.hod_us, reason="New facts.")
        with pytest.raises(Refused, match="already"):
            actions.ask_reconsideration(proposal, by=cast.hod_jp, reason="Same here.")

    def test_after_twenty_working_days_it_is_too_late(self, cast):
        proposal = stages.ended(cast)
        Proposal.objects.filter(pk=proposal.pk).update(outcome_at=clock.now() - dt.timedelta(days=60))
        with pytest.raises(Refused, match="twenty working days"):
            actions.ask_reconsideration(proposal, by=cast.hod_us, reason="New facts.")
