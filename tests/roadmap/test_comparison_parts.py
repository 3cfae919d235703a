"""A comparison as pages and files print it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from proposals.diff import DELETE, EQUAL, INSERT, Row, Segment
from roadmap.comparison import Line, Part, Told, compare, parts_of
from roadmap.plan import AreaLine, GoalLine, Plan, ProjectLine, Source
from tests.roadmap.plans import AREAS, plan
from tests.roadmap.test_comparison import KOREAN, changed, regoaled, reserved

NEW = ProjectLine(
    *("p-4", "g-3", "Assessment criteria", "Criteria for all.", "", "JP", "WG1"),
    co_leads=("KR",),
    contributing=("US",),
    starts_on=dt.date(2026, 7, 1),
    sources=(Source("NETAI/P/2026/009", "Criteria", "NETAI/B/2026/004 R1", "", "", dt.date(2026, 5, 7)),),
)


def lines(old: Plan, new: Plan, **facts) -> list[Line]:
    """Return every line of the comparison."""
    told = Told(old, new, lambda code: f"old {code}", lambda code: f"new {code}", **facts)
    return [line for part in parts_of(compare(old, new), told) for line in part.lines]


def row(*segments: tuple[str, str]) -> tuple[Row, ...]:
    """Return one row of segments."""
    return (Row(segments=tuple(Segment(*each) for each in segments)),)


def test_each_thing_is_a_part_with_its_place_in_the_plan():
    other = replace(
        changed("p-1", lead="KR"),
        preamble="Words.",
        goals=(*plan().goals, GoalLine("g-4", "D", "short", "Listen", "")),
        areas=(*AREAS, AreaLine("E", "Engagement")),
    )
    other = replace(other, projects=(*other.projects[:2], NEW))
    found = parts_of(
        compare(plan(), other), Told(plan(), other, url=lambda thing: f"/{thing.kind}/{thing.key}")
    )
    assert [(each.name, each.heading, each.title, each.url, len(each.lines)) for each in found] == [
        ("change-1", "The roadmap", "NET/AI roadmap", "/roadmap/", 1),
        ("change-2", "Area A, project", "Automatic classification", "/project/p-1", 1),
        ("change-3", "Area B, project taken out", "Blockchain use cases", "/project/p-3", 1),
        ("change-4", "Area C, new project", "Assessment criteria", "/project/p-4", 1),
        ("change-5", "Area D, new goal", "Listen", "/goal/g-4", 1),
        ("change-6", "New area E", "Engagement", "/area/E", 1),
    ]
    gone = parts_of(compare(other, plan()), Told(other, plan()))
    assert [each.heading for each in gone][3:] == [
        "Area C, project taken out",
        "Area D, goal taken out",
        "Area E, taken out",
    ]
    assert {each.url for each in gone} == {""}


def test_a_text_is_shown_word_by_word():
    assert lines(plan(), changed("p-1", summary="One model, six offices.")) == [
        Line(
            "Summary",
            row((EQUAL, "One model, "), (DELETE, "five"), (INSERT, "six"), (EQUAL, " offices.")),
            "1 word added, 1 removed",
            is_text=True,
        )
    ]


def test_facts_and_dates_show_both_sides_with_the_names_of_their_time():
    other = changed("p-1", lead="CN", ends_on=dt.date(2027, 7, 1))
    assert lines(plan(), other) == [
        Line("End", row((DELETE, "30 Jun 2027"), (EQUAL, " → "), (INSERT, "1 Jul 2027")), "1 day later"),
        Line("Lead", row((DELETE, "old EP"), (EQUAL, " → "), (INSERT, "new CN"))),
    ]


def test_a_side_that_has_nothing_is_left_out():
    found = lines(plan(), changed("p-3", starts_on=dt.date(2026, 7, 1)))
    assert found == [Line("Start", row((INSERT, "1 Jul 2026")))]
    found = lines(changed("p-3", group=""), plan())
    assert found == [Line("Group", row((INSERT, "WG2")))]


def test_lists_mark_what_came_and_what_went():
    assert lines(plan(), changed("p-1", contributing=("JP", "US"))) == [
        Line(
            "Contributing offices",
            row((EQUAL, "new JP"), (EQUAL, ", "), (INSERT, "new US"), (EQUAL, ", "), (DELETE, "old CN")),
        )
    ]
    assert lines(plan(), changed("p-2", depends_on=())) == [
        Line("Depends on", row((DELETE, "Automatic classification")))
    ]


def test_reservations_show_their_words():
    kept, _public = plan().reservations
    narrowed = replace(kept, text="KEPT-RESERVATION on personal data.")
    assert lines(reserved(kept), reserved(narrowed)) == [
        Line(
            "Reservation of the new JP, narrowed",
            row((EQUAL, "On “One model”: KEPT-RESERVATION on "), (INSERT, "personal "), (EQUAL, "data.")),
            is_text=True,
        )
    ]
    assert lines(reserved(), reserved(replace(KOREAN, passage=""))) == [
        Line("Reservation of the new KR, new", row((INSERT, "Prefers “system”.")), is_text=True)
    ]
    assert [each.label for each in lines(reserved(kept), reserved())] == ["Reservation of the old JP, lifted"]
    assert [each.label for each in lines(reserved(kept), reserved(replace(kept, is_public=True)))] == [
        "Reservation of the new JP, printed publicly from now on"
    ]


def test_what_came_in_or_went_out_is_told_whole():
    other = replace(plan(), projects=(*plan().projects, NEW))
    words = (
        "Lead new JP; co-lead new KR; contributing new US; WG1; medium term. From 1 Jul 2026 to –. "
        "Comes from NETAI/P/2026/009, NETAI/B/2026/004 R1, 7 May 2026. Criteria for all."
    )
    assert lines(plan(), other) == [Line("", row((INSERT, words)), is_text=True)]
    assert [each.rows for each in lines(other, plan())] == [row((DELETE, words.replace("new ", "old ")))]
    bare = replace(NEW, lead="", co_leads=(), contributing=(), starts_on=None, sources=(), summary="")
    assert lines(plan(), replace(plan(), projects=(*plan().projects, bare))) == [
        Line("", row((INSERT, "No lead; WG1; medium term.")), is_text=True)
    ]
    goals = (*plan().goals, GoalLine("g-4", "D", "short", "Listen", "To users."))
    areas = (*AREAS, AreaLine("E", "Engagement"))
    assert [each.rows for each in lines(plan(), replace(plan(), goals=goals, areas=areas))] == [
        row((INSERT, "Short term. To users.")),
        row((INSERT, "Engagement")),
    ]


def test_the_act_stands_beside_its_line():
    other = regoaled("g-3", horizon="long")
    ((change,)) = compare(plan(), other).changes
    assert lines(plan(), other, acts={change: "an act"}) == [
        Line("Horizon", row((DELETE, "Medium term"), (EQUAL, " → "), (INSERT, "Long term")), act="an act")
    ]


def test_the_public_rendition_tells_no_kept_word():
    old, new = plan().public(), replace(plan(), projects=(), reservations=()).public()
    told = str(parts_of(compare(old, new), Told(old, new)))
    assert isinstance(parts_of(compare(old, new), Told(old, new))[0], Part)
    assert [
        word for word in ("KEPT-RESERVATION", "NETAI/PR/2026/001", "NETAI/B/2026/001 R1") if word in told
    ] == []
