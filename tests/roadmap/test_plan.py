"""A plan survives writing and reading, filters by what is asked, and its public rendition keeps what is kept."""

import datetime as dt
import json
from dataclasses import replace

import pytest

from roadmap.comparison import compare
from roadmap.plan import Plan, Progress
from tests.roadmap.plans import KEPT_WORDS, plan

WHOLE = plan()


def titles(shown: Plan) -> list[str]:
    return [each.title for each in shown.projects]


def test_what_was_written_is_read_again():
    assert Plan.read(json.loads(WHOLE.canonical())) == WHOLE
    assert Plan.read(WHOLE.values()).sha256 == WHOLE.sha256


def test_the_fingerprint_changes_with_a_day():
    moved = replace(WHOLE.projects[0], ends_on=dt.date(2027, 1, 1))
    assert replace(WHOLE, projects=(moved, *WHOLE.projects[1:])).sha256 != WHOLE.sha256


def test_another_form_is_refused():
    with pytest.raises(ValueError, match="form 2"):
        Plan.read({**WHOLE.values(), "form": 2})


def test_projects_are_found_under_their_goals():
    assert [[each.title for each in WHOLE.projects_of(goal)] for goal in WHOLE.goals] == [
        ["Automatic classification", "Prior-art search"],
        ["Blockchain use cases"],
        [],
    ]
    assert WHOLE.goal_of(WHOLE.projects[2]).area == "B"


@pytest.mark.parametrize(
    ("asked", "projects", "goals"),
    [
        ({}, ["Automatic classification", "Prior-art search", "Blockchain use cases"], 3),
        ({"area": "B"}, ["Blockchain use cases"], 1),
        ({"horizon": "short"}, ["Automatic classification", "Prior-art search"], 1),
        ({"office": "US"}, ["Prior-art search", "Blockchain use cases"], 2),
        ({"group": "WG2"}, ["Prior-art search", "Blockchain use cases"], 2),
        ({"standing": "at_risk"}, ["Prior-art search"], 1),
        ({"standing": "planned"}, ["Blockchain use cases"], 1),
        ({"area": "Z"}, [], 0),
    ],
)
def test_filters(asked, projects, goals):
    shown = WHOLE.where(**asked)
    assert (titles(shown), len(shown.goals)) == (projects, goals)


@pytest.mark.parametrize(
    ("state", "status", "standing"),
    [
        ("planned", "", "planned"),
        ("active", "", "active"),
        ("active", "delayed", "delayed"),
        ("completed", "delayed", "completed"),
    ],
)
def test_a_project_stands_by_its_report_while_it_is_active(state, status, standing):
    assert replace(WHOLE.projects[2], state=state, status=status).standing == standing


def test_a_milestone_reached_in_the_frozen_plan_stays_reached_when_its_row_is_gone():
    first = WHOLE.projects[0]
    day = dt.date(2026, 12, 1)
    assert Progress(first.state, first.status, {}).on(first) is first
    stands = Progress("active", "delayed", {"m-2": dt.date(2027, 6, 1)}).on(first)
    assert [each.reached_on for each in stands.milestones] == [day, dt.date(2027, 6, 1)]
    assert stands.status == "delayed"


def test_the_age_of_a_report_is_part_of_no_snapshot_and_no_difference():
    aged = WHOLE.as_reported(
        {each.key: Progress(each.state, each.status, {}, "old") for each in WHOLE.projects}
    )
    assert [(each.report, each.is_stale) for each in aged.projects] == [("old", True)] * 3
    assert [(each.report, each.is_stale) for each in WHOLE.projects] == [("", False)] * 3
    assert (aged, aged.canonical(), aged.sha256) == (WHOLE, WHOLE.canonical(), WHOLE.sha256)
    assert [each.is_stale for each in Plan.read(aged.values()).projects] == [False] * 3
    assert compare(WHOLE, aged).is_empty


def test_a_public_plan_tells_no_age():
    aged = replace(WHOLE, projects=tuple(replace(each, report="old") for each in WHOLE.projects))
    assert [each.report for each in aged.public().projects] == [""] * 3
    assert [each.report for each in aged.for_observers().projects] == ["old"] * 3


def test_a_project_with_one_day_has_no_dates():
    assert [each.has_dates for each in WHOLE.projects] == [True, True, False]
    assert not replace(WHOLE.projects[2], ends_on=dt.date(2027, 1, 1)).has_dates


def test_reservations_follow_their_projects():
    assert [each.number for each in WHOLE.where(area="B").reservations] == [2]


def test_the_public_rendition_holds_nothing_kept():
    text = WHOLE.public().canonical()
    assert not [word for word in KEPT_WORDS if word in text]
    assert [word for word in KEPT_WORDS if word not in WHOLE.canonical()] == []
    assert [(each.office, each.number) for each in WHOLE.public().reservations] == [("CN", 1)]
    assert WHOLE.public().public() == WHOLE.public()
    assert [source.symbol for source in WHOLE.public().projects[0].sources] == ["NETAI/P/2026/001"]
    assert WHOLE.public().projects[1].sources == ()
