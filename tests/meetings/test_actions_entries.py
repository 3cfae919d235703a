"""The entries of a summary: added, changed, moved, deleted, marked; what stands still and when."""

from __future__ import annotations

import pytest

from ip5.audit.models import Event
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState
from meetings.actions import entries
from tests.databases import undone
from tests.meetings import stages_summary as stages

pytestmark = pytest.mark.django_db
WORDS = {"text": " More. ", "kind": "text", "heading": "", "office": None, "visibility": "members_observers"}


def texts(meeting):
    return list(meeting.entries.values_list("text", flat=True))


def test_an_entry_is_added_behind_another_under_its_heading(cast):
    meeting = stages.drafted(cast)
    behind = stages.entry(meeting, kind="conclusion")
    made = entries.add_entry(meeting, by=cast.secretariat, values=WORDS, after=behind)
    assert (made.text, made.heading, made.item_id) == ("More.", behind.heading, behind.item_id)
    found = texts(meeting)
    assert found[found.index(behind.text) + 1] == "More."
    first = entries.add_entry(meeting, by=cast.secretariat, values=WORDS | {"text": "First."})
    assert texts(meeting)[0] == first.text == "First."


def test_two_changes_of_one_entry_do_not_overwrite_each_other(cast):
    row = stages.entry(stages.drafted(cast), kind="conclusion")
    changed = entries.edit_entry(row, by=cast.secretariat, values={"text": "New."}, seen=row.version)
    assert (changed.text, changed.version) == ("New.", row.version + 1)
    with pytest.raises(Conflict):
        entries.edit_entry(row, by=cast.secretariat, values={"text": "Newer."}, seen=row.version)
    event = Event.objects.for_subject(row.meeting).last()
    assert (event.verb, event.visibility) == ("meeting.summary_edited", "members")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 20_001}, "text"),
        ({"visibility": "public"}, "visibility"),
        ({"visibility": "members", "is_public": True}, "is_public"),
    ],
)
def test_what_an_entry_does_not_hold_is_refused(cast, values, field):
    row = stages.entry(stages.drafted(cast), kind="conclusion")
    with pytest.raises(Invalid) as refusal:
        entries.edit_entry(row, by=cast.secretariat, values=values, seen=row.version)
    assert set(refusal.value.errors) == {field}


def test_entries_change_places_and_stay_at_the_ends(cast):
    meeting = stages.drafted(cast)
    before = texts(meeting)
    first, second = meeting.entries.all()[:2]
    entries.move_entry(first, by=cast.secretariat, is_up=True)
    assert texts(meeting) == before
    entries.move_entry(first, by=cast.secretariat, is_up=False)
    assert texts(meeting)[:2] == [second.text, first.text]
    entries.move_entry(first, by=cast.secretariat, is_up=True)
    assert texts(meeting) == before


def test_an_entry_is_deleted_unless_a_correction_was_suggested(cast):
    found = stages.corrected(cast)
    other = stages.entry(found.entry.meeting, kind="statement")
    with undone():
        entries.delete_entry(other, by=cast.secretariat)
        assert not found.entry.meeting.entries.filter(pk=other.pk).exists()
    with pytest.raises(WrongState, match="stays on record"):
        entries.delete_entry(found.entry, by=cast.secretariat)


def test_what_is_for_members_never_becomes_public(cast):
    meeting = stages.adopted(cast)
    row = stages.entry(meeting, visibility="members")
    with pytest.raises(Invalid), undone():
        entries.mark_public(row, by=cast.secretariat, is_public=True)
    open_one = stages.entry(meeting, kind="statement")
    assert entries.mark_public(open_one, by=cast.secretariat, is_public=True).is_public
    assert not entries.mark_public(open_one, by=cast.secretariat, is_public=False).is_public


@pytest.mark.parametrize("stage", [stages.put_to_silence, stages.adopted, stages.published])
def test_the_text_stands_still_while_put_to_silence_and_once_adopted(cast, stage):
    meeting = stage(cast)
    row = stages.entry(meeting, kind="conclusion")
    hat = cast.secretariat
    for deed in (
        lambda: entries.add_entry(meeting, by=hat, values=WORDS),
        lambda: entries.edit_entry(row, by=hat, values={"text": "x"}, seen=row.version),
        lambda: entries.move_entry(row, by=hat, is_up=True),
        lambda: entries.delete_entry(row, by=hat),
    ):
        with pytest.raises(WrongState), undone():
            deed()


@pytest.mark.parametrize("member", ["chair_kr", "hod_jp", "observer", "industry"])
def test_nobody_but_the_secretariat_writes(cast, member):
    meeting = stages.drafted(cast)
    row, hat = stages.entry(meeting, kind="conclusion"), cast.hat(member)
    for deed in (
        lambda: entries.add_entry(meeting, by=hat, values=WORDS),
        lambda: entries.edit_entry(row, by=hat, values={"text": "x"}, seen=row.version),
        lambda: entries.move_entry(row, by=hat, is_up=True),
        lambda: entries.delete_entry(row, by=hat),
        lambda: entries.mark_public(row, by=hat, is_public=True),
    ):
        with pytest.raises(Refused), undone():
            deed()
