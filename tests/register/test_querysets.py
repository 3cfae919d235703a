"""Who sees action items, and which are about a subject."""

from __future__ import annotations

import pytest

from ip5.offices.models import Group
from ip5.register.models import ActionItem
from tests import stages
from tests.cast import Cast
from tests.register.test_actions import opened

pytestmark = pytest.mark.django_db


def seen(cast: Cast, member: str) -> set[str]:
    """Return the symbols of the items the member sees."""
    return {each.symbol for each in ActionItem.objects.visible_to(cast.hat(member))}


def test_observers_see_what_is_open_to_them_and_nothing_restricted(cast):
    plain = opened(cast, stages.submitted(cast))
    restricted = opened(cast, stages.submitted(cast, "Another", submit_visibility="members"))
    assert seen(cast, "hod_jp") == seen(cast, "secretariat") == {plain.symbol, restricted.symbol}
    assert seen(cast, "observer") == {plain.symbol}
    assert seen(cast, "industry") == seen(cast, "anonymous") == set()


def test_the_items_of_a_subject_and_those_still_open(cast):
    one, two = stages.submitted(cast), stages.submitted(cast, "Another")
    first, second = opened(cast, one), opened(cast, two)
    assert list(ActionItem.objects.of(one)) == [first]
    ActionItem.objects.filter(pk=second.pk).update(state=ActionItem.State.DONE)
    assert list(ActionItem.objects.open()) == [first]


def test_an_expert_sees_the_items_of_the_own_group(cast):
    own = opened(cast, stages.submitted(cast, submit_visibility="members"))
    other = opened(cast, stages.submitted(cast, "Another"), group=Group.objects.get(code="WG2"))
    assert own.symbol != other.symbol
    assert seen(cast, "expert") == {own.symbol}


def test_the_items_of_a_meeting(cast):
    proposal = stages.submitted(cast)
    opened(cast, proposal)
    held = opened(cast, proposal, group=Group.objects.get(code="WG1"), meeting=9)
    assert list(ActionItem.objects.of_meeting(9)) == [held]
