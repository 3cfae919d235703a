"""An agenda as printed: cut for observers, its minutes, moved items, and how two agendas differ."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from ip5.kernel.text import canonical_json
from meetings.printed import Line, Printed, Sitting, differences, marker, nudged, retimed, sessions_of, spread

NOON = dt.datetime(2026, 6, 2, 12, tzinfo=dt.UTC)
SITTINGS = tuple(
    Sitting(number, NOON + dt.timedelta(days=number), NOON + dt.timedelta(days=number, minutes=60))
    for number in (1, 2)
)


def line(key, number, minutes=10, **facts):
    return Line(key=key, number=number, title=f"Item {key}", type="discussion", minutes=minutes, **facts)


AGENDA = Printed(
    "NETAI/3",
    SITTINGS,
    (
        line("a", "1", session=1, papers=("NETAI/3/2",), restricted=("NETAI/3/R1",)),
        line("b", "R1", session=1, is_closed=True),
        line("b1", "R1 (R a)", session=1, under="b", is_closed=True),
        line("c", "2", 40, session=2),
        line("c1", "2 (a)", 30, session=2, under="c"),
        line("c2", "2 (R a)", 45, session=2, under="c", is_closed=True),
    ),
)


class TestForObservers:
    def test_no_closed_item_nothing_under_one_no_restricted_paper(self):
        cut = AGENDA.for_observers()
        assert [(each.key, each.number, each.papers, each.restricted) for each in cut.lines] == [
            ("a", "1", ("NETAI/3/2",), ()),
            ("c", "2", (), ()),
            ("c1", "2 (a)", (), ()),
        ]

    def test_an_open_part_of_a_closed_item_goes_with_it(self):
        agenda = Printed("NETAI/3", (), (line("b", "R1", is_closed=True), line("b1", "R1 (a)", under="b")))
        assert agenda.for_observers().lines == ()


def test_what_is_written_is_read_again():
    assert Printed.read(AGENDA.values()) == AGENDA
    assert canonical_json(Printed.read(AGENDA.values()).values()) == canonical_json(AGENDA.values())


def test_another_form_is_refused():
    with pytest.raises(ValueError, match="another form"):
        Printed.read(AGENDA.values() | {"form": 2})


class TestMinutes:
    def test_an_item_with_parts_takes_what_they_take(self):
        assert AGENDA.allotted() == {0: 0, 1: 20, 2: 75}
        assert AGENDA.minutes == 95

    def test_a_session_that_is_too_full_is_named(self):
        assert AGENDA.overruns() == {2: 15}
        assert AGENDA.for_observers().overruns() == {}

    def test_items_of_no_session_come_first(self):
        agenda = Printed("NETAI/3", SITTINGS, (line("a", "1", session=1), line("z", "2")))
        assert [(each and each.number, [row.key for row in rows]) for each, rows in agenda.by_session()] == [
            (None, ["z"]),
            (1, ["a"]),
            (2, []),
        ]


@pytest.mark.parametrize(
    ("minutes", "lengths", "places"),
    [
        ([10, 15, 30, 20], [60, 60], [0, 0, 0, 1]),
        ([90, 10], [60, 60], [0, 1]),
        ([10, 10], [], [0, 0]),
        ([60, 60, 60], [60, 60], [0, 1, 1]),
    ],
)
def test_items_fall_into_the_sessions_in_their_order(minutes, lengths, places):
    assert spread(minutes, lengths) == places


class TestNudging:
    ORDER = ("s:1", "a", "b", "b1", "b2", "s:2", "c")
    UNDER = {"b1": "b", "b2": "b"}

    @pytest.mark.parametrize(
        ("key", "step", "found"),
        [
            ("a", 1, "s:1 b b1 b2 a s:2 c"),
            ("a", -1, "s:1 a b b1 b2 s:2 c"),
            ("b", -1, "s:1 b b1 b2 a s:2 c"),
            ("b", 1, "s:1 a s:2 b b1 b2 c"),
            ("c", -1, "s:1 a b b1 b2 c s:2"),
            ("c", 1, "s:1 a b b1 b2 s:2 c"),
            ("b1", 1, "s:1 a b b2 b1 s:2 c"),
            ("b1", -1, "s:1 a b b1 b2 s:2 c"),
            ("b2", 1, "s:1 a b b1 s:2 b2 c"),
            ("unknown", 1, "s:1 a b b1 b2 s:2 c"),
        ],
    )
    def test_one_place_over_the_edge_of_a_session_too(self, key, step, found):
        assert nudged(self.ORDER, self.UNDER, key, step) == found.split()

    def test_markers_say_the_session(self):
        assert sessions_of(["z", marker(1), "a", marker(2), "b"]) == [("z", 0), ("a", 1), ("b", 2)]


class TestDifferences:
    def changes(self, *new, old=AGENDA):
        found = differences(old, dataclasses.replace(old, lines=new))
        return [(each.kind, each.line.key, each.before, each.after) for each in found]

    def test_nothing_changed(self):
        assert differences(AGENDA, AGENDA) == []

    def test_added_and_dropped_without_moving_the_others(self):
        a, *rest = AGENDA.lines
        assert self.changes(line("new", "1", session=1), *rest) == [
            ("added", "new", "", ""),
            ("dropped", "a", "", ""),
        ]
        assert a.key == "a"

    def test_one_that_changed_its_place_moved_and_no_other(self):
        a, *rest = AGENDA.lines
        moved = dataclasses.replace(a, number="3", session=2)
        assert self.changes(*rest, moved) == [("moved", "a", "1", "3")]

    def test_renamed_other_minutes_closed_and_opened(self):
        a, b, *rest = AGENDA.lines
        assert self.changes(
            dataclasses.replace(a, title="Other", minutes=25, is_closed=True),
            dataclasses.replace(b, is_closed=False),
            *rest,
        ) == [
            ("renamed", "a", "Item a", "Other"),
            ("minutes", "a", "10", "25"),
            ("closed", "a", "", ""),
            ("opened", "b", "", ""),
        ]

    def test_another_type_lead_note_and_other_papers(self):
        a, *rest = AGENDA.lines
        changed = dataclasses.replace(
            a, type="decision", lead="EP", note="Why.", papers=("NETAI/3/4",), restricted=("NETAI/3/R1",)
        )
        assert self.changes(changed, *rest) == [
            ("type", "a", "discussion", "decision"),
            ("lead", "a", "", "EP"),
            ("note", "a", "", "Why."),
            ("papers", "a", "NETAI/3/2", "NETAI/3/4"),
        ]

    def test_of_a_restricted_paper_an_observer_reads_nothing(self):
        a, *rest = AGENDA.lines
        new = dataclasses.replace(AGENDA, lines=(dataclasses.replace(a, restricted=()), *rest))
        found = {each.before for each in differences(AGENDA, new)}
        assert (found, differences(AGENDA.for_observers(), new.for_observers())) == ({"NETAI/3/R1"}, [])

    def test_a_session_at_another_time_one_that_falls_away_and_one_more(self):
        first, second = SITTINGS
        later = dataclasses.replace(first, ends_at=first.ends_at + dt.timedelta(minutes=30))
        third = dataclasses.replace(second, number=3)
        assert retimed(AGENDA, AGENDA) == []
        found = retimed(AGENDA, dataclasses.replace(AGENDA, sittings=(later, third)))
        assert [(each.number, each.before, each.after) for each in found] == [
            (1, first, later),
            (2, second, None),
            (3, None, third),
        ]

    def test_an_observer_reads_of_one_closed_since_that_it_is_off_and_never_its_new_title(self):
        a, *rest = AGENDA.lines
        new = dataclasses.replace(
            AGENDA, lines=(dataclasses.replace(a, title="Secret", is_closed=True), *rest)
        )
        found = differences(AGENDA.for_observers(), new.for_observers())
        assert [(each.kind, each.line.title) for each in found] == [("dropped", "Item a")]
