"""The clock closes what is due: once, however often and by however many it is asked."""

import pytest
from django.db import connections

from ip5.kernel import clock
from ip5.outbox.models import Notice
from proposals import tasks
from proposals.models import Proposal
from tests import stages
from tests.proposals.telling import events, fresh, told
from tests.proposals.test_actions_numbers import at_once

pytestmark = pytest.mark.transactional


def due(cast, ended, answers):
    """Return a proposal in ballot whose round has just ended with these answers."""
    proposal = stages.in_ballot(cast)
    stages.answer(cast, proposal, answers)
    return proposal, ended(proposal.endorsements.get().round)


def left_behind(proposal, round):
    """Return all that a close leaves: state, events of both chains, notices."""
    round.refresh_from_db()
    return (
        fresh(proposal).state,
        (round.state, round.outcome, round.ends_at),
        events(proposal),
        events(round),
        Notice.objects.count(),
    )


def test_nothing_is_closed_before_its_end(transactional_db, cast):
    proposal = stages.in_ballot(cast)
    stages.answer(cast, proposal, stages.FULL_SUPPORT)
    assert tasks.close_rounds() == 0
    assert fresh(proposal).state == "in_ballot"
    connections.close_all()


def test_the_clock_closes_and_a_second_run_changes_nothing(transactional_db, cast, ended):
    proposal, round = due(cast, ended, stages.FULL_SUPPORT)
    assert tasks.close_rounds() == 1
    first = left_behind(proposal, round)
    assert (first[0], first[1][:2]) == ("tf_endorsed", ("closed", "tf_endorsed"))
    assert events(proposal)[-1] == ("proposal.round_closed", "clock", "members_observers", [], "")
    assert tasks.close_rounds() == 0
    assert left_behind(proposal, round) == first
    connections.close_all()


def test_in_parallel_the_same(transactional_db, cast, ended):
    proposal, round = due(cast, ended, stages.FULL_SUPPORT | {"hod_cn": "object"})
    assert sorted(at_once(lambda _n: tasks.close_rounds(), range(6))) == [0, 0, 0, 0, 0, 1]
    assert fresh(proposal).state == "no_consensus"
    assert [row[0] for row in events(proposal)].count("proposal.round_closed") == 1
    assert [row[0] for row in events(round)].count("ballot.closed") == 1
    assert len(told(round, "round_closed")) == len(set(told(round, "round_closed")))
    connections.close_all()


def test_an_office_missing_extends_once_then_the_clock_closes(transactional_db, cast, ended):
    proposal, round = due(cast, ended, {"hod_ep": "support", "hod_jp": "support", "hod_kr": "support"})
    assert sorted(at_once(lambda _n: tasks.close_rounds(), range(4))) == [0, 0, 0, 0]
    round.refresh_from_db()
    assert (round.state, fresh(proposal).state, round.ends_at > clock.now()) == ("open", "in_ballot", True)
    assert [row[0] for row in events(round)].count("ballot.extended_automatically") == 1
    assert told(round, "position_overdue") == ["hod_cn", "hod_us"]
    ended(round)
    assert tasks.close_rounds() == 1
    assert tasks.close_rounds() == 0
    assert fresh(proposal).state == "inquorate"
    connections.close_all()


def test_every_due_round_is_closed_each_for_itself(transactional_db, cast, ended):
    made = [due(cast, ended, stages.FULL_SUPPORT) for _round in range(2)]
    running = stages.in_ballot(cast)
    assert tasks.close_rounds() == 2
    assert {fresh(each).state for each, _round in made} == {"tf_endorsed"}
    assert fresh(running).state == "in_ballot"
    assert Proposal.objects.filter(state="in_ballot").count() == 1
    connections.close_all()
