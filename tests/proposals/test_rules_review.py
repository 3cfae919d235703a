"""Who may comment, answer, prepare and file a review: the whole cast over every stage."""

import pytest

from proposals import actions, rules
from proposals.models import Proposal
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
    assert {key: rules.kinds_of_comment(cast.hat(key)) for key in SIGNED} == {
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
