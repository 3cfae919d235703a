"""Items that offices ask for: asked, taken in, kept, declined."""

from __future__ import annotations

import pytest

from ip5.audit.models import Event
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from meetings.actions import requests
from meetings.models import AgendaItem
from tests.meetings import stages, stages_agenda

pytestmark = pytest.mark.django_db


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("mandate__capacity", "mandate__office__code"))


class TestAsking:
    def test_the_body_is_told_and_nobody_else_sees_it(self, cast):
        wish = stages_agenda.requested(cast, "Glossary")
        assert (wish.state, wish.lead_office, wish.asked_by) == ("requested", cast.hod_jp.office, cast.hod_jp)
        assert told("item_requested") == {("chair", "TF"), ("secretariat", "TF")}
        seen = {
            key
            for key in (
                "delegate_jp",
                "hod_jp",
                "secretariat",
                "chair_ep",
                "hod_ep",
                "observer",
                "expert",
                "industry",
            )
            if AgendaItem.objects.visible_to(cast.hat(key)).filter(pk=wish.pk).exists()
        }
        assert seen == {"delegate_jp", "hod_jp", "secretariat", "chair_ep"}

    def test_the_event_is_read_by_the_office_and_the_body_and_holds_no_title(self, cast):
        wish = stages_agenda.requested(cast, "Zanzibar quince")
        events = Event.objects.for_subject(wish.meeting).filter(verb="meeting.item_requested")
        assert "quince" not in events.get().payload
        readers = {
            key for key in ("hod_jp", "chair_kr", "hod_ep", "observer") if events.visible_to(cast.hat(key))
        }
        assert readers == {"hod_jp", "chair_kr"}

    @pytest.mark.parametrize(
        ("values", "field"), [({"title": " "}, "title"), ({"title": "A", "minutes": 0}, "minutes")]
    )
    def test_what_is_no_item_is_refused(self, cast, values, field):
        with pytest.raises(Invalid) as refusal:
            requests.request_item(stages.announced(cast), by=cast.hod_jp, **values)
        assert set(refusal.value.errors) == {field}

    def test_a_delegate_does_not_and_twenty_wait_at_most(self, cast, monkeypatch):
        meeting = stages.announced(cast)
        with pytest.raises(Refused):
            requests.request_item(meeting, by=cast.delegate_jp, title="A")
        monkeypatch.setattr(requests, "MAX_OPEN", 1)
        requests.request_item(meeting, by=cast.hod_jp, title="A")
        with pytest.raises(Invalid):
            requests.request_item(meeting, by=cast.hod_jp, title="B")
        requests.request_item(meeting, by=cast.observer, title="B")


class TestAnswering:
    def test_taken_in_it_is_last_on_the_agenda_and_who_asked_is_told(self, cast):
        wish = stages_agenda.requested(cast)
        taken = requests.take_in(wish, by=cast.secretariat, meeting=wish.meeting)
        assert taken.state == "accepted"
        assert list(wish.meeting.items.on_agenda())[-1] == taken
        assert told("item_answered") == {("hod", "JP")}

    def test_into_another_meetings_agenda(self, cast):
        wish, other = stages_agenda.requested(cast), stages.announced(cast)
        assert requests.take_in(wish, by=cast.chair_ep, meeting=other).meeting == other

    def test_kept_it_waits_without_a_meeting(self, cast):
        wish = stages_agenda.requested(cast)
        kept = requests.shelve_item(wish, by=cast.secretariat)
        assert (kept.meeting, kept.moved_from) == (None, wish.meeting)
        assert list(AgendaItem.objects.asked_by(cast.delegate_jp)) == [kept]

    def test_declined_with_a_reason_that_who_asked_reads(self, cast):
        wish = stages_agenda.requested(cast)
        with pytest.raises(Invalid):
            requests.decline_item(wish, by=cast.secretariat, reason=" ")
        declined = requests.decline_item(wish, by=cast.secretariat, reason="Too early.")
        assert AgendaItem.objects.asked_by(cast.hod_jp).get().decline_reason == "Too early."
        with pytest.raises(WrongState):
            requests.take_in(declined, by=cast.secretariat, meeting=wish.meeting)

    @pytest.mark.parametrize("member", ["hod_jp", "hod_ep", "observer"])
    def test_the_body_answers_and_nobody_else(self, cast, member):
        wish = stages_agenda.requested(cast)
        with pytest.raises(Refused):
            requests.shelve_item(wish, by=cast.hat(member))

    def test_a_meeting_that_is_cancelled_takes_nothing_in(self, cast):
        wish = stages_agenda.requested(cast)
        type(wish.meeting).objects.filter(pk=wish.meeting.pk).update(state="cancelled")
        with pytest.raises(WrongState):
            requests.take_in(wish, by=cast.secretariat, meeting=wish.meeting)
        assert requests.shelve_item(wish, by=cast.secretariat).state == "backlog"
