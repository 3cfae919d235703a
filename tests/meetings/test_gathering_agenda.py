"""The working agenda as it would be printed: numbers, sessions, papers; at a constant number of queries."""

from __future__ import annotations

import pytest

from meetings.gathering.agenda import items_of, numbers_of, printed
from tests.meetings import stages, stages_agenda
from tests.meetings.stages_agenda import item

pytestmark = pytest.mark.django_db


def test_parts_follow_their_item_and_closed_ones_count_by_themselves(cast):
    meeting = stages.announced(cast)
    head = meeting.items.get(key="decision")
    item(cast, meeting, "One", under=head)
    item(cast, meeting, "Secret", under=head, visibility="members")
    item(cast, meeting, "Two", under=head)
    item(cast, meeting, "Closed", visibility="members")
    numbers = {
        each.title: number
        for each, number in zip(items_of(meeting), numbers_of(items_of(meeting)).values(), strict=True)
    }
    assert {
        title: numbers[title] for title in ("One", "Secret", "Two", "Closed", "Items for discussion")
    } == {
        "One": "4 (a)",
        "Secret": "4 (R a)",
        "Two": "4 (b)",
        "Closed": "R1",
        "Items for discussion": "5",
    }


def test_what_stands_under_a_closed_item_is_printed_closed(cast):
    meeting = stages.announced(cast)
    head = item(cast, meeting, "Head", visibility="members")
    item(cast, meeting, "Part", under=head)
    lines = {each.title: each for each in printed(meeting).lines}
    assert (lines["Part"].is_closed, lines["Part"].number) == (True, "R1 (R a)")


def test_papers_stand_by_their_items_restricted_ones_apart(cast):
    meeting = stages_agenda.agenda_prov(cast)
    found = item(cast, meeting, "Blockchain")
    stages_agenda.paper(cast, meeting, by="secretariat", item=found)
    stages_agenda.paper(cast, meeting, by="secretariat", item=found, visibility="members")
    line = next(each for each in printed(meeting).lines if each.title == "Blockchain")
    assert (line.papers, line.restricted) == (("NETAI/3/2",), ("NETAI/3/R1",))


def test_the_number_of_queries_is_constant(cast, django_assert_num_queries):
    meeting = stages.announced(cast)
    for place in range(2):
        with django_assert_num_queries(3):
            printed(meeting)
        stages_agenda.paper(cast, meeting, by="secretariat", item=item(cast, meeting, str(place)))
