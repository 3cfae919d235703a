"""History from before the site: a fact with its date and source, without rounds; entered first and by nobody."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from ip5.kernel.errors import Refused, WrongState
from roadmap import actions, working
from roadmap.models import Holding, Project, Version
from tests.cast import Cast
from tests.roadmap import stages
from tests.roadmap.telling import events

pytestmark = pytest.mark.django_db
FACTS = {"edition": "1.0", "endorsed_on": stages.RECORD, "note": "Date is public."}


@pytest.fixture(scope="module")
def version(module_db):
    """The edition of 2021, its project from a proposal of the EPO."""
    return stages.recorded(Cast())


def test_history_is_a_published_version_with_the_plan_it_held(version):
    facts = (version.state, version.visibility, version.edition, version.symbol, version.record_note)
    assert facts == ("published", "public", "1.0", "NETAI/RM/1.0 Prov.1", "Date is public.")
    noon = dt.datetime.combine(stages.RECORD, dt.time(12), dt.UTC)
    stamps = ("compiled_at", "frozen_at", "approved_at", "endorsed_at", "published_at")
    assert {getattr(version, each) for each in stamps} == {noon}
    assert (version.published_by, version.frozen_by, version.rounds.count()) == (None, None, 0)
    assert Holding.objects.get().project == Project.objects.get()
    assert events(version) == [("version.imported", "clock", "public", [], "")]


def test_the_working_rows_follow_it(version, cast):
    plan = working.plan_of(stages.compiling(cast, "major"))
    assert (plan.goals, plan.amends) == (version.plan.goals, "NETAI/RM/1.0")
    # What the source says of its round is read anew; all else is as it was.
    (mine,), (theirs,) = plan.projects, version.plan.projects
    assert replace(mine, sources=()) == replace(theirs, sources=())


def test_it_is_entered_once_and_by_no_hat(version, cast):
    with pytest.raises(Refused):
        actions.import_version(version.plan, by=cast.chair_kr, **FACTS)
    with pytest.raises(WrongState, match="before any other"):
        actions.import_version(version.plan, by=None, **FACTS)
    assert Version.objects.count() == 1
