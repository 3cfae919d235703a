"""What the API of rounds gives and takes; positions only where they are open to the hat."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ip5.api.serializers import Body, abilities_field, plain, word
from ip5.ballots import explanations, rules
from ip5.ballots.models import Addition, Position, Round, Settlement
from ip5.ballots.states import (
    CONFIRMATIONS,
    AdditionKind,
    Answer,
    Level,
    Outcome,
    ReservationKind,
    RoundState,
)
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility

# Each deed of the API with its rule; what a round says of its abilities is asked of the same.
DEEDS = {
    "cast": rules.may_cast,
    "press_not_urgent": rules.may_press_not_urgent,
    "receive": rules.may_receive,
    "refuse": rules.may_refuse,
    "confirm": rules.may_confirm,
    "lift": rules.may_lift_reservation,
    "narrow": rules.may_lift_reservation,
}


class RoundRow(serializers.Serializer[Round]):
    """A round as lists show it."""

    uuid = serializers.UUIDField(read_only=True)
    symbol = serializers.CharField(source="full_symbol", read_only=True)
    subject = serializers.CharField(source="subject_symbol", read_only=True)
    title = serializers.CharField(read_only=True)
    visibility = word(Visibility.values)
    state = word(RoundState.values)
    is_open = serializers.BooleanField(read_only=True, help_text="Whether positions are received now.")
    outcome = word(["", *Outcome.values])
    level = word(["", *Level.values])
    standing_outcome = word(["", *Outcome.values], help_text="The settled outcome, else that of the close.")
    standing_level = word(["", *Level.values])
    opened_at = serializers.DateTimeField(read_only=True)
    ends_at = serializers.DateTimeField(read_only=True)
    closed_at = serializers.DateTimeField(read_only=True, allow_null=True)
    seats = serializers.IntegerField(source="seat_count", read_only=True)
    answered = serializers.SerializerMethodField(help_text="How many offices have answered.")

    def get_answered(self, found: Round) -> int:
        """Count the offices on the roll that have answered, however often."""
        return sum(seat.has_answered for seat in found.seats.all())  # type: ignore[attr-defined]


class Rule(serializers.Serializer[Any]):
    """The rule set stamped on the round."""

    code = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class SeatRow(serializers.Serializer[Any]):
    """An office on the roll; whether it has answered, and when first, is for the members, null for others.

    Who sees the positions is given the instant of the last answer.
    """

    office = serializers.CharField(read_only=True)
    has_answered = serializers.BooleanField(read_only=True, allow_null=True)
    answered_at = serializers.DateTimeField(read_only=True, allow_null=True)


class PositionRow(serializers.Serializer[Position]):
    """An office's current position, with the hash of its entry in the round's chain."""

    office = serializers.CharField(source="office.code", read_only=True)
    answer = word(Answer.values)
    kind = word(["", *ReservationKind.values])
    passage = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    remedy = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)
    hash = serializers.CharField(read_only=True)


class AdditionRow(serializers.Serializer[Addition]):
    """What was added to the closed round, with the hash of its entry in the round's chain."""

    office = serializers.CharField(source="office.code", read_only=True)
    kind = word(AdditionKind.values)
    item = serializers.IntegerField(read_only=True, help_text="The number of a condition, 0 for none.")
    reservation = word(["", *ReservationKind.values])
    passage = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)
    hash = serializers.CharField(read_only=True)


class SettlementRow(serializers.Serializer[Settlement]):
    """How a provisional or conditional outcome was settled."""

    outcome = word(Outcome.values)
    level = word(["", *Level.values])
    at = serializers.DateTimeField(read_only=True)
    hash = serializers.CharField(read_only=True)


class TestRow(serializers.Serializer[Any]):
    """One test of the rule as it was read at close."""

    key = serializers.CharField(read_only=True)
    outcome = word(Outcome.values)
    count = serializers.IntegerField(read_only=True)
    threshold = serializers.IntegerField(read_only=True, allow_null=True)
    offices = serializers.ListField(child=serializers.CharField(), read_only=True)
    holds = serializers.BooleanField(read_only=True)
    reached = serializers.BooleanField(read_only=True)


class Explanation(serializers.Serializer[Any]):
    """Why the outcome; the tests name offices by their answers, so they are for the members."""

    words = serializers.CharField(read_only=True)
    tests = TestRow(many=True, read_only=True, allow_null=True)


