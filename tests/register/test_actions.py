"""Opening an action item: number, class, what it is about, refusals."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.kernel.errors import Invalid
from ip5.offices.models import Group
from ip5.register import actions
from tests import stages

pytestmark = pytest.mark.django_db


def opened(cast, subject, days=30, **owner):
    """Open an item of the group WG1 unless another owner is named."""
    due = clock.now().date() + dt.timedelta(days=days)
    owner = owner or {"group": Group.objects.get(code="WG1")}
    return actions.open_item(subject=subject, by=cast.chair_kr, text="An opinion.", due=due, **owner)


def test_items_are_numbered_without_gaps_and_name_their_subject(cast):
    proposal = stages.submitted(cast)
    first, second = opened(cast, proposal), opened(cast, proposal, days=0)
    year = clock.now().year
    assert [str(first), str(second)] == [f"NETAI/A/{year}/1", f"NETAI/A/{year}/2"]
    assert (first.subject_symbol, first.get_absolute_url()) == (proposal.symbol, proposal.get_absolute_url())
    assert first.visibility == proposal.visibility
    assert Event.objects.for_subject(first).get().verb == "action_item.opened"


def test_an_item_about_what_is_restricted_is_numbered_apart(cast):
    restricted = stages.submitted(cast, submit_visibility="members")
    assert opened(cast, restricted).symbol == f"NETAI/AR/{clock.now().year}/1"


def test_a_past_day_is_refused(cast):
    with pytest.raises(Invalid) as refusal:
        opened(cast, stages.submitted(cast), days=-1)
    assert set(refusal.value.errors) == {"due"}


def test_an_item_without_an_owner_is_refused(cast):
    with pytest.raises(Invalid) as refusal:
        opened(cast, stages.submitted(cast), group=None, office=None)
    assert set(refusal.value.errors) == {"group"}
