"""The timeline's positions, by equality on the small plan; and whatever the dates: one bar each, on the axis."""

import datetime as dt
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap import timeline
from roadmap.plan import Milestone, Plan, ProjectLine
from roadmap.timeline import NARROW, WIDE, Band, Row, Tick, draw
from tests.roadmap.plans import AREAS, GOALS, large, plan

WHOLE = plan()
TODAY = dt.date(2026, 10, 1)


def test_the_small_plan_is_drawn_so():
    drawn = draw(WHOLE, today=TODAY, words=lambda each: each.lead, address=lambda key: f"/at/{key}/")
    assert (drawn.first, drawn.last) == (dt.date(2026, 7, 1), dt.date(2027, 9, 30))
    assert drawn.bands == (Band("AI-supported office operations", "46", "62"),)
    assert drawn.rows == (
        Row(
            key="p-1",
            address="/at/p-1/",
            label="Automatic classification",
            full="",
            words="EP",
            text_y="88",
            words_y="102",
            standing="on_track",
            x="318.0",
            y="82",
            width="680.5",
        ),
        Row(
            key="p-2",
            address="/at/p-2/",
            label="Prior-art search",
            full="",
            words="US",
            text_y="126",
            words_y="140",
            standing="at_risk",
            x="433.6",
            y="120",
            width="680.5",
        ),
    )
    assert drawn.height == "152"
    assert drawn.years == (Tick("2026", "324.0"), Tick("2027", "667.0"))
    assert [each.word for each in drawn.quarters] == ["Q3", "Q4", "Q1", "Q2", "Q3"]
    assert (drawn.now_x, drawn.now_words_x) == ("489.5", "494.5")


def test_the_small_plans_shared_paths():
    paths = draw(WHOLE, today=TODAY).paths
    assert paths["lines"] == "M0 108H1170M0 146H1170"
    assert paths["reached"] == "M629.3 82l7 7-7 7-7-7z"
    assert paths["stones"] == "M996.6 82l7 7-7 7-7-7z"
    assert paths["glyphs"] == "M329.0 89m-3.5 0 2.5 2.5 4.5-5M444.6 127m0-3.5v4m0 2.5v.1"
    assert paths["ghosts"] == ""
    assert paths["grid_year"] == "M661.0 22V146"


def test_a_narrow_form_has_its_labels_above_and_no_quarters():
    drawn = draw(WHOLE, NARROW, today=TODAY)
    assert [(each.text_y, each.words_y, each.y) for each in drawn.rows] == [
        ("86", "100", "108"),
        ("148", "162", "170"),
    ]
    assert drawn.quarters == ()
    assert drawn.height == "200"


def test_a_plan_without_dates_has_no_drawing_and_every_project_in_the_table():
    bare = WHOLE.where(area="B")
    assert draw(bare, today=TODAY) is None
    assert [each.key for each in timeline.undated(bare)] == ["p-3"]
    assert [each.project.key for each in timeline.table(bare, today=TODAY)] == ["p-3"]


def test_ghosts_stand_where_the_endorsed_dates_differ():
    moved = replace(WHOLE.projects[0], ends_on=dt.date(2027, 9, 30))
    late = replace(WHOLE, projects=(moved, *WHOLE.projects[1:]))
    drawn = draw(late, today=TODAY, baseline=WHOLE)
    assert drawn.paths["ghosts"] == "M318.0 79h680.5v20h-680.5z"
    assert drawn.rows[0].width == "852.0"


def test_an_arrow_leads_from_end_to_beginning_and_a_clash_is_told():
    assert draw(WHOLE, today=TODAY).paths["arrows"] == ""
    assert draw(WHOLE, today=TODAY).paths["clashes"] == "M998.5 89H1004.5V115H425.6V127H432.6m-4-3 4 3-4 3"
    after = replace(WHOLE.projects[1], starts_on=dt.date(2027, 8, 1))
    tidy = replace(WHOLE, projects=(WHOLE.projects[0], after, WHOLE.projects[2]))
    drawn = draw(tidy, today=TODAY)
    assert drawn.paths["clashes"] == ""
    assert drawn.paths["arrows"] == "M998.5 89H1050.3V127H1055.3m-4-3 4 3-4 3"


def test_today_outside_the_axis_is_not_drawn():
    drawn = draw(WHOLE, today=dt.date(2030, 1, 1))
    assert (drawn.now_x, drawn.now_words_x) == ("", "")


