"""Writing a summary entry by entry, and correcting it, as the pages do it."""

from __future__ import annotations

import pytest

from tests.meetings import stages_summary as stages

pytestmark = pytest.mark.django_db
SENT = {"heading": "", "kind": "text", "text": "More words.", "office": "", "visibility": "members_observers"}


def address(meeting, part):
    return f"/meetings/{meeting.uuid}/summary/{part}"


def test_an_entry_is_added_changed_moved_marked_and_deleted(cast):
    meeting = stages.drafted(cast)
    client = cast.client("secretariat")
    behind = stages.entry(meeting, kind="conclusion")
    answer = client.post(f"{address(meeting, 'entries/add/')}?after={behind.uuid}", SENT)
    made = stages.entry(meeting, text="More words.")
    assert answer["Location"] == f"{address(meeting, '')}#e-{made.uuid}"
    own = address(meeting, f"entries/{made.uuid}/")
    assert client.post(own, SENT | {"text": "Other words.", "seen": made.version}).status_code == 302
    made.refresh_from_db()
    assert (made.text, made.heading) == ("Other words.", "")
    place = made.position
    client.post(f"{own}move/", {"to": "down"})
    client.post(f"{own}public/", {"public": "yes"})
    made.refresh_from_db()
    assert (made.position, made.is_public) == (place + 1, True)
    assert client.get(f"{own}delete/").status_code == 200
    assert client.post(f"{own}delete/").status_code == 302
    assert not meeting.entries.filter(pk=made.pk).exists()


def test_what_is_typed_stays_where_somebody_was_faster(cast):
    meeting = stages.drafted(cast)
    row = stages.entry(meeting, kind="conclusion")
    answer = cast.client("secretariat").post(address(meeting, f"entries/{row.uuid}/"), SENT | {"seen": 9})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "More words." in page
    assert "Somebody else changed it meanwhile." in page


def test_an_entry_of_another_meeting_is_not_found(cast):
    meeting = stages.drafted(cast)
    client = cast.client("secretariat")
    foreign = stages.SummaryEntry.objects.filter(meeting__number=1)[0]
    assert client.get(address(meeting, f"entries/{foreign.uuid}/")).status_code == 404
    assert client.get(f"{address(meeting, 'entries/add/')}?after={foreign.uuid}").status_code == 404
    assert client.get(f"{address(meeting, 'entries/add/')}?after=x").status_code == 404


def test_an_office_corrects_and_the_secretariat_reads_the_difference(cast):
    meeting = stages.in_review(cast)
    row = stages.entry(meeting, kind="conclusion")
    suggest = address(meeting, f"entries/{row.uuid}/suggest/")
    assert cast.client("hod_us").post(suggest, {"text": row.text}).status_code == 422
    assert cast.client("hod_us").post(suggest, {"text": f"{row.text} Again."}).status_code == 302
    found = row.suggestions.get()
    client, answer = cast.client("secretariat"), address(meeting, f"suggestions/{found.uuid}/")
    assert "Again." in client.get(answer).content.decode()
    assert client.post(answer, {"is_accepted": "no"}).status_code == 422
    assert client.post(answer, {"is_accepted": "yes"}).status_code == 302
    row.refresh_from_db()
    assert row.text.endswith("Again.")
    assert client.post(answer, {"is_accepted": "yes"}).status_code == 409


def test_an_observer_finds_no_entry_but_its_own_to_correct(cast):
    meeting = stages.in_review(cast)
    other = stages.entry(meeting, kind="conclusion")
    client = cast.client("observer")
    assert client.get(address(meeting, f"entries/{other.uuid}/suggest/")).status_code == 404
    own = stages.entry(meeting, office=cast.observer.office, kind="statement")
    assert client.get(address(meeting, f"entries/{own.uuid}/suggest/")).status_code == 200
