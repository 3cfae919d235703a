"""Sessions set directly: before the announcement by the body, after it a co-chair moves the meeting."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.audit.models import Event
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from meetings.actions import course, registration, sessions
from tests.databases import undone
from tests.meetings import stages, stages_agenda, stages_live, stages_summary

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)


def spans_of(meeting):
    return [(each.starts_at, each.ends_at) for each in meeting.sessions.all()]


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("mandate__capacity", flat=True))


def last_event(meeting):
    found = Event.objects.for_subject(meeting).order_by("-seq").first()
    return found.verb, found.by_id


class TestBeforeTheAnnouncement:
    def test_the_secretariat_sets_them_and_nobody_is_told(self, cast):
        meeting, start = stages.planned(cast), stages.noon(60)
        spans = [(start, start + 3 * HOUR), (start + 26 * HOUR, start + 27 * HOUR)]
        row = sessions.set_sessions(meeting, by=cast.secretariat, spans=reversed(spans), seen=1)
        assert (spans_of(row), row.sequence, row.version) == (spans, 0, 2)
        assert last_event(meeting) == ("meeting.times_set", cast.secretariat.pk)
        assert not Notice.objects.filter(kind="meeting_moved").exists()

    def test_a_postponed_meeting_is_told_when_it_is_announced_anew(self, cast):
        meeting = course.postpone(stages.announced(cast), by=cast.chair_kr, reason="A strike.")
        start = stages.noon(90)
        row = sessions.set_sessions(meeting, by=cast.secretariat, spans=[(start, start + HOUR)])
        assert (row.sequence, told("meeting_moved")) == (1, set())
        assert course.announce(row, by=cast.chair_kr).sequence == 2
        assert "hod" in told("meeting_moved")


class TestAfterIt:
    @pytest.mark.parametrize(
        "stage", [stages.announced, stages.registering, stages_agenda.agenda_prov], ids=["a", "r", "p"]
    )
    def test_a_co_chair_moves_the_meeting_and_everybody_invited_is_told(self, cast, stage):
        meeting = stage(cast)
        if stage is not stages.announced:
            registration.register(
                meeting, by=cast.hod_jp, name="", part="expert", attends="remote", mandate=cast.expert
            )
        meeting.refresh_from_db()
        later = [(start + HOUR, end + 2 * HOUR) for start, end in spans_of(meeting)]
        row = sessions.set_sessions(meeting, by=cast.chair_ep, spans=later, seen=meeting.version)
        assert (spans_of(row), row.sequence, row.state) == (later, 1, meeting.state)
        assert last_event(meeting) == ("meeting.times_moved", cast.chair_ep.pk)
        expected = {"delegate", "hod", "alternate", "deputy", "head", "chair", "secretariat", "observer"}
        assert told("meeting_moved") == expected | ({"expert"} if stage is not stages.announced else set())

    def test_the_same_times_again_are_no_move(self, cast):
        meeting = stages.announced(cast)
        row = sessions.set_sessions(meeting, by=cast.chair_ep, spans=spans_of(meeting), seen=meeting.version)
        assert (row.sequence, row.version) == (0, meeting.version)
        assert told("meeting_moved") == set()

    def test_calendars_know_of_every_session_there_ever_was(self, cast):
        meeting = stages.announced(cast)
        first, second = spans_of(meeting)
        more = [first, second, (second[0] + 24 * HOUR, second[1] + 24 * HOUR)]
        assert sessions.set_sessions(meeting, by=cast.chair_kr, spans=more).invited_sessions == 3
        row = sessions.set_sessions(meeting, by=cast.chair_kr, spans=[second])
        assert (row.sessions.count(), row.invited_sessions, row.sequence) == (1, 3, 2)

    def test_items_stay_with_the_session_that_keeps_its_start(self, cast):
        meeting = stages.announced(cast)
        second = meeting.sessions.get(number=2)
        item = meeting.items.filter(session=second).first()
        sessions.set_sessions(meeting, by=cast.chair_kr, spans=[(second.starts_at, second.ends_at + HOUR)])
        item.refresh_from_db()
        assert (
            item.session.pk,
            item.session.number,
            meeting.items.exclude(session=second).first().session,
        ) == (
            second.pk,
            1,
            None,
        )

    def test_the_secretariat_and_everybody_else_is_refused(self, cast):
        meeting = stages.announced(cast)
        start = stages.noon(90)
        for key in (
            "secretariat",
            "hod_jp",
            "delegate_jp",
            "head_ep",
            "observer",
            "expert",
            "industry",
            "site_admin",
        ):
            with pytest.raises(Refused), undone():
                sessions.set_sessions(meeting, by=cast.hat(key), spans=[(start, start + HOUR)])
        planned = stages.planned(cast, "Another")
        for key in ("hod_jp", "observer", "site_admin"):
            with pytest.raises(Refused), undone():
                sessions.set_sessions(planned, by=cast.hat(key), spans=[(start, start + HOUR)])

    @pytest.mark.parametrize(
        "stage", [stages_live.in_session, stages_summary.closed], ids=["session", "closed"]
    )
    def test_what_has_begun_is_not_moved(self, cast, stage):
        meeting, start = stage(cast), stages.noon(90)
        with pytest.raises(WrongState):
            sessions.set_sessions(meeting, by=cast.chair_kr, spans=[(start, start + HOUR)])

    def test_a_slot_is_chosen_before_the_announcement_alone(self, cast):
        meeting = stages.planned(cast)
        (option,) = course.ask_slots(meeting, by=cast.secretariat, slots=[(stages.noon(70), 2, 120)])
        sessions.choose_slot(meeting, by=cast.secretariat, option=option)
        announced = course.announce(meeting, by=cast.chair_kr)
        with pytest.raises(WrongState):
            sessions.choose_slot(announced, by=cast.chair_kr, option=option)


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        ("away", "lengths", "words"),
        [
            ([], [], "one to 9 sessions"),
            (range(10), [60] * 10, "one to 9 sessions"),
            ([-200], [60], "a time to come"),
            ([0, 0], [60, 90], "overlap"),
            ([0], [0], "ends after it begins"),
            ([0], [29], "30 to 600 minutes"),
            ([0], [601], "30 to 600 minutes"),
        ],
    )
    def test_times_that_cannot_be(self, cast, away, lengths, words):
        meeting, start = stages.timed(cast), stages.noon(60)
        before = spans_of(meeting)
        spans = [
            (start + dt.timedelta(days=day), start + dt.timedelta(days=day, minutes=minutes))
            for day, minutes in zip(away, lengths, strict=True)
        ]
        with pytest.raises(Invalid) as refusal:
            sessions.set_sessions(meeting, by=cast.secretariat, spans=spans)
        assert words in refusal.value.errors["sessions"][0]
        assert spans_of(meeting) == before

    def test_one_that_begins_as_another_ends_is_no_overlap(self, cast):
        start = stages.noon(60)
        spans = [(start, start + HOUR), (start + HOUR, start + 2 * HOUR)]
        assert spans_of(sessions.set_sessions(stages.planned(cast), by=cast.chair_kr, spans=spans)) == spans

    def test_a_form_older_than_the_row_overwrites_nothing(self, cast):
        meeting = stages.announced(cast)
        first, second = spans_of(meeting)
        sessions.set_sessions(meeting, by=cast.chair_kr, spans=[first], seen=meeting.version)
        with pytest.raises(Conflict):
            sessions.set_sessions(meeting, by=cast.chair_ep, spans=[second], seen=meeting.version)
        assert spans_of(meeting) == [first]
