"""Who hands in papers, and who keeps the library."""

from __future__ import annotations

import pytest

from meetings.models import Meeting, MeetingPaper
from meetings.rules import papers as rules
from tests.cast import MEMBERS, OUTSIDERS

pytestmark = pytest.mark.django_db

BODY = {"chair_ep", "chair_kr", "secretariat"}
ACTIVE = set(MEMBERS) - {"inactive"}
JPO = {"delegate_jp", "hod_jp"}


def allowed(cast, rule, *subject):
    return {key for key in ACTIVE if rule(cast.hat(key), *subject)}


@pytest.mark.parametrize(
    ("state", "taken"),
    [
        ("planned", False),
        ("announced", True),
        ("agenda_prov", True),
        ("postponed", True),
        ("in_session", True),
        ("closed", False),
    ],
)
def test_delegations_observer_and_body_hand_in_while_the_meeting_is_to_come_or_held(cast, state, taken):
    handing_in = (ACTIVE - set(OUTSIDERS) | {"observer"}) if taken else set()
    assert allowed(cast, rules.may_add_paper, Meeting(state=state)) == handing_in


def test_the_own_office_and_the_body_add_versions(cast):
    paper = MeetingPaper(meeting=Meeting(state="announced"), office=cast.hod_jp.office)
    assert allowed(cast, rules.may_add_paper_version, paper) == JPO | BODY


def test_the_body_puts_papers_under_items_and_keeps_the_library(cast):
    paper = MeetingPaper(meeting=Meeting(state="announced"), office=cast.hod_jp.office)
    assert allowed(cast, rules.may_place_paper, paper) == BODY
    assert allowed(cast, rules.may_keep_library) == BODY
