"""The sitting: opened, items called, suspended, left, closed; and that nothing is done twice."""

from __future__ import annotations

import pytest

from ip5.audit.models import Event
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState
from meetings.actions import conclusions, live
from meetings.models import AgendaItem, Live
from tests.meetings import stages_live as stages

pytestmark = pytest.mark.django_db


def titles(meeting):
    return [
        (each.title.split(" zqx")[0], each.done_at is not None, bool(each.began_at))
        for each in AgendaItem.objects.filter(meeting=meeting).order_by("position")
    ]


class TestOpening:
    def test_the_first_session_begins_and_the_first_item_is_called(self, cast):
        meeting = live.open_session(stages.agenda_prov(cast), by=cast.chair_ep)
        row = Live.objects.get(meeting=meeting)
        assert (meeting.state, row.session.number, row.item.title, row.is_suspended) == (
            "in_session",
            1,
            "Opening and adoption of the agenda",
            False,
        )
        verbs = Event.objects.for_subject(meeting).order_by("seq").values_list("verb", flat=True)
        assert list(verbs)[-2:] == ["meeting.opened", "meeting.item_called"]

    def test_what_stands_under_a_closed_item_is_closed_with_it(self, cast):
        meeting = stages.agenda_prov(cast)
        heading = AgendaItem.objects.get(meeting=meeting, visibility="members")
        part = AgendaItem.objects.create(meeting=meeting, title="Part", under=heading, position=9)
        live.open_session(meeting, by=cast.chair_kr)
        part.refresh_from_db()
        assert part.visibility == "members"

    def test_opened_twice_is_refused_and_so_is_a_second_meeting(self, cast):
        meeting = stages.in_session(cast)
        with pytest.raises(WrongState):
            live.open_session(meeting, by=cast.chair_kr)
        with pytest.raises(WrongState, match="Another meeting"):
            live.open_session(stages.agenda_prov(cast), by=cast.chair_kr)

    @pytest.mark.parametrize("member", ["secretariat", "hod_jp", "observer"])
    def test_only_a_chair_opens_it(self, cast, member):
        with pytest.raises(Refused):
            live.open_session(stages.agenda_prov(cast), by=cast.hat(member))


class TestClosing:
    def test_open_items_are_named(self, cast):
        meeting = stages.in_session(cast)
        with pytest.raises(WrongState, match=r"Items 1, R1 and 2 are open\."):
            live.close(meeting, by=cast.chair_kr)

    def test_closed_nothing_runs_any_more(self, cast):
        meeting = stages.closed(cast)
        row = Live.objects.get(meeting=meeting)
        assert (meeting.state, row.item, [done for _t, done, _r in titles(meeting)]) == (
            "closed",
            None,
            [True] * 3,
        )
        assert not AgendaItem.objects.filter(meeting=meeting, began_at__isnull=False).exists()

    def test_what_is_typed_is_recorded_or_dropped_first(self, cast):
        meeting = stages.in_session(cast)
        typed = stages.drafted(cast, meeting, "noted", "words")
        empty = stages.drafted(cast, meeting, "noted", "")
        for _each in range(3):
            live.call_next(meeting, by=cast.chair_kr, after=stages.now_called(meeting))
        with pytest.raises(WrongState, match="typed"):
            live.close(meeting, by=cast.chair_kr)
        conclusions.drop(typed, by=cast.secretariat)
        live.close(meeting, by=cast.chair_kr)
        empty.refresh_from_db()
        assert empty.state == "dropped"


