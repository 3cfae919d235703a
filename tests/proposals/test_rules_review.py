"""Who may comment, answer, prepare and file a review: the whole cast over every stage."""

import pytest

from ip5.offices.models import Group
from proposals import actions, rules
from proposals.models import Comment, Proposal
from tests import stages
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db

SIGNED = [key for key in MEMBERS if key != "inactive"] + ["anonymous"]
LEAD = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep"}
DELEGATIONS = LEAD | {
    "deputy_ep",
    "head_ep",
    "delegate_us",
    "hod_us",
    "delegate_jp",
    "hod_jp",
    "hod_kr",
    "hod_cn",
}
DELEGATIONS |= {"leaver"}
OTHERS = {"delegate_us", "hod_us", "leaver", "delegate_jp", "hod_jp", "hod_kr", "hod_cn"}
MEMBERS_CIRCLE = DELEGATIONS | {"chair_ep", "chair_kr", "secretariat"}
OPEN = {"submitted", "under_review", "tabled"}

GRID = {
    "comment": (OPEN, MEMBERS_CIRCLE | {"expert"}),
    "open_comments": (OPEN | {"returned", "in_ballot"}, {"chair_kr"}),
    "dispose": (OPEN | {"returned"}, LEAD),
    "prepare_review": ({"under_review"}, OTHERS),
    "file_review": ({"under_review"}, {"hod_us", "hod_jp", "hod_kr", "hod_cn"}),
}


@pytest.mark.parametrize("stage", list(stages.STAGES))
def test_who_may(cast, stage):
    proposal = stages.STAGES[stage](cast)
    for name, (states, hats) in GRID.items():
        found = {key for key in SIGNED if rules.RULES[name](cast.hat(key), proposal)}
        assert found == (hats if stage in states else set()), name
    readers = {key for key in SIGNED if rules.may_read_review(cast.hat(key), proposal)}
    assert readers == (set() if proposal.is_draft else MEMBERS_CIRCLE | {"expert"})


@pytest.mark.parametrize("name", list(GRID))
def test_a_refusal_has_its_reason(cast, name):
    proposal = stages.under_review(cast)
    for key in SIGNED:
        verdict = rules.RULES[name](cast.hat(key), proposal)
        assert bool(verdict) is not bool(verdict.reason), key


def test_kinds_of_comment_by_capacity(cast):
    both = ("substantive", "editorial")
    expected = dict.fromkeys(DELEGATIONS | {"expert"}, both)
    expected |= {"chair_ep": ("procedural",), "chair_kr": ("procedural",), "secretariat": ("editorial",)}
    proposal = stages.under_review(cast)
    assert {key: rules.kinds_of_comment(cast.hat(key), proposal) for key in SIGNED} == {
        key: expected.get(key, ()) for key in SIGNED
    }


def test_the_end_of_the_period_ends_the_reviews(cast):
    proposal = stages.under_review(cast)
    Proposal.objects.filter(pk=proposal.pk).update(review_ends_at=proposal.submitted_at)
    proposal.refresh_from_db()
    for name in ("prepare_review", "file_review"):
        assert rules.RULES[name](cast.hod_jp, proposal).reason == "The review period is over."
    assert rules.RULES["comment"](cast.hod_jp, proposal)


def test_tabling_is_timely_once_all_is_filed_and_answered(cast):
    proposal = stages.under_review(cast)
    first = actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    for key in ("hod_us", "hod_jp", "hod_kr", "hod_cn"):
        assert rules.is_early(proposal)
        actions.prepare_review(proposal, by=cast.hat(key), recommendation="support")
        actions.file_review(proposal, by=cast.hat(key))
    assert rules.is_early(proposal)
    actions.dispose(first, by=cast.hod_ep, answer="noted")
    assert not rules.is_early(proposal)


def test_the_end_of_the_period_is_timely_but_for_an_unanswered_comment(cast):
    proposal = stages.under_review(cast)
    first = actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    Proposal.objects.filter(pk=proposal.pk).update(review_ends_at=proposal.submitted_at)
    proposal.refresh_from_db()
    assert rules.is_early(proposal)
    actions.dispose(first, by=cast.hod_ep, answer="noted")
    assert not rules.is_early(proposal)


# (who reads, observers invited) -> who reads the comments beside the members, who writes beside them
OPENINGS = [
    ("members", False, set(), set()),
    ("members_observers", False, {"observer", "expert"}, set()),
    ("members_observers", True, {"observer", "expert"}, {"observer"}),
    ("consultation", False, {"observer", "expert", "industry"}, {"industry"}),
    ("consultation", True, {"observer", "expert", "industry"}, {"observer", "industry"}),
]


@pytest.mark.parametrize(("visibility", "is_inviting", "readers", "writers"), OPENINGS)
def test_to_whom_the_chair_opens_the_comments(cast, visibility, is_inviting, readers, writers):
    proposal = stages.under_review(cast)
    actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    # From another setting, so that each of them is a change.
    before = {"visibility": "members_observers" if visibility == "consultation" else "consultation"}
    for given in (before, {"visibility": visibility, "invites_observers": is_inviting}):
        actions.open_comments(proposal, by=cast.chair_kr, reason="As agreed.", **given)
    opened = Proposal.objects.get(pk=proposal.pk)
    assert {key for key in SIGNED if rules.is_opened_to(cast.hat(key), opened)} - MEMBERS_CIRCLE == readers
    found = {key for key in SIGNED if Comment.objects.visible_to(cast.hat(key)).exists()}
    assert found == MEMBERS_CIRCLE | readers
    assert {key for key in SIGNED if rules.may_read_review(cast.hat(key), opened)} == (
        MEMBERS_CIRCLE | {"expert"} | readers
    )
    assert {key for key in SIGNED if rules.RULES["comment"](cast.hat(key), opened)} == (
        MEMBERS_CIRCLE | {"expert"} | writers
    )
    seeing = {key for key in SIGNED if Proposal.objects.visible_to(cast.hat(key)).exists()}
    assert seeing == MEMBERS_CIRCLE | {"expert", "observer"} | readers


def test_an_expert_of_another_group_is_let_in_nowhere(cast):
    proposal = stages.under_review(cast, group=Group.objects.get(code="WG2"))
    actions.comment(proposal, by=cast.delegate_jp, text="Why?")
    actions.open_comments(proposal, by=cast.chair_kr, visibility="consultation", reason="To hear all.")
    opened = Proposal.objects.get(pk=proposal.pk)
    assert rules.kinds_of_comment(cast.expert, opened) == ()
    assert not rules.is_opened_to(cast.expert, opened)
    assert not rules.may_read_review(cast.expert, opened)
    assert not Comment.objects.visible_to(cast.expert).exists()
    assert not Proposal.objects.visible_to(cast.expert).exists()


def test_what_the_lead_office_restricted_is_opened_to_nobody(cast):
    proposal = stages.submitted(cast, submit_visibility="members")
    verdict = rules.RULES["open_comments"](cast.chair_kr, proposal)
    assert verdict.reason == "The lead office restricted this proposal to the members."
    seconded = rules.RULES["open_comments"](cast.chair_ep, proposal)
    assert seconded.reason == (
        "Your seconding office leads this proposal: the other co-chair makes every move on it."
    )


def test_who_is_not_invited_is_told_what_would_be_needed(cast):
    proposal = stages.under_review(cast)
    assert {
        key: rules.RULES["comment"](cast.hat(key), proposal).reason for key in ("observer", "industry")
    } == {
        "observer": "Observers comment on the chair’s invitation.",
        "industry": "Industry comments where the chair has opened an item to consultation.",
    }
