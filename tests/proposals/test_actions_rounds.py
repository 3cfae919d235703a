"""Deeds on a proposal's round: the frozen text, three a year, R2, cancelling, closing."""

import pytest

from ip5.ballots import actions as ballots
from ip5.ballots.models import Position, Round
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.kernel.text import sha256_hex
from proposals import actions
from proposals.models import Revision
from tests import stages
from tests.cast import HODS, MEMBERS
from tests.proposals.telling import MEMBERS_TOLD, events, fresh, last_data, last_event, told

pytestmark = pytest.mark.django_db
OUTCOMES = [
    ({}, "tf_endorsed", "full"),
    ({"hod_cn": "abstain"}, "tf_endorsed", "consensus"),
    ({"hod_cn": "reserve"}, "tf_endorsed_with_reservations", "consensus"),
    ({"hod_cn": "ad_referendum"}, "provisional", ""),
    ({"hod_cn": "object"}, "no_consensus", ""),
    (dict.fromkeys(["hod_cn", "hod_jp", "hod_kr"], "abstain"), "insufficient_support", ""),
]


def open_one(proposal):
    return proposal.endorsements.get(round__state="open").round


def test_the_round_holds_the_text_of_the_newest_revision(cast):
    proposal = stages.in_ballot(cast)
    found, revision = open_one(proposal), Revision.objects.get()
    year = found.opened_at.year
    assert found.text == revision.content
    assert found.text_sha256 == sha256_hex(found.text) == revision.sha256 == proposal.fingerprint
    assert (found.symbol, found.number, found.full_symbol) == (
        f"NETAI/B/{year}/001",
        1,
        f"NETAI/B/{year}/001 R1",
    )
    assert (found.subject_symbol, found.visibility) == (f"{proposal.symbol} Rev.0", "members_observers")
    assert found.address == f"/proposals/{proposal.uuid}/ballot/1/"
    assert fresh(proposal).state == "in_ballot"
    assert told(found, "position_requested") == sorted({*HODS, "alternate_ep"})
    assert last_event(proposal) == ("proposal.round_opened", "chair_kr", "members_observers", [], "")
    assert last_data(proposal) == {
        "round": found.full_symbol,
        "revision": 0,
        "ends_at": found.ends_at.isoformat(),
    }


def test_a_restricted_proposal_has_a_restricted_round(cast):
    found = open_one(stages.in_ballot(cast, submit_visibility="members"))
    assert (found.symbol, found.visibility) == (f"NETAI/BR/{found.opened_at.year}/001", "members")


@pytest.mark.parametrize(("days", "reason"), [(9, ""), (4, "A meeting is near."), (61, ""), (0, "")])
def test_a_length_that_the_rule_refuses_opens_nothing(cast, days, reason):
    proposal = stages.tabled(cast)
    with pytest.raises(Invalid) as refusal:
        actions.open_round(proposal, by=cast.chair_kr, days=days, short_reason=reason)
    assert list(refusal.value.errors) == ["days"]
    assert (fresh(proposal).state, Round.objects.count()) == ("tabled", 0)


def test_a_short_round_prints_its_reason(cast):
    proposal = stages.tabled(cast)
    opened = actions.open_round(proposal, by=cast.chair_kr, days=5, short_reason="A meeting is near.")
    assert (opened.is_short, opened.short_reason) == (True, "A meeting is near.")
    assert last_event(proposal)[-1] == "A meeting is near."


def test_a_next_round_keeps_the_symbol_and_a_fourth_in_a_year_is_refused(cast):
    proposal = stages.tabled(cast)
    symbols = []
    for _round in range(3):
        opened = actions.open_round(proposal, by=cast.chair_kr, days=10)
        symbols.append(opened.full_symbol)
        actions.cancel_round(proposal, by=cast.chair_kr, reason="A slip.")
    year = opened.opened_at.year
    assert symbols == [f"NETAI/B/{year}/001 R{n}" for n in (1, 2, 3)]
    with pytest.raises(Refused, match="3 rounds were opened this year"):
        actions.open_round(proposal, by=cast.chair_kr, days=10)
    another = open_one(stages.in_ballot(cast, "Another"))
    assert another.full_symbol == f"NETAI/B/{year}/002 R1"


def test_a_round_after_no_consensus_starts_empty_under_the_same_symbol(cast):
    proposal = stages.closed(cast, {"hod_cn": "object"})
    first = proposal.endorsements.get().round
    second = actions.open_round(proposal, by=cast.chair_kr, days=10, note="Once more.")
    assert (second.symbol, second.number) == (first.symbol, 2)
    assert Position.objects.filter(round=second).count() == 0
    assert second.address == f"/proposals/{proposal.uuid}/ballot/2/"


