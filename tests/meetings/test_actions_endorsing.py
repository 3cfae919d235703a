"""A tabled proposal endorsed in session: by the conclusion under its item, by nothing less (domain.md 3 and 4)."""

from __future__ import annotations

from typing import Any

import pytest

from ip5.ballots import actions as ballots
from ip5.kernel.errors import Refused, WrongState
from meetings.actions import conclusions, settling
from meetings.gathering.drawn import endorsed_by
from meetings.models import AgendaItem, Conclusion, Meeting
from proposals import actions as proposals
from proposals.models import Proposal
from tests import stages as texts
from tests.cast import Cast
from tests.meetings import stages_live as stages

pytestmark = pytest.mark.django_db

WORDS = {"passage": "3.1", "text": "Words.", "remedy": "Delete it."}


def fresh(proposal: Proposal) -> Proposal:
    return Proposal.objects.get(pk=proposal.pk)


def sitting(cast: Cast, proposal: Proposal, **values: Any) -> Meeting:
    """A meeting in session whose called item is about the proposal."""
    meeting = stages.in_session(cast, **values)
    subject = {"subject_kind": "proposals.proposal", "subject_uuid": proposal.uuid}
    AgendaItem.objects.filter(pk=stages.now_called(meeting).pk).update(**subject)
    return meeting


def put(cast: Cast, meeting: Meeting, verb: str = "endorsed") -> Conclusion:
    """A conclusion of the verb, put to the delegations for a second."""
    drafted = stages.drafted(cast, meeting, verb, f"the proposal, {stages.SECRET}.")
    return conclusions.put(drafted, by=cast.chair_kr, seconds=1)


def recorded(cast: Cast, found: Conclusion) -> Conclusion:
    """The conclusion recorded once its time has run."""
    stages.time_runs(found)
    return conclusions.record(found, by=cast.chair_kr)


def test_agreed_it_is_endorsed_by_the_task_force(cast):
    proposal = texts.tabled(cast)
    found = put(cast, sitting(cast, proposal))
    assert (found.round.title, found.round.note) == (
        "Common criteria",
        "Put to the delegations in session, NETAI/3.",
    )
    assert found.round.subject_symbol == f"{proposal.symbol} Rev.0"
    assert fresh(proposal).state == "in_ballot"
    decided = recorded(cast, found)
    after = fresh(proposal)
    assert (after.state, after.outcome_at) == ("tf_endorsed", decided.round.closed_at)
    assert after.endorsements.get().round == decided.round
    assert decided.decision is not None


def test_with_a_reservation_it_is_endorsed_with_it(cast):
    proposal = texts.tabled(cast)
    found = put(cast, sitting(cast, proposal))
    ballots.cast(
        found.round, by=cast.hod_jp, answer="reserve", passage="3.1", text="Not for us.", kind="substantive"
    )
    recorded(cast, found)
    assert fresh(proposal).state == "tf_endorsed_with_reservations"


def test_an_objection_leaves_it_without_consensus(cast):
    proposal = texts.tabled(cast)
    found = put(cast, sitting(cast, proposal))
    ballots.cast(found.round, by=cast.hod_jp, answer="object", **WORDS)
    after = recorded(cast, found)
    assert (after.verb, after.decision) == ("did_not_reach_consensus", None)
    assert fresh(proposal).state == "no_consensus"


def test_an_absent_office_makes_it_wait_until_it_has_confirmed(cast):
    proposal = texts.tabled(cast)
    found = recorded(cast, put(cast, sitting(cast, proposal, absent=("CN",))))
    assert (found.round.outcome, found.decision) == ("provisional", None)
    assert fresh(proposal).state == "provisional"
    ballots.confirm(found.round, by=cast.hod_cn, kind="confirm")
    assert (settling.settle_due(), proposals.settle_due()) == (1, 1)
    assert fresh(proposal).state == "tf_endorsed"
    assert Conclusion.objects.get(pk=found.pk).decision is not None


def test_a_discussion_of_too_few_decides_nothing_and_may_be_put_again(cast):
    proposal = texts.tabled(cast)
    meeting = sitting(cast, proposal, absent=("CN", "US"))
    found = recorded(cast, put(cast, meeting))
    assert (found.state, found.round.outcome, fresh(proposal).state) == ("draft", "inquorate", "inquorate")
    again = conclusions.put(found, by=cast.chair_kr, seconds=1)
    assert again.round.number == 2
    assert fresh(proposal).state == "in_ballot"


