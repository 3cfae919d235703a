"""Updates for industry: what they begin with, who opens them, what industry reads and when."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.kernel import clock
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from meetings.actions import industry
from meetings.gathering import industry as gathering
from meetings.models import IndustryUpdate, Meeting
from tests.databases import undone
from tests.meetings import stages_summary as stages
from tests.public.publications import publish

pytestmark = pytest.mark.django_db


def test_it_begins_with_what_is_public_and_with_nothing_else(cast):
    publish()
    update = stages.prepared(cast)
    assert (update.title, update.visibility) == ("Update for IP5 Industry after NETAI/3", "office_internal")
    assert "The task force noted The agenda." in update.text
    assert "NETAI/RM/1.0" in update.text
    for kept in (stages.CLOSED_WORD, "The table.", "Name of", "Circulate", "To share"):
        assert kept not in update.text


def test_nothing_is_told_of_a_summary_that_is_not_adopted(cast):
    meeting = stages.adopted(cast)
    assert len(gathering.told(meeting)) == 1
    assert gathering.told(Meeting(pk=meeting.pk, state="summary_review")) == []


def test_it_is_written_by_the_secretariat_and_opened_by_a_chair(cast):
    update = stages.prepared(cast)
    for member in ("chair_kr", "hod_jp", "industry"):
        with pytest.raises(Refused), undone():
            industry.edit_update(update, by=cast.hat(member), title="x", text="y", seen=1)
    changed = industry.edit_update(update, by=cast.secretariat, title=" A ", text=" B ", seen=1)
    assert (changed.title, changed.text, changed.version) == ("A", "B", 2)
    with pytest.raises(Conflict), undone():
        industry.edit_update(update, by=cast.secretariat, title="x", text="y", seen=1)
    with pytest.raises(Invalid), undone():
        industry.edit_update(update, by=cast.secretariat, title="x", text=" ", seen=2)
    with pytest.raises(Refused), undone():
        industry.open_update(update, by=cast.secretariat)
    opened = industry.open_update(update, by=cast.chair_ep)
    assert (opened.visibility, opened.opened_at is not None) == ("consultation", True)
    told = Notice.objects.filter(kind="industry_update_opened").values_list("mandate", flat=True)
    assert list(told) == [cast.industry.pk]
    with pytest.raises(WrongState):
        industry.edit_update(opened, by=cast.secretariat, title="x", text="y", seen=2)


def test_who_sees_it_before_and_after_it_is_opened(cast):
    update = stages.prepared(cast)

    def seen():
        members = ("secretariat", "chair_kr", "hod_jp", "observer", "industry", "expert", "anonymous")
        return [each for each in members if IndustryUpdate.objects.visible_to(cast.hat(each)).exists()]

    assert seen() == ["secretariat", "chair_kr"]
    industry.open_update(update, by=cast.chair_kr)
    assert seen() == ["secretariat", "chair_kr", "hod_jp", "observer", "industry"]


def test_it_is_delivered_once_it_is_open_on_a_day_that_is_past(cast):
    today = clock.now().date()
    prepared = stages.prepared(cast)
    with pytest.raises(WrongState), undone():
        industry.deliver_update(prepared, by=cast.secretariat, delivered_on=today, occasion="GDTF")
    update = industry.open_update(prepared, by=cast.chair_kr)
    for day, occasion in ((today + dt.timedelta(days=2), "GDTF"), (today, " ")):
        with pytest.raises(Invalid), undone():
            industry.deliver_update(update, by=cast.secretariat, delivered_on=day, occasion=occasion)
    with pytest.raises(Refused), undone():
        industry.deliver_update(update, by=cast.hod_jp, delivered_on=today, occasion="GDTF")
    done = industry.deliver_update(update, by=cast.secretariat, delivered_on=today, occasion="GDTF")
    assert (done.delivered_on, done.occasion) == (today, "GDTF")
    with pytest.raises(WrongState, match="delivered already"):
        industry.deliver_update(update, by=cast.secretariat, delivered_on=today, occasion="GDTF")


def test_no_update_is_made_of_a_meeting_that_is_not_over(cast):
    with pytest.raises(WrongState):
        industry.make_update(stages.stages.announced(cast), by=cast.secretariat)
