"""Who may do what, as two grids: who passes at all, and what the stage says to those who pass."""

import datetime as dt

import pytest

from ip5.accounts import actions as accounts
from ip5.kernel import clock
from proposals import actions, rules
from proposals.models import Proposal
from proposals.rules import RULES
from tests import stages
from tests.access import answered
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db
YES = ""
REASONS = {
    "not drafting": "Proposals are drafted by delegates and the head of delegation of an office.",
    "other office": "Only the lead office works on this text.",
    "no head": "Only the head of delegation of the lead office commits it.",
    "not asked": "Only the head of delegation of an office that was asked answers here.",
    "no chair": "Only a co-chair makes this move.",
    "partial": "Your seconding office leads this proposal: the other co-chair makes every move on it.",
    "record": "This is history from before the site, kept as a fact: nothing moves it.",
    "nobody left": "No office is left to ask: name one in the draft, or wait for its answer.",
    "consented": "Your office has consented to this text.",
    "declined": "Your office has declined.",
    "yourself": "You clear the text yourself.",
    "cleared": "This text is cleared already.",
    "uncleared": "The head of delegation has not cleared this text: a delegate cannot commit the office.",
    "incomplete": "Still missing: consent of another participating office.",
    "not all": "Early closing is possible once all five offices have answered.",
}
# What a refusal says whose reason is the state, not the hat; a paper's say until when.
OF_STATE = ("while the state is", "until the ballot opens", "A submitted document stays")
HATS = [*(key for key in MEMBERS if key != "inactive"), "anonymous"]

# Who passes at all: hat -> the reason that holds at every stage (most of the cast: the group's own).
GROUPS = {
    "lead": {
        **dict.fromkeys(["delegate_ep", "colleague_ep", "alternate_ep", "hod_ep"], YES),
        **dict.fromkeys(
            ["delegate_us", "hod_us", "leaver", "delegate_jp", "hod_jp", "hod_kr", "hod_cn"], "other office"
        ),
        **dict.fromkeys(
            ["deputy_ep", "head_ep", "admin_ep", "expert", "chair_ep", "chair_kr"], "not drafting"
        ),
        **dict.fromkeys(["secretariat", "site_admin", "observer", "industry", "anonymous"], "not drafting"),
    },
    "head": dict.fromkeys(HATS, "no head") | {"hod_ep": YES},
    "asked": dict.fromkeys(HATS, "not asked") | {"hod_us": YES},
    "chair": dict.fromkeys(HATS, "no chair") | {"chair_ep": "partial", "chair_kr": YES},
}
PASSING = {
    "edit": "lead", "ask_consent": "lead", "consent": "asked", "decline": "asked", "ask_clearance": "lead",
    "clear": "head", "submit": "lead", "delete": "lead", "admit": "chair", "return_for_revision": "chair",
    "table": "chair", "open_round": "chair", "extend_round": "chair", "cancel_round": "chair", "close_round": "chair",
}  # fmt: skip

CLEARING = {"hod_ep": "yourself", None: YES}
UNCLEARED = {"hod_ep": "incomplete", None: "uncleared"}
# What the stage says to those who pass; a move that is not named here is not possible in that state.
STAGES = {
    "draft": {
        "edit": YES, "ask_consent": YES, "consent": "not asked", "decline": "not asked", "ask_clearance": CLEARING,
        "clear": YES, "submit": UNCLEARED, "delete": YES,
    },
    "asked": {
        "edit": YES, "ask_consent": "nobody left", "consent": YES, "decline": YES, "ask_clearance": CLEARING,
        "clear": YES, "submit": UNCLEARED, "delete": YES,
    },
    "consented": {
        "edit": YES, "ask_consent": "nobody left", "consent": "consented", "decline": YES, "ask_clearance": CLEARING,
        "clear": YES, "submit": {"hod_ep": YES, None: "uncleared"}, "delete": YES,
    },
    "declined": {
        "edit": YES, "ask_consent": "nobody left", "consent": YES, "decline": "declined", "ask_clearance": CLEARING,
        "clear": YES, "submit": UNCLEARED, "delete": YES,
    },
    "cleared": {
        "edit": YES, "ask_consent": "nobody left", "consent": "consented", "decline": YES,
        "ask_clearance": {"hod_ep": "yourself", None: "cleared"}, "clear": "cleared", "submit": YES, "delete": YES,
    },
    "edited": {
        "edit": YES, "ask_consent": YES, "consent": YES, "decline": YES, "ask_clearance": CLEARING,
        "clear": YES, "submit": UNCLEARED, "delete": YES,
    },
    "submitted": {"consent": "consented", "admit": YES, "return_for_revision": YES, "table": YES},
    "under_review": {"consent": "consented", "return_for_revision": YES, "table": YES},
    "returned": {},
    "tabled": {"open_round": YES},
    "in_ballot": {"extend_round": YES, "cancel_round": YES, "close_round": "not all"},
    "answered": {"extend_round": YES, "cancel_round": YES, "close_round": YES},
    "closed": {},
    "no_consensus": {"return_for_revision": YES, "open_round": YES},
}  # fmt: skip


