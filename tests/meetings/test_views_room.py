"""The room's screen: what each hat sees of it, what it costs, and that nothing of a closed item reaches outside."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from meetings.actions import conclusions, floor, live
from tests.meetings import stages_live as stages
from tests.reading import words_of_page

pytestmark = pytest.mark.django_db


def screen(cast, member, meeting, **options):
    return cast.client(member).get(reverse("meetings:live", args=[meeting.uuid]), **options)


class TestWhoSees:
    def test_the_chair_has_the_controls_a_delegation_has_not(self, cast):
        meeting = stages.in_session(cast)
        chair = screen(cast, "chair_kr", meeting).content.decode()
        delegate = screen(cast, "delegate_jp", meeting).content.decode()
        assert "Next item" in chair
        assert "Ask for the floor" not in chair
        assert "Next item" not in delegate
        assert "Ask for the floor" in delegate

    def test_on_the_wall_nobody_has_controls(self, cast):
        meeting = stages.in_session(cast)
        page = cast.client("chair_kr").get(reverse("meetings:live", args=[meeting.uuid]) + "?view=room")
        assert "Next item" not in page.content.decode()

    def test_without_scripts_it_is_shown_anew_but_where_somebody_types(self, cast):
        meeting = stages.in_session(cast)
        address = reverse("meetings:live", args=[meeting.uuid])
        asked = [(each, address) for each in ("chair_kr", "hod_jp", "observer")]
        asked.append(("hod_jp", f"{address}?view=room"))

        def refreshed():
            pages = [cast.client(member).get(url).content for member, url in asked]
            return [b'http-equiv="refresh"' in page for page in pages]

        assert refreshed() == [False, True, True, True]
        # An office that may object has a form open.
        conclusions.put(stages.drafted(cast, meeting), by=cast.chair_kr, seconds=120)
        assert refreshed() == [False, False, True, True]

    @pytest.mark.parametrize("member", ["industry", "expert", "site_admin", "admin_ep"])
    def test_outsiders_find_nothing(self, cast, member):
        assert screen(cast, member, stages.in_session(cast)).status_code == 404

    def test_not_in_session_it_is_the_meetings_own_page(self, cast):
        meeting = stages.agenda_prov(cast)
        assert screen(cast, "hod_jp", meeting).url == meeting.get_absolute_url()


class TestClosedItems:
    def test_an_observer_reads_one_sentence_and_nothing_else_of_it(self, cast):
        meeting = stages.in_session(cast)
        item = stages.at_item(cast, meeting, 1)
        stages.noted(cast, meeting, f"what {stages.SECRET} said")
        stages.given(cast, meeting, f"To do {stages.SECRET}")
        stages.put(cast, meeting, f"that {stages.SECRET} passes")
        floor.ask_floor(meeting, by=cast.hod_jp)
        page = screen(cast, "observer", meeting).content.decode()
        assert "The meeting is not in open session now." in page
        for word in (stages.SECRET, item.title, "Hod Jp"):
            assert word not in page
        for word in ("R1", "Record", "Objections", "65"):
            assert word not in words_of_page(page)
        member = screen(cast, "delegate_us", meeting).content.decode()
        assert stages.SECRET in member
        assert "Hod Jp" in member

    def test_under_an_open_item_the_agenda_shows_the_observer_no_gap(self, cast):
        meeting = stages.in_session(cast)
        page = screen(cast, "observer", meeting).content.decode()
        assert "Any other matters" in page
        assert stages.SECRET not in page


class TestTheRoll:
    def test_below_the_quorum_of_the_rule_it_says_how_many_are_needed(self, cast):
        meeting = stages.in_session(cast, absent=("CN", "US"))
        page = " ".join(screen(cast, "hod_jp", meeting).content.decode().split())
        assert "3 of 5 present, 4 needed" in page

    def test_the_box_says_that_nothing_can_be_decided_then(self, cast):
        meeting = stages.in_session(cast, absent=("CN", "US"))
        stages.drafted(cast, meeting)
        page = screen(cast, "chair_kr", meeting).content.decode()
        assert "3 delegations are present; 4 are needed: a discussion only, nothing is decided." in page


class TestTheRollUnderAClosedItem:
    def test_the_observer_is_outside_and_stays_confirmed(self, cast):
        meeting = stages.in_session(cast)
        stages.at_item(cast, meeting, 1)
        page = screen(cast, "chair_kr", meeting).content.decode()
        assert ("Outside" in page, ">Confirm<" in page) == (True, False)


class TestDrafts:
    def test_what_is_being_typed_is_the_bodys_until_it_is_put(self, cast):
        meeting = stages.in_session(cast)
        stages.drafted(cast, meeting, "agreed", f"that {stages.TYPED}")
        assert stages.TYPED in screen(cast, "secretariat", meeting).content.decode()
        for member in ("hod_jp", "delegate_us", "observer", "head_ep"):
            assert stages.TYPED not in screen(cast, member, meeting).content.decode()


class TestTheCost:
    @pytest.mark.parametrize("member", ["chair_kr", "hod_jp", "observer"])
    def test_the_same_number_of_queries_for_one_row_and_for_three(self, cast, member):
        meeting = stages.in_session(cast)
        stages.noted(cast, meeting)
        stages.given(cast, meeting)
        floor.ask_floor(meeting, by=cast.hod_jp)
        client = cast.client(member)
        address = reverse("meetings:live", args=[meeting.uuid])
        client.get(address)
        counts = []
        for _each in range(2):
            with CaptureQueriesContext(
                connection,
            ) as found:
                assert client.get(address, headers={"X-Part": "live"}).status_code == 200
            counts.append(len(found))
            for hat in (cast.hod_us, cast.hod_kr):
                stages.noted(cast, meeting)
                stages.given(cast, meeting)
                floor.ask_floor(meeting, by=hat)
        assert counts[0] == counts[1]
        assert counts[0] <= 12

    def test_the_same_number_for_one_decision_and_for_three(self, cast):
        meeting = stages.in_session(cast, absent=("CN",))
        client, counts = cast.client("hod_jp"), []
        address = reverse("meetings:live", args=[meeting.uuid])
        client.get(address)
        for more in (1, 2):
            for _each in range(more):
                stages.agreed(cast, meeting)
            with CaptureQueriesContext(connection) as found:
                page = client.get(address, headers={"X-Part": "live"}).content.decode()
            counts.append(len(found))
        assert page.count("Ad referendum of the CNIPA, final on") == 3
        awaited = screen(cast, "hod_cn", meeting).content.decode()
        assert (page.count("Confirm for your office"), awaited.count("Confirm for your office")) == (0, 3)
        assert counts[0] == counts[1]

    def test_the_part_comes_without_the_page_around_it(self, cast):
        meeting = stages.in_session(cast)
        part = screen(cast, "hod_jp", meeting, headers={"X-Part": "live"}).content.decode()
        assert part.startswith("<div data-live=")
        assert "<html" not in part


def test_after_the_close_the_screen_leads_to_the_meeting(cast):
    meeting = stages.through(cast)
    live.close(meeting, by=cast.chair_kr)
    assert screen(cast, "hod_jp", meeting).status_code == 302
