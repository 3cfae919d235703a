"""The roll call: declared with a stamp, confirmed one or all, left; and the floor; and actions as they fall."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices.models import Office
from ip5.register.models import ActionItem
from meetings.actions import action_items, attendance, conclusions, floor, live
from meetings.models import Presence, Speaker
from tests.meetings import stages_live as stages

pytestmark = pytest.mark.django_db


def opened(cast):
    return live.open_session(stages.agenda_prov(cast), by=cast.chair_kr)


class TestTheRoll:
    def test_any_hat_of_a_delegation_declares_it_once(self, cast):
        meeting = opened(cast)
        before = clock.now()
        first = attendance.declare(meeting, by=cast.delegate_jp, attends="room")
        again = attendance.declare(meeting, by=cast.hod_jp, attends="remote")
        assert (again.pk, first.attends, first.declared_by, first.confirmed_at) == (
            first.pk,
            "room",
            cast.delegate_jp,
            None,
        )
        assert before <= first.declared_at <= clock.now()
        assert attendance.declare(meeting, by=cast.observer, attends="remote").office.code == "WO"

    @pytest.mark.parametrize("member", ["chair_kr", "secretariat", "industry", "expert"])
    def test_others_declare_nobody(self, cast, member):
        with pytest.raises(Refused):
            attendance.declare(opened(cast), by=cast.hat(member), attends="room")

    def test_confirmed_one_then_all(self, cast):
        meeting = opened(cast)
        for hat in (cast.hod_ep, cast.hod_jp, cast.hod_us):
            attendance.declare(meeting, by=hat, attends="remote")
        assert attendance.confirm_presence(meeting, by=cast.chair_kr, office="JP") == 1
        assert attendance.confirm_presence(meeting, by=cast.secretariat) == 2
        assert attendance.confirm_presence(meeting, by=cast.secretariat) == 0
        assert conclusions.absent_from(meeting) == ["KR", "CN"]

    def test_who_left_is_absent_and_may_come_again(self, cast):
        meeting = stages.in_session(cast)
        with pytest.raises(Refused):
            attendance.mark_left(meeting, by=cast.hod_us, office="JP")
        attendance.mark_left(meeting, by=cast.secretariat, office="JP")
        assert attendance.mark_left(meeting, by=cast.secretariat, office="JP") is None
        assert conclusions.absent_from(meeting) == ["JP"]
        attendance.declare(meeting, by=cast.hod_jp, attends="room")
        assert Presence.objects.filter(office__code="JP").count() == 2

    def test_the_roll_is_called_anew_in_each_session(self, cast):
        meeting = stages.in_session(cast)
        live.suspend(meeting, by=cast.chair_kr)
        live.resume(meeting, by=cast.chair_kr, session=meeting.sessions.get(number=2))
        assert conclusions.absent_from(meeting) == ["EP", "JP", "KR", "CN", "US"]

    def test_not_in_session_and_another_way_are_refused(self, cast):
        with pytest.raises(WrongState):
            attendance.declare(stages.agenda_prov(cast), by=cast.hod_jp, attends="room")
        with pytest.raises(Invalid):
            attendance.declare(opened(cast), by=cast.hod_jp, attends="declined")


class TestTheFloor:
    def test_asked_given_ended_each_once(self, cast):
        meeting = stages.in_session(cast)
        first = floor.ask_floor(meeting, by=cast.hod_us)
        second = floor.ask_floor(meeting, by=cast.delegate_jp)
        assert floor.ask_floor(meeting, by=cast.hod_us).pk == first.pk
        floor.give_floor(first, by=cast.chair_kr)
        floor.give_floor(second, by=cast.chair_kr)
        assert [each.pk for each in Speaker.objects.speaking()] == [second.pk]
        for _each in range(2):
            floor.end_speech(second, by=cast.chair_kr)
        assert not Speaker.objects.speaking().exists()

    def test_a_delegation_takes_back_its_own_alone(self, cast):
        meeting = stages.in_session(cast)
        asked = floor.ask_floor(meeting, by=cast.hod_us)
        with pytest.raises(Refused):
            floor.end_speech(asked, by=cast.hod_jp)
        floor.end_speech(asked, by=cast.delegate_us)
        assert not Speaker.objects.waiting().exists()

    def test_the_observer_asks_under_an_open_item_only(self, cast):
        meeting = stages.in_session(cast)
        floor.ask_floor(meeting, by=cast.observer)
        stages.at_item(cast, meeting, 1)
        assert not Speaker.objects.waiting().exists()
        with pytest.raises(WrongState, match="No item is called"):
            floor.ask_floor(meeting, by=cast.observer)

    def test_the_chair_gives_nobody_else(self, cast):
        meeting = stages.in_session(cast)
        asked = floor.ask_floor(meeting, by=cast.hod_us)
        for member in ("secretariat", "hod_us"):
            with pytest.raises(Refused):
                floor.give_floor(asked, by=cast.hat(member))


class TestActions:
    def test_numbered_as_they_fall_in_the_series_of_their_class(self, cast):
        meeting = stages.in_session(cast)
        first = stages.given(cast, meeting)
        stages.at_item(cast, meeting, 1)
        second = stages.given(cast, meeting)
        assert [(each.symbol, each.visibility) for each in (first, second)] == [
            (f"{meeting.symbol}/A-1", "members_observers"),
            (f"{meeting.symbol}/AR-1", "members"),
        ]
        assert not ActionItem.objects.visible_to(cast.observer).filter(pk=second.pk).exists()

    def test_the_same_words_sent_twice_are_one(self, cast):
        meeting = stages.in_session(cast)
        item = stages.now_called(meeting)
        due, office = clock.now().date() + dt.timedelta(days=9), Office.objects.get(code="KR")
        made = [
            action_items.open_action(item, by=cast.secretariat, text="Do.", due=due, office=office, after=0)
            for _each in range(2)
        ]
        assert made[0].pk == made[1].pk
        with pytest.raises(Refused):
            action_items.open_action(item, by=cast.hod_jp, text="Do.", due=due, office=office)
        with pytest.raises(Invalid):
            action_items.open_action(item, by=cast.secretariat, text=" ", due=due, office=office)
