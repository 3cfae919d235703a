"""The register over the API: what the task force decided, and who owes what by when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.pagination import SIZE
from ip5.api.serializers import LIST_REFUSALS, REFUSALS, Reading, word
from ip5.api.viewsets import HatViewSet, one
from ip5.kernel.hat import Hat
from ip5.register.models import ActionItem, Decision
from ip5.register.querysets import ActionItemQuerySet
from meetings.forms.register import BETWEEN, OVERDUE


class DecisionFilters(serializers.Serializer[Any]):
    """What narrows the list of decisions."""

    meeting = serializers.RegexField(
        r"^([1-9][0-9]{0,3}|between)\Z",
        required=False,
        help_text="Number of a meeting, as 3 of NETAI/3; or between, for what stands between meetings.",
    )

    def chosen(self) -> Q:
        """Return the filters given as one condition."""
        given = self.validated_data
        if "meeting" not in given:
            return Q()
        if given["meeting"] == BETWEEN:
            return Q(meeting_number__isnull=True)
        return Q(meeting_number=int(given["meeting"]))


class ActionItemFilters(DecisionFilters):
    """What narrows the list of action items."""

    office = serializers.CharField(required=False, max_length=8, help_text="Code of the office that owes it.")
    group = serializers.CharField(required=False, max_length=20, help_text="Code of the group that owes it.")
    state = serializers.ChoiceField(
        required=False, choices=[*ActionItem.State.choices, (OVERDUE, "Open after its day")]
    )

    def chosen(self) -> Q:
        """Return the filters given as one condition; ``today`` of the context says what is overdue."""
        given, found = self.validated_data, super().chosen()
        for name in ("office", "group"):
            if name in given:
                found &= Q(**{f"{name}__code": given[name]})
        if given.get("state") == OVERDUE:
            return found & Q(state=ActionItem.State.OPEN, due__lt=self.context["today"])
        return found & Q(state=given["state"]) if "state" in given else found


class NumberedRow(serializers.Serializer[Any]):
    """What decisions and action items have in common."""

    uuid = serializers.UUIDField(read_only=True)
    symbol = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    meeting = serializers.SerializerMethodField(help_text="Symbol of its meeting; null between meetings.")
    subject = serializers.CharField(source="subject_symbol", read_only=True)

    def get_meeting(self, found: Any) -> str | None:
        """Return the symbol of the meeting, or None."""
        return f"NETAI/{found.meeting_number}" if found.meeting_number else None


class DecisionRow(NumberedRow):
    """A decision; a list shows it whole."""

    decided_at = serializers.DateTimeField(read_only=True)


class DecisionDetail(DecisionRow, Reading):
    """A decision with the page of what it is about."""

    page = serializers.CharField(source="subject_address", read_only=True)


class ActionItemRow(NumberedRow):
    """An action item; of owners it names office and group, never a person."""

    office = serializers.CharField(source="office.code", read_only=True, allow_null=True)
    group = serializers.CharField(source="group.code", read_only=True, allow_null=True)
    due = serializers.DateField(read_only=True)
    state = word(ActionItem.State.values)
    is_overdue = serializers.BooleanField(
        read_only=True, help_text="Open after its day, by the day it is at the caller's office."
    )
    opened_at = serializers.DateTimeField(read_only=True)
    ended_at = serializers.DateTimeField(read_only=True, allow_null=True)


class ActionItemDetail(ActionItemRow, Reading):
    """An action item with what came of it."""

    page = serializers.CharField(read_only=True)
    note = serializers.CharField(read_only=True)


class DecisionViewSet(HatViewSet):
    """Decisions, the newest first."""

    lookup_field = "uuid"
    queryset = Decision.objects.none()
    serializer_class = DecisionRow

    @extend_schema(parameters=[DecisionFilters], responses={200: DecisionRow(many=True), **LIST_REFUSALS})
    def list(self, request: Request) -> Response:
        """List the decisions the hat may see."""
        chosen = self.filters(DecisionFilters).chosen()
        rows = Decision.objects.visible_to(self.hat).filter(chosen).order_by("-decided_at", "-pk")
        first = self.offset()
        return self.page(list(rows[first : first + SIZE + 1]), DecisionRow)

    @extend_schema(responses={200: DecisionDetail, **REFUSALS})
    def retrieve(self, request: Request, uuid: str) -> Response:
        """Show a decision."""
        return Response(DecisionDetail(one(Decision.objects.visible_to(self.hat), uuid)).data)


class ActionItemViewSet(HatViewSet):
    """Action items, the next due first; they are ended on their pages."""

    lookup_field = "uuid"
    queryset = ActionItem.objects.none()
    serializer_class = ActionItemRow

    @extend_schema(parameters=[ActionItemFilters], responses={200: ActionItemRow(many=True), **LIST_REFUSALS})
    def list(self, request: Request) -> Response:
        """List the action items the hat may see."""
        chosen = self.filters(ActionItemFilters, today=today_of(self.hat)).chosen()
        first = self.offset()
        rows = seen_items(self.hat).filter(chosen)[first : first + SIZE + 1]
        return self.page(dated(rows, self.hat), ActionItemRow)

    @extend_schema(responses={200: ActionItemDetail, **REFUSALS})
    def retrieve(self, request: Request, uuid: str) -> Response:
        """Show an action item."""
        (item,) = dated([one(seen_items(self.hat), uuid)], self.hat)
        item.page = reverse("meetings:action_item", args=[item.uuid])  # type: ignore[attr-defined]
        return Response(ActionItemDetail(item).data)


def seen_items(hat: Hat) -> ActionItemQuerySet:
    """Return the action items of this hat with their owners."""
    return ActionItem.objects.visible_to(hat).select_related("office", "group")


def today_of(hat: Hat) -> dt.date:
    """Return the day it is at the hat's office."""
    today: dt.date = hat.office.today  # type: ignore[attr-defined]
    return today


def dated(items: Iterable[ActionItem], hat: Hat) -> list[ActionItem]:
    """Return action items, each with whether it is overdue at the hat's office."""
    rows, today = list(items), today_of(hat)
    for each in rows:
        each.is_overdue = each.is_overdue_on(today)  # type: ignore[attr-defined]
    return rows
