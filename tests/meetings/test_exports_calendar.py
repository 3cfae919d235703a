"""Calendar files, read back by another library than the one that writes them."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import vobject

from meetings.actions import course, registration, sessions
from meetings.exports import calendar
from meetings.models import Meeting
from tests.meetings import stages

pytestmark = pytest.mark.django_db


def events(content: bytes):
    """Return the file's events by their UID's number, as vobject reads them."""
    read = vobject.readOne(content.decode())
    return read, {each.uid.value.rpartition("-")[2].partition("@")[0]: each for each in read.vevent_list}


def fresh(cast, meeting, member="hod_jp"):
    """Return the meeting as the member reads it."""
    rows = Meeting.objects.visible_to(cast.hat(member)).with_link_for(cast.hat(member))
    return rows.prefetch_related("sessions").get(pk=meeting.pk)


class TestAnInvitation:
    def test_another_library_reads_the_same_instants(self, cast):
        meeting = fresh(cast, stages.announced(cast))
        read, found = events(calendar.write([meeting], method="REQUEST", reader="jp@ip5.example"))
        assert read.method.value == "REQUEST"
        for session in meeting.sessions.all():
            event = found[str(session.number)]
            assert (event.dtstart.value, event.dtend.value) == (session.starts_at, session.ends_at)
            assert event.dtstart.value.utcoffset() == dt.timedelta()
            assert (event.sequence.value, event.status.value) == ("0", "CONFIRMED")
            assert event.attendee.value == "mailto:jp@ip5.example"
            assert event.attendee.params["PARTSTAT"] == ["NEEDS-ACTION"]
        assert read.vtimezone.tzid.value == "Asia/Seoul"

    def test_the_same_facts_are_the_same_bytes_and_uids_stay(self, cast):
        meeting = stages.announced(cast)
        first = calendar.write([fresh(cast, meeting)])
        assert calendar.write([fresh(cast, meeting)]) == first
        course.move(meeting, by=cast.secretariat, values={"place": "Munich"}, seen=meeting.version)
        _read, found = events(calendar.write([fresh(cast, meeting)]))
        assert {each.uid.value for each in found.values()} == {
            each.uid.value for each in events(first)[1].values()
        }
        assert {each.sequence.value for each in found.values()} == {"1"}

    def test_the_link_is_for_the_registered_alone(self, cast):
        meeting = stages.announced(cast)
        assert b"video.example" not in calendar.write([fresh(cast, meeting)])
        registration.reply(meeting, by=cast.hod_jp, attends="remote")
        assert b"video.example" in calendar.write([fresh(cast, meeting)]).replace(b"\r\n ", b"")
        registration.reply(meeting, by=cast.hod_jp, attends="declined")
        assert b"video.example" not in calendar.write([fresh(cast, meeting)])


class TestACancellation:
    def test_a_postponed_meeting_leaves_the_calendars_and_comes_back_under_its_uid(self, cast):
        meeting = course.postpone(stages.announced(cast), by=cast.chair_kr, reason="A typhoon.")
        assert calendar.method_of(meeting) == "CANCEL"
        read, found = events(calendar.write([fresh(cast, meeting)], method=calendar.method_of(meeting)))
        assert read.method.value == "CANCEL"
        assert {(each.status.value, each.sequence.value) for each in found.values()} == {("CANCELLED", "1")}
        course.announce(meeting, by=cast.chair_kr)
        _read, found = events(calendar.write([fresh(cast, meeting)]))
        assert {(each.status.value, each.sequence.value) for each in found.values()} == {("CONFIRMED", "2")}

    def test_a_session_that_fell_away_is_called_off(self, cast):
        meeting = course.postpone(stages.announced(cast, days=3), by=cast.chair_kr, reason="Shorter.")
        start = stages.noon(90)
        sessions.set_sessions(meeting, by=cast.secretariat, spans=[(start, start + dt.timedelta(hours=2))])
        course.announce(meeting, by=cast.chair_kr)
        _read, found = events(calendar.write([fresh(cast, meeting)]))
        assert {number: each.status.value for number, each in found.items()} == {
            "1": "CONFIRMED",
            "2": "CANCELLED",
            "3": "CANCELLED",
        }


class TestTheFileOfAllMeetings:
    def test_another_library_reads_every_session_and_each_zone_once(self, cast):
        planned = stages.timed(cast, "Planned")
        meetings = [
            stages.announced(cast, f"In {zone}", zone=zone)
            for zone in ("Asia/Seoul", "Europe/Berlin", "Asia/Seoul")
        ]
        answer = cast.client("hod_jp").get("/meetings/calendar.ics")
        read = vobject.readOne(answer.content.decode())
        assert (answer["Content-Type"], read.method.value) == ("text/calendar; charset=utf-8", "PUBLISH")
        assert [each.tzid.value for each in read.vtimezone_list] == ["Asia/Seoul", "Europe/Berlin"]
        assert {
            each.uid.value: (each.dtstart.value, each.dtend.value, each.summary.value)
            for each in read.vevent_list
        } == {
            f"{meeting.uuid}-{session.number}@netai.ip5.example": (
                session.starts_at,
                session.ends_at,
                f"{meeting.symbol}, session {session.number} of 2",
            )
            for meeting in meetings
            for session in meeting.sessions.all()
        }
        assert str(planned.uuid) not in answer.content.decode()

    def test_each_zone_says_the_local_time_of_its_place(self, cast):
        for zone in ("America/New_York", "Europe/Berlin"):
            stages.announced(cast, zone, zone=zone)
        read = vobject.readOne(cast.client("hod_jp").get("/meetings/calendar.ics").content.decode())
        zones = {each.tzid.value: each.tzinfo for each in read.vtimezone_list}
        assert set(zones) == {"America/New_York", "Europe/Berlin"}
        for event in read.vevent_list:
            for name, zone in zones.items():
                inside, expected = (event.dtstart.value.astimezone(each) for each in (zone, ZoneInfo(name)))
                assert inside.replace(tzinfo=None) == expected.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("zone", "start"),
    [
        # The night in which Munich's clocks go on; the week in which only Alexandria has changed; New Year's Eve.
        ("Europe/Berlin", "2027-03-28T00:30"),
        ("America/New_York", "2027-03-16T11:00"),
        ("Europe/Berlin", "2027-10-31T00:30"),
        ("Asia/Tokyo", "2027-12-31T14:30"),
    ],
)
def test_the_zone_of_the_file_says_the_same_local_time_as_the_zone_itself(cast, zone, start):
    begins = dt.datetime.fromisoformat(start).replace(tzinfo=dt.UTC)
    meeting = stages.planned(cast, zone=zone)
    sessions.set_sessions(meeting, by=cast.secretariat, spans=[(begins, begins + dt.timedelta(hours=2))])
    course.announce(meeting, by=cast.chair_kr)
    read, found = events(calendar.write([fresh(cast, meeting)]))
    inside = found["1"].dtstart.value.astimezone(read.vtimezone.tzinfo)
    expected = begins.astimezone(meeting.tzinfo)
    assert inside.replace(tzinfo=None) == expected.replace(tzinfo=None)
