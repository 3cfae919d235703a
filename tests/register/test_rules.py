"""Who ends an action item, drops one, or opens it again: the whole cast, and the state."""

from __future__ import annotations

import pytest

from ip5.offices.models import Group, Office
from ip5.register import actions, rules
from tests import stages
from tests.cast import MEMBERS
from tests.register.test_actions import opened

pytestmark = pytest.mark.django_db
BODY = {"chair_ep", "chair_kr", "secretariat"}
WEARERS = [each for each in MEMBERS if each != "inactive"]


def allowed(cast, rule, item):
    return {member for member in WEARERS if rule(cast.hat(member), item)}


def test_the_delegation_of_the_office_that_owns_it_says_when_it_is_done(cast):
    item = opened(cast, stages.submitted(cast), office=Office.objects.get(code="JP"))
    # The expert of the JPO is none of its delegation.
    assert allowed(cast, rules.may_end, item) == BODY | {"delegate_jp", "hod_jp"}
    assert allowed(cast, rules.may_drop, item) == BODY
    assert allowed(cast, rules.may_reopen, item) == set()


def test_the_expert_of_the_group_that_owns_it_does_and_of_no_other(cast):
    proposal = stages.submitted(cast)
    own = opened(cast, proposal, group=Group.objects.get(code="WG1"))
    other = opened(cast, proposal, group=Group.objects.get(code="WG2"))
    assert allowed(cast, rules.may_end, own) == BODY | {"expert"}
    assert allowed(cast, rules.may_end, other) == BODY


def test_what_is_ended_is_opened_again_by_the_body(cast):
    item = opened(cast, stages.submitted(cast), office=Office.objects.get(code="JP"))
    done = actions.end_item(item, by=cast.hod_jp, state="done", note="Sent.")
    for rule in (rules.may_end, rules.may_drop):
        assert rule(cast.secretariat, done).is_wrong_state
    assert allowed(cast, rules.may_reopen, done) == BODY
    assert rules.may_reopen(cast.secretariat, item).is_wrong_state
