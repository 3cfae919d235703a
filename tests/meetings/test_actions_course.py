"""The course of a meeting: planned, asked about, announced, postponed, cancelled."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices.models import Office
from ip5.outbox.models import Notice
from meetings.actions import course, registration, sessions
from meetings.models import Meeting
from tests.meetings import stages

pytestmark = pytest.mark.django_db


class TestAnnouncing:
    def test_it_gets_the_next_number_and_all_are_told(self, cast):
        meeting = stages.timed(cast)
        announced = course.announce(meeting, by=cast.chair_kr)
        assert (announced.symbol, announced.state, announced.visibility) == (
            "NETAI/3",
            "announced",
            "members_observers",
        )
        told = Notice.objects.filter(kind="meeting_announced").values_list("mandate__capacity", flat=True)
        assert {"hod", "delegate", "observer", "head"} <= set(told)
        assert not {"industry", "expert", "office_admin"} & set(told)

    def test_the_secretariat_may_not_and_without_sessions_nobody_may(self, cast):
        with pytest.raises(Refused):
            course.announce(stages.timed(cast), by=cast.secretariat)
        with pytest.raises(WrongState):
            course.announce(stages.planned(cast), by=cast.chair_kr)

    def test_a_postponed_meeting_keeps_its_number_and_counts_its_invitations(self, cast):
        meeting = stages.announced(cast)
        postponed = course.postpone(meeting, by=cast.chair_ep, reason="A typhoon.")
        assert (postponed.number, postponed.sequence, postponed.reason) == (3, 1, "A typhoon.")
        again = course.announce(postponed, by=cast.chair_ep)
        assert (again.number, again.sequence, again.reason) == (3, 2, "")
        assert stages.announced(cast).number == 4

    def test_a_postponed_meeting_is_not_announced_with_sessions_that_lie_behind(self, cast):
        meeting = course.postpone(stages.announced(cast), by=cast.chair_ep, reason="A typhoon.")
        late = clock.now() - dt.timedelta(days=2)
        meeting.sessions.filter(number=1).update(starts_at=late, ends_at=late + dt.timedelta(hours=2))
        with pytest.raises(WrongState) as refusal:
            course.announce(meeting, by=cast.chair_ep)
        assert str(refusal.value) == "The first session lies behind: set sessions to come."
        start = stages.noon(90)
        sessions.set_sessions(meeting, by=cast.secretariat, spans=[(start, start + dt.timedelta(hours=2))])
        assert course.announce(meeting, by=cast.chair_ep).state == "announced"


class TestCancelling:
    def test_a_planned_meeting_is_cancelled_in_silence_an_announced_one_is_told(self, cast):
        course.cancel(stages.planned(cast), by=cast.chair_kr, reason="Not needed.")
        assert not Notice.objects.filter(kind="meeting_cancelled").exists()
        course.cancel(stages.announced(cast), by=cast.chair_kr, reason="Not needed.")
        assert Notice.objects.filter(kind="meeting_cancelled").exists()

    def test_a_reason_is_needed(self, cast):
        with pytest.raises(Invalid) as refusal:
            course.cancel(stages.announced(cast), by=cast.chair_kr, reason=" ")
        assert set(refusal.value.errors) == {"reason"}


class TestWhoIsTold:
    def test_whoever_is_registered_is_told_though_of_no_class_that_reads_meetings(self, cast):
        meeting = stages.registering(cast)
        registration.register(
            meeting, by=cast.hod_jp, name="", part="expert", attends="remote", mandate=cast.expert
        )
        meeting.refresh_from_db()
        course.move(meeting, by=cast.secretariat, values={"place": "Munich"}, seen=meeting.version)
        course.postpone(meeting, by=cast.chair_kr, reason="A typhoon.")
        course.cancel(meeting, by=cast.chair_kr, reason="Not needed.")
        told = Notice.objects.filter(mandate=cast.expert).order_by("pk").values_list("kind", flat=True)
        assert list(told) == ["meeting_moved", "meeting_postponed", "meeting_cancelled"]
        # A delegate who is registered is told once.
        registration.reply(stages.registering(cast), by=cast.hod_jp, attends="remote")
        assert Notice.objects.filter(mandate=cast.hod_jp, kind="meeting_cancelled").count() == 1

    def test_an_expert_of_another_meeting_and_one_who_declined_are_not(self, cast):
        meeting, other = stages.registering(cast), stages.registering(cast, "Another")
        for each, attends in ((meeting, "declined"), (other, "remote")):
            registration.register(
                each, by=cast.hod_jp, name="", part="expert", attends=attends, mandate=cast.expert
            )
        course.cancel(meeting, by=cast.chair_kr, reason="Not needed.")
        assert Notice.objects.filter(mandate=cast.expert).count() == 0


class TestSessions:
    def test_they_are_kept_in_utc_and_in_order(self, cast):
        meeting = stages.planned(cast)
        start = stages.noon(60)
        spans = [
            (start + dt.timedelta(days=1), start + dt.timedelta(days=1, hours=2)),
            (start, start + dt.timedelta(hours=2)),
        ]
        sessions.set_sessions(meeting, by=cast.secretariat, spans=spans)
        assert [(each.number, each.starts_at, each.minutes) for each in meeting.sessions.all()] == [
            (1, start, 120),
            (2, start + dt.timedelta(days=1), 120),
        ]

    @pytest.mark.parametrize("away", [(60, 60), (-2, -1)])
    def test_what_ends_at_once_or_lies_behind_is_refused(self, cast, away):
        now = clock.now()
        start, end = (now + dt.timedelta(days=each) for each in away)
        with pytest.raises(Invalid):
            sessions.set_sessions(stages.planned(cast), by=cast.secretariat, spans=[(start, end)])

    def test_two_that_overlap_are_refused(self, cast):
        start = stages.noon(60)
        spans = [
            (start, start + dt.timedelta(hours=2)),
            (start + dt.timedelta(hours=1), start + dt.timedelta(hours=3)),
        ]
        with pytest.raises(Invalid):
            sessions.set_sessions(stages.planned(cast), by=cast.secretariat, spans=spans)


class TestThePoll:
    def test_asked_the_members_see_the_meeting_and_answer_for_their_office(self, cast):
        meeting = stages.planned(cast)
        assert not Meeting.objects.visible_to(cast.hod_jp).filter(pk=meeting.pk).exists()
        option, other = course.ask_slots(
            meeting, by=cast.secretariat, slots=[(stages.noon(60), 3, 150), (stages.noon(67), 3, 150)]
        )
        assert Meeting.objects.visible_to(cast.hod_jp).filter(pk=meeting.pk).exists()
        course.answer_slots(meeting, by=cast.delegate_jp, answers={option.pk: "good", other.pk: "possible"})
        course.answer_slots(meeting, by=cast.hod_jp, answers={other.pk: "impossible"})
        given = {(each.option_id, each.fit) for each in option.answers.all()} | {
            (each.option_id, each.fit) for each in other.answers.all()
        }
        assert given == {(option.pk, "good"), (other.pk, "impossible")}
        sessions.choose_slot(meeting, by=cast.secretariat, option=option)
        assert [each.minutes for each in meeting.sessions.all()] == [150, 150, 150]

    def test_an_unknown_slot_and_an_empty_answer_are_refused(self, cast):
        meeting = stages.planned(cast)
        course.ask_slots(meeting, by=cast.secretariat, slots=[(stages.noon(60), 1, 60)])
        for answers in ({}, {10**9: "good"}):
            with pytest.raises(Invalid):
                course.answer_slots(meeting, by=cast.hod_jp, answers=answers)

    def test_slots_that_lie_behind_count_no_more_and_are_not_answered(self, cast):
        meeting, start = stages.planned(cast), stages.noon(60)
        week = dt.timedelta(weeks=1)
        old = course.ask_slots(
            meeting, by=cast.secretariat, slots=[(start + each * week, 1, 60) for each in range(12)]
        )
        for each in old:
            meeting.options.filter(pk=each.pk).update(starts_at=each.starts_at - 60 * week)
        made = course.ask_slots(
            meeting, by=cast.secretariat, slots=[(start + each * week, 1, 60) for each in range(12)]
        )
        assert (len(made), meeting.options.ahead().count(), meeting.options.count()) == (12, 12, 24)
        with pytest.raises(Invalid):
            course.ask_slots(meeting, by=cast.secretariat, slots=[(start + 13 * week, 1, 60)])
        with pytest.raises(Invalid):
            course.ask_slots(meeting, by=cast.secretariat, slots=[(clock.now() - week, 1, 60)])
        with pytest.raises(Invalid):
            course.answer_slots(meeting, by=cast.hod_jp, answers={old[0].pk: "good"})

    def test_other_days_of_a_slot_stand_until_somebody_answered_it(self, cast):
        meeting, start = stages.planned(cast), stages.noon(60)
        (option,) = course.ask_slots(meeting, by=cast.secretariat, slots=[(start, 1, 60)])
        assert course.ask_slots(meeting, by=cast.secretariat, slots=[(start, 1, 60)]) == []
        assert course.ask_slots(meeting, by=cast.secretariat, slots=[(start, 3, 150)]) == [option]
        option.refresh_from_db()
        assert (option.days, option.minutes) == (3, 150)
        course.answer_slots(meeting, by=cast.hod_jp, answers={option.pk: "good"})
        with pytest.raises(Invalid) as refusal:
            course.ask_slots(meeting, by=cast.secretariat, slots=[(start, 2, 150)])
        said = f"The offices have answered about {start:%Y-%m-%d %H:%M} UTC with other days or minutes."
        assert refusal.value.errors == {"slots": [said]}
        option.refresh_from_db()
        assert (option.days, option.minutes) == (3, 150)

    def test_the_body_and_industry_do_not_answer(self, cast):
        meeting = stages.planned(cast)
        (option,) = course.ask_slots(meeting, by=cast.secretariat, slots=[(stages.noon(60), 1, 60)])
        for member in ("chair_kr", "secretariat", "industry"):
            with pytest.raises(Refused):
                course.answer_slots(meeting, by=cast.hat(member), answers={option.pk: "good"})


class TestChanging:
    def test_an_announced_meeting_changes_place_and_the_calendars_follow(self, cast):
        meeting = stages.announced(cast)
        course.move(meeting, by=cast.secretariat, values={"place": "Munich"}, seen=meeting.version)
        meeting.refresh_from_db()
        assert (meeting.place, meeting.sequence) == ("Munich", 1)
        assert Event.objects.for_subject(meeting).filter(verb="meeting.moved").count() == 1

    def test_host_and_other_are_two(self, cast):
        office = Office.objects.get(code="KR")
        with pytest.raises(Invalid):
            course.plan_meeting(by=cast.secretariat, values={"title": "T", "host": office, "co_host": office})
