"""Who writes, reviews, adopts and publishes a summary: the whole cast at the stage from which the deed starts."""

from __future__ import annotations

import pytest

from meetings.rules import industry as industry_rules
from meetings.rules import summary as rules
from tests.cast import MEMBERS
from tests.meetings import stages_summary as stages

pytestmark = pytest.mark.django_db
CHAIRS = {"chair_ep", "chair_kr"}
BODY = CHAIRS | {"secretariat"}
WEARERS = [each for each in MEMBERS if each != "inactive"]


@pytest.mark.parametrize(
    ("stage", "rule", "expected"),
    [
        ("closed", "may_draft_summary", BODY),
        ("drafted", "may_edit_summary", {"secretariat"}),
        ("in_review", "may_edit_summary", {"secretariat"}),
        ("put_to_silence", "may_edit_summary", set()),
        ("adopted", "may_edit_summary", set()),
        ("adopted", "may_mark_public", {"secretariat"}),
        ("published", "may_mark_public", set()),
        ("drafted", "may_review_summary", CHAIRS),
        ("in_review", "may_announce_adoption", CHAIRS),
        ("in_review", "may_cancel_adoption", set()),
        ("put_to_silence", "may_cancel_adoption", CHAIRS),
        ("put_to_silence", "may_announce_adoption", set()),
        ("adopted", "may_reopen_summary", CHAIRS),
        ("published", "may_reopen_summary", set()),
        ("adopted", "may_approve_publication", CHAIRS),
        ("approved", "may_approve_publication", set()),
        ("in_review", "may_approve_publication", set()),
        ("adopted", "may_publish_summary", set()),
        ("approved", "may_publish_summary", {"secretariat"}),
        ("published", "may_publish_summary", set()),
        ("drafted", "may_publish_summary", set()),
    ],
)
def test_whose_deed_it_is(cast, stage, rule, expected):
    meeting = getattr(stages, stage)(cast)
    assert {each for each in WEARERS if getattr(rules, rule)(cast.hat(each), meeting)} == expected


def test_an_update_is_made_of_what_is_over_and_opened_by_a_chair(cast):
    update = stages.prepared(cast)
    may = {
        name: {each for each in WEARERS if getattr(industry_rules, name)(cast.hat(each), subject)}
        for name, subject in (
            ("may_make_update", update.meeting),
            ("may_edit_update", update),
            ("may_open_update", update),
            ("may_deliver_update", update),
        )
    }
    assert may == {
        "may_make_update": BODY,
        "may_edit_update": {"secretariat"},
        "may_open_update": CHAIRS,
        "may_deliver_update": set(),
    }
