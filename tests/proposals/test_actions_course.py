"""Deeds of the co-chairs before the ballot: admit, return, table."""

import pytest

from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.kernel.reasons import MAX_REASON
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from proposals import actions
from proposals.models import Proposal
from tests import stages
from tests.proposals.telling import LEAD_TOLD, MEMBERS_TOLD, events, fresh, last_data, last_event, told

pytestmark = pytest.mark.django_db
OBSERVED = sorted(MEMBERS_TOLD | {"observer"})
MOVES = {
    "admit": ("submitted", {}),
    "return_for_revision": ("submitted", {"reason": "An annex."}),
    "table": ("under_review", {"reason": "A meeting is near."}),
    "open_round": ("tabled", {"days": 10}),
    "extend_round": ("in_ballot", {"days": 5, "reason": "A holiday."}),
    "cancel_round": ("in_ballot", {"reason": "A slip."}),
}


def test_a_review_lasts_fifteen_common_working_days(cast):
    proposal = actions.admit(stages.submitted(cast), by=cast.chair_kr)
    start = fresh(proposal).updated_at
    end = deadlines.deadline(start, 15, calendar_from(start)).at
    assert (fresh(proposal).state, fresh(proposal).review_ends_at) == ("under_review", end)
    assert told(proposal, "proposal_admitted") == OBSERVED
    assert last_event(proposal) == ("proposal.admitted", "chair_kr", "members_observers", [], "")
    assert last_data(proposal) == {"review_ends_at": end.isoformat()}


@pytest.mark.parametrize("days", [0, -1, 61])
def test_a_review_of_no_or_endless_length_is_refused(cast, days):
    proposal = stages.submitted(cast)
    with pytest.raises(Invalid) as refusal:
        actions.admit(proposal, by=cast.chair_kr, days=days)
    assert refusal.value.errors == {"days": ["A review lasts 1 to 60 common working days."]}
    assert fresh(proposal).state == "submitted"


@pytest.mark.parametrize("stage", ["submitted", "under_review", "no_consensus"])
def test_returning_tells_the_lead_office_and_keeps_the_reason(cast, stage):
    undecided = {"no_consensus": lambda cast: stages.closed(cast, {"hod_cn": "object"})}
    proposal = (stages.STAGES | undecided)[stage](cast)
    actions.return_for_revision(proposal, by=cast.chair_kr, reason="  Name the data. ")
    assert (fresh(proposal).state, fresh(proposal).return_reason) == ("returned", "Name the data.")
    assert told(proposal, "proposal_returned") == sorted(LEAD_TOLD)
    assert last_event(proposal) == (
        "proposal.returned",
        "chair_kr",
        "members_observers",
        [],
        "Name the data.",
    )


@pytest.mark.parametrize("move", ["return_for_revision", "table"])
@pytest.mark.parametrize("reason", ["", " \n ", "x" * (MAX_REASON + 1)])
def test_a_reason_is_given_and_has_a_length(cast, move, reason):
    proposal = stages.submitted(cast)
    with pytest.raises(Invalid) as refusal:
        getattr(actions, move)(proposal, by=cast.chair_kr, reason=reason)
    assert list(refusal.value.errors) == ["reason"]
    assert (fresh(proposal).state, len(events(proposal))) == ("submitted", 4)


@pytest.mark.parametrize("stage", ["submitted", "under_review"])
def test_early_tabling_prints_its_reason(cast, stage):
    proposal = stages.STAGES[stage](cast)
    actions.table(proposal, by=cast.chair_kr, reason="A meeting is near.")
    assert (fresh(proposal).state, fresh(proposal).tabled_early_reason) == ("tabled", "A meeting is near.")
    assert told(proposal, "proposal_tabled") == OBSERVED
    assert last_event(proposal) == (
        "proposal.tabled",
        "chair_kr",
        "members_observers",
        [],
        "A meeting is near.",
    )
    page = cast.client("delegate_jp").get(proposal.get_absolute_url()).content.decode()
    assert page.count("A meeting is near.") == 1


def test_tabling_after_the_period_needs_no_reason_and_prints_none(cast):
    proposal = stages.under_review(cast)
    Proposal.objects.filter(pk=proposal.pk).update(review_ends_at=clock.now())
    tabled = actions.table(proposal, by=cast.chair_kr, reason="Not needed.")
    assert (tabled.state, tabled.tabled_early_reason) == ("tabled", "")
    assert last_event(proposal)[-1] == ""


def test_the_course_of_a_restricted_proposal_is_told_to_members_only(cast):
    proposal = stages.tabled(cast, submit_visibility="members")
    assert {kind: told(proposal, kind) for kind in ("proposal_admitted", "proposal_tabled")} == {
        "proposal_admitted": sorted(MEMBERS_TOLD),
        "proposal_tabled": sorted(MEMBERS_TOLD),
    }
    assert {row[2] for row in events(proposal)} == {"office_internal", "members"}


@pytest.mark.parametrize("move", MOVES)
def test_a_chair_seconded_by_the_lead_office_makes_no_move_and_the_other_does(cast, move):
    stage, words = MOVES[move]
    proposal = stages.STAGES[stage](cast)
    before = events(proposal)
    with pytest.raises(Refused, match="the other co-chair makes every move"):
        getattr(actions, move)(proposal, by=cast.chair_ep, **words)
    assert (fresh(proposal).state, events(proposal)) == (proposal.state, before)
    getattr(actions, move)(proposal, by=cast.chair_kr, **words)
    assert fresh(proposal).version == proposal.version + 1


@pytest.mark.parametrize(
    "key", ["hod_ep", "hod_jp", "secretariat", "site_admin", "observer", "head_ep", "anonymous"]
)
@pytest.mark.parametrize("move", MOVES)
def test_nobody_but_a_chair_makes_these_moves(cast, move, key):
    stage, words = MOVES[move]
    proposal = stages.STAGES[stage](cast)
    with pytest.raises(Refused, match="Only a co-chair"):
        getattr(actions, move)(proposal, by=cast.hat(key), **words)
    assert fresh(proposal).state == proposal.state


@pytest.mark.parametrize("move", MOVES)
@pytest.mark.parametrize("stage", ["draft", "returned", "closed"])
def test_no_move_starts_from_a_state_that_is_not_its_own(cast, move, stage):
    proposal = stages.STAGES[stage](cast)
    with pytest.raises(WrongState, match="while the state is"):
        getattr(actions, move)(proposal, by=cast.chair_kr, **MOVES[move][1])
    assert fresh(proposal).state == proposal.state
