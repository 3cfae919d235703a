"""Conclusions by plain forms: begun, kept, announced, recorded; twice pressed, in two tabs, by who may not."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from meetings.models import Conclusion
from tests.meetings import stages_live as stages

pytestmark = pytest.mark.django_db


def post(cast, member, name, *ids, **data):
    return cast.client(member).post(reverse(f"meetings:{name}", args=ids), data)


def begun(cast, meeting, **data):
    item = stages.now_called(meeting)
    return post(cast, "chair_kr", "conclusion_begin", meeting.uuid, item=item.uuid, verb="noted", **data)


class TestTyping:
    def test_begun_once_however_often_it_is_pressed(self, cast):
        meeting, fresh = stages.in_session(cast), uuid.uuid4()
        for _each in range(2):
            answer = begun(cast, meeting, fresh=fresh)
            assert answer.url.endswith(f"/live/?c={fresh}")
        assert Conclusion.objects.count() == 1

    def test_the_button_for_a_decision_takes_a_verb_that_decides(self, cast):
        meeting = stages.in_session(cast)
        begun(cast, meeting, decides="1")
        assert Conclusion.objects.get().verb == "agreed"

    def test_typed_words_are_kept_and_a_second_tab_is_told(self, cast):
        meeting = stages.in_session(cast)
        found = stages.drafted(cast, meeting, "noted", "first")
        ids = (meeting.uuid, found.uuid)
        first = post(cast, "secretariat", "conclusion_autosave", *ids, verb="noted", text="second", version=1)
        late = post(cast, "chair_kr", "conclusion_autosave", *ids, verb="noted", text="third", version=1)
        assert (first.status_code, first.json()["version"], late.status_code) == (200, 2, 409)
        found.refresh_from_db()
        assert found.text == "second"

    def test_what_two_tabs_typed_is_both_shown(self, cast):
        meeting = stages.in_session(cast)
        found = stages.drafted(cast, meeting, "noted", "first")
        ids = (meeting.uuid, found.uuid)
        post(cast, "secretariat", "conclusion", *ids, verb="noted", text="second", version=1, keep="1")
        page = post(cast, "chair_kr", "conclusion", *ids, verb="noted", text="third", version=1, keep="1")
        words = page.content.decode()
        assert (page.status_code, "second" in words, "third" in words) == (422, True, True)


class TestAnnouncing:
    def test_one_button_puts_what_decides_and_records_all_else(self, cast):
        meeting = stages.in_session(cast)
        for verb, state in (("agreed", "put"), ("noted", "recorded")):
            found = stages.drafted(cast, meeting, "noted", "first")
            post(
                cast, "chair_kr", "conclusion", meeting.uuid, found.uuid,
                verb=verb, text="words", version=1, announce="1", seconds=60,
            )  # fmt: skip
            found.refresh_from_db()
            assert (found.verb, found.text, found.state) == (verb, "words", state)

    def test_pressed_twice_it_is_announced_once(self, cast):
        meeting = stages.in_session(cast)
        found = stages.drafted(cast, meeting, "agreed", "words")
        for _each in range(2):
            answer = post(
                cast, "chair_kr", "conclusion", meeting.uuid, found.uuid,
                verb="agreed", text="words", version=1, announce="1", seconds=60,
            )  # fmt: skip
            assert answer.status_code == 302
        found.refresh_from_db()
        assert (found.state, found.version) == ("put", 1)

    def test_recorded_it_is_said_with_its_symbol(self, cast):
        meeting = stages.in_session(cast)
        found = stages.put(cast, meeting)
        stages.time_runs(found)
        client = cast.client("chair_kr")
        page = client.post(
            reverse("meetings:conclusion_record", args=[meeting.uuid, found.uuid]), follow=True
        )
        assert f"Recorded as {meeting.symbol}/D-1." in page.content.decode()

    def test_before_the_time_has_run_it_is_refused_with_the_reason(self, cast):
        meeting = stages.in_session(cast)
        found = stages.drafted(cast, meeting, "agreed", "words")
        post(
            cast, "chair_kr", "conclusion", meeting.uuid, found.uuid,
            verb="agreed", text="words", version=1, announce="1", seconds=60,
        )  # fmt: skip
        answer = post(cast, "chair_kr", "conclusion_record", meeting.uuid, found.uuid)
        assert answer.status_code == 403
        assert "has not run yet" in answer.content.decode()

    def test_a_delegation_does_not_find_what_is_being_typed(self, cast):
        meeting = stages.in_session(cast)
        found = stages.drafted(cast, meeting)
        for name in ("conclusion", "conclusion_autosave", "conclusion_record"):
            assert post(cast, "hod_jp", name, meeting.uuid, found.uuid).status_code == 404


class TestObjecting:
    def test_a_delegation_objects_on_its_own_screen_and_is_back_there(self, cast):
        meeting = stages.in_session(cast)
        found = stages.drafted(cast, meeting)
        post(
            cast, "chair_kr", "conclusion", meeting.uuid, found.uuid,
            verb="agreed", text="words", version=1, announce="1", seconds=60,
        )  # fmt: skip
        said = {"answer": "object", "object_passage": "3.1", "object_text": "No.", "object_remedy": "Delete."}
        ids = (meeting.uuid, found.uuid)
        sure = post(cast, "hod_jp", "conclusion_press", *ids, **said)
        assert (sure.status_code, "I am authorised" in sure.content.decode()) == (200, True)
        done = post(cast, "hod_jp", "conclusion_press", *ids, **said, sure="on")
        assert done.url == reverse("meetings:live", args=[meeting.uuid])
        found.refresh_from_db()
        assert [each.answer for each in found.round.positions.all()] == ["object"]
        # What it said stays sealed until it is recorded: the others see that it answered.
        page = cast.client("hod_us").get(done.url).content.decode()
        assert ("Answered" in page, "Delete." in page) == (True, False)


class TestActions:
    def test_an_action_is_numbered_as_it_falls(self, cast):
        meeting = stages.in_session(cast)
        item = stages.now_called(meeting)
        address = reverse("meetings:action", args=[meeting.uuid, item.uuid])
        data = {"text": "Circulate it.", "office": "KR", "due": "2030-12-10", "after": "0"}
        page = cast.client("secretariat").post(address, data, follow=True).content.decode()
        assert f"Recorded as {meeting.symbol}/A-1." in page
        assert "Circulate it." in page