def test_extending_moves_the_end_later_and_tells_the_heads(cast):
    proposal = stages.in_ballot(cast)
    before = open_one(proposal).ends_at
    extended = actions.extend_round(proposal, by=cast.chair_kr, days=5, reason="A holiday.")
    assert extended.ends_at > before
    assert (fresh(proposal).state, fresh(proposal).version) == ("in_ballot", proposal.version + 1)
    assert told(extended, "round_extended") == sorted({*HODS, "alternate_ep"})


def test_cancelling_tables_again_and_seals_for_ever(cast):
    proposal = stages.in_ballot(cast)
    stages.answer(cast, proposal, {"hod_ep": "support", "hod_jp": "object", "hod_kr": "reserve"})
    cancelled = actions.cancel_round(proposal, by=cast.chair_kr, reason="The text had a slip.")
    assert (cancelled.state, cancelled.outcome, cancelled.cancel_reason) == (
        "cancelled",
        "",
        "The text had a slip.",
    )
    assert fresh(proposal).state == "tabled"
    assert told(cancelled, "round_cancelled") == sorted({*HODS, "alternate_ep"})
    assert last_event(proposal) == (
        "proposal.round_cancelled",
        "chair_kr",
        "members_observers",
        [],
        "The text had a slip.",
    )
    read = {
        key: sorted(Position.objects.visible_to(cast.hat(key)).values_list("office__code", flat=True))
        for key in (*MEMBERS, "anonymous")
        if key != "inactive"
    }
    answered = ("EP", "JP", "KR")
    delegations = ("delegate", "colleague", "hod", "alternate", "deputy", "head")
    assert read == {
        key: [MEMBERS[key][0]]
        if key in MEMBERS and MEMBERS[key][0] in answered and key.split("_")[0] in delegations
        else []
        for key in read
    }
    page = cast.client("hod_cn").get(cancelled.get_absolute_url()).content.decode()
    assert [
        word for word in ("Words of hod_jp", "Words of hod_kr", "A narrower wording") if word in page
    ] == []


@pytest.mark.parametrize(("answers", "outcome", "level"), OUTCOMES)
def test_the_outcome_becomes_the_proposals_state(cast, answers, outcome, level):
    proposal = stages.closed(cast, answers)
    closed = proposal.endorsements.get().round
    assert (proposal.state, closed.outcome, closed.level) == (outcome, outcome, level)
    assert told(closed, "round_closed") == sorted(MEMBERS_TOLD | {"observer"})
    assert last_event(proposal) == ("proposal.round_closed", "chair_kr", "members_observers", [], "")
    assert last_data(proposal) == {"round": closed.full_symbol, "outcome": outcome, "level": level}


def test_an_early_close_waits_for_all_five(cast):
    proposal = stages.in_ballot(cast)
    stages.answer(cast, proposal, dict.fromkeys(HODS[:4], "support"))
    with pytest.raises(Refused, match="once all five offices have answered"):
        actions.close_round(proposal, by=cast.chair_kr)
    with pytest.raises(Refused, match="the other co-chair"):
        actions.close_round(proposal, by=cast.chair_ep)
    with pytest.raises(Refused, match="once all five offices have answered"):
        actions.close_round(proposal, by=None)
    assert fresh(proposal).state == "in_ballot"


def test_a_closed_round_is_closed_extended_and_cancelled_by_nobody(cast):
    proposal = stages.closed(cast)
    before = events(proposal)
    for again in (
        lambda: actions.close_round(proposal, by=cast.chair_kr),
        lambda: actions.cancel_round(proposal, by=cast.chair_kr, reason="A slip."),
        lambda: actions.extend_round(proposal, by=cast.chair_kr, days=5, reason="A slip."),
    ):
        with pytest.raises(WrongState):
            again()
    assert (fresh(proposal).state, events(proposal)) == ("tf_endorsed", before)


def test_a_chairs_hat_casts_nothing(cast):
    found = open_one(stages.in_ballot(cast))
    for key in (
        "chair_ep",
        "chair_kr",
        "secretariat",
        "observer",
        "site_admin",
        "delegate_ep",
        "alternate_ep",
    ):
        with pytest.raises(Refused):
            ballots.cast(found, by=cast.hat(key), answer="support")
    assert Position.objects.count() == 0
