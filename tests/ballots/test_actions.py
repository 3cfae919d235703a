"""Deeds on a round, by what they leave behind: state, chain of positions, events and notices.

Tests that need a passed deadline move the round's instants through the owner's connection, on a database
of their own; no clock can be set.
"""

import datetime as dt
from collections import Counter

import pytest

from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import START, Position, Round
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.kernel.text import sha256_hex
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.outbox.models import Notice
from tests.ballots.conftest import answer, asked
from tests.ballots.traces import ROLL, SPEAKERS, after, close_an_office_on, end_of, events, last_event, told


class TestOpening:
    @pytest.mark.parametrize(
        ("days", "reason", "sentence"),
        [
            (9, "", "A round lasts at least 10 common working days; a shorter one needs a reason."),
            (9, "   ", "A round lasts at least 10 common working days; a shorter one needs a reason."),
            (4, "urgent", "A short round lasts at least 5 common working days."),
            (0, "urgent", "A short round lasts at least 5 common working days."),
            (61, "", "A round lasts at most 60 common working days."),
        ],
    )
    def test_lengths_that_do_not_do(self, db, opened, days, reason, sentence):
        with pytest.raises(Invalid) as caught:
            opened(days=days, short_reason=reason)
        assert caught.value.errors == {"days": [sentence]}
        assert (Round.objects.count(), Event.objects.count(), Notice.objects.count()) == (0, 0, 0)

    @pytest.mark.parametrize(("days", "reason"), [(10, ""), (60, ""), (5, "urgent"), (9, "urgent")])
    def test_lengths_that_do(self, db, opened, days, reason):
        round = opened(days=days, short_reason=reason)
        assert (round.days, round.short_reason, round.ends_at) == (
            days,
            reason,
            end_of(round.opened_at, days),
        )

    def test_what_is_fixed(self, db, cast, opened):
        before = clock.now()
        round = Round.objects.get(pk=opened().pk)
        assert before <= round.opened_at <= clock.now()
        assert list(round.seats.values_list("office__code", flat=True)) == ROLL
        assert (round.seat_count, round.position_count, round.chain_head, round.state) == (
            5,
            0,
            START,
            "open",
        )
        assert (round.title, round.text) == (asked().title, asked().text)
        assert round.text_sha256 == sha256_hex(asked().text)
        assert (round.opened_by_id, str(round.rule_set)) == (cast.chair_kr.pk, "tf_explicit v2")
        assert (round.not_urgent_until, round.not_urgent_end, round.outcome, round.level) == (
            None,
            None,
            "",
            "",
        )

    def test_who_hears_of_it(self, db, cast, opened):
        round = opened()
        assert told("position_requested") == Counter(SPEAKERS)
        notices = Notice.objects.values_list("subject_kind", "subject_uuid", "immediate", "data")
        assert list(notices) == [("ballots.round", round.uuid, True, {})] * 6
        assert events(round) == [("ballot.opened", "members_observers", "TF")]
        assert last_event(round).data == {
            "rule": "tf_explicit v2", "text_sha256": round.text_sha256, "ends_at": round.ends_at.isoformat(),
            "ad_referendum_days": 10,
        }  # fmt: skip
        assert last_event(round).by_id == cast.chair_kr.pk

    def test_symbols_are_gap_free_and_say_restricted(self, db, cast, opened):
        year = clock.now().astimezone(dt.UTC).year
        first = opened()
        with pytest.raises(Invalid):
            opened(days=1)
        names = [first.full_symbol, opened().full_symbol, opened(visibility="members").full_symbol]
        assert names == [f"NETAI/B/{year}/001 R1", f"NETAI/B/{year}/002 R1", f"NETAI/BR/{year}/001 R1"]

    def test_a_next_round_keeps_the_ballot_s_symbol(self, db, cast, opened):
        first = opened()
        actions.cancel(first, by=cast.chair_kr, reason="new text")
        second = opened(series=first)
        assert (second.symbol, second.number) == (first.symbol, 2)

    def test_a_short_one_says_until_when_not_urgent_may_be_pressed(self, db, opened):
        round = opened(days=5, short_reason="the Heads meet on Monday")
        assert round.not_urgent_until == end_of(round.opened_at, 2)
        assert round.not_urgent_end == end_of(round.opened_at, 10)
        assert last_event(round).reason == "the Heads meet on Monday"