def test_the_table_says_what_the_picture_shows():
    moved = replace(WHOLE.projects[0], ends_on=dt.date(2027, 5, 31))
    before = replace(WHOLE, projects=(moved, WHOLE.projects[1]))
    lines = timeline.table(WHOLE, today=dt.date(2028, 1, 1), baseline=before)
    assert [
        (
            each.start,
            each.end,
            each.endorsed,
            each.stone,
            each.stone_title,
            each.is_overdue,
            each.after,
            each.clashes,
        )
        for each in lines
    ] == [
        ("1 Jul 2026", "30 Jun 2027", "31 May 2027", "30 Jun 2027", "Models compared", True, (), ()),
        ("1 Sep 2026", "31 Aug 2027", "same", "", "", False, (), ("Automatic classification",)),
        ("", "", "new", "", "", False, (), ()),
    ]
    assert {each.endorsed for each in timeline.table(WHOLE, today=TODAY)} == {""}


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("Short", "Short"),
        ("A title of exactly some letters", "A title of…"),
        ("AAAAAAAAAAAA", "AAAAAAAA…"),
        ("分類分類分類分類", "分類分類分…"),
    ],
)
def test_a_title_is_clipped_to_its_column(title, shown):
    assert timeline.clipped(title, 12) == shown


def test_a_clipped_title_is_kept_in_full():
    long = replace(
        WHOLE.projects[0], title="A title that is far too long for the column of its label, and more"
    )
    (row, _other) = draw(replace(WHOLE, projects=(long, WHOLE.projects[1])), today=TODAY).rows
    assert row.label == "A title that is far too long for the column o…"
    assert row.full == long.title


def test_projects_stand_under_their_areas_in_the_scoping_documents_order():
    keys = [each.key for each in large(24).ordered()]
    assert keys[:6] == ["p-0", "p-12", "p-1", "p-13", "p-2", "p-14"]
    assert len(draw(large(24), today=TODAY).bands) == len(AREAS)


@pytest.mark.parametrize(
    ("years", "words"),
    [(1, 1), (3, 3), (12, 12), (40, 8)],
)
def test_a_long_axis_says_fewer_words(years, words):
    long = replace(WHOLE.projects[2], starts_on=dt.date(2001, 1, 1), ends_on=dt.date(2000 + years, 12, 31))
    drawn = draw(replace(WHOLE, projects=(long,)), today=TODAY)
    assert len(drawn.years) == words
    assert len(drawn.quarters) == (4 * years if years < 9 else 0)


DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2120, 12, 31))
SPANS = st.one_of(st.none(), st.tuples(DAYS, DAYS).map(sorted))


@st.composite
def plans(draw_from) -> Plan:
    """Return plans of projects with dates and without, with milestones on any day and any dependencies."""
    spans = draw_from(st.lists(SPANS, min_size=1, max_size=8))
    keys = [f"p-{number}" for number in range(len(spans))]
    projects = []
    for number, span in enumerate(spans):
        stones = draw_from(st.lists(DAYS, max_size=3))
        projects.append(
            ProjectLine(
                key=keys[number],
                goal=draw_from(st.sampled_from([each.key for each in GOALS])),
                title=draw_from(st.text(max_size=80)),
                summary="",
                deliverables="",
                lead="EP",
                group="WG1",
                starts_on=span[0] if span else None,
                ends_on=span[1] if span else None,
                milestones=tuple(
                    Milestone(f"m-{number}-{n}", "A stone", day) for n, day in enumerate(stones)
                ),
                depends_on=tuple(draw_from(st.lists(st.sampled_from(keys), max_size=2))),
            )
        )
    return replace(WHOLE, projects=tuple(projects))


@settings(max_examples=80, deadline=None)
@given(
    drawn_from=plans(), before=st.one_of(st.none(), plans()), form=st.sampled_from([WIDE, NARROW]), today=DAYS
)
def test_every_project_with_dates_has_exactly_one_bar_inside_the_axis(drawn_from, before, form, today):
    drawing = draw(drawn_from, form, today=today, baseline=before)
    dated = sorted(each.key for each in drawn_from.projects if each.has_dates)
    listed = sorted(each.key for each in timeline.undated(drawn_from))
    assert sorted([*dated, *listed]) == sorted(each.key for each in drawn_from.projects)
    if drawing is None:
        assert not dated
        return
    assert sorted(each.key for each in drawing.rows) == dated
    for row in drawing.rows:
        x, width = float(row.x), float(row.width)
        assert form.left - 0.05 <= x
        assert x + width <= form.right + 0.15
        assert width >= timeline.LEAST
    for place in re.findall(r"M(-?[\d.]+) ", drawing.paths["stones"] + drawing.paths["ghosts"]):
        assert form.left - 0.05 <= float(place) <= form.right + 0.05
    assert len({each.y for each in drawing.rows}) == len(dated)
    assert len(drawing.years) >= 1 or drawing.first.month != 1
