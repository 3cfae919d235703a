"""What the draft of a summary is made of, and how its paragraphs are numbered."""

from __future__ import annotations

import json

import pytest

from ip5.ballots import actions as ballots
from meetings.actions import conclusions, settling
from meetings.gathering import summary
from meetings.models import AgendaItem, Presence, Registration
from tests.meetings import stages_live as live
from tests.meetings import stages_summary as stages

pytestmark = pytest.mark.django_db


def test_the_draft_holds_participants_items_decisions_actions_and_papers(cast):
    meeting = stages.closed(cast)
    rows = [
        (each.kind, each.heading, each.mark, each.visibility)
        for each in summary.draft_of(meeting, cast.secretariat)
    ]
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
    told = [
        (each.office.code, each.text)
        for each in summary.items(meeting, cast.secretariat)
        if each.kind == "statement"
    ]
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


def test_a_presence_that_nobody_confirmed_is_none(cast):
    meeting = stages.closed(cast)
    Presence.objects.filter(office=cast.hod_us.office).update(confirmed_at=None, confirmed_by=None)
    first = summary.participants(meeting)[0]
    assert first.text == "Delegations present: EPO, JPO, MOIP, WIPO."


def told(cast, meeting):
    """What the draft says under its first item, each paragraph with its class."""
    rows = [each for each in summary.items(meeting, cast.secretariat) if each.kind != "statement"]
    return [(each.text, each.visibility) for each in rows if each.heading.startswith("1. ")]


def put(cast, **values):
    meeting = live.in_session(cast, **values)
    return meeting, live.put(cast, meeting, "To share.")


def recorded(cast, found):
    live.time_runs(found)
    return conclusions.record(found, by=cast.chair_kr)


def test_what_an_absent_office_has_still_to_confirm_is_not_said_to_be_agreed(cast):
    meeting, found = put(cast, absent=("CN",))
    found = recorded(cast, found)
    waits = "Agreed ad referendum: final once the absent delegations have confirmed or their time has run."
    day = f"{found.round.settle_due_at:%-d %B %Y}"
    assert told(cast, meeting) == [
        (f"The task force agreed To share. {waits}", "members_observers"),
        (f"Ad referendum of the CNIPA, until {day}.", "members"),
    ]
    ballots.confirm(found.round, by=cast.hod_cn, kind="decline", passage="1", text="Words.")
    settling.settle_due()
    assert told(cast, meeting) == [
        ("The task force agreed To share. After the ad referendum period: no consensus.", "members_observers")
    ]


def test_a_reservation_is_a_footnote_for_members(cast):
    meeting, found = put(cast)
    ballots.cast(
        found.round, by=cast.hod_jp, answer="reserve", passage="1", text="Not ours.", kind="substantive"
    )
    recorded(cast, found)
    assert told(cast, meeting) == [
        ("The task force agreed To share. With reservations.", "members_observers"),
        ("Reservation 1 of the JPO (substantive), on 1: Not ours.", "members"),
    ]


def test_why_an_item_was_left_is_said(cast):
    meeting = live.in_session(cast)
    for is_moved, words in ((True, "Moved to the next meeting: No time."), (False, "Not reached: No time.")):
        AgendaItem.objects.filter(meeting=meeting, position=1).update(
            left_reason="No time.", is_moved_on=is_moved
        )
        assert told(cast, meeting) == [(words, "members_observers")]


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
