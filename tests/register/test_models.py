"""Action items as they are listed."""

from __future__ import annotations

import pytest

from ip5.register.models import ActionItem
from tests import stages
from tests.register.test_actions import opened

pytestmark = pytest.mark.django_db


def test_what_is_due_first_stands_first(cast):
    proposal = stages.submitted(cast)
    later, sooner = opened(cast, proposal, days=20), opened(cast, proposal, days=10)
    assert list(ActionItem.objects.all()) == [sooner, later]
    assert str(sooner) == sooner.symbol
    assert sooner.state == ActionItem.State.OPEN