def cleared(cast):
    proposal = stages.consented(cast)
    return actions.clear(proposal, by=cast.hod_ep, fingerprint=proposal.fingerprint)


def edited(cast):
    proposal = cleared(cast)
    return actions.edit(proposal, by=cast.delegate_ep, values={"risks": "More."}, version=proposal.version)


BUILDERS = stages.STAGES | {
    "declined": lambda cast: actions.decline(stages.asked(cast), by=cast.hod_us),
    "cleared": cleared,
    "edited": edited,
    "answered": lambda cast: answered(cast, title="Answered"),
    "no_consensus": lambda cast: stages.closed(cast, {"hod_cn": "object"}),
}


def expected(stage, state, move, hat):
    """Return the reason of the two grids, or nothing where the move may be made."""
    standing = GROUPS[PASSING[move]][hat]
    if standing:
        return REASONS[standing]
    word = STAGES[stage].get(move, "state")
    if isinstance(word, dict):
        word = word.get(hat, word[None])
    if word == "state":
        return f"This is not possible while the state is “{state}”."
    return REASONS[word] if word else YES


@pytest.mark.parametrize("stage", STAGES)
def test_the_whole_cast_at_every_stage(cast, stage):
    proposal = Proposal.objects.get(pk=BUILDERS[stage](cast).pk)
    state = str(proposal.get_state_display())
    verdicts = {
        (hat, move): str(verdict.reason) if not verdict else YES
        for hat in HATS
        for move, verdict in rules.abilities(cast.hat(hat), proposal).items()
        if move in PASSING  # the others are drawn in test_rules_course.py
    }
    assert verdicts == {(hat, move): expected(stage, state, move, hat) for hat in HATS for move in PASSING}


@pytest.mark.parametrize("stage", ["consented", "submitted", "closed"])
def test_only_the_state_gives_a_conflict(cast, stage):
    proposal = Proposal.objects.get(pk=BUILDERS[stage](cast).pk)
    for hat in HATS:
        for verdict in rules.abilities(cast.hat(hat), proposal).values():
            assert verdict.is_wrong_state is any(words in str(verdict.reason) for words in OF_STATE)


def test_who_drafts(cast):
    assert {hat for hat in HATS if rules.may_create(cast.hat(hat))} == {
        *("delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "delegate_us", "hod_us", "leaver"),
        *("delegate_jp", "hod_jp", "hod_kr", "hod_cn"),
    }
    assert str(rules.may_create(cast.secretariat).reason) == REASONS["not drafting"]


def test_an_alternate_has_the_heads_rights_only_while_designated(cast):
    proposal = stages.consented(cast)
    heads = ("clear", "submit")
    assert [bool(RULES[move](cast.alternate_ep, proposal)) for move in heads] == [False, False]
    now = clock.now()
    accounts.designate(cast.alternate_ep, since=now, until=now + dt.timedelta(days=2), by=cast.head_ep)
    assert [bool(RULES[move](cast.alternate_ep, proposal)) for move in heads] == [True, True]
    assert bool(RULES["consent"](cast.alternate_ep, proposal)) is False


def test_nobody_moves_history_from_the_record(cast):
    proposal = stages.closed(cast, {"hod_cn": "object"})
    proposal.record_date = dt.date(2020, 7, 1)
    chairs = [name for name, group in PASSING.items() if group == "chair"]
    assert {str(RULES[name](cast.chair_kr, proposal).reason) for name in chairs} == {REASONS["record"]}


def test_a_ballot_may_not_be_opened_a_fourth_time_in_a_year(cast):
    proposal = stages.tabled(cast)
    for _round in range(3):
        assert RULES["open_round"](cast.chair_kr, proposal)
        actions.open_round(proposal, by=cast.chair_kr, days=10)
        actions.cancel_round(proposal, by=cast.chair_kr, reason="A slip.")
        proposal = Proposal.objects.get(pk=proposal.pk)
    verdict = RULES["open_round"](cast.chair_kr, proposal)
    assert str(verdict.reason) == "3 rounds were opened this year: defer, refer or close the proposal."
    assert verdict.is_wrong_state is False


def test_tabling_is_early_until_the_period_is_over(cast):
    proposal = stages.submitted(cast)
    assert rules.is_early(proposal) is True
    admitted = actions.admit(proposal, by=cast.chair_kr)
    assert rules.is_early(admitted) is True
    admitted.review_ends_at = clock.now()
    assert rules.is_early(admitted) is False
