"""What the draft of a summary is made of, and how its paragraphs are numbered."""

from __future__ import annotations

import json

import pytest

from meetings.gathering import summary
from meetings.models import Registration
from tests.meetings import stages_summary as stages

pytestmark = pytest.mark.django_db


def test_the_draft_holds_participants_items_decisions_actions_and_papers(cast):
    meeting = stages.closed(cast)
    rows = [(each.kind, each.heading, each.mark, each.visibility) for each in summary.draft_of(meeting)]
    closed_heading = f"R1. A {stages.CLOSED_WORD} item"
    assert rows == [
        ("participants", "Participants", "", "members_observers"),
        *[("participants", "Participants", "", "members")] * 4,
        ("participants", "Participants", "", "members_observers"),
        ("conclusion", "1. Opening", "", "members_observers"),
        ("statement", "2. Guidance", "", "members_observers"),
        ("statement", "2. Guidance", "", "members_observers"),
        ("conclusion", "2. Guidance", "", "members_observers"),
        ("conclusion", closed_heading, "", "members"),
        ("decision", "Decisions", "NETAI/3/D-1", "members_observers"),
        ("decision", "Decisions", "NETAI/3/DR-1", "members"),
        ("action", "Actions", "NETAI/3/A-1", "members_observers"),
    ]


def test_whose_words_a_statement_reports_stands_on_it(cast):
    meeting = stages.closed(cast)
    told = [(each.office.code, each.text) for each in summary.items(meeting) if each.kind == "statement"]
    assert told == [("WO", "The WIPO spoke on this item."), ("JP", "The JPO spoke on this item.")]


def test_a_delegation_that_was_not_there_is_no_participant(cast):
    meeting = stages.closed(cast)
    Registration.objects.create(
        meeting=meeting,
        office=cast.hod_cn.office,
        name="Somebody away",
        at=meeting.closed_at,
        by=cast.hod_cn,
    )
    assert "Somebody away" not in "".join(each.text for each in summary.participants(meeting))


def test_what_is_closed_counts_apart():
    rows = [(1, "members_observers"), (2, "members"), (3, "members_observers"), (4, "members")]
    assert summary.paragraphs(rows) == {1: "1", 2: "R1", 3: "2", 4: "R2"}


def test_the_snapshot_holds_every_entry_and_is_the_same_twice(cast):
    meeting = stages.drafted(cast)
    kept = summary.snapshot_of(meeting)
    assert kept == summary.snapshot_of(meeting)
    told = json.loads(kept)
    assert (told["meeting"], told["summary"]) == ("NETAI/3", "NETAI/3/2")
    assert [each["number"] for each in told["entries"]][:3] == ["1", "R1", "R2"]
    assert stages.CLOSED_WORD in summary.text_of(meeting)
