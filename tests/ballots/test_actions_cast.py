"""Casting and changing a position: what it leaves behind, what it refuses, and that nothing else holds it."""

import datetime as dt
import logging

import pytest

from ip5.accounts.models import Designation, Mandate
from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import Position, Round
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.outbox.models import Letter, Notice
from tests.ballots.conftest import MARK, answer
from tests.ballots.traces import events, last_event


class TestCasting:
    def test_the_first(self, db, cast, opened):
        round = opened()
        position = answer(round, cast.hod_jp, "reserve")
        round.refresh_from_db()
        assert (position.seq, position.prev, position.hash) == (1, round.genesis, round.chain_head)
        assert (position.office.code, position.mandate_id, position.answer) == (
            "JP",
            cast.hod_jp.pk,
            "reserve",
        )
        assert events(round)[1:] == [("ballot.answered", "members", "JP")]
        assert (last_event(round).data, last_event(round).reason) == ({}, "")

    def test_a_change_keeps_all_former_ones_and_the_last_counts(self, db, cast, opened):
        round = opened()
        for what in ("support", "object", "abstain"):
            answer(round, cast.hod_jp, what)
        answer(round, cast.hod_us)
        assert list(Position.objects.values_list("seq", "office__code", "answer")) == [
            (1, "JP", "support"), (2, "JP", "object"), (3, "JP", "abstain"), (4, "US", "support"),
        ]  # fmt: skip
        current = Position.objects.filter(round=round).current().in_protocol_order()
        assert [(each.office.code, each.seq) for each in current] == [("JP", 3), ("US", 4)]
        assert actions.current_answers(round) == {
            "EP": None, "JP": "abstain", "KR": None, "CN": None, "US": "support",
        }  # fmt: skip
        assert events(round)[1:] == [
            ("ballot.answered", "members", "JP"),
            ("ballot.position_changed", "office_internal", "JP"),
            ("ballot.position_changed", "office_internal", "JP"),
            ("ballot.answered", "members", "US"),
        ]
        changes = Event.objects.filter(verb="ballot.position_changed")
        assert {tuple(each.offices) for each in changes} == {(cast.hod_jp.office_id,)}
        assert {each.payload for each in changes} == {'{"data":{},"reason":""}'}

    def test_a_change_tells_the_others_nothing(self, db, cast, opened):
        """After a change the others see the same events, seats and notices as before it."""
        round = opened()
        answer(round, cast.hod_jp)
        notices = Notice.objects.count()

        def seen(key):
            visible = Event.objects.for_subject(round).visible_to(cast.hat(key))
            return list(visible.order_by("seq").values_list("verb", "at"))

        others = ("hod_us", "delegate_ep", "chair_kr", "secretariat", "observer", "site_admin", "admin_ep")
        before = {key: seen(key) for key in others}
        answer(round, cast.hod_jp, "object")
        assert {key: seen(key) for key in others} == before
        assert Notice.objects.count() == notices
        assert [verb for verb, _at in seen("delegate_jp")][-1] == "ballot.position_changed"

    def test_nothing_but_the_position_holds_the_answer(self, db, cast, opened, everybody, caplog):
        """Events, notices, letters and the log, of casting, changing, being refused, extending and cancelling."""
        caplog.set_level(logging.DEBUG)
        round = opened()
        everybody(round, "object", "reserve", "ad_referendum", "abstain", None)
        answer(round, cast.hod_ep, "ad_referendum")
        with pytest.raises(Invalid):
            actions.cast(round, by=cast.hod_us, answer="object", text=MARK)
        actions.extend(round, by=cast.chair_kr, days=5, reason="more time")
        actions.cancel(round, by=cast.chair_kr, reason="a new text")
        rows = [str(row) for model in (Event, Notice, Letter) for row in model.objects.values()]
        rows += [record.getMessage() + str(record.args) for record in caplog.records]
        rows += [str(row) for row in Round.objects.values()]
        assert Event.objects.count() == 1 + 4 + 1 + 1 + 1
        held = Position.objects.values_list("salt", flat=True)
        # As a value: how long an office has to confirm is a figure of the round, not an answer.
        quoted = [each + mark for each in ("object", "ad_referendum") for mark in "'\""]
        secrets = [MARK, "reserve", "abstain", *quoted, *held]
        assert [(word, row) for word in secrets for row in rows if word in row] == []

    @pytest.mark.parametrize(
        ("given", "fields"),
        [
            ({"answer": "yes"}, ["answer"]),
            ({"answer": ""}, ["answer"]),
            ({"answer": "reserve"}, ["text"]),
            ({"answer": "ad_referendum", "text": " \n"}, ["text"]),
            ({"answer": "object"}, ["text", "passage", "remedy"]),
            ({"answer": "object", "text": "x", "passage": "3"}, ["remedy"]),
            ({"answer": "object", "text": "x", "remedy": "3"}, ["passage"]),
            ({"answer": "support", "text": "x" * 5_001}, ["text"]),
            ({"answer": "reserve", "text": "x", "passage": "x" * 1_000_000}, ["passage"]),
        ],
    )
    def test_words_that_are_missing_or_too_many(self, db, cast, opened, given, fields):
        round = opened()
        with pytest.raises(Invalid) as caught:
            actions.cast(round, by=cast.hod_jp, **given)
        assert list(caught.value.errors) == fields
        assert Position.objects.count() == 0

    @pytest.mark.parametrize("what", ["support", "abstain"])
    def test_no_words_are_needed_for(self, db, cast, opened, what):
        assert actions.cast(opened(), by=cast.hod_jp, answer=what).text == ""

    @pytest.mark.parametrize(
        "key", ["anonymous", *(key for key in ("delegate_ep", "colleague_ep", "alternate_ep", "deputy_ep", "head_ep",
                "admin_ep", "expert", "chair_ep", "chair_kr", "secretariat", "site_admin", "observer", "industry"))]
    )  # fmt: skip
    def test_who_may_not(self, db, cast, opened, key):
        round = opened()
        with pytest.raises(Refused):
            answer(round, cast.hat(key))
        assert (Position.objects.count(), events(round)[1:]) == (0, [])

    def test_an_alternate_while_designated(self, db, cast, opened):
        round, now = opened(), clock.now()
        Designation.objects.create(
            mandate=cast.alternate_ep, since=now, until=now + dt.timedelta(days=1), by=cast.hod_ep
        )
        assert answer(round, cast.alternate_ep).mandate_id == cast.alternate_ep.pk

    def test_a_hat_that_ended_after_it_was_put_on(self, db, cast, opened):
        """The rule read a moment ago says yes; the database says what holds now."""
        round, hat = opened(), cast.hod_jp
        Mandate.objects.filter(pk=hat.pk).update(until=clock.now())
        with pytest.raises(Refused, match="Only the head of delegation commits the office"):
            answer(round, hat)
        assert (Position.objects.count(), events(round)[1:]) == (0, [])

    def test_late_is_not_counted(self, cast, opened, ended):
        round = ended(opened())
        with pytest.raises(WrongState, match="a late position is not counted"):
            answer(round, cast.hod_jp)
        assert Position.objects.count() == 0

    @pytest.mark.parametrize("earlier", [0, 3])
    def test_query_budget(self, db, cast, opened, django_assert_max_num_queries, earlier):
        round, hat = opened(), cast.hod_jp
        for _each in range(earlier):
            answer(round, hat)
        answer(round, cast.hod_us)
        with django_assert_max_num_queries(12):
            answer(round, hat)
