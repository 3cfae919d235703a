"""The plan brought back to a frozen one: what was reached stays reached, whatever became of the rows between."""

from __future__ import annotations

import datetime as dt

import pytest

from roadmap import actions
from roadmap.actions import restoring
from roadmap.models import Milestone, Project
from tests.roadmap import scenes, stages
from tests.roadmap.plans import plan

pytestmark = pytest.mark.django_db
WHOLE = scenes.keyed(plan())
FIRST = WHOLE.projects[0]
REACHED = dt.date(2026, 12, 1)


def days():
    """Return when each milestone of the first project was reached."""
    rows = Milestone.objects.filter(project__uuid=FIRST.key).order_by("due_on")
    return list(rows.values_list("reached_on", flat=True))


def test_a_reached_milestone_taken_out_comes_back_reached(cast):
    scenes.version(WHOLE)
    draft = stages.compiling(cast)
    row = Project.objects.get(uuid=FIRST.key)
    actions.edit_plan(row, by=cast.chair_kr, values={"milestones": []}, seen=row.version)
    assert days() == []
    actions.discard(draft, by=cast.chair_kr)
    assert days() == [REACHED, None]


@pytest.mark.parametrize(("before", "after"), [(None, REACHED), (dt.date(2026, 12, 3), dt.date(2026, 12, 3))])
def test_a_row_that_is_there_keeps_the_day_reported_on_it(before, after):
    scenes.rows(WHOLE)
    Milestone.objects.filter(uuid=FIRST.milestones[0].key).update(reached_on=before)
    restoring.restore(WHOLE)
    assert days() == [after, None]
