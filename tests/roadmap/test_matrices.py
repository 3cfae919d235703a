"""The two matrices, by equality on the small plan; no column for an office that was not given."""

from dataclasses import replace

import pytest

from roadmap import matrices
from roadmap.matrices import Load
from tests.roadmap.plans import large, plan

WHOLE = plan()
MEMBERS = ("EP", "JP", "KR", "CN", "US")


def test_areas_by_horizon():
    assert [
        (row.code, [(cell.horizon, cell.heat, [each.title for each in cell.projects]) for cell in row.cells])
        for row in matrices.by_area_and_horizon(WHOLE)
    ] == [
        (
            "A",
            [
                ("short", 2, ["Automatic classification", "Prior-art search"]),
                ("medium", 0, []),
                ("long", 0, []),
            ],
        ),
        ("B", [("short", 0, []), ("medium", 0, []), ("long", 1, ["Blockchain use cases"])]),
        ("C", [("short", 0, []), ("medium", 0, []), ("long", 0, [])]),
        ("D", [("short", 0, []), ("medium", 0, []), ("long", 0, [])]),
    ]


def test_the_hottest_tint_is_the_last():
    cells = [cell for row in matrices.by_area_and_horizon(large()) for cell in row.cells]
    assert sum(cell.count for cell in cells) == 200
    assert {cell.heat for cell in cells} == {4}


def test_who_takes_which_part():
    found = matrices.contributions(WHOLE, MEMBERS)
    assert [(row.project.key, row.parts) for row in found.rows] == [
        ("p-1", ("lead", "contributes", "co_lead", "contributes", "")),
        ("p-2", ("co_lead", "", "", "", "lead")),
        ("p-3", ("", "", "", "lead", "contributes")),
    ]
    assert found.loads == (
        Load("EP", 1, 1, 0),
        Load("JP", 0, 0, 1),
        Load("KR", 0, 1, 0),
        Load("CN", 1, 0, 1),
        Load("US", 1, 0, 1),
    )
    assert [each.total for each in found.loads] == [2, 1, 1, 2, 2]


def test_the_gaps():
    found = matrices.contributions(WHOLE, MEMBERS)
    assert found.absent == (("EP", ("B",)), ("JP", ("B",)), ("KR", ("B",)))
    assert [each.key for each in found.alone] == ["p-3"]


def test_an_office_that_is_no_column_appears_nowhere():
    seen = replace(WHOLE.projects[0], contributing=("JP", "WO"))
    found = matrices.contributions(replace(WHOLE, projects=(seen,)), MEMBERS)
    assert found.offices == MEMBERS
    assert found.rows[0].parts == ("lead", "contributes", "co_lead", "", "")
    assert {each.office for each in found.loads} == set(MEMBERS)


@pytest.mark.parametrize("offices", [(), ("US", "EP")])
def test_columns_stand_in_the_callers_order(offices):
    found = matrices.contributions(WHOLE, offices)
    assert tuple(each.office for each in found.loads) == offices
    assert [len(row.parts) for row in found.rows] == [len(offices)] * 3
