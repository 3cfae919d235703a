"""The plan brought back to a frozen one: what was reached stays reached, whatever became of the rows between."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

import pytest

from ip5.kernel import clock
from roadmap import actions, reading, working
from roadmap.actions import restoring
from roadmap.forms.progress import open_milestones
from roadmap.models import Milestone, Project
from tests.roadmap import scenes, stages
from tests.roadmap.plans import plan

pytestmark = pytest.mark.django_db
WHOLE = scenes.keyed(plan())
FIRST = WHOLE.projects[0]
REACHED = dt.date(2026, 12, 1)


def days():
    """Return when each milestone of the first project was reached, of those in the plan."""
    rows = Milestone.objects.in_plan().filter(project__uuid=FIRST.key)
    return list(rows.values_list("reached_on", flat=True))


def test_a_reached_milestone_taken_out_comes_back_reached(cast):
    scenes.version(WHOLE)
    draft = stages.compiling(cast)
    row = Project.objects.get(uuid=FIRST.key)
    actions.edit_plan(row, by=cast.chair_kr, values={"milestones": []}, seen=row.version)
    assert days() == []
    actions.discard(draft, by=cast.chair_kr)
    assert days() == [REACHED, None]


def reached_later(cast) -> tuple[Project, dt.date]:
    """Report the second milestone of a published version, not reached when it was frozen; return the day."""
    row = Project.objects.get(uuid=FIRST.key)
    day = clock.now().date() - dt.timedelta(days=3)
    report = {"state": "active", "status": "on_track", "text": "The second one too."}
    key = UUID(FIRST.milestones[1].key)
    actions.report(row, by=cast.secretariat, **report, reached=[key], reached_on=day)
    return Project.objects.get(pk=row.pk), day


def shown_in(version, cast) -> list[dt.date | None]:
    """Return when the milestones were reached, as a member reads them in the version."""
    (found,) = (each for each in reading.versions_for(cast.hod_jp, version.uuid) if each.uuid == version.uuid)
    line = reading.plan_for(found, cast.hod_jp).projects_by_key[FIRST.key]
    return [each.reached_on for each in line.milestones]


def test_a_day_reported_after_the_freeze_outlives_a_draft_without_its_milestone(cast):
    published = scenes.version(WHOLE)
    row, day = reached_later(cast)
    assert shown_in(published, cast) == days() == [REACHED, day]
    draft = stages.compiling(cast)
    actions.edit_plan(row, by=cast.chair_kr, values={"milestones": []}, seen=row.version)
    assert working.plan_of(draft).projects_by_key[FIRST.key].milestones == ()
    # The published version goes on to say what was reported on it.
    assert (days(), shown_in(published, cast)) == ([], [REACHED, day])
    actions.discard(draft, by=cast.chair_kr)
    assert shown_in(published, cast) == days() == [REACHED, day]


def test_a_milestone_that_only_a_draft_leaves_out_is_still_reported(cast):
    published = scenes.version(WHOLE)
    row = Project.objects.get(uuid=FIRST.key)
    draft = stages.compiling(cast)
    actions.edit_plan(row, by=cast.chair_kr, values={"milestones": []}, seen=row.version)
    assert [key for key, _title in open_milestones(row)] == [FIRST.milestones[1].key]
    _row, day = reached_later(cast)
    actions.discard(draft, by=cast.chair_kr)
    assert shown_in(published, cast) == days() == [REACHED, day]


def test_a_milestone_taken_out_comes_back_under_its_key_with_its_day(cast):
    scenes.version(WHOLE)
    row, day = reached_later(cast)
    kept = [(UUID(each.key), each.title, each.due_on) for each in FIRST.milestones]
    stages.compiling(cast)
    row = actions.edit_plan(row, by=cast.chair_kr, values={"milestones": kept[:1]}, seen=row.version)
    assert days() == [REACHED]
    actions.edit_plan(row, by=cast.chair_kr, values={"milestones": kept}, seen=row.version)
    assert days() == [REACHED, day]


@pytest.mark.parametrize(("before", "after"), [(None, REACHED), (dt.date(2026, 12, 3), dt.date(2026, 12, 3))])
def test_a_row_that_is_there_keeps_the_day_reported_on_it(before, after):
    scenes.rows(WHOLE)
    Milestone.objects.filter(uuid=FIRST.milestones[0].key).update(reached_on=before)
    restoring.restore(WHOLE)
    assert days() == [after, None]
