"""Who asks for an item, who makes the agenda, who publishes it."""

from __future__ import annotations

import pytest

from meetings.models import AgendaItem, Meeting
from meetings.rules import agenda as rules
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db

BODY = {"chair_ep", "chair_kr", "secretariat"}
CHAIRS = {"chair_ep", "chair_kr"}
ASKING = {"hod_ep", "hod_jp", "hod_kr", "hod_cn", "hod_us", "observer"}


def allowed(cast, rule, subject):
    return {key for key in MEMBERS if key != "inactive" and rule(cast.hat(key), subject)}


@pytest.mark.parametrize(
    ("rule", "state", "who"),
    [
        ("request_item", "planned", set()),
        ("request_item", "announced", ASKING),
        ("request_item", "agenda_prov", ASKING),
        ("request_item", "in_session", set()),
        ("edit_agenda", "planned", BODY),
        ("edit_agenda", "postponed", BODY),
        ("edit_agenda", "agenda_prov", BODY),
        ("edit_agenda", "in_session", set()),
        ("edit_agenda", "cancelled", set()),
        ("carry_item", "in_session", BODY),
        ("carry_item", "closed", set()),
        ("publish_agenda", "announced", set()),
        ("publish_agenda", "registration", CHAIRS),
        ("publish_agenda", "agenda_prov", set()),
        ("revise_agenda", "registration", set()),
        ("revise_agenda", "agenda_prov", CHAIRS),
        ("revise_agenda", "in_session", set()),
    ],
)
def test_the_grid(cast, rule, state, who):
    assert allowed(cast, getattr(rules, f"may_{rule}"), Meeting(state=state)) == who


@pytest.mark.parametrize(
    ("state", "who"), [("requested", BODY), ("backlog", BODY), ("accepted", set()), ("declined", set())]
)
def test_the_body_answers_what_is_not_answered(cast, state, who):
    assert allowed(cast, rules.may_answer_item, AgendaItem(state=state)) == who


def test_a_refusal_says_why(cast):
    meeting = Meeting(state="announced")
    assert "head of delegation asks" in str(rules.may_request_item(cast.delegate_jp, meeting).reason)
    late = rules.may_request_item(cast.hod_jp, Meeting(state="closed"))
    assert late.is_wrong_state
