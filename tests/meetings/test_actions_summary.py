"""The course of a summary: drafted, in review, reopened, published; who is told, what is kept."""

from __future__ import annotations

import hashlib

import pytest
from django.db import DatabaseError, transaction

from ip5.audit.models import Event
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from meetings.actions import entries, summary
from meetings.models import Meeting, SummaryEntry, SummaryVersion
from tests.databases import undone
from tests.meetings import stages_summary as stages

pytestmark = pytest.mark.django_db


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("mandate__capacity", flat=True))


def test_a_draft_takes_the_next_number_and_nobody_is_told(cast):
    meeting = stages.closed(cast)
    before = Notice.objects.count()
    drafted = summary.draft_summary(meeting, by=cast.secretariat)
    assert (drafted.state, drafted.summary_symbol) == ("summary_draft", "NETAI/3/2")
    assert drafted.entries.count() == 14
    assert Notice.objects.count() == before
    assert Event.objects.for_subject(meeting).last().verb == "meeting.summary_drafted"
    with pytest.raises(WrongState):
        summary.draft_summary(drafted, by=cast.secretariat)


def test_the_review_is_opened_by_a_chair_and_the_text_is_kept(cast):
    meeting = stages.drafted(cast)
    with pytest.raises(Refused), undone():
        summary.review_summary(meeting, by=cast.secretariat)
    opened = summary.review_summary(meeting, by=cast.chair_kr)
    version = SummaryVersion.objects.get()
    assert (opened.state, version.number, version.why) == ("summary_review", 1, "review")
    assert version.sha256 == hashlib.sha256(version.snapshot.encode()).hexdigest()
    assert told("meeting_summary_review") == {
        *("delegate", "hod", "alternate", "deputy", "head", "chair", "secretariat", "observer")
    }


def test_an_observer_without_words_in_it_is_not_told(cast):
    meeting = stages.drafted(cast)
    SummaryEntry.objects.filter(meeting=meeting, office=cast.observer.office).update(office=None)
    summary.review_summary(meeting, by=cast.chair_kr)
    assert "observer" not in told("meeting_summary_review")


def test_a_summary_without_an_entry_is_not_reviewed(cast):
    meeting = stages.drafted(cast)
    SummaryEntry.objects.filter(meeting=meeting).delete()
    with pytest.raises(WrongState, match="no entry"):
        summary.review_summary(meeting, by=cast.chair_kr)


def test_an_adopted_summary_is_reopened_with_a_reason(cast):
    meeting = stages.adopted(cast)
    with pytest.raises(Invalid), undone():
        summary.reopen_summary(meeting, by=cast.chair_ep, reason=" ")
    with pytest.raises(Refused), undone():
        summary.reopen_summary(meeting, by=cast.secretariat, reason="A wrong day.")
    again = summary.reopen_summary(meeting, by=cast.chair_ep, reason="A wrong day.")
    assert (again.state, again.reason, again.adopted_at) == ("summary_review", "A wrong day.", None)
    assert {"hod", "observer"} <= told("meeting_summary_reopened")


def test_the_database_keeps_an_adopted_text(cast):
    meeting = stages.adopted(cast)
    row = stages.entry(meeting, kind="conclusion")
    for change in ({"text": "x"}, {"visibility": "members"}, {"heading": "x"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            SummaryEntry.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        row.delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        SummaryVersion.objects.update(why="x")


def last_event(meeting):
    found = Event.objects.for_subject(meeting).order_by("-seq").first()
    return found.verb, found.by_id, found.visibility


def test_a_co_chair_approves_the_extract_before_the_secretariat_publishes_it(cast):
    meeting = stages.adopted(cast)
    with pytest.raises(WrongState, match="A co-chair approves"), undone():
        summary.publish_summary(meeting, by=cast.secretariat)
    for key in ("secretariat", "hod_kr", "observer"):
        with pytest.raises(Refused), undone():
            summary.approve_publication(meeting, by=cast.hat(key))
    with undone():
        SummaryEntry.objects.filter(meeting=meeting).update(is_public=False)
        with pytest.raises(WrongState, match="No entry"):
            summary.approve_publication(meeting, by=cast.chair_kr)
    approved = summary.approve_publication(meeting, by=cast.chair_kr)
    assert (approved.state, approved.publication_approved_by_id) == ("summary_adopted", cast.chair_kr.pk)
    assert last_event(meeting) == (
        "meeting.publication_approved",
        cast.chair_kr.pk,
        "members_observers",
    )
    assert told("meeting_publication_approved") == {"secretariat"}
    assert not SummaryEntry.objects.extract().filter(meeting=meeting).exists()
    with pytest.raises(WrongState, match="is approved"), undone():
        summary.approve_publication(approved, by=cast.chair_ep)
    summary.publish_summary(approved, by=cast.secretariat)
    assert last_event(meeting)[:2] == ("meeting.summary_published", cast.secretariat.pk)
    with pytest.raises(WrongState), undone():
        summary.approve_publication(stages.fresh(meeting), by=cast.chair_ep)


def test_an_approval_is_of_the_extract_as_it_is_marked(cast):
    meeting = stages.approved(cast)
    conclusion = stages.entry(meeting, kind="conclusion")
    another = stages.entry(meeting, is_public=False, visibility="members_observers")
    entries.mark_public(conclusion, by=cast.secretariat, is_public=True)
    assert stages.fresh(meeting).publication_approved_at is not None
    entries.mark_public(another, by=cast.secretariat, is_public=True)
    fallen = stages.fresh(meeting)
    assert (fallen.publication_approved_at, fallen.publication_approved_by) == (None, None)
    assert last_event(meeting)[:2] == ("meeting.publication_approval_fell", cast.secretariat.pk)
    with pytest.raises(WrongState, match="A co-chair approves"), undone():
        summary.publish_summary(fallen, by=cast.secretariat)
    summary.publish_summary(summary.approve_publication(fallen, by=cast.chair_ep), by=cast.secretariat)


def test_a_reopened_summary_wants_another_approval(cast):
    meeting = stages.approved(cast)
    again = summary.reopen_summary(meeting, by=cast.chair_ep, reason="A wrong day.")
    assert (again.publication_approved_at, again.publication_approved_by) == (None, None)
    assert stages.fresh(meeting).publication_approved_at is None


def test_the_database_publishes_nothing_that_is_not_approved(cast):
    meeting = stages.adopted(cast)
    with pytest.raises(DatabaseError, match="approves the publication first"), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(state="summary_published")


def test_the_extract_is_published_by_the_secretariat_once_an_entry_is_marked(cast):
    meeting = stages.approved(cast)
    assert not SummaryEntry.objects.extract().filter(meeting=meeting).exists()
    for key in ("chair_kr", "chair_ep", "hod_kr"):
        with pytest.raises(Refused), undone():
            summary.publish_summary(meeting, by=cast.hat(key))
    with undone():
        SummaryEntry.objects.filter(meeting=meeting).update(is_public=False)
        with pytest.raises(WrongState, match="No entry"):
            summary.publish_summary(meeting, by=cast.secretariat)
    published = summary.publish_summary(meeting, by=cast.secretariat)
    assert (published.state, published.published_at is not None) == ("summary_published", True)
    assert [each.kind for each in SummaryEntry.objects.extract().filter(meeting=meeting)] == ["conclusion"]
    with pytest.raises(WrongState), undone():
        summary.reopen_summary(published, by=cast.chair_kr, reason="x")
