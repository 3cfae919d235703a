"""Conclusions: typed and kept, put to the delegations, recorded by what their round comes to, settled later."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, transaction

from ip5.audit.models import Event
from ip5.ballots import actions as ballots
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState
from ip5.offices.models import Office
from ip5.register.models import Decision
from meetings.actions import attendance, conclusions, settling
from meetings.models import AgendaItem, Conclusion
from tests.meetings import stages_live as stages
from tests.roadmap import stages as versions

pytestmark = pytest.mark.django_db
WORDS = {"passage": "3.1", "text": "Words.", "remedy": "Delete it."}


def fresh(found):
    return Conclusion.objects.select_related("round", "decision", "item").get(pk=found.pk)


class TestTyping:
    def test_words_are_rows_that_another_process_reads(self, cast):
        meeting = stages.in_session(cast)
        found = stages.drafted(cast, meeting, "noted", "first")
        kept = conclusions.edit(
            found, by=cast.secretariat, verb="invited", text="the JPO\r\nto report ", version=1
        )
        # A query of its own, as after a restart: nothing is asked of a cache.
        row = Conclusion.objects.filter(pk=found.pk).values("verb", "text", "version", "state").get()
        assert row == {"verb": "invited", "text": "the JPO\nto report", "version": 2, "state": "draft"}
        assert kept.sentence == "The task force invited the JPO\nto report"

    def test_two_tabs_do_not_overwrite_each_other(self, cast):
        meeting = stages.in_session(cast)
        found = stages.drafted(cast, meeting, "noted", "first")
        conclusions.edit(found, by=cast.secretariat, verb="noted", text="second", version=1)
        with pytest.raises(Conflict):
            conclusions.edit(found, by=cast.chair_kr, verb="noted", text="third", version=1)
        assert fresh(found).text == "second"

    def test_begun_twice_by_one_press_it_is_one(self, cast):
        meeting = stages.in_session(cast)
        item = stages.now_called(meeting)
        first = conclusions.draft(item, by=cast.chair_kr)
        again = conclusions.draft(item, by=cast.chair_kr, uuid=first.uuid)
        assert (again.pk, Conclusion.objects.count()) == (first.pk, 1)

    def test_dropped_it_is_gone_and_only_the_body_types(self, cast):
        meeting = stages.in_session(cast)
        found = stages.drafted(cast, meeting)
        with pytest.raises(Refused):
            conclusions.edit(found, by=cast.hod_jp, verb="noted", text="x", version=1)
        for _each in range(2):
            conclusions.drop(found, by=cast.secretariat)
        assert fresh(found).state == "dropped"
        with pytest.raises(WrongState):
            conclusions.edit(found, by=cast.chair_kr, verb="noted", text="x", version=1)

    def test_an_unknown_verb_and_endless_words_are_refused(self, cast):
        meeting = stages.in_session(cast)
        for verb, text in (("debated", "x"), ("noted", "x" * 5_001)):
            with pytest.raises(Invalid):
                stages.drafted(cast, meeting, verb, text)


class TestRecordingAtOnce:
    def test_what_decides_nothing_is_numbered_under_its_item(self, cast):
        meeting = stages.in_session(cast)
        first, second = stages.noted(cast, meeting), stages.noted(cast, meeting, "a second one.")
        assert [(each.number, each.state, each.decision) for each in (first, second)] == [
            (1, "recorded", None),
            (2, "recorded", None),
        ]
        again = conclusions.record(first, by=cast.chair_kr)
        assert (again.number, Event.objects.filter(verb="conclusion.recorded").count()) == (1, 2)

    def test_what_decides_is_put_first_and_the_secretariat_records_nothing(self, cast):
        meeting = stages.in_session(cast)
        with pytest.raises(Refused, match="put it to the delegations"):
            conclusions.record(stages.drafted(cast, meeting), by=cast.chair_kr)
        with pytest.raises(Refused):
            conclusions.record(stages.drafted(cast, meeting, "noted"), by=cast.secretariat)

    def test_without_words_nothing_is_put_or_recorded(self, cast):
        meeting = stages.in_session(cast)
        with pytest.raises(Invalid):
            conclusions.record(stages.drafted(cast, meeting, "noted", ""), by=cast.chair_kr)
        with pytest.raises(Invalid):
            conclusions.put(stages.drafted(cast, meeting, "agreed", ""), by=cast.chair_kr)

    def test_recorded_it_does_not_change_for_anybody(self, cast):
        found = stages.noted(cast, stages.in_session(cast))
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            Conclusion.objects.filter(pk=found.pk).update(text="otherwise")

    def test_under_a_closed_item_it_is_the_members(self, cast):
        meeting = stages.in_session(cast)
        stages.at_item(cast, meeting, 1)
        found = stages.noted(cast, meeting)
        event = Event.objects.for_subject(meeting).get(verb="conclusion.recorded")
        assert (found.visibility, event.visibility) == ("members", "members")


class TestPutting:
    def test_the_roll_holds_who_is_absent_and_the_round_lasts_its_seconds(self, cast):
        meeting = stages.in_session(cast, absent=("CN",))
        found = conclusions.put(stages.drafted(cast, meeting), by=cast.chair_kr, seconds=90)
        seats = {each.office.code: each.is_present for each in found.round.seats.select_related("office")}
        assert seats == {"EP": True, "JP": True, "KR": True, "CN": False, "US": True}
        assert found.round.ends_at - found.round.opened_at == dt.timedelta(seconds=90)
        assert (found.state, found.round.title) == ("put", found.sentence)

    def test_declared_and_not_confirmed_is_absent(self, cast):
        meeting = stages.in_session(cast, absent=("US",))
        attendance.declare(meeting, by=cast.hod_us, attends="room")
        assert conclusions.absent_from(meeting) == ["US"]

    def test_pressed_twice_there_is_one_round(self, cast):
        meeting = stages.in_session(cast)
        found = stages.put(cast, meeting)
        again = conclusions.put(found, by=cast.chair_kr)
        assert again.round == found.round

    def test_one_is_before_the_delegations_at_a_time(self, cast):
        meeting = stages.in_session(cast)
        stages.put(cast, meeting)
        with pytest.raises(Conflict):
            stages.put(cast, meeting, "another.")

    def test_only_what_decides_is_put_and_only_by_a_chair(self, cast):
        meeting = stages.in_session(cast)
        with pytest.raises(Refused):
            conclusions.put(stages.drafted(cast, meeting, "noted"), by=cast.chair_kr)
        for member in ("secretariat", "hod_jp"):
            with pytest.raises(Refused):
                conclusions.put(stages.drafted(cast, meeting), by=cast.hat(member))

    def test_on_a_proposal_led_by_the_seconding_office_the_other_chair_does_it(self, cast):
        meeting = stages.in_session(cast)
        item = stages.now_called(meeting)
        AgendaItem.objects.filter(pk=item.pk).update(
            subject_kind="proposals.proposal", lead_office=Office.objects.get(code="KR")
        )
        found = stages.drafted(cast, meeting)
        with pytest.raises(Refused, match="seconds you"):
            conclusions.put(found, by=cast.chair_kr, seconds=1)
        assert conclusions.put(found, by=cast.chair_ep, seconds=1).state == "put"

    def test_before_its_time_has_run_it_is_not_recorded(self, cast):
        meeting = stages.in_session(cast)
        found = conclusions.put(stages.drafted(cast, meeting), by=cast.chair_kr, seconds=60)
        with pytest.raises(Refused, match="not run"):
            conclusions.record(found, by=cast.chair_kr)


class TestWhatItComesTo:
    def test_agreed_it_is_a_decision_of_the_meeting(self, cast):
        meeting = stages.in_session(cast)
        found = stages.agreed(cast, meeting)
        assert (found.state, found.number, found.decision.symbol, found.decision.text) == (
            "recorded",
            1,
            f"{meeting.symbol}/D-1",
            "The task force agreed that the lead passes to the USPTO.",
        )
        assert (found.round.outcome, found.decision.meeting_number) == ("agreed", meeting.number)

    def test_under_a_closed_item_it_counts_in_the_restricted_series(self, cast):
        meeting = stages.in_session(cast)
        stages.at_item(cast, meeting, 1)
        found = stages.agreed(cast, meeting)
        assert (found.decision.symbol, found.round.visibility) == (f"{meeting.symbol}/DR-1", "members")

    def test_an_objection_means_no_consensus(self, cast):
        meeting = stages.in_session(cast)
        found = stages.put(cast, meeting)
        ballots.cast(found.round, by=cast.hod_jp, answer="object", **WORDS)
        stages.time_runs(found)
        found = conclusions.record(found, by=cast.chair_kr)
        assert (found.verb, found.state, found.decision) == ("did_not_reach_consensus", "recorded", None)
        assert not Decision.objects.filter(meeting_number=meeting.number).exists()

    def test_a_reservation_said_after_it_is_recorded_with_it(self, cast):
        meeting = stages.in_session(cast)
        found = stages.put(cast, meeting)
        stages.time_runs(found)
        said = ballots.record_words(
            found.round,
            by=cast.secretariat,
            office="JP",
            answer="reserve",
            passage="3.1",
            text="As to costs.",
        )
        with pytest.raises(Refused, match="JPO"):
            conclusions.record(found, by=cast.chair_kr)
        ballots.confirm_words(said, by=cast.hod_jp)
        found = conclusions.record(found, by=cast.chair_kr)
        assert (found.round.outcome, found.decision.symbol) == (
            "agreed_with_reservations",
            f"{meeting.symbol}/D-1",
        )

    def test_too_few_present_it_is_a_draft_again_and_may_be_put_anew(self, cast):
        meeting = stages.in_session(cast, absent=("CN", "US"))
        found = stages.agreed(cast, meeting)
        assert (found.state, found.round.outcome, found.number) == ("draft", "inquorate", None)
        first = found.round
        for hat in (cast.hod_cn, cast.hod_us):
            attendance.declare(meeting, by=hat, attends="room")
        attendance.confirm_presence(meeting, by=cast.secretariat)
        again = conclusions.put(found, by=cast.chair_kr, seconds=1)
        assert (again.round.symbol, again.round.number) == (first.symbol, 2)
        stages.time_runs(again)
        assert conclusions.record(again, by=cast.chair_kr).decision.symbol == f"{meeting.symbol}/D-1"


class TestAdReferendum:
    def test_it_is_provisional_until_the_absent_office_confirms(self, cast):
        meeting = stages.in_session(cast, absent=("CN",))
        found = stages.agreed(cast, meeting)
        assert (found.state, found.round.outcome, found.decision) == ("recorded", "provisional", None)
        assert settling.settle_due() == 0
        ballots.confirm(found.round, by=cast.hod_cn, kind="confirm")
        assert settling.settle_due() == 1
        assert fresh(found).decision.symbol == f"{meeting.symbol}/D-1"
        assert settling.settle_due() == 0
        assert Decision.objects.filter(meeting_number=meeting.number).count() == 1

    def test_declined_there_is_no_decision(self, cast):
        meeting = stages.in_session(cast, absent=("CN",))
        found = stages.agreed(cast, meeting)
        ballots.confirm(found.round, by=cast.hod_cn, kind="decline", text="Not agreed.")
        assert settling.settle_due() == 0
        assert fresh(found).decision is None


def test_a_major_version_is_not_approved_by_a_conclusion(cast):
    version = versions.frozen(cast)
    meeting = stages.in_session(cast)
    subject = {"subject_kind": "roadmap.version", "subject_uuid": version.uuid}
    AgendaItem.objects.filter(pk=stages.now_called(meeting).pk).update(**subject)
    found = conclusions.put(stages.drafted(cast, meeting, "approved"), by=cast.chair_kr, seconds=1)
    stages.time_runs(found)
    assert conclusions.record(found, by=cast.chair_kr).decision is not None
    assert versions.fresh(version).state == "frozen"