def test_other_verbs_are_words_about_it(cast):
    proposal = texts.tabled(cast)
    found = put(cast, sitting(cast, proposal), "agreed")
    assert endorsed_by(found) is None
    recorded(cast, found)
    assert fresh(proposal).state == "tabled"


def test_of_what_is_not_tabled_it_is_words_too(cast):
    proposal = texts.under_review(cast)
    meeting = sitting(cast, proposal)
    assert endorsed_by(stages.drafted(cast, meeting, "endorsed", "it.")) is None
    proposal.state = "tabled"
    proposal.save(update_fields=["state"])
    assert endorsed_by(stages.drafted(cast, meeting, "endorsed", "it.")) == proposal


def test_the_meeting_runs_its_round_and_nobody_else(cast):
    proposal = texts.tabled(cast)
    put(cast, sitting(cast, proposal))
    for deed, hat, given in (
        (proposals.extend_round, cast.chair_kr, {"days": 2, "reason": "Time."}),
        (proposals.cancel_round, cast.chair_kr, {"reason": "No."}),
        (proposals.close_round, cast.chair_kr, {}),
        (proposals.withdraw, cast.hod_ep, {"reason": "No."}),
    ):
        with pytest.raises((Refused, WrongState), match="The meeting runs this round"):
            deed(proposal, by=hat, **given)
    assert proposals.close_due_rounds() == 0
    assert fresh(proposal).state == "in_ballot"


@pytest.mark.parametrize("member", ["chair_ep", "secretariat", "hod_jp", "observer"])
def test_nobody_else_puts_it(cast, member):
    proposal = texts.tabled(cast)
    with pytest.raises(Refused):
        proposals.open_in_session(proposal, by=cast.hat(member), absent=(), note="A note.")
    assert fresh(proposal).state == "tabled"


def test_while_a_silence_is_announced_it_is_not_put(cast):
    proposal = texts.tabled(cast)
    Proposal.objects.filter(pk=proposal.pk).update(review_ends_at=proposal.created_at)
    proposals.announce_round(fresh(proposal), by=cast.chair_kr, days=5)
    with pytest.raises(Refused, match="A silence procedure is announced"):
        proposals.open_in_session(proposal, by=cast.chair_kr, absent=(), note="A note.")


def test_its_page_is_the_rounds_own(cast):
    proposal = texts.tabled(cast)
    found = put(cast, sitting(cast, proposal)).round
    answer = cast.client("hod_jp").get(f"{proposal.get_absolute_url()}ballot/{found.number}/")
    assert (answer.status_code, answer.url) == (302, f"/ballots/{found.uuid}/")
    assert cast.client("hod_jp").get(answer.url).status_code == 200


def test_the_words_of_a_closed_item_do_not_reach_whoever_sees_the_proposal(cast):
    proposal = texts.tabled(cast)
    meeting = sitting(cast, proposal)
    AgendaItem.objects.filter(pk=stages.now_called(meeting).pk).update(visibility="members")
    found = recorded(cast, put(cast, meeting)).round
    for where in (proposal.get_absolute_url(), f"/ballots/{found.uuid}/"):
        answer = cast.client("observer").get(where)
        assert answer.status_code == 200
        assert stages.SECRET not in answer.content.decode()


def test_the_screen_says_what_the_verb_does(cast):
    proposal = texts.tabled(cast)
    meeting = sitting(cast, proposal)
    stages.drafted(cast, meeting, "endorsed", "it.")
    page = cast.client("chair_kr").get(f"{meeting.get_absolute_url()}live/").content.decode()
    assert f"With this verb the proposal {proposal.symbol} itself is put to the delegations" in page


@pytest.mark.parametrize("member", ["chair_kr", "secretariat", "hod_jp", "delegate_ep", "observer"])
def test_every_page_about_it_stands_while_it_is_before_the_delegations_and_after(cast, member):
    proposal = texts.tabled(cast)
    found = put(cast, sitting(cast, proposal, absent=("CN",)))
    own = proposal.get_absolute_url()
    pages = ("/", own, f"{own}history/", "/proposals/", "/ballots/", f"/ballots/{found.round.uuid}/")
    pages += (f"/api/v1/proposals/{proposal.uuid}/", f"/provenance/proposal/{proposal.uuid}/")
    client = cast.client(member)
    assert {each: client.get(each).status_code for each in pages} == dict.fromkeys(pages, 200)
    recorded(cast, found)
    assert {each: client.get(each).status_code for each in pages} == dict.fromkeys(pages, 200)
