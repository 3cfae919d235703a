"""Reservations lifted and narrowed, and the Heads' conditions, by what they leave behind."""

from collections import Counter

import pytest

from ip5.audit.models import Event
from ip5.ballots import actions, ledger
from ip5.ballots.models import Addition, Settlement
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from tests.ballots.ended_rounds import (
    AD_REFERENDUM,
    SECRET,
    closed,
    facts,
    five_heads,
    fresh,
    heads,
    kinds,
    settlement,
)
from tests.ballots.traces import SPEAKERS, told


@pytest.mark.django_db
class TestReservations:
    RESERVED = ("support", "reserve", "support", "support", "support")

    def test_lifted(self, cast):
        round = closed(cast, *self.RESERVED)
        actions.lift(round, by=cast.hod_jp)
        assert kinds(round) == [("JP", "reservation_lifted", 2, 0)]
        assert (settlement(round), fresh(round).standing_outcome) == (None, "tf_endorsed_with_reservations")
        assert facts(round) == [("ballot.reservation_lifted", "JP", "members", {})]
        assert told("reservation_changed") == Counter({*SPEAKERS, "chair_ep", "chair_kr", "secretariat"})
        for again in (
            lambda: actions.lift(round, by=cast.hod_jp),
            lambda: actions.narrow(round, by=cast.hod_jp, passage="", text="More.", reservation="linguistic"),
        ):
            with pytest.raises(Refused, match="has lifted"):
                again()

    def test_narrowed_and_narrowed_again(self, cast):
        round = closed(cast, *self.RESERVED)
        for passage, kind in (("second sentence", "substantive"), ("sentence.", "linguistic")):
            actions.narrow(round, by=cast.hod_jp, passage=passage, text=f"Now {SECRET}.", reservation=kind)
        own = ledger.own_reservation(fresh(round), cast.hod_jp.office_id)
        assert [(each.passage, each.kind) for each in own.wordings] == [
            ("Section 3.1, second sentence", "substantive"),
            ("second sentence", "substantive"),
            ("sentence.", "linguistic"),
        ]
        assert (own.state, own.now.text) == ("narrowed", f"Now {SECRET}.")
        assert [each[:1] for each in facts(round)] == [("ballot.reservation_narrowed",)] * 2
        assert not Event.objects.filter(payload__contains=SECRET).exists()

    @pytest.mark.parametrize(
        ("change", "field"),
        [
            ({"passage": "Section 3"}, "passage"),
            ({"passage": ""}, "passage"),
            ({"passage": "Section 3.1, second sentence and the third"}, "passage"),
            ({"passage": "Section 3.11"}, "passage"),
            ({"text": " "}, "text"),
            ({"reservation": ""}, "reservation"),
            ({"text": "y" * 5001}, "text"),
            ({}, "text"),
        ],
    )
    def test_never_widened(self, cast, change, field):
        round = closed(cast, *self.RESERVED)
        words = {
            "passage": "Section 3.1, second sentence", "text": f"Words {SECRET}.", "reservation": "substantive",
        }  # fmt: skip
        with pytest.raises(Invalid) as caught:
            actions.narrow(round, by=cast.hod_jp, **words | change)
        assert (list(caught.value.errors), Addition.objects.count()) == ([field], 0)

    def test_a_linguistic_one_does_not_become_substantive(self, cast):
        round = closed(cast, *self.RESERVED)
        words = {"passage": "second sentence", "text": "Only the word."}
        actions.narrow(round, by=cast.hod_jp, reservation="linguistic", **words)
        with pytest.raises(Invalid, match="does not become substantive"):
            actions.narrow(round, by=cast.hod_jp, reservation="substantive", **words)

    def test_one_made_on_confirming_is_lifted_too(self, cast):
        round = closed(cast, *AD_REFERENDUM)
        actions.confirm(round, by=cast.hod_ep, kind="confirm_with_reservation", passage="4", text="But.")
        actions.lift(round, by=cast.hod_ep)
        assert [each[1] for each in kinds(round)] == ["confirm_with_reservation", "reservation_lifted"]
        assert ledger.own_reservation(fresh(round), cast.hod_ep.office_id).state == "lifted"

    @pytest.mark.parametrize(
        "key",
        [
            *("delegate_jp", "hod_ep", "hod_us", "chair_ep", "chair_kr", "secretariat"),
            *("observer", "expert", "site_admin", "anonymous"),
        ],
    )  # fmt: skip
    def test_nobody_else_lifts_or_narrows(self, cast, key):
        round = closed(cast, *self.RESERVED)
        with pytest.raises(Refused):
            actions.lift(round, by=cast.hat(key))
        with pytest.raises(Refused):
            actions.narrow(round, by=cast.hat(key), passage="second", text="x", reservation="linguistic")
        assert Addition.objects.count() == 0

    def test_without_consensus_no_reservation_stands(self, cast):
        round = closed(cast, "object", *self.RESERVED[1:])
        assert ledger.reservations(fresh(round), round.positions.all(), []) == []
        with pytest.raises(Refused, match="no reservation"):
            actions.lift(round, by=cast.hod_jp)