class RoundDetail(RoundRow):
    """A round in full, as far as the caller's hat sees it."""

    page = serializers.CharField(source="get_absolute_url", read_only=True)
    rule = Rule(source="rule_set", read_only=True)
    text = serializers.CharField(read_only=True, help_text="The frozen text, as hashed.")
    sha256 = serializers.CharField(source="text_sha256", read_only=True)
    days = serializers.IntegerField(read_only=True)
    ad_referendum_days = serializers.IntegerField(
        source="confirmation_days", read_only=True, help_text="What an awaited office has after the close."
    )
    short_reason = serializers.CharField(read_only=True)
    not_urgent_until = serializers.DateTimeField(read_only=True, allow_null=True)
    extended_automatically_at = serializers.DateTimeField(read_only=True, allow_null=True)
    cancel_reason = serializers.CharField(read_only=True)
    settle_due_at = serializers.DateTimeField(read_only=True, allow_null=True)
    roll = serializers.SerializerMethodField()
    explanation = serializers.SerializerMethodField()
    positions = serializers.SerializerMethodField()
    settlement = serializers.SerializerMethodField()
    additions = serializers.SerializerMethodField(help_text="For the members; others see none.")
    abilities = serializers.SerializerMethodField()

    @property
    def hat(self) -> Hat:
        """The hat for which the round is shown."""
        return self.context["hat"]

    @property
    def is_for_members(self) -> bool:
        """Whether the reader may know which office has answered, and what decided."""
        return self.hat.sees_from == Visibility.MEMBERS

    @extend_schema_field(SeatRow(many=True))
    def get_roll(self, found: Round) -> Any:
        """Return the roll in protocol order."""
        knows = self.is_for_members
        # The last instant would tell that a sealed position was changed.
        when = "last_answered_at" if rules.may_see_positions(self.hat, found) else "answered_at"
        rows = [
            {
                "office": seat.office.code,
                "has_answered": seat.has_answered if knows else None,  # type: ignore[attr-defined]
                "answered_at": getattr(seat, when) if knows else None,
            }
            for seat in found.seats.all()
        ]
        return SeatRow(rows, many=True).data

    @extend_schema_field(Explanation(allow_null=True))
    def get_explanation(self, found: Round) -> Any:
        """Return why the outcome, or None while there is none."""
        if not found.is_closed:
            return None
        words = str(explanations.OUTCOME_WORDS.get(found.outcome, ""))
        tests = found.explanation.get("tests", []) if rules.may_see_positions(self.hat, found) else None
        return Explanation({"words": words, "tests": tests}).data

    @extend_schema_field(PositionRow(many=True))
    def get_positions(self, found: Round) -> Any:
        """Return the current positions open to the hat: its own office's, all of them once closed."""
        seen = Position.objects.visible_to(self.hat).filter(round=found).counting()
        return PositionRow(seen.select_related("office").in_protocol_order(), many=True).data

    @extend_schema_field(SettlementRow(allow_null=True))
    def get_settlement(self, found: Round) -> Any:
        """Return how the outcome was settled, or None; its hash is for the members."""
        if found.settled is None:
            return None
        row = dict(SettlementRow(found.settled).data)
        return row if self.is_for_members else row | {"hash": ""}

    @extend_schema_field(AdditionRow(many=True))
    def get_additions(self, found: Round) -> Any:
        """Return what was added to the closed round, as far as the hat sees it."""
        if not (found.is_closed and self.is_for_members):
            return []
        seen = Addition.objects.visible_to(self.hat).filter(round=found)
        return AdditionRow(seen.select_related("office").order_by("seq"), many=True).data

    @extend_schema_field(abilities_field())
    def get_abilities(self, found: Round) -> Any:
        """Return each deed's verdict, by the rules of the page."""
        return plain({name: rule(self.hat, found) for name, rule in DEEDS.items()})


class PositionBody(Body):
    """What the office answers; which words an answer needs is told when they are missing."""

    answer = serializers.ChoiceField(choices=Answer.choices)
    passage = serializers.CharField(required=False, allow_blank=True)
    text = serializers.CharField(required=False, allow_blank=True)
    remedy = serializers.CharField(required=False, allow_blank=True, help_text="What would lift it.")
    kind = serializers.ChoiceField(
        required=False, allow_blank=True, choices=ReservationKind.choices, help_text="Of a reservation."
    )


class RefusalBody(Body):
    """Why silence may not count as agreement; it is read by the members."""

    reason = serializers.CharField()


class ConfirmationBody(Body):
    """What the office says to what it accepted ad referendum; which words it needs is told when they are missing."""

    kind = serializers.ChoiceField(choices=[(each, each.label) for each in sorted(CONFIRMATIONS)])
    passage = serializers.CharField(required=False, allow_blank=True)
    text = serializers.CharField(required=False, allow_blank=True)
    reservation = serializers.ChoiceField(
        required=False, allow_blank=True, choices=ReservationKind.choices, help_text="Its kind."
    )


class ReservationBody(Body):
    """The reservation as it stands from now on: narrower, never wider."""

    passage = serializers.CharField(default="", allow_blank=True)
    text = serializers.CharField()
    reservation = serializers.ChoiceField(choices=ReservationKind.choices, help_text="Its kind.")
