"""Settling a provisional proposal: the last word or the due date, its state, event and notices."""

import threading
from collections import Counter

import pytest
from django.db import connections

from ip5.ballots import actions as ballots
from ip5.ballots.models import Addition, Settlement
from ip5.kernel.errors import Invalid, Refused, WrongState
from proposals import actions, tasks
from tests import stages
from tests.proposals.telling import MEMBERS_TOLD, fresh, last_data, last_event, told

PROVISIONAL = {"hod_jp": "ad_referendum"}


def round_of(proposal):
    return proposal.endorsements.get().round


@pytest.fixture
def overdue(owner):
    """Return a function that moves the due date of a proposal's round into the past, by the owner's hand."""

    def let_pass(proposal):
        with owner.transaction():
            owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
            owner.execute(
                "UPDATE ballots_round SET settle_due_at = clock_timestamp() - interval '1 second' WHERE id = %s",
                [round_of(proposal).pk],
            )
            owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")
        return fresh(proposal)

    return let_pass


@pytest.mark.django_db
class TestTheLastWord:
    @pytest.mark.parametrize(
        ("kind", "state", "level"),
        [
            ("confirm", "tf_endorsed", "full"),
            ("confirm_with_reservation", "tf_endorsed_with_reservations", "consensus"),
            ("decline", "no_consensus", ""),
        ],
    )
    def test_it_settles_the_proposal_at_once(self, cast, kind, state, level):
        proposal = stages.closed(cast, PROVISIONAL)
        before = proposal.version
        text = "" if kind == "confirm" else "Words in confidence."
        actions.confirm(proposal, by=cast.hod_jp, kind=kind, text=text)
        settled, made = fresh(proposal), Settlement.objects.get()
        assert (settled.state, settled.outcome_at, settled.version) == (state, made.at, before + 1)
        assert last_event(proposal) == ("proposal.round_settled", "clock", "members_observers", [], "")
        assert last_data(proposal) == {
            "round": round_of(proposal).full_symbol, "outcome": state, "level": level,
        }  # fmt: skip
        assert told(round_of(proposal), "round_settled") == sorted(MEMBERS_TOLD | {"observer"})

    def test_it_stays_provisional_while_another_office_is_awaited(self, cast):
        proposal = stages.closed(cast, PROVISIONAL | {"hod_us": "ad_referendum"})
        actions.confirm(proposal, by=cast.hod_jp, kind="confirm")
        assert (fresh(proposal).state, Settlement.objects.count()) == ("provisional", 0)
        with pytest.raises(Refused, match="has not spoken yet"):
            actions.settle(proposal, by=None)
        actions.confirm(proposal, by=cast.hod_us, kind="confirm")
        assert fresh(proposal).state == "tf_endorsed"

    def test_words_and_hats_that_do_not_do(self, cast):
        proposal = stages.closed(cast, PROVISIONAL)
        with pytest.raises(Invalid):
            actions.confirm(proposal, by=cast.hod_jp, kind="decline")
        for key in ("hod_ep", "delegate_jp", "chair_kr", "secretariat", "observer", "anonymous"):
            with pytest.raises(Refused):
                actions.confirm(proposal, by=cast.hat(key), kind="confirm")
        assert (fresh(proposal).state, Addition.objects.count()) == ("provisional", 0)

    @pytest.mark.parametrize("answers", [{}, {"hod_cn": "object"}])
    def test_nothing_to_settle_elsewhere(self, cast, answers):
        proposal = stages.closed(cast, answers)
        for deed in (
            lambda: actions.confirm(proposal, by=cast.hod_jp, kind="confirm"),
            lambda: actions.settle(proposal, by=None),
        ):
            with pytest.raises(WrongState):
                deed()
        assert actions.settle_due() == 0

    def test_a_round_settled_past_the_proposal_is_taken_over_by_the_clock(self, cast):
        proposal = stages.closed(cast, PROVISIONAL)
        ballots.confirm(round_of(proposal), by=cast.hod_jp, kind="confirm")
        assert fresh(proposal).state == "provisional"
        assert [tasks.settle_rounds(), tasks.settle_rounds()] == [1, 0]
        assert (fresh(proposal).state, last_event(proposal)[1]) == ("tf_endorsed", "clock")

    def test_the_clock_reminds(self, cast):
        proposal = stages.closed(cast, PROVISIONAL)
        assert [tasks.settle_rounds(), tasks.settle_rounds()] == [0, 0]
        assert told(round_of(proposal), "ad_referendum_due") == ["hod_jp"]

    def test_a_next_round_may_follow_a_decline(self, cast):
        proposal = stages.closed(cast, PROVISIONAL)
        actions.confirm(proposal, by=cast.hod_jp, kind="decline", text="No mandate.")
        again = actions.open_round(fresh(proposal), by=cast.chair_kr, days=10, note="Once more.")
        assert again.number == 2


@pytest.mark.transactional
class TestTheDueDate:
    def test_the_clock_settles_what_is_due_and_nothing_else(self, cast, overdue):
        waiting = stages.closed(cast, PROVISIONAL, "Another")
        proposal = overdue(stages.closed(cast, PROVISIONAL | {"hod_us": "ad_referendum"}))
        assert [actions.settle_due(), actions.settle_due()] == [1, 0]
        assert (fresh(proposal).state, fresh(waiting).state) == ("inquorate", "provisional")
        assert last_event(proposal) == ("proposal.round_settled", "clock", "members_observers", [], "")

    def test_twice_in_parallel_is_one_settlement(self, cast, overdue):
        proposal = overdue(stages.closed(cast, PROVISIONAL))
        barrier, results, lock = threading.Barrier(6, timeout=30), Counter(), threading.Lock()

        def sweep():
            barrier.wait()
            try:
                count = actions.settle_due()
            finally:
                connections.close_all()
            with lock:
                results[count] += 1

        threads = [threading.Thread(target=sweep) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert results == Counter({0: 5, 1: 1})
        assert (fresh(proposal).state, Settlement.objects.count()) == ("tf_endorsed", 1)
        assert told(round_of(proposal), "round_settled") == sorted(MEMBERS_TOLD | {"observer"})
