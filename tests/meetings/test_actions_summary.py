"""The course of a summary: drafted, in review, reopened, published; who is told, what is kept."""

from __future__ import annotations

import hashlib

import pytest
from django.db import DatabaseError, transaction

from ip5.audit.models import Event
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from meetings.actions import summary
from meetings.models import SummaryEntry, SummaryVersion
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


def test_the_extract_is_published_by_the_secretariat_once_an_entry_is_marked(cast):
    meeting = stages.adopted(cast)
    assert not SummaryEntry.objects.extract().filter(meeting=meeting).exists()
    with pytest.raises(Refused), undone():
        summary.publish_summary(meeting, by=cast.chair_kr)
    with undone():
        SummaryEntry.objects.filter(meeting=meeting).update(is_public=False)
        with pytest.raises(WrongState, match="No entry"):
            summary.publish_summary(meeting, by=cast.secretariat)
    published = summary.publish_summary(meeting, by=cast.secretariat)
    assert (published.state, published.published_at is not None) == ("summary_published", True)
    assert [each.kind for each in SummaryEntry.objects.extract().filter(meeting=meeting)] == ["conclusion"]
    with pytest.raises(WrongState), undone():
        summary.reopen_summary(published, by=cast.chair_kr, reason="x")
