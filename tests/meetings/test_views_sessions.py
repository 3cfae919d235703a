"""The page on which sessions are set: by the clocks of the place, shown in six cities, then confirmed."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from meetings.models import Meeting
from tests.meetings import stages
from tests.reading import text_of

pytestmark = pytest.mark.django_db


def lines(meeting, *rows, **more):
    """What the form sends: (day, start, minutes) a line."""
    sent = {"seen": Meeting.objects.get(pk=meeting.pk).version, "lines": len(rows)} | more
    for number, (day, start, minutes) in enumerate(rows, 1):
        sent |= {f"day_{number}": day, f"start_{number}": start, f"minutes_{number}": minutes}
    return sent


def address(meeting):
    return f"/meetings/{meeting.uuid}/sessions/"


def shown_in(page):
    return re.search(r'name="shown" value="([^"]*)"', page).group(1)


def test_the_form_holds_the_sessions_by_the_clocks_of_the_place(cast):
    meeting = stages.timed(cast)
    page = cast.client("secretariat").get(address(meeting)).content.decode()
    first = meeting.sessions.get(number=1).starts_at.astimezone(meeting.tzinfo)
    assert first.strftime("%H:%M") == "21:00"
    assert page.count('value="21:00"') == 2
    assert f'value="{first:%Y-%m-%d}"' in page
    assert "Asia/Seoul" in page


def test_they_are_shown_in_six_cities_and_set_once_they_are_confirmed(cast):
    meeting, client = stages.planned(cast), cast.client("secretariat")
    sent = lines(meeting, ("2027-01-12", "21:00", 150), ("2027-01-13", "23:00", 90), ("", "", 150))
    answer = client.post(address(meeting), sent)
    page = text_of(answer)
    assert (answer.status_code, meeting.sessions.count()) == (200, 0)
    # 13:00 in Munich, 07:00 in Alexandria; 23:00 in Seoul runs into the next day there.
    for part in (
        "13:00–15:30",
        "07:00–09:30",
        "Tue 12 Jan",
        "Wed 13 Jan",
        "ends the next day",
        "Set these sessions",
    ):
        assert part in page
    # Seoul: an hour outside 09-18 once, an hour and a half outside 07-22 three times.
    assert "burden 330" in page
    assert "inside 09–18" in page
    done = client.post(address(meeting), sent | {"shown": shown_in(answer.content.decode())})
    assert done.status_code == 302
    assert [(each.starts_at.isoformat(), each.minutes) for each in meeting.sessions.all()] == [
        ("2027-01-12T12:00:00+00:00", 150),
        ("2027-01-13T14:00:00+00:00", 90),
    ]


def test_what_is_confirmed_is_what_was_shown(cast):
    meeting, client = stages.planned(cast), cast.client("secretariat")
    shown = shown_in(
        client.post(address(meeting), lines(meeting, ("2027-01-12", "21:00", 150))).content.decode()
    )
    other = lines(meeting, ("2027-01-12", "20:00", 150), shown=shown)
    answer = client.post(address(meeting), other)
    assert (answer.status_code, meeting.sessions.count()) == (200, 0)
    assert (
        client.post(address(meeting), other | {"shown": shown_in(answer.content.decode())}).status_code == 302
    )
    assert meeting.sessions.get().starts_at.isoformat() == "2027-01-12T11:00:00+00:00"


def test_another_line_keeps_what_was_typed_and_one_is_taken_out_by_its_mark(cast):
    meeting, client = stages.timed(cast), cast.client("chair_kr")
    sent = lines(meeting, ("2027-01-12", "21:00", "150"), ("2027-01-13", "x", "150"))
    page = client.post(address(meeting), sent | {"more": "1"}).content.decode()
    assert [f'name="day_{number}"' in page for number in (3, 4)] == [True, False]
    assert 'value="2027-01-12"' in page
    assert "valid time" not in page
    sent = lines(meeting, ("2027-01-12", "21:00", 150), ("2027-01-13", "21:00", 150), out_1="on")
    answer = client.post(address(meeting), sent).content.decode()
    assert client.post(address(meeting), sent | {"shown": shown_in(answer)}).status_code == 302
    assert meeting.sessions.get().starts_at.isoformat() == "2027-01-13T12:00:00+00:00"


@pytest.mark.parametrize(
    ("zone", "row", "said"),
    [
        (
            "Europe/Berlin",
            ("2027-03-28", "02:30", 60),
            "02:30 does not exist on Sunday 28 March 2027 in Europe/Berlin: the clocks go forward then.",
        ),
        (
            "Europe/Berlin",
            ("2027-10-31", "02:30", 60),
            "02:30 comes twice on Sunday 31 October 2027 in Europe/Berlin: the clocks go back then.",
        ),
        ("Asia/Seoul", ("2020-01-12", "21:00", 60), "Choose a time to come."),
        ("Asia/Seoul", ("9999-12-31", "23:00", 60), "There is no meeting in that year."),
        ("Asia/Seoul", ("0001-01-01", "00:00", 60), "There is no meeting in that year."),
        ("Asia/Seoul", ("2027-01-12", "21:00", 10), "greater than or equal to 30"),
        ("Asia/Seoul", ("2027-01-12", "21:00", 700), "less than or equal to 600"),
        ("Asia/Seoul", ("2027-01-12", "", 60), "Give the start."),
        ("Asia/Seoul", ("", "21:00", 60), "Give the day."),
        ("Asia/Seoul", ("2027-01-12", "21:00", ""), "Give the length."),
        ("Asia/Seoul", ("", "", 150), "A meeting has one to 9 sessions."),
    ],
)
def test_a_time_that_cannot_be_is_refused_and_kept(cast, zone, row, said):
    meeting, client = stages.planned(cast, zone=zone), cast.client("secretariat")
    sent = lines(meeting, row)
    for more in ({}, {"shown": "20270112T1200+60"}):
        answer = client.post(address(meeting), sent | more)
        assert (answer.status_code, said in text_of(answer), meeting.sessions.count()) == (422, True, 0)
    assert f'value="{row[1]}"' in answer.content.decode() or not row[1]


def test_two_that_overlap_are_refused(cast):
    meeting = stages.planned(cast)
    sent = lines(meeting, ("2027-01-12", "21:00", 150), ("2027-01-12", "23:00", 60))
    answer = cast.client("secretariat").post(address(meeting), sent)
    assert (answer.status_code, "Two sessions overlap." in text_of(answer)) == (422, True)


def test_across_the_change_of_clocks_a_session_keeps_its_minutes(cast):
    meeting, client = stages.planned(cast, zone="Europe/Berlin"), cast.client("secretariat")
    sent = lines(meeting, ("2027-03-28", "01:30", 120))
    shown = shown_in(client.post(address(meeting), sent).content.decode())
    client.post(address(meeting), sent | {"shown": shown})
    session = meeting.sessions.get()
    assert (session.minutes, session.ends_at.astimezone(meeting.tzinfo).strftime("%H:%M")) == (120, "04:30")


def test_a_chair_moves_an_announced_meeting_and_its_calendar_file_follows(cast):
    meeting, chair = stages.announced(cast), cast.client("chair_ep")
    assert "Move the sessions" in text_of(chair.get(meeting.get_absolute_url()))
    sent = lines(meeting, ("2027-02-02", "21:00", 150))
    page = chair.post(address(meeting), sent)
    assert "Move the meeting to these times" in text_of(page)
    answer = chair.post(address(meeting), sent | {"shown": shown_in(page.content.decode())}, follow=True)
    assert "Everybody invited is told, and calendars are updated." in text_of(answer)
    file = cast.client("hod_jp").get(f"{meeting.get_absolute_url()}calendar.ics").content.decode()
    assert re.findall(r"SEQUENCE:(\d+)", file) == ["1", "1"]
    assert re.findall(r"DTSTART:(\d+T\d+Z)", file)[0] == "20270202T120000Z"
    assert re.findall(r"STATUS:(\w+)", file) == ["CONFIRMED", "CANCELLED"]
    assert "TZID:Asia/Seoul" in file
    assert "Move the sessions" not in text_of(cast.client("secretariat").get(meeting.get_absolute_url()))


def test_of_two_tabs_the_second_overwrites_nothing(cast):
    meeting, client = stages.announced(cast), cast.client("chair_kr")
    first, second = (lines(meeting, (f"2027-02-0{day}", "21:00", 150)) for day in (2, 3))
    shown = [shown_in(client.post(address(meeting), each).content.decode()) for each in (first, second)]
    assert client.post(address(meeting), first | {"shown": shown[0]}).status_code == 302
    late = client.post(address(meeting), second | {"shown": shown[1]})
    assert (late.status_code, "Somebody else changed it meanwhile." in text_of(late)) == (422, True)
    assert 'value="2027-02-03"' in late.content.decode()
    assert meeting.sessions.get().starts_at == dt.datetime(2027, 2, 2, 12, tzinfo=dt.UTC)


def test_outsiders_find_nothing_and_who_sees_the_meeting_is_refused(cast):
    planned, announced = stages.planned(cast, "Kept inside"), stages.announced(cast)
    keys = ("hod_jp", "observer", "expert", "industry", "site_admin")
    assert {key: cast.client(key).get(address(planned)).status_code for key in keys} == dict.fromkeys(
        keys, 404
    )
    sent = lines(announced, ("2027-02-02", "21:00", 150), shown="20270202T1200+150")
    answers = {
        key: cast.client(key).post(address(announced), sent).status_code for key in (*keys, "secretariat")
    }
    assert answers == dict.fromkeys(("hod_jp", "observer", "secretariat"), 403) | dict.fromkeys(keys[2:], 404)
    assert announced.sessions.count() == 2
