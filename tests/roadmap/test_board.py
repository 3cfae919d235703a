"""The board's columns and the roll-up, by equality on the small plan."""

from dataclasses import replace

import pytest

from roadmap import board
from roadmap.board import RollUp
from tests.roadmap.plans import GOALS, large, plan

WHOLE = plan()
CLASSIFY, LEDGERS, EXPLAIN = GOALS


def drawn(columns):
    """Return a board as horizon, number and titles by area and goal."""
    return [
        (
            column.horizon,
            column.count,
            [
                (
                    area.name,
                    [(goal.goal.title, [each.title for each in goal.projects]) for goal in area.goals],
                )
                for area in column.areas
            ],
        )
        for column in columns
    ]


def test_the_board_has_a_column_for_each_horizon():
    assert drawn(board.columns(WHOLE)) == [
        (
            "short",
            2,
            [
                (
                    "AI-supported office operations",
                    [("Classify and search with AI", ["Automatic classification", "Prior-art search"])],
                )
            ],
        ),
        ("medium", 0, [("Guidance on examination practices", [("Explain examination", [])])]),
        (
            "long",
            1,
            [("New technologies", [("Learn from distributed ledgers", ["Blockchain use cases"])])],
        ),
    ]


def test_a_filtered_board_keeps_its_columns():
    assert drawn(board.columns(WHOLE.where(group="WG3"))) == [
        ("short", 0, []),
        ("medium", 0, []),
        ("long", 0, []),
    ]


def test_every_card_of_a_large_plan_stands_once():
    columns = board.columns(large())
    keys = [
        each.key
        for column in columns
        for area in column.areas
        for goal in area.goals
        for each in goal.projects
    ]
    assert sorted(keys) == sorted(each.key for each in large().projects)
    assert [each.count for each in columns] == [67, 67, 66]


def test_areas_and_goals_stand_as_their_worst_open_project():
    lines = board.standings(WHOLE)
    assert [(each.name, each.roll_up) for each in lines] == [
        ("AI-supported office operations", RollUp("at_risk", 2, {"on_track": 1, "at_risk": 1})),
        ("New technologies", RollUp("planned", 1, {"planned": 1})),
        ("Guidance on examination practices", RollUp("", 0, {})),
    ]
    assert [[goal.roll_up.standing for goal in each.goals] for each in lines] == [
        ["at_risk"],
        ["planned"],
        [""],
    ]


@pytest.mark.parametrize(
    ("stands", "together", "words"),
    [
        (["on_track"] * 3 + ["planned", "completed"], "on_track", "3 of 5 projects on track, 1 completed"),
        (["planned", "planned"], "planned", "0 of 2 projects on track"),
        (["active", "on_track"], "active", "1 of 2 projects on track"),
        (["at_risk", "active", "on_track"], "at_risk", "1 of 3 projects on track"),
        (["delayed", "at_risk"], "delayed", "0 of 2 projects on track"),
        (["completed", "discontinued"], "completed", "1 project completed"),
        (["completed"] * 2, "completed", "2 projects completed"),
        (["discontinued", "superseded"], "", "No project counted"),
        ([], "", "No project counted"),
    ],
)
def test_the_roll_up(stands, together, words):
    first = WHOLE.projects[0]
    projects = [
        replace(first, state="active", status=each)
        if each in {"on_track", "at_risk", "delayed"}
        else replace(first, state=each, status="")
        for each in stands
    ]
    assert board.roll_up(projects).standing == together
    assert board.spoken(board.roll_up(projects)) == words


@pytest.mark.parametrize(
    ("reports", "words"),
    [
        (["", "", ""], "0 of 3 projects on track"),
        (["recent", "recent", ""], "0 of 3 projects on track"),
        (["old", "", ""], "0 of 3 projects on track; 1 of 1 report older than 60 days"),
        (["old", "recent", "old"], "0 of 3 projects on track; 2 of 3 reports older than 60 days"),
    ],
)
def test_the_roll_up_says_how_many_reports_are_old(reports, words):
    first = WHOLE.projects[0]
    projects = [replace(first, state="active", status="at_risk", report=each) for each in reports]
    together = board.roll_up(projects)
    assert together.standing == "at_risk"
    assert (together.reports, together.stale) == (sum(map(bool, reports)), reports.count("old"))
    assert board.spoken(together) == words


def test_an_old_report_is_told_after_what_is_completed_and_not_of_what_is_not_counted():
    first = replace(WHOLE.projects[0], state="active", status="on_track", report="old")
    done = replace(first, state="completed", status="", report="")
    gone = replace(first, state="superseded", status="", report="")
    said = "1 of 2 projects on track, 1 completed; 1 of 1 report older than 60 days"
    assert board.spoken(board.roll_up([first, done, gone])) == said


def test_the_method_names_every_standing_it_weighs():
    said = str(board.METHOD)
    for each in board.SEVERITY:
        assert each.replace("_", " ") in said
    for each in board.UNCOUNTED:
        assert each in said.lower()
