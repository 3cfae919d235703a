"""Rounds: the question, who has answered, the outcome; casting. Positions only where they are open."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.pagination import SIZE
from ip5.api.serializers import DEED_REFUSALS, REFUSALS, Body, abilities_field, plain, word
from ip5.api.viewsets import HatViewSet, one
from ip5.ballots import actions, explanations, rules
from ip5.ballots.models import Addition, Position, Round, Seat, Settlement
from ip5.ballots.querysets import RoundQuerySet
from ip5.ballots.states import AdditionKind, Answer, Level, Outcome, ReservationKind, RoundState
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility

DEEDS = {"cast": rules.may_cast, "press_not_urgent": rules.may_press_not_urgent}


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
    """An office on the roll; whether it has answered is for the members, null for others."""

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
        rows = [
            {
                "office": seat.office.code,
                "has_answered": seat.has_answered if knows else None,  # type: ignore[attr-defined]
                "answered_at": seat.answered_at if knows else None,  # type: ignore[attr-defined]
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


def seen_by(hat: Hat) -> RoundQuerySet:
    """Return the rounds of this hat with rule and roll, at a constant number of queries."""
    seats = Seat.objects.with_answered().select_related("office").order_by("office__protocol_order")
    rounds = Round.objects.visible_to(hat).select_related("rule_set", "settlement")
    return rounds.prefetch_related(Prefetch("seats", queryset=seats))


class RoundViewSet(HatViewSet):
    """Rounds, newest first; a round is opened, extended, cancelled and closed on its proposal."""

    lookup_field = "uuid"
    queryset = Round.objects.none()
    serializer_class = RoundRow

    @extend_schema(responses={200: RoundRow(many=True), 401: REFUSALS[401], 403: REFUSALS[403]})
    def list(self, request: Request) -> Response:
        """List the rounds the hat may see."""
        first = self.offset()
        return self.page(list(seen_by(self.hat).newest_first()[first : first + SIZE + 1]), RoundRow)

    @extend_schema(responses={200: RoundDetail, **REFUSALS})
    def retrieve(self, request: Request, uuid: str) -> Response:
        """Show a round."""
        return Response(RoundDetail(one(seen_by(self.hat), uuid), context={"hat": self.hat}).data)

    @extend_schema(request=PositionBody, responses={201: PositionRow, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def cast(self, request: Request, uuid: str) -> Response:
        """Cast or change the position of the hat's office; the answer is the receipt."""
        found = self._found(uuid)
        try:
            position = actions.cast(found, by=self.hat, **self.body(PositionBody))
        except (Invalid, serializers.ValidationError):
            # Who may not cast is told so, whatever was sent.
            require(rules.may_cast(self.hat, found))
            raise
        position.office = self.hat.office  # type: ignore[attr-defined]
        return Response(PositionRow(position).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={200: RoundDetail, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def press_not_urgent(self, request: Request, uuid: str) -> Response:
        """Move a short round's end, once, to day ten of the same opening."""
        found = self._found(uuid)
        require(rules.may_press_not_urgent(self.hat, found))
        self.body(Body)
        actions.press_not_urgent(found, by=self.hat)
        return self.retrieve(request, uuid)

    def _found(self, uuid: str) -> Round:
        """Return the round for a deed, or 404."""
        rounds = Round.objects.visible_to(self.hat).select_related("rule_set")
        return one(rounds, uuid)
