"""Rounds over the API: the question, who has answered, the outcome; each deed of an office as the pages do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.pagination import SIZE
from ip5.api.serializers import DEED_REFUSALS, REFUSALS, Body
from ip5.api.viewsets import HatViewSet, one
from ip5.ballots import actions, rules
from ip5.ballots.api.rows import (
    DEEDS,
    ConfirmationBody,
    PositionBody,
    PositionRow,
    RefusalBody,
    ReservationBody,
    RoundDetail,
    RoundRow,
)
from ip5.ballots.models import Round, Seat
from ip5.ballots.querysets import RoundQuerySet
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat


def seen_by(hat: Hat) -> RoundQuerySet:
    """Return the rounds of this hat with rule and roll, at a constant number of queries."""
    seats = Seat.objects.with_answered().select_related("office").order_by("office__protocol_order")
    rounds = Round.objects.visible_to(hat).timed().select_related("rule_set", "settlement")
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
        return self._do(request, uuid, actions.press_not_urgent)

    @extend_schema(request=None, responses={200: RoundDetail, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def receive(self, request: Request, uuid: str) -> Response:
        """Say that the text of a silence procedure has reached the office; it says nothing about its position."""
        return self._do(request, uuid, actions.receive)

    @extend_schema(request=RefusalBody, responses={200: RoundDetail, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, uuid: str) -> Response:
        """Refuse an announced silence procedure before it opens."""
        return self._do(request, uuid, actions.refuse, RefusalBody)

    @extend_schema(request=ConfirmationBody, responses={200: RoundDetail, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, uuid: str) -> Response:
        """Confirm what the office accepted ad referendum, with a reservation or not, or decline it; once."""
        return self._do(request, uuid, actions.confirm, ConfirmationBody)

    @extend_schema(request=None, responses={200: RoundDetail, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def lift(self, request: Request, uuid: str) -> Response:
        """Lift the office's reservation."""
        return self._do(request, uuid, actions.lift)

    @extend_schema(request=ReservationBody, responses={200: RoundDetail, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def narrow(self, request: Request, uuid: str) -> Response:
        """Narrow the office's reservation; never widen it."""
        return self._do(request, uuid, actions.narrow, ReservationBody)

    def _do(self, request: Request, uuid: str, act: Callable[..., Any], body: type[Body] = Body) -> Response:
        """Do the deed of this name and show the round; who may not is told so before the body is read."""
        found = self._found(uuid)
        require(DEEDS[act.__name__](self.hat, found))
        act(found, by=self.hat, **self.body(body))
        return self.retrieve(request, uuid)

    def _found(self, uuid: str) -> Round:
        """Return the round for a deed, or 404."""
        rounds = Round.objects.visible_to(self.hat).timed().select_related("rule_set")
        return one(rounds, uuid)