class TestNotUrgent:
    def short(self, opened):
        return opened(days=5, short_reason="urgent")

    def test_it_moves_the_end_once_to_day_ten_of_the_same_opening(self, db, cast, opened):
        round = self.short(opened)
        moved = actions.press_not_urgent(round, by=cast.hod_cn)
        round.refresh_from_db()
        assert round.ends_at == moved.ends_at == end_of(round.opened_at, 10)
        assert round.not_urgent_by_id == cast.hod_cn.pk
        assert events(round)[1:] == [("ballot.not_urgent_pressed", "members_observers", "CN")]
        assert told("round_extended") == Counter(SPEAKERS)
        with pytest.raises(Refused, match="has been pressed"):
            actions.press_not_urgent(round, by=cast.hod_jp)
        assert Round.objects.get().ends_at == moved.ends_at

    def test_the_days_in_the_way_are_those_of_the_new_end(self, db, cast, opened):
        closed_day = close_an_office_on(8)
        round = actions.press_not_urgent(self.short(opened), by=cast.hod_cn)
        end = deadlines.deadline(round.opened_at, 10, calendar_from(round.opened_at))
        assert Round.objects.get().calendar_note == actions.calendar_note(end)
        assert [closed_day.isoformat(), ["KR"], ["A day for the test"]] in round.calendar_note["skipped"]

    @pytest.mark.parametrize(
        "key", ["delegate_jp", "alternate_ep", "chair_ep", "chair_kr", "observer", "secretariat"]
    )
    def test_only_a_head_of_delegation_presses(self, db, cast, opened, key):
        with pytest.raises(Refused):
            actions.press_not_urgent(self.short(opened), by=cast.hat(key))
        assert Round.objects.get().not_urgent_by_id is None

    def test_not_of_a_round_of_full_length(self, db, cast, opened):
        with pytest.raises(Refused, match="full length"):
            actions.press_not_urgent(opened(), by=cast.hod_jp)

    def test_not_of_a_long_round_that_was_given_a_reason_all_the_same(self, db, cast, opened):
        round = opened(days=12, short_reason="over the holidays")
        with pytest.raises(Refused):
            actions.press_not_urgent(round, by=cast.hod_jp)
        assert Round.objects.get().ends_at == round.ends_at == end_of(round.opened_at, 12)

    def test_a_long_round_with_a_reason_closes_early_like_any_other(self, db, cast, opened, everybody):
        round = opened(days=12, short_reason="over the holidays")
        everybody(round)
        assert actions.close(round, by=cast.chair_kr).state == "closed"

    def test_never_to_an_end_before_the_one_in_force(self, db, cast, opened):
        round = actions.extend(self.short(opened), by=cast.chair_kr, days=20, reason="more time")
        with pytest.raises(Refused):
            actions.press_not_urgent(round, by=cast.hod_jp)
        assert Round.objects.get().ends_at == round.ends_at

    def test_not_after_the_second_day(self, cast, opened, later):
        round = self.short(opened)
        round = later(round, (round.not_urgent_until - clock.now()).total_seconds() + 1)
        with pytest.raises(Refused, match="until the end of the second day"):
            actions.press_not_urgent(round, by=cast.hod_jp)
        assert Round.objects.get().ends_at == round.ends_at

    @pytest.mark.parametrize("pressed", [True, False])
    def test_no_early_close_before_that_instant(self, cast, opened, later, everybody, pressed):
        round = self.short(opened)
        if pressed:
            round = actions.press_not_urgent(round, by=cast.hod_us)
        everybody(round)
        until = (round.not_urgent_until - clock.now()).total_seconds()
        with pytest.raises(Refused, match="may still press"):
            actions.close(round, by=cast.chair_kr)
        round = later(round, until - 30)
        with pytest.raises(Refused, match="may still press"):
            actions.close(round, by=cast.chair_kr)
        round = later(round, 31)
        closed = actions.close(round, by=cast.chair_kr)
        assert (closed.state, closed.outcome) == ("closed", "tf_endorsed")


