"""The clock of summaries: what it does once, however often and by however many it is asked."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connections

from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from meetings import tasks
from tests import silences
from tests.cast import HODS
from tests.meetings import stages_summary as stages
from tests.proposals.test_actions_numbers import at_once

pytestmark = pytest.mark.transactional


@pytest.fixture(autouse=True)
def _closed():
    yield
    connections.close_all()


def test_a_silence_that_ended_adopts_once(transactional_db, cast):
    meeting = stages.in_review(cast)
    found = stages.soon(cast, meeting, dt.timedelta(seconds=4))
    # Past the deed, which would give the silence its full days.
    Round.objects.filter(pk=found.pk).update(state="open")
    for key in HODS:
        ballots.receive(found, by=cast.hat(key))
    assert tasks.follow_summaries() == 0
    silences.wait_for(found.end)
    assert sorted(at_once(lambda _n: tasks.follow_summaries(), range(4))) == [0, 0, 0, 1]
    assert stages.fresh(meeting).state == "summary_adopted"
    assert meeting.summaries.filter(why="adopted").count() == 1
    assert tasks.follow_summaries() == 0


def test_an_announced_silence_is_opened_once(transactional_db, cast):
    meeting = stages.in_review(cast)
    found = stages.soon(cast, meeting, silences.LONG)
    assert sorted(at_once(lambda _n: tasks.follow_summaries(), range(4))) == [0, 0, 0, 1]
    found.refresh_from_db()
    assert (found.state, stages.fresh(meeting).state) == ("open", "summary_review")
