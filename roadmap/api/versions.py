"""Versions over the API: where each stands, what decided it, the plan it froze as far as the hat reads it."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.pagination import SIZE
from ip5.api.serializers import LIST_REFUSALS, REFUSALS, Reading, word
from ip5.api.viewsets import AsItIs, HatViewSet, one
from ip5.ballots.models import Round
from ip5.ballots.states import RoundState
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from roadmap.api.lines import PlanRow
from roadmap.models import Version, VersionRound
from roadmap.states import Amendment, Stage, VersionState


class VersionFilters(serializers.Serializer[Any]):
    """What narrows the list of versions."""

    state = serializers.ChoiceField(required=False, choices=VersionState.choices)
    kind = serializers.ChoiceField(required=False, choices=Amendment.choices)


class RoadmapVersionRow(serializers.Serializer[Version]):
    """A version as lists show it."""

    uuid = serializers.UUIDField(read_only=True)
    symbol = serializers.SerializerMethodField(help_text="As it is cited; null while it is compiled.")
    edition = serializers.CharField(read_only=True, allow_null=True, help_text="Null until it is published.")
    title = serializers.CharField(read_only=True)
    kind = word(Amendment.values)
    state = word(VersionState.values)
    amends = serializers.UUIDField(source="base.uuid", read_only=True, allow_null=True)
    origin = word(Version.Origin.values)
    compiled_at = serializers.DateTimeField(read_only=True)
    frozen_at = serializers.DateTimeField(read_only=True, allow_null=True)
    approved_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When the task force endorsed it."
    )
    endorsed_at = serializers.DateTimeField(
        read_only=True, allow_null=True, help_text="When the Heads endorsed it."
    )
    published_at = serializers.DateTimeField(read_only=True, allow_null=True)
    superseded_at = serializers.DateTimeField(read_only=True, allow_null=True)

    def get_symbol(self, version: Version) -> str | None:
        """Return the symbol, or None."""
        return version.printed_symbol or None


class VersionRoundRow(serializers.Serializer[VersionRound]):
    """A round on the version; more of it is under rounds, of which a Head's answer is none."""

    uuid = serializers.UUIDField(source="round.uuid", read_only=True)
    symbol = serializers.CharField(source="round.full_symbol", read_only=True)
    stage = word(Stage.values)
    state = word(RoundState.values, source="round.state")


class RoadmapVersionDetail(RoadmapVersionRow, Reading):
    """A version in full, as far as the caller's hat sees it."""

    page = serializers.CharField(source="get_absolute_url", read_only=True)
    follows = serializers.SerializerMethodField(help_text="The version it was derived from; for the members.")
    sha256 = serializers.SerializerMethodField(help_text="Of the snapshot; for the members, null for others.")
    embargo_until = serializers.DateTimeField(read_only=True, allow_null=True)
    deputies_skipped_reason = serializers.CharField(read_only=True)
    withdraw_reason = serializers.CharField(read_only=True)
    record_note = serializers.CharField(read_only=True)
    rounds = VersionRoundRow(many=True, read_only=True)
    plan = serializers.SerializerMethodField(help_text="Null while it is compiled.")

    @property
    def hat(self) -> Hat:
        """The hat for which the version is shown."""
        return self.context["hat"]

    def get_follows(self, version: Version) -> str | None:
        """Return the uuid of the version before, as the page names it to the members."""
        before = version.derived_from
        return str(before.uuid) if before and is_member(self.hat) else None

    def get_sha256(self, version: Version) -> str | None:
        """Return the fingerprint of the snapshot to whom may read that."""
        return version.sha256 if may_read_snapshot(self.hat, version) else None

    @extend_schema_field(PlanRow(allow_null=True))
    def get_plan(self, version: Version) -> Any:
        """Return the frozen plan as the page shows it to the hat."""
        if version.is_compiling:
            return None
        return PlanRow(version.plan_for(self.hat), context={"version": version}).data


def is_member(hat: Hat) -> bool:
    """Whether the hat reads what the members read."""
    return hat.sees_from == Visibility.MEMBERS


def may_read_snapshot(hat: Hat, version: Version) -> bool:
    """Whether the hat reads the frozen text as it was hashed: it holds what only the members read."""
    return is_member(hat) and not version.is_compiling


class VersionViewSet(HatViewSet):
    """Versions of the roadmap, the newest first; they are moved on their pages."""

    lookup_field = "uuid"
    queryset = Version.objects.none()
    serializer_class = RoadmapVersionRow

    @extend_schema(
        parameters=[VersionFilters], responses={200: RoadmapVersionRow(many=True), **LIST_REFUSALS}
    )
    def list(self, request: Request) -> Response:
        """List the versions the hat may see."""
        rows = Version.objects.visible_to(self.hat).filter(**self.filters(VersionFilters).validated_data)
        rows = rows.select_related("base").defer("snapshot", "base__snapshot").order_by("-compiled_at", "-pk")
        first = self.offset()
        return self.page(list(rows[first : first + SIZE + 1]), RoadmapVersionRow)

    @extend_schema(responses={200: RoadmapVersionDetail, **REFUSALS})
    def retrieve(self, request: Request, uuid: str) -> Response:
        """Show a version."""
        seen = VersionRound.objects.filter(round__in=Round.objects.visible_to(self.hat))
        rows = Version.objects.visible_to(self.hat).select_related("base", "derived_from")
        rows = rows.prefetch_related(Prefetch("rounds", seen.select_related("round")))
        return Response(RoadmapVersionDetail(one(rows, uuid), context={"hat": self.hat}).data)

    @extend_schema(responses={(200, "application/json"): OpenApiTypes.OBJECT, **REFUSALS})
    @action(detail=True, methods=["get"], content_negotiation_class=AsItIs)
    def snapshot(self, request: Request, uuid: str) -> HttpResponse:
        """Hand out the frozen snapshot byte for byte: its SHA-256 is the version's; for the members."""
        version = one(Version.objects.visible_to(self.hat), uuid)
        if not may_read_snapshot(self.hat, version):
            raise NotFound
        return HttpResponse(version.snapshot, content_type="application/json")