class TestCalling:
    def test_next_ends_one_item_and_calls_the_following(self, cast):
        meeting = stages.in_session(cast)
        live.call_next(meeting, by=cast.chair_kr, after=stages.now_called(meeting))
        assert titles(meeting) == [
            ("Opening and adoption of the agenda", True, False),
            ("Lead of a project", False, True),
            ("Any other matters", False, False),
        ]

    def test_pressed_twice_or_on_an_old_screen_it_is_done_once(self, cast):
        meeting = stages.in_session(cast)
        first = stages.now_called(meeting)
        for _each in range(2):
            live.call_next(meeting, by=cast.chair_kr, after=first)
        assert stages.now_called(meeting).title.startswith("Lead of a project")
        assert Event.objects.for_subject(meeting).filter(verb="meeting.item_called").count() == 2

    def test_any_item_may_be_called_and_the_interrupted_one_stays_open(self, cast):
        meeting = stages.in_session(cast)
        stages.at_item(cast, meeting, 2)
        assert [(done, runs) for _t, done, runs in titles(meeting)] == [
            (False, False),
            (False, False),
            (False, True),
        ]
        # After the last one what was passed over is next, and a done one called again is open again.
        live.call_next(meeting, by=cast.chair_kr, after=stages.now_called(meeting))
        assert stages.now_called(meeting).position == 1
        stages.at_item(cast, meeting, 2)
        assert [done for _t, done, _r in titles(meeting)] == [False, False, False]

    def test_an_item_of_another_agenda_and_a_heading_are_not_called(self, cast):
        meeting = stages.in_session(cast)
        foreign = AgendaItem.objects.create(title="Elsewhere")
        heading = AgendaItem.objects.filter(meeting=meeting)[2]
        AgendaItem.objects.create(meeting=meeting, title="Part", under=heading, position=9)
        for item in (foreign, heading):
            with pytest.raises(Invalid):
                live.call(meeting, by=cast.chair_kr, item=item)

    def test_an_item_stays_while_its_conclusion_is_put(self, cast):
        meeting = stages.in_session(cast)
        stages.put(cast, meeting)
        with pytest.raises(Conflict):
            live.call_next(meeting, by=cast.chair_kr, after=stages.now_called(meeting))
        with pytest.raises(Conflict):
            stages.at_item(cast, meeting, 2)


class TestLeaving:
    def test_moved_on_a_like_item_waits_in_the_backlog_with_the_reason_here(self, cast):
        meeting = stages.in_session(cast)
        item = AgendaItem.objects.get(meeting=meeting, title="Any other matters")
        live.leave(item, by=cast.chair_kr, reason="No time.", to_next=True)
        item.refresh_from_db()
        waits = AgendaItem.objects.backlog().get()
        assert (item.left_reason, item.is_moved_on, item.done_at is not None) == ("No time.", True, True)
        assert (waits.title, waits.meeting, waits.moved_from, waits.minutes) == (
            "Any other matters",
            None,
            meeting,
            15,
        )
        with pytest.raises(WrongState):
            live.leave(item, by=cast.chair_kr, reason="Again.", to_next=True)
        assert AgendaItem.objects.backlog().count() == 1

    def test_a_reason_is_needed(self, cast):
        meeting = stages.in_session(cast)
        with pytest.raises(Invalid):
            live.leave(stages.now_called(meeting), by=cast.chair_kr, reason=" ", to_next=False)


class TestSuspending:
    def test_the_clock_stands_still_and_another_session_may_begin(self, cast):
        meeting = stages.in_session(cast)
        item = stages.now_called(meeting)
        live.suspend(meeting, by=cast.chair_kr)
        item.refresh_from_db()
        assert (item.began_at, item.done_at) == (None, None)
        with pytest.raises(WrongState):
            live.suspend(meeting, by=cast.chair_kr)
        second = meeting.sessions.get(number=2)
        row = live.resume(meeting, by=cast.chair_kr, session=second)
        item.refresh_from_db()
        assert (row.session, row.is_suspended, item.is_running) == (second, False, True)


class TestThePulse:
    def test_observers_are_told_nothing_of_what_happens_under_a_closed_item(self, cast):
        meeting = stages.in_session(cast)
        stages.at_item(cast, meeting, 1)
        before = Live.objects.get(meeting=meeting)
        stages.noted(cast, meeting)
        stages.given(cast, meeting)
        after = Live.objects.get(meeting=meeting)
        assert (after.open_pulse, after.pulse) == (before.open_pulse, before.pulse + 2)
        stages.at_item(cast, meeting, 2)
        assert Live.objects.get(meeting=meeting).open_pulse == before.open_pulse + 1
