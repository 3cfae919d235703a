"""Two plans compared: whole values, mirrored both ways; what stays the same is no change."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roadmap.comparison import (
    Comparison,
    DateChange,
    FactChange,
    ListChange,
    Presence,
    ReservationChange,
    TextChange,
    Thing,
    compare,
    decided_in,
)
from roadmap.plan import AreaLine, GoalLine, Milestone, Plan, ProjectLine, ReservationLine, Source
from tests.roadmap.plans import AREAS, large, plan

P1 = Thing("project", "p-1", "Automatic classification", "A")
P2 = Thing("project", "p-2", "Prior-art search", "A")
P3 = Thing("project", "p-3", "Blockchain use cases", "B")
G1 = Thing("goal", "g-1", "Classify and search with AI", "A")
WHOLE = Thing("roadmap", "", "NET/AI roadmap")


def changed(key: str, **facts: Any) -> Plan:
    """Return the small plan with facts of one project changed."""
    found = plan()
    return replace(
        found,
        projects=tuple(replace(each, **facts) if each.key == key else each for each in found.projects),
    )


def regoaled(key: str, **facts: Any) -> Plan:
    """Return the small plan with facts of one goal changed."""
    found = plan()
    return replace(
        found, goals=tuple(replace(each, **facts) if each.key == key else each for each in found.goals)
    )


STONES = plan().projects_by_key["p-1"].milestones
ONE = [
    ({"title": "Automated classification"}, P1, "title", TextChange),
    ({"summary": "One model."}, P1, "summary", TextChange),
    ({"deliverables": "Models."}, P1, "deliverables", TextChange),
    ({"lead": "KR"}, P1, "lead", FactChange),
    ({"group": "WG2"}, P1, "group", FactChange),
    ({"state": "completed"}, P1, "state", FactChange),
    ({"status": "delayed"}, P1, "status", FactChange),
    ({"starts_on": dt.date(2026, 8, 1)}, P1, "starts_on", DateChange),
    ({"ends_on": None}, P1, "ends_on", DateChange),
    ({"co_leads": ("KR", "US")}, P1, "co_leads", ListChange),
    ({"contributing": ()}, P1, "contributing", ListChange),
]


@pytest.mark.parametrize(("facts", "thing", "field", "kind"), ONE, ids=[each[2] for each in ONE])
def test_one_fact_changed_is_one_change_with_both_sides(facts, thing, field, kind):
    ((_name, value),) = facts.items()
    thing = replace(thing, title=facts.get("title", thing.title))
    before = getattr(plan().projects_by_key["p-1"], field)
    assert compare(plan(), changed("p-1", **facts)).changes == (kind(thing, field, before, value),)


def test_the_same_plan_twice_is_no_difference():
    assert compare(plan(), plan()) == Comparison()
    assert compare(plan(), plan()).is_empty


def test_what_no_reader_would_call_a_change_is_none():
    other = changed("p-1", contributing=("CN", "JP"))
    other = replace(other, amends="NETAI/RM/1.0", reservations=tuple(reversed(other.reservations)))
    renumbered = tuple(replace(each, number=n) for n, each in enumerate(other.reservations, start=1))
    assert compare(plan(), replace(other, reservations=renumbered)).is_empty


def test_added_and_dropped_are_told_by_key_with_their_lines():
    new = ProjectLine("p-4", "g-3", "Assessment criteria", "Words.", "", "JP", "WG1")
    other = replace(plan(), projects=(*plan().projects[:2], new), reservations=plan().reservations[:1])
    found = compare(plan(), other)
    assert found.added == (Presence(Thing("project", "p-4", "Assessment criteria", "C"), None, new),)
    assert found.dropped == (Presence(P3, plan().projects[2], None),)
    assert found.reservations == (ReservationChange(P3, "lifted", plan().reservations[1], None),)
    assert found.changes == (*found.dropped, *found.reservations, *found.added)


def test_a_goal_and_an_area_added_with_nothing_in_them():
    area, goal = AreaLine("E", "Engagement"), GoalLine("g-4", "E", "short", "Listen", "To users.")
    other = replace(plan(), areas=(*AREAS, area), goals=(*plan().goals, goal))
    assert compare(plan(), other).changes == (
        Presence(Thing("area", "E", "Engagement", "E"), None, area),
        Presence(Thing("goal", "g-4", "Listen", "E"), None, goal),
    )


def test_the_roadmaps_own_texts_and_names_of_areas():
    areas = (replace(AREAS[0], name="Office operations"), *AREAS[1:])
    other = replace(plan(), title="Roadmap", preamble="The offices co-operate.", scoping="", areas=areas)
    whole = replace(WHOLE, title="Roadmap")
    assert compare(plan(), other).changes == (
        TextChange(whole, "title", "NET/AI roadmap", "Roadmap"),
        TextChange(whole, "preamble", "The offices **intend** to co-operate.", "The offices co-operate."),
        FactChange(whole, "scoping", "NETAI/SD/1", ""),
        TextChange(Thing("area", "A", "Office operations", "A"), "name", AREAS[0].name, "Office operations"),
    )


def test_a_goals_horizon_moves_its_projects_with_it():
    found = compare(plan(), regoaled("g-1", horizon="medium", text="Faster work."))
    assert found.horizons == tuple(FactChange(each, "horizon", "short", "medium") for each in (G1, P1, P2))
    assert found.texts == (TextChange(G1, "text", "Faster, more even work.", "Faster work."),)
    assert len(found.changes) == 4


def test_another_goal_may_be_another_area_and_another_horizon():
    moved = replace(P1, area="B")
    found = compare(plan(), changed("p-1", goal="g-2"))
    assert found.changes == (
        FactChange(moved, "goal", "Classify and search with AI", "Learn from distributed ledgers"),
        FactChange(moved, "area", "A", "B"),
        FactChange(moved, "horizon", "short", "long"),
    )
    assert (found.goals, found.areas, found.horizons) == tuple((each,) for each in found.changes)


def test_another_goal_of_the_same_horizon_moves_no_horizon():
    goals = (*plan().goals, GoalLine("g-5", "A", "short", "Share models", "Words."))
    base = replace(plan(), goals=goals)
    other = replace(changed("p-2", goal="g-5"), goals=goals)
    assert compare(base, other).changes == (
        FactChange(P2, "goal", "Classify and search with AI", "Share models"),
    )


def test_dates_say_by_how_many_days_they_slipped():
    stones = (
        replace(STONES[0], due_on=dt.date(2026, 12, 14), title="Data shared"),
        Milestone("m-3", "Report", dt.date(2027, 5, 1), dt.date(2027, 5, 1)),
    )
    found = compare(plan(), changed("p-1", ends_on=dt.date(2027, 9, 30), milestones=stones))
    assert found.changes == (
        DateChange(P1, "ends_on", dt.date(2027, 6, 30), dt.date(2027, 9, 30)),
        DateChange(P1, "milestone", dt.date(2026, 12, 15), dt.date(2026, 12, 14), "m-1", "Data shared"),
        TextChange(P1, "milestone", "Data agreed", "Data shared", "m-1"),
        DateChange(P1, "milestone", None, dt.date(2027, 5, 1), "m-3", "Report"),
        DateChange(P1, "milestone", dt.date(2027, 6, 30), None, "m-2", "Models compared"),
    )
    assert [each.days for each in found.dates] == [92, -1, 0, 0]
    assert (found.slipped, found.brought_forward) == ((found.changes[0],), (found.changes[1],))


def test_a_milestone_reached_is_progress_and_no_date_of_the_plan():
    stones = (STONES[0], replace(STONES[1], reached_on=dt.date(2027, 6, 1)))
    found = compare(plan(), changed("p-1", milestones=stones, state="completed"))
    reached = DateChange(P1, "reached_on", None, dt.date(2027, 6, 1), "m-2", "Models compared")
    assert found.progress == (reached, FactChange(P1, "state", "active", "completed"))
    assert found.dates == ()


def test_dependencies_are_told_by_title_and_sources_by_symbol():
    source = Source("NETAI/P/2026/009", "Criteria")
    found = compare(plan(), changed("p-2", depends_on=("p-3", "p-9"), sources=(source,)))
    assert found.changes == (
        ListChange(P2, "depends_on", (P1.title,), (P3.title, "p-9")),
        ListChange(P2, "sources", ("NETAI/PR/2026/001",), ("NETAI/P/2026/009",)),
    )
    assert found.dependencies[0].joined == (P3.title, "p-9")
    assert found.dependencies[0].left == (P1.title,)


def test_a_dependency_that_was_only_renamed_is_the_same():
    assert compare(plan(), changed("p-1", title="Classification")).dependencies == ()


def reserved(*lines: ReservationLine) -> Plan:
    """Return the small plan with these reservations."""
    return replace(plan(), reservations=lines)


KOREAN = ReservationLine(3, "p-1", "KR", "linguistic", "One model", "Prefers “system”.")


def test_reservations_are_added_narrowed_lifted_and_shown():
    kept, public = plan().reservations
    narrowed = replace(kept, text="On personal data.", is_public=True)
    assert compare(plan(), reserved(public, narrowed, KOREAN)).changes == (
        ReservationChange(P1, "narrowed", kept, narrowed),
        ReservationChange(P1, "added", None, KOREAN),
    )
    shown = replace(kept, is_public=True)
    assert compare(plan(), reserved(shown)).changes == (
        ReservationChange(P1, "shown", kept, shown),
        ReservationChange(P3, "lifted", public, None),
    )
    hidden = replace(public, is_public=False)
    assert compare(plan(), reserved(kept, hidden)).changes == (ReservationChange(P3, "kept", public, hidden),)


def test_two_reservations_of_an_office_are_matched_by_what_stayed():
    one = replace(KOREAN, passage="first", text="a")
    two = replace(KOREAN, passage="second", text="b")
    narrower = replace(two, text="less")
    assert compare(reserved(one, two), reserved(narrower)).changes == (
        ReservationChange(P1, "narrowed", two, narrower),
        ReservationChange(P1, "lifted", one, None),
    )


def test_a_reservation_on_no_project_of_the_plan_is_the_roadmaps():
    general = replace(KOREAN, project="")
    assert compare(reserved(), reserved(general)).changes == (
        ReservationChange(WHOLE, "added", None, general),
    )


def test_changes_are_gathered_thing_by_thing_in_the_order_of_the_plan():
    other = replace(changed("p-3", lead="US"), preamble="Words.")
    other = replace(other, goals=(replace(other.goals[0], text="Even work."), *other.goals[1:]))
    found = compare(plan(), other)
    assert [(thing, len(changes)) for thing, changes in found.by_thing] == [(WHOLE, 1), (G1, 1), (P3, 1)]


def test_each_change_was_decided_by_the_last_plan_that_touched_it():
    second = changed("p-1", lead="KR", group="WG2")
    third = replace(
        second, preamble="Words.", projects=(*second.projects[:2], replace(second.projects[2], lead="US"))
    )
    fourth = replace(
        third, projects=(replace(third.projects[0], lead="JP"), *third.projects[1:]), reservations=()
    )
    found = compare(plan(), fourth)
    places = decided_in(found, [plan(), second, third, fourth])
    assert [(each.thing.key, each.field, places[each]) for each in found.changes] == [
        ("", "preamble", 2),
        ("p-1", "lead", 3),
        ("p-1", "group", 1),
        ("p-1", "lifted", 3),
        ("p-3", "lead", 2),
        ("p-3", "lifted", 3),
    ]


def test_without_plans_between_the_last_one_decided_all():
    found = compare(plan(), changed("p-1", lead="KR"))
    assert set(decided_in(found, [plan(), changed("p-1", lead="KR")]).values()) == {1}


# --- Properties ----------------------------------------------------------------------------------

DAYS = st.none() | st.dates(dt.date(2026, 1, 1), dt.date(2028, 1, 1))
OFFICES = st.sampled_from(["EP", "JP", "KR", "CN", "US"])
WORDS = st.sampled_from(["", "One model.", "Two models, compared.", "機械学習。"])
KEYS = ("p-1", "p-2", "p-3", "p-4")


@st.composite
def plans(draw: Any) -> Plan:
    """Draw a plan of some of four projects under some goals of the small plan."""
    goals = tuple(
        replace(each, horizon=draw(st.sampled_from(["short", "medium", "long"]))) for each in plan().goals
    )
    projects = tuple(
        ProjectLine(
            key=key,
            goal=draw(st.sampled_from(goals)).key,
            title=f"Project {key}",
            summary=draw(WORDS),
            deliverables=draw(WORDS),
            lead=draw(OFFICES),
            group="WG1",
            co_leads=tuple(draw(st.lists(OFFICES, unique=True, max_size=2))),
            starts_on=draw(DAYS),
            ends_on=draw(DAYS),
            depends_on=tuple(draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=2))),
        )
        for key in KEYS
        if draw(st.booleans())
    )
    return Plan("Roadmap", draw(WORDS), areas=AREAS, goals=goals, projects=projects)


@given(plans())
@settings(max_examples=40, deadline=None)
def test_a_plan_compared_with_itself_is_empty(one):
    assert compare(one, one).is_empty


@given(plans(), plans())
@settings(max_examples=80, deadline=None)
def test_compared_the_other_way_round_everything_is_mirrored(one, other):
    there, back = compare(one, other), compare(other, one)
    assert {each.thing for each in there.added} == {each.thing for each in back.dropped}
    assert {each.thing for each in there.dropped} == {each.thing for each in back.added}
    slips = {(each.thing.key, each.field): each.days for each in there.dates}
    assert slips == {(each.thing.key, each.field): -each.days for each in back.dates}
    sides = {(each.thing.key, each.field, each.old, each.new) for each in there.changes}
    assert {(key, field, new, old) for key, field, old, new in sides} == {
        (each.thing.key, each.field, each.old, each.new) for each in back.changes
    }


@given(plans(), plans())
@settings(max_examples=80, deadline=None)
def test_no_difference_is_told_only_where_the_plans_are_equal(one, other):
    sorted_lists = [
        replace(
            each,
            projects=tuple(
                replace(
                    line, co_leads=tuple(sorted(line.co_leads)), depends_on=tuple(sorted(line.depends_on))
                )
                for line in each.projects
            ),
        )
        for each in (one, other)
    ]
    assert compare(one, other).is_empty == (sorted_lists[0] == sorted_lists[1])


def test_two_hundred_projects_are_each_compared_once():
    base = large()
    other = replace(
        base, projects=tuple(replace(each, ends_on=each.ends_on + dt.timedelta(30)) for each in base.projects)
    )
    assert [each.days for each in compare(base, other).slipped] == [30] * 200
