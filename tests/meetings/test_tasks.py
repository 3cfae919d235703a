"""The clock of meetings may run twice: what it does is done once."""

from __future__ import annotations

import pytest

from ip5.ballots import actions as ballots
from ip5.kernel import clock
from ip5.register.models import ActionItem, Decision
from meetings import tasks
from tests.meetings import stages_live as stages

pytestmark = pytest.mark.django_db


def test_what_was_agreed_ad_referendum_is_numbered_once(cast):
    meeting = stages.in_session(cast, absent=("CN",))
    found = stages.agreed(cast, meeting)
    assert tasks.settle_conclusions() == 0
    ballots.confirm(found.round, by=cast.hod_cn, kind="confirm")
    assert [tasks.settle_conclusions(), tasks.settle_conclusions()] == [1, 0]
    assert Decision.objects.filter(meeting_number=meeting.number).count() == 1


def test_owners_of_what_is_due_are_told_once(cast):
    stages.given(cast, stages.in_session(cast))
    assert tasks.remind_owners() == 0
    ActionItem.objects.update(due=clock.now().date())
    assert [tasks.remind_owners(), tasks.remind_owners()] == [1, 0]