class TestExtending:
    def test_the_end_moves_by_common_working_days_after_the_one_in_force(self, db, cast, opened):
        round = opened()
        moved = actions.extend(round, by=cast.chair_kr, days=3, reason=" holidays ")
        assert moved.ends_at == Round.objects.get().ends_at == after(round.ends_at, 3)
        assert moved.ends_at == end_of(round.opened_at, 13)
        assert events(round)[1:] == [("ballot.extended", "members_observers", "TF")]
        assert last_event(round).data == {"ends_at": moved.ends_at.isoformat()}
        assert told("round_extended") == Counter(SPEAKERS)

    def test_what_the_former_end_rested_on_stays_noted(self, db, cast, opened):
        days = [close_an_office_on(day).isoformat() for day in (3, 12)]
        round = actions.extend(opened(), by=cast.chair_kr, days=5, reason="x")
        end = deadlines.deadline(round.opened_at, 15, calendar_from(round.opened_at))
        assert (round.ends_at, Round.objects.get().calendar_note) == (end.at, actions.calendar_note(end))
        noted = [
            day for day, _offices, names in round.calendar_note["skipped"] if names == ["A day for the test"]
        ]
        assert noted == days

    @pytest.mark.parametrize(
        ("days", "reason", "field"),
        [(0, "x", "days"), (-3, "x", "days"), (61, "x", "days"), (3, " ", "reason")],
    )
    def test_what_does_not_do(self, db, cast, opened, days, reason, field):
        round = opened()
        with pytest.raises(Invalid) as caught:
            actions.extend(round, by=cast.chair_kr, days=days, reason=reason)
        assert (list(caught.value.errors), Round.objects.get().ends_at) == ([field], round.ends_at)

    def test_not_an_ended_one(self, db, cast, opened):
        round = opened()
        actions.cancel(round, by=cast.chair_kr, reason="x")
        with pytest.raises(WrongState):
            actions.extend(round, by=cast.chair_kr, days=3, reason="x")

    def test_the_chair_s_extension_does_not_use_up_the_automatic_one(self, cast, opened, ended):
        round = opened()
        actions.extend(round, by=cast.chair_kr, days=3, reason="x")
        round = actions.close(ended(Round.objects.get()), by=None)
        assert (round.state, round.extended_automatically_at is None) == ("open", False)


class TestCancelling:
    def test_it_ends_the_round_and_its_positions_stay_sealed_for_ever(self, db, cast, opened, everybody):
        round = opened()
        everybody(round)
        notices = Notice.objects.count()
        cancelled = actions.cancel(round, by=cast.chair_kr, reason=" a new revision ")
        assert (cancelled.state, cancelled.cancel_reason, cancelled.outcome) == (
            "cancelled",
            "a new revision",
            "",
        )
        assert last_event(round).reason.strip() == "a new revision"
        assert events(round)[-1] == ("ballot.cancelled", "members_observers", "TF")
        assert told("round_cancelled") == Counter(SPEAKERS)
        assert Notice.objects.count() == notices + len(SPEAKERS)
        assert Position.objects.count() == 5
        for key, codes in (
            ("hod_jp", ["JP"]),
            ("delegate_us", ["US"]),
            ("chair_kr", []),
            ("secretariat", []),
        ):
            seen = Position.objects.visible_to(cast.hat(key)).values_list("office__code", flat=True)
            assert list(seen) == codes

    def test_what_has_ended_is_neither_cancelled_nor_extended(self, cast, opened, ended):
        round = opened()
        ended(round)
        for deed in (
            lambda: actions.cancel(round, by=cast.chair_kr, reason="x"),
            lambda: actions.extend(round, by=cast.chair_kr, days=5, reason="x"),
        ):
            with pytest.raises(WrongState, match="being counted"):
                deed()
        assert Round.objects.get().state == "open"

    def test_it_needs_a_reason(self, db, cast, opened):
        with pytest.raises(Invalid) as caught:
            actions.cancel(opened(), by=cast.chair_kr, reason=" ")
        assert (list(caught.value.errors), Round.objects.get().state) == (["reason"], "open")

    def test_nothing_follows(self, db, cast, opened):
        round = opened()
        actions.cancel(round, by=cast.chair_kr, reason="x")
        for deed in (
            lambda: answer(round, cast.hod_jp),
            lambda: actions.close(round, by=cast.chair_kr),
            lambda: actions.close(round, by=None),
            lambda: actions.cancel(round, by=cast.chair_kr, reason="again"),
        ):
            with pytest.raises(WrongState):
                deed()
        assert events(round)[1:] == [("ballot.cancelled", "members_observers", "TF")]


