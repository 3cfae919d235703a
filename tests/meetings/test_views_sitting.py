"""What is pressed on the screen by plain forms: next, call, suspend, the roll, the floor, an item left; twice too."""

from __future__ import annotations

import pytest
from django.urls import reverse

from meetings.actions import floor, registration
from meetings.models import AgendaItem, Live, Presence, Speaker
from tests.meetings import stages_live as stages

pytestmark = pytest.mark.django_db


def post(cast, member, name, *ids, **data):
    return cast.client(member).post(reverse(f"meetings:{name}", args=ids), data)


class TestTheAgenda:
    def test_next_pressed_twice_moves_one_item(self, cast):
        meeting = stages.in_session(cast)
        first = stages.now_called(meeting)
        for _each in range(2):
            answer = post(cast, "chair_kr", "live_next", meeting.uuid, after=first.uuid)
            assert answer.url == reverse("meetings:live", args=[meeting.uuid])
        assert Live.objects.get(meeting=meeting).item.visibility == "members"

    def test_what_is_no_item_is_said_and_nothing_is_called(self, cast):
        meeting = stages.in_session(cast)
        page = cast.client("chair_kr").post(
            reverse("meetings:live_call", args=[meeting.uuid]), {"item": "none"}, follow=True
        )
        assert "Choose what is meant" in page.content.decode()
        assert stages.now_called(meeting).position == AgendaItem.objects.filter(meeting=meeting)[0].position

    def test_an_item_is_moved_on_with_its_reason_on_everybodys_agenda(self, cast):
        meeting = stages.in_session(cast)
        item = AgendaItem.objects.get(meeting=meeting, title="Any other matters")
        post(
            cast,
            "chair_kr",
            "live_leave",
            meeting.uuid,
            item=item.uuid,
            to_next="1",
            reason="No time was left.",
        )
        page = cast.client("observer").get(reverse("meetings:live", args=[meeting.uuid])).content.decode()
        assert "Moved to the next meeting: No time was left." in " ".join(page.split())

    def test_suspended_and_resumed_in_the_next_session(self, cast):
        meeting = stages.in_session(cast)
        post(cast, "chair_kr", "live_suspend", meeting.uuid)
        assert post(cast, "chair_kr", "live_suspend", meeting.uuid).status_code == 409
        post(cast, "chair_kr", "live_resume", meeting.uuid, session="2")
        row = Live.objects.get(meeting=meeting)
        assert (row.is_suspended, row.session.number) == (False, 2)

    def test_of_a_meeting_that_is_over_nothing_is_pressed(self, cast):
        meeting = stages.closed(cast)
        for name in ("live_next", "live_suspend", "live_ask", "live_confirm"):
            assert post(cast, "chair_kr", name, meeting.uuid).status_code == 409


class TestTheRoll:
    def test_declared_confirmed_and_left(self, cast):
        meeting = stages.in_session(cast, absent=("JP",))
        post(cast, "delegate_jp", "live_declare", meeting.uuid, attends="room")
        post(cast, "delegate_jp", "live_declare", meeting.uuid, attends="room")
        waits = Presence.objects.get(office__code="JP")
        page = cast.client("secretariat").get(reverse("meetings:live", args=[meeting.uuid])).content.decode()
        assert (waits.confirmed_at, "4 of 5 present" in page, "Declared" in page) == (None, True, True)
        post(cast, "secretariat", "live_confirm", meeting.uuid, office="JP")
        page = cast.client("hod_us").get(reverse("meetings:live", args=[meeting.uuid])).content.decode()
        assert "5 of 5 present" in page
        post(cast, "secretariat", "live_left", meeting.uuid, office="JP")
        assert not Presence.objects.here().filter(office__code="JP").exists()

    def test_names_of_other_delegations_stay_their_own(self, cast):
        meeting = stages.registered(cast, lambda it: registration.register(
            it, by=cast.hod_jp, name="Zqx Sakamoto", part="head", attends="room"
        ))  # fmt: skip
        address = reverse("meetings:live", args=[meeting.uuid])
        for member, reads in (("hod_jp", True), ("chair_kr", True), ("hod_us", False), ("observer", False)):
            assert ("Zqx Sakamoto" in cast.client(member).get(address).content.decode()) == reads


class TestTheFloor:
    def test_asked_given_ended_by_forms(self, cast):
        meeting = stages.in_session(cast)
        for _each in range(2):
            post(cast, "hod_us", "live_ask", meeting.uuid)
        asked = Speaker.objects.get()
        post(cast, "chair_kr", "floor_give", meeting.uuid, asked.uuid)
        post(cast, "chair_kr", "floor_end", meeting.uuid, asked.uuid)
        asked.refresh_from_db()
        assert asked.given_at < asked.ended_at

    def test_an_observer_does_not_find_who_asked_under_a_closed_item(self, cast):
        meeting = stages.in_session(cast)
        stages.at_item(cast, meeting, 1)
        asked = floor.ask_floor(meeting, by=cast.hod_us)
        assert post(cast, "observer", "floor_end", meeting.uuid, asked.uuid).status_code == 404
