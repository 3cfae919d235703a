"""Who sees which item, which published agenda, which paper."""

from __future__ import annotations

import pytest

from ip5.kernel import clock
from meetings.models import AgendaItem, AgendaVersion, LibraryPaper, MeetingPaper, Registration
from meetings.querysets import reads_closed
from tests.cast import MEMBERS
from tests.meetings import stages, stages_agenda

pytestmark = pytest.mark.django_db

OUTSIDE = {"expert", "industry", "admin_ep", "site_admin"}
ALL = set(MEMBERS) - {"inactive"} - OUTSIDE


def seeing(cast, rows):
    return {key for key in MEMBERS if key != "inactive" and rows.visible_to(cast.hat(key)).exists()}


def test_items_of_a_published_agenda_by_their_class(cast):
    meeting = stages_agenda.agenda_prov(cast)
    closed = stages_agenda.closed_item(meeting)
    assert seeing(cast, AgendaItem.objects.filter(pk=closed.pk)) == ALL - {"observer"}
    opening = meeting.items.get(key="opening")
    assert seeing(cast, AgendaItem.objects.filter(pk=opening.pk)) == ALL


def test_what_stands_under_a_closed_item_is_closed(cast):
    meeting = stages_agenda.agenda_prov(cast)
    part = stages_agenda.item(cast, meeting, "Part", under=stages_agenda.closed_item(meeting))
    assert "observer" not in seeing(cast, AgendaItem.objects.filter(pk=part.pk))


def test_items_of_a_planned_meeting_are_the_bodys(cast):
    meeting = stages.timed(cast)
    made = stages_agenda.item(cast, meeting)
    assert seeing(cast, AgendaItem.objects.filter(pk=made.pk)) == {"chair_ep", "chair_kr", "secretariat"}


def test_papers_by_their_class_and_their_items(cast):
    meeting = stages_agenda.agenda_prov(cast)
    stages_agenda.paper(cast, meeting)
    closed = stages_agenda.paper(cast, meeting, visibility="members").paper
    assert seeing(cast, MeetingPaper.objects.exclude(pk=closed.pk)) == ALL
    assert seeing(cast, MeetingPaper.objects.filter(pk=closed.pk)) == ALL - {"observer"}
    # The wall behind the rule: an open paper of an item that is closed all the same.
    MeetingPaper.objects.exclude(pk=closed.pk).update(item=stages_agenda.closed_item(meeting))
    assert seeing(cast, MeetingPaper.objects.exclude(pk=closed.pk)) == ALL - {"observer"}


def test_the_library_by_class(cast):
    paper = stages_agenda.shelved(cast, visibility="members").paper
    assert seeing(cast, LibraryPaper.objects.filter(pk=paper.pk)) == ALL - {"observer"}


def test_a_registered_expert_reads_what_observers_read(cast):
    meeting = stages_agenda.agenda_prov(cast)
    stages_agenda.paper(cast, meeting, "Open")
    stages_agenda.paper(cast, meeting, "Closed", visibility="members")
    assert not AgendaVersion.objects.visible_to(cast.expert).exists()
    Registration.objects.create(
        meeting=meeting,
        office=cast.expert.office,
        mandate=cast.expert,
        name="Expert",
        part="expert",
        at=clock.now(),
        by=cast.hod_jp,
    )
    assert AgendaVersion.objects.visible_to(cast.expert).exists()
    assert [each.title for each in MeetingPaper.objects.visible_to(cast.expert)] == ["Open"]
    assert not AgendaItem.objects.visible_to(cast.expert).filter(visibility="members").exists()
    assert not reads_closed(cast.expert)
