"""The pulse: one query, 304 while nothing changed, no session, and nothing told to whoever may not know."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from meetings.actions import attendance, live
from meetings.models import Live
from meetings.views import pulses
from tests.meetings import stages_live as stages

pytestmark = pytest.mark.django_db


def watched(meeting, hat):
    return pulses.watch(Live.objects.select_related("meeting").get(meeting=meeting), hat)


def asked(seen):
    return Client().get(seen["url"], headers={"If-None-Match": seen["tag"]})


class TestThePulse:
    def test_304_while_nothing_changed_then_the_new_tag(self, cast):
        meeting = stages.in_session(cast)
        seen = watched(meeting, cast.hod_jp)
        first = asked(seen)
        assert (first.status_code, first.content, first["ETag"]) == (304, b"", seen["tag"])
        attendance.mark_left(meeting, by=cast.secretariat, office="JP")
        second = asked(seen)
        now = watched(meeting, cast.hod_jp)["tag"]
        assert (second.status_code, second.content.decode(), second["ETag"]) == (200, now, now)
        assert now != seen["tag"]

    def test_one_query_and_no_cookie(self, cast):
        meeting = stages.in_session(cast)
        seen = watched(meeting, cast.hod_jp)
        with CaptureQueriesContext(connection) as found:
            answer = asked(seen)
        assert [each["sql"].split()[1:7] for each in found] == [
            ["l.pulse,", "l.open_pulse,", "l.desk_pulse", "FROM", "meetings_live", "l"]
        ]
        assert not answer.cookies

    def test_a_changed_or_old_token_finds_nothing(self, cast, monkeypatch):
        meeting = stages.in_session(cast)
        seen = watched(meeting, cast.observer)
        for url in (seen["url"].replace("o:", "d:"), seen["url"][:-3] + "x/", "/meetings/pulse/none/"):
            assert Client().get(url).status_code == 404
        monkeypatch.setattr(pulses, "SECONDS", -1)
        assert asked(seen).status_code == 404

    def test_an_observers_pulse_stands_still_under_a_closed_item(self, cast):
        meeting = stages.in_session(cast)
        stages.at_item(cast, meeting, 1)
        outside, inside = watched(meeting, cast.observer), watched(meeting, cast.hod_jp)
        stages.noted(cast, meeting)
        stages.put(cast, meeting)
        assert (asked(outside).status_code, asked(inside).status_code) == (304, 200)

    def test_words_being_typed_wake_the_bodys_screens_alone(self, cast):
        meeting = stages.in_session(cast)
        body, member = watched(meeting, cast.secretariat), watched(meeting, cast.hod_jp)
        stages.drafted(cast, meeting)
        assert (asked(body).status_code, asked(member).status_code) == (200, 304)

    def test_closing_wakes_every_screen(self, cast):
        meeting = stages.through(cast)
        seen = [watched(meeting, hat) for hat in (cast.hod_jp, cast.observer, cast.secretariat)]
        live.close(meeting, by=cast.chair_kr)
        assert [asked(each).status_code for each in seen] == [200, 200, 200]