class TestClosing:
    @pytest.mark.parametrize("silent", range(5))
    def test_not_early_with_an_office_missing(self, db, cast, opened, everybody, silent):
        round = opened()
        everybody(round, *(None if at == silent else "support" for at in range(5)))
        for by in (cast.chair_kr, None):
            with pytest.raises(Refused, match="once all five offices have answered"):
                actions.close(round, by=by)
        assert (Round.objects.get().state, Round.objects.get().extended_automatically_at) == ("open", None)

    def test_early_with_all_five(self, db, cast, opened, everybody):
        round = opened()
        everybody(round, "support", "reserve", "abstain", "support", "support")
        closed = Round.objects.get(pk=actions.close(round, by=cast.chair_kr).pk)
        assert (closed.state, closed.outcome, closed.level) == (
            "closed", "tf_endorsed_with_reservations", "consensus",
        )  # fmt: skip
        assert (closed.closed_by_id, closed.settle_due_at) == (cast.chair_kr.pk, None)
        held = [test for test in closed.explanation["tests"] if test["holds"]]
        assert [(test["key"], test["offices"]) for test in held] == [("any_reserve", ["JP"])]
        assert events(round)[-1] == ("ballot.closed", "members_observers", "TF")
        assert last_event(round).data == {
            "outcome": "tf_endorsed_with_reservations", "level": "consensus", "head": closed.closed_head,
        }  # fmt: skip
        with pytest.raises(WrongState):
            actions.close(round, by=cast.chair_kr)

    def test_the_last_position_counts(self, db, cast, opened, everybody):
        round = opened()
        everybody(round, "object", "support", "support", "support", "support")
        answer(round, cast.hod_ep)
        closed = actions.close(round, by=cast.chair_kr)
        assert (closed.outcome, closed.level) == ("tf_endorsed", "full")

    def test_the_quorum_is_not_all_five(self, db, cast, opened, everybody):
        """Changing an answer does not make an office count twice."""
        round = opened()
        everybody(round, "support", "support", "support", "support", None)
        answer(round, cast.hod_ep)
        with pytest.raises(Refused):
            actions.close(round, by=cast.chair_kr)

    def test_a_provisional_outcome_has_its_due_date(self, db, cast, opened, everybody):
        round = opened()
        everybody(round, "support", "support", "support", "support", "ad_referendum")
        closed = actions.close(round, by=cast.chair_kr)
        assert (closed.outcome, closed.level) == ("provisional", "")
        assert Round.objects.get().settle_due_at == end_of(closed.closed_at, 10)

    @pytest.mark.parametrize("days", [10, 15, 20])
    def test_the_chair_chose_at_the_opening_how_long_an_office_has_to_confirm(
        self, db, cast, opened, everybody, days
    ):
        round = opened(ad_referendum_days=days)
        event = Event.objects.for_subject(round).get(verb="ballot.opened")
        assert (round.confirmation_days, event.content["data"]["ad_referendum_days"]) == (days, days)
        everybody(round, "support", "support", "support", "support", "ad_referendum")
        closed = actions.close(round, by=cast.chair_kr)
        assert Round.objects.get().settle_due_at == end_of(closed.closed_at, days)

    @pytest.mark.parametrize("days", [1, 9, 21])
    def test_less_than_ten_days_or_more_than_twenty_are_refused(self, db, opened, days):
        with pytest.raises(Invalid) as error:
            opened(ad_referendum_days=days)
        assert sorted(error.value.errors) == ["ad_referendum_days"]

    def test_by_the_clock_with_all_five_needs_no_extension(self, cast, opened, everybody, ended):
        round = opened()
        everybody(round)
        closed = actions.close(ended(round), by=None)
        assert (closed.state, closed.closed_by_id, closed.extended_automatically_at) == ("closed", None, None)
        assert events(round)[-1] == ("ballot.closed", "members_observers", "")
