"""Who may make the moves between submission and outcome and after it: the cast x the moves x the stages."""

from __future__ import annotations

import pytest

from proposals import actions, rules
from proposals.models import Proposal
from proposals.rules import RULES
from tests import silences, stages
from tests.ballots import beside_rounds
from tests.cast import HODS, MEMBERS
from tests.proposals.test_rules import PASSING

pytestmark = pytest.mark.django_db
HATS = [*(key for key in MEMBERS if key != "inactive"), "anonymous"]
CHAIR = {"chair_kr"}
DRAFTERS = {"delegate_ep", "colleague_ep", "alternate_ep", "hod_ep"}
OTHERS = {"delegate_us", "hod_us", "leaver", "delegate_jp", "hod_jp", "hod_kr", "hod_cn"}
OTHER_HODS = set(HODS) - {"hod_ep"}
DELEGATIONS = DRAFTERS | OTHERS | {"deputy_ep", "head_ep"}
COMMENTERS = DELEGATIONS | {"expert", "chair_ep", "chair_kr", "secretariat"}
COMMENTING = {"comment": COMMENTERS, "dispose": DRAFTERS}
REVIEWING = {"prepare_review": OTHERS, "file_review": OTHER_HODS}
PAPERS = {"add_paper": DRAFTERS, "add_paper_version": DRAFTERS}
RUNNING = {"withdraw": {"hod_ep"}, "leave": {"hod_us"}, "open_comments": CHAIR}
CHAIRED = {"defer": CHAIR, "refer_to_group": CHAIR}
AFTER = {"ask_reconsideration": set(HODS)}

# stage -> move -> who may; a move that is not named is nobody's there.
GRID = {
    "draft": {**PAPERS, "remove_paper": DRAFTERS, "share": DRAFTERS, "send_back": {"hod_ep"}},
    "shared_to_edit": {**PAPERS, "remove_paper": DRAFTERS, "share": DRAFTERS, "send_back": {"hod_ep"}},
    "submitted": {**COMMENTING, **PAPERS, **RUNNING, **CHAIRED, "agree_merge": {"hod_ep"}},
    "under_review": {
        **{**COMMENTING, **PAPERS, **REVIEWING, **RUNNING, **CHAIRED},
        "agree_merge": {"hod_ep"},
        "prepare_revision": DRAFTERS,
    },
    "returned": {
        **PAPERS,
        **RUNNING,
        "dispose": DRAFTERS,
        "prepare_revision": DRAFTERS,
        "refer_to_group": CHAIR,
    },
    "rewritten": {
        **PAPERS,
        **RUNNING,
        "dispose": DRAFTERS,
        "prepare_revision": DRAFTERS,
        "revise": {"hod_ep"},
        "refer_to_group": CHAIR,
    },
    "revised": {
        **COMMENTING,
        **PAPERS,
        **RUNNING,
        **CHAIRED,
        "agree_merge": {"hod_ep"},
        "mark_editorial": CHAIR,
    },
    "marked": {
        **COMMENTING,
        **PAPERS,
        **RUNNING,
        **CHAIRED,
        "agree_merge": {"hod_ep"},
        "object_to_editorial": set(HODS),
    },
    "merger_agreed": {
        **{**COMMENTING, **PAPERS, **REVIEWING, **RUNNING, **CHAIRED},
        "agree_merge": {"hod_ep", "hod_jp"},
        "merge": CHAIR,
        "prepare_revision": DRAFTERS,
    },
    "tabled": {**COMMENTING, **PAPERS, **RUNNING, **CHAIRED},
    "in_ballot": RUNNING,
    "closed": AFTER,
    "announced": {**COMMENTING, **PAPERS, **RUNNING, **CHAIRED, "cancel_announcement": CHAIR},
    "in_silence": {**RUNNING, "break_silence": set(HODS)},
    "undecided": {**AFTER, **CHAIRED, "close": CHAIR, "announce_round": CHAIR},
    "three_rounds": {**AFTER, **CHAIRED, "close": CHAIR, "refer_to_deputies": CHAIR},
    "ended": AFTER,
    "asked_again": {"object_to_reconsideration": OTHER_HODS - {"hod_us"} | {"hod_ep"}},
    "deferred": {},
    "withdrawn": {"take_over": OTHERS},
    "merged": {},
}


def shared_to_edit(cast):
    proposal = stages.draft(cast)
    us = proposal.participations.get().office
    actions.share(proposal, by=cast.delegate_ep, office=us, level="edit")
    return proposal


def rewritten(cast):
    proposal = stages.returned(cast)
    working = actions.prepare_revision(proposal, by=cast.delegate_ep)
    actions.prepare_revision(
        proposal, by=cast.delegate_ep, values={"risks": "Fewer."}, version=working.version
    )
    return proposal


def revised(cast):
    return actions.revise(rewritten(cast), by=cast.hod_ep)


def marked(cast):
    proposal = revised(cast)
    actions.mark_editorial(proposal, by=cast.chair_kr)
    return proposal


def asked_again(cast):
    proposal = stages.ended(cast)
    actions.ask_reconsideration(proposal, by=cast.hod_us, reason="New facts.")
    return proposal


BUILDERS = stages.STAGES | {
    "shared_to_edit": shared_to_edit,
    "rewritten": rewritten,
    "revised": revised,
    "marked": marked,
    "merger_agreed": stages.merger_agreed,
    "announced": silences.announced,
    "in_silence": silences.in_silence,
    "undecided": stages.undecided,
    "three_rounds": beside_rounds.three,
    "ended": stages.ended,
    "asked_again": asked_again,
}
MOVES = sorted(set(RULES) - set(PASSING))


@pytest.mark.parametrize("stage", GRID)
def test_the_whole_cast_at_every_stage(cast, stage):
    proposal = BUILDERS[stage](cast)
    may = {move: set() for move in MOVES}
    for key in HATS:
        hat, found = cast.hat(key), Proposal.objects.get(pk=proposal.pk)
        for move, verdict in rules.abilities(hat, found).items():
            assert verdict or str(verdict.reason)
            if verdict and move in may:
                may[move].add(key)
    assert {move: who for move, who in may.items() if who} == GRID[stage]


def test_every_move_is_in_one_of_the_grids():
    drawn = {move for row in GRID.values() for move in row}
    assert drawn == set(MOVES)


def test_whose_office_leads_the_other_may_agree(cast):
    proposal, into = stages.under_review(cast), stages.other(cast)
    agreeing = {key for key in HATS if rules.may_agree_merge_into(cast.hat(key), proposal, into)}
    assert agreeing == {"hod_ep", "hod_jp"}
    assert not rules.may_agree_merge_into(cast.hod_ep, proposal, proposal)
    tabled = actions.table(into, by=cast.chair_kr, reason="A meeting is near.")
    assert not rules.may_agree_merge_into(cast.hod_ep, proposal, tabled)


def test_nothing_moves_history_from_the_record(cast):
    proposal = stages.undecided(cast)
    proposal.record_date, proposal.outcome_at = proposal.updated_at.date(), None
    for move in ("defer", "close", "refer_to_group", "ask_reconsideration"):
        for key in HATS:
            assert not RULES[move](cast.hat(key), proposal)