@pytest.mark.django_db
class TestConditions:
    @pytest.fixture(autouse=True)
    def _heads(self, cast):
        self.cast, self.heads = cast, five_heads(cast)
        self.round = heads(cast, self.heads, "JP", "US")

    def met(self, office, item, text=""):
        return actions.log_condition_met(
            self.round, by=self.cast.secretariat, office=office, item=item, text=text
        )

    def states(self):
        return {
            (each.position.office.code, each.item): each.state
            for each in ledger.conditions(fresh(self.round))
        }

    def test_all_confirmed_makes_it_endorsed_in_full(self):
        assert (self.round.outcome, self.round.level) == ("heads_endorsed_conditionally", "consensus")
        assert self.states() == dict.fromkeys([("JP", 1), ("JP", 2), ("US", 1), ("US", 2)], "open")
        for office, item in list(self.states()):
            assert settlement(self.round) is None
            self.met(office, item)
            assert self.states()[office, item] == "logged"
            actions.confirm_condition(self.round, by=self.heads[office], item=item)
        assert settlement(self.round) == ("heads_endorsed", "full", 8)
        assert Settlement.objects.get().explanation == {"conditions": {"confirmed": 4}}
        assert kinds(self.round)[:2] == [("JP", "condition_met", 2, 1), ("JP", "condition_confirmed", 2, 1)]
        assert [each[0] for each in facts(self.round)] == [
            *["ballot.condition_met", "ballot.condition_confirmed"] * 4, "ballot.settled",
        ]  # fmt: skip
        assert facts(self.round)[0] == ("ballot.condition_met", "TF", "members", {"office": "JP"})
        with pytest.raises(WrongState, match="no condition is open"):
            self.met("JP", 1)

    def test_one_refusal_returns_it_at_once(self):
        self.met("US", 2, text=f"Annex {SECRET}.")
        actions.refuse_condition(self.round, by=self.heads["US"], item=2, text="No date is given.")
        assert settlement(self.round) == ("heads_returned", "", 2)
        assert fresh(self.round).standing_outcome == "heads_returned"
        assert not Event.objects.filter(payload__contains=SECRET).exists()

    def test_that_head_is_asked(self):
        self.met("JP", 1)
        notices = Notice.objects.filter(kind="condition_logged")
        assert [each.mandate_id for each in notices] == [self.heads["JP"].pk]

    @pytest.mark.parametrize(("office", "item"), [("JP", 3), ("JP", 0), ("EP", 1), ("XX", 1)])
    def test_no_such_condition(self, office, item):
        with pytest.raises(Invalid, match="no such condition"):
            self.met(office, item)

    def test_the_order_of_things(self):
        with pytest.raises(Invalid, match="logged as met"):
            actions.confirm_condition(self.round, by=self.heads["JP"], item=1)
        self.met("JP", 1)
        with pytest.raises(Invalid, match="logged as met already"):
            self.met("JP", 1)
        with pytest.raises(Invalid, match="Say what is missing"):
            actions.refuse_condition(self.round, by=self.heads["JP"], item=1, text=" ")
        actions.confirm_condition(self.round, by=self.heads["JP"], item=1)
        with pytest.raises(Invalid, match="not answered"):
            actions.refuse_condition(self.round, by=self.heads["JP"], item=1, text="No.")

    @pytest.mark.parametrize(
        "key", ["hod_jp", "delegate_jp", "chair_kr", "secretariat", "observer", "deputy_ep"]
    )
    def test_only_that_head_answers(self, key):
        self.met("JP", 1)
        with pytest.raises(Refused):
            actions.confirm_condition(self.round, by=self.cast.hat(key), item=1)
        with pytest.raises(Refused, match="no condition in this round"):
            actions.confirm_condition(self.round, by=self.heads["EP"], item=1)
        with pytest.raises(Invalid):
            actions.confirm_condition(self.round, by=self.heads["US"], item=1)

    @pytest.mark.parametrize("key", ["hod_jp", "head_ep", "chair_kr", "observer", "site_admin"])
    def test_only_the_secretariat_logs(self, key):
        with pytest.raises(Refused):
            actions.log_condition_met(self.round, by=self.cast.hat(key), office="JP", item=1)

    def test_who_reads_them(self):
        self.met("JP", 1)
        read = {
            key: Addition.objects.visible_to(self.cast.hat(key)).count()
            for key in (
                "hod_jp",
                "head_ep",
                "chair_kr",
                "secretariat",
                "delegate_jp",
                "delegate_us",
                "observer",
            )
        }
        assert read == {
            "hod_jp": 1, "head_ep": 1, "chair_kr": 1, "secretariat": 1, "delegate_jp": 0, "delegate_us": 0,
            "observer": 0,
        }  # fmt: skip
