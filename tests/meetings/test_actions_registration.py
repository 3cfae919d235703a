"""Answers to invitations and the delegations' lists: who, how, and what the others see of it."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices.models import Office
from meetings.actions import course, registration
from meetings.models import Meeting, Registration
from tests.meetings import stages

pytestmark = pytest.mark.django_db


class TestReplying:
    def test_the_answer_is_the_registration_and_may_be_changed(self, cast):
        meeting = stages.announced(cast)
        registration.reply(meeting, by=cast.hod_jp, attends="room")
        registration.reply(meeting, by=cast.hod_jp, attends="remote")
        registration.reply(meeting, by=cast.observer, attends="declined")
        found = set(Registration.objects.values_list("office__code", "part", "attends"))
        assert found == {("JP", "head", "remote"), ("WO", "observer", "declined")}

    def test_a_virtual_meeting_has_no_room_and_one_in_person_no_link(self, cast):
        for mode, way in (("virtual", "room"), ("in_person", "remote")):
            with pytest.raises(Invalid):
                registration.reply(stages.announced(cast, mode=mode), by=cast.hod_jp, attends=way)

    def test_industry_does_not_take_part_and_a_cancelled_meeting_asks_nobody(self, cast):
        meeting = stages.announced(cast)
        with pytest.raises(Refused):
            registration.reply(meeting, by=cast.industry, attends="remote")
        course.cancel(meeting, by=cast.chair_kr, reason="Not needed.")
        with pytest.raises(WrongState):
            registration.reply(meeting, by=cast.hod_jp, attends="remote")


class TestTheList:
    def test_somebody_without_an_account_is_there_by_name(self, cast):
        meeting = stages.registering(cast)
        made = registration.register(
            meeting, by=cast.delegate_jp, name="  Sato\u202e  Hanako ", part="expert", attends="room"
        )
        assert (made.name, made.office.code, made.mandate) == ("Sato Hanako", "JP", None)

    def test_each_office_keeps_its_own_list_and_the_body_all(self, cast):
        meeting = stages.registering(cast)
        made = registration.register(meeting, by=cast.hod_jp, name="Sato", part="delegate", attends="room")
        assert not Registration.objects.visible_to(cast.hod_us).exists()
        assert Registration.objects.visible_to(cast.delegate_jp).get() == made
        with pytest.raises(Refused):
            registration.strike(made, by=cast.hod_us)
        us = Office.objects.get(code="US")
        theirs = registration.register(
            meeting, by=cast.secretariat, name="Smith", part="delegate", attends="remote", office=us
        )
        assert theirs.office == us
        registration.strike(made, by=cast.secretariat)
        registration.strike(made, by=cast.secretariat)
        assert list(Registration.objects.visible_to(cast.chair_kr)) == [theirs]

    def test_what_happens_on_a_list_is_read_by_its_office_alone(self, cast):
        meeting = stages.registering(cast)
        registration.register(meeting, by=cast.hod_jp, name="Sato", part="delegate", attends="room")
        events = Event.objects.for_subject(meeting).filter(verb="meeting.registered")
        assert events.visible_to(cast.delegate_jp).exists()
        assert not events.visible_to(cast.hod_us).exists()
        assert not events.visible_to(cast.observer).exists()

    def test_a_second_head_somebody_twice_and_a_stranger_are_refused(self, cast):
        meeting = stages.registering(cast)
        line = {"name": "", "part": "head", "attends": "room", "mandate": cast.hod_jp}
        registration.register(meeting, by=cast.delegate_jp, **line)
        for change, field in (
            ({"mandate": None, "name": "Second"}, "part"),
            ({"part": "delegate"}, "mandate"),
            ({"part": "delegate", "mandate": cast.hod_us}, "mandate"),
            ({"part": "delegate", "mandate": None, "name": "\u202e"}, "name"),
        ):
            with pytest.raises(Invalid) as refusal:
                registration.register(meeting, by=cast.delegate_jp, **line | change)
            assert set(refusal.value.errors) == {field}

    def test_a_head_by_name_alone_is_a_head(self, cast):
        meeting = stages.registering(cast)
        registration.register(meeting, by=cast.hod_jp, name="One", part="head", attends="room")
        with pytest.raises(Invalid) as refusal:
            registration.register(meeting, by=cast.hod_jp, name="Two", part="head", attends="room")
        assert set(refusal.value.errors) == {"part"}
        assert registration.reply(meeting, by=cast.hod_jp, attends="remote").part == "delegate"

    def test_a_change_of_part_keeps_one_head(self, cast):
        meeting = stages.registering(cast)
        registration.register(meeting, by=cast.hod_jp, name="One", part="head", attends="room")
        other = registration.register(meeting, by=cast.hod_jp, name="Two", part="delegate", attends="room")
        with pytest.raises(Invalid):
            registration.change_registration(other, by=cast.hod_jp, part="head", attends="room")
        registration.change_registration(other, by=cast.hod_jp, part="expert", attends="remote")
        other.refresh_from_db()
        assert (other.part, other.attends) == ("expert", "remote")

    def test_after_its_last_day_the_secretariat_alone_registers(self, cast):
        meeting = stages.registering(cast)
        Meeting.objects.filter(pk=meeting.pk).update(
            registration_closes_on=clock.now().date() - dt.timedelta(days=3)
        )
        line = {"name": "Late", "part": "delegate", "attends": "room"}
        with pytest.raises(WrongState):
            registration.register(meeting, by=cast.hod_jp, **line)
        japan = Office.objects.get(code="JP")
        assert registration.register(meeting, by=cast.secretariat, office=japan, **line).name == "Late"

    def test_before_it_is_open_nobody_registers(self, cast):
        with pytest.raises(WrongState):
            registration.register(
                stages.announced(cast), by=cast.hod_jp, name="Early", part="delegate", attends="room"
            )
