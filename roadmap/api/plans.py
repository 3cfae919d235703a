"""Areas, goals and projects over the API, read in one version: the one asked for, else the one shown first."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.pagination import SIZE
from ip5.api.serializers import LIST_REFUSALS, REFUSALS, Problem, Reading, word
from ip5.api.viewsets import HatViewSet, one
from proposals.models import Area, Proposal
from proposals.states import Horizon
from proposals.states import State as ProposalState
from roadmap import reading, working
from roadmap.api.lines import AreaRow, GoalRow, Placed, ProjectRow, ProjectText, ReservationRow, placed
from roadmap.board import STANDINGS
from roadmap.models import Goal, ProgressReport, Project, Version
from roadmap.plan import Plan, ProjectLine
from roadmap.states import ProgressState, Status, VersionState

CODE = OpenApiParameter("code", str, OpenApiParameter.PATH, description="Code of an area, A to D.")
DETAIL_REFUSALS = {**REFUSALS, 422: Problem}


class InVersion(serializers.Serializer[Any]):
    """In which version the plan is read: the current one where none is asked for, as on the pages."""

    version = serializers.UUIDField(required=False)


class GoalFilters(InVersion):
    """What narrows the list of goals."""

    area = serializers.CharField(required=False, max_length=2, help_text="Code of an area, A to D.")
    horizon = serializers.ChoiceField(required=False, choices=Horizon.choices)


class ProjectFilters(GoalFilters):
    """What narrows the list of projects."""

    office = serializers.CharField(
        required=False, max_length=8, help_text="Code of an office that takes part."
    )
    group = serializers.CharField(required=False, max_length=20, help_text="Code of the responsible group.")
    standing = serializers.ChoiceField(required=False, choices=list(STANDINGS.items()))


class AreaDetail(AreaRow, Reading):
    """An area."""


class GoalDetail(GoalRow, Reading):
    """A goal with its projects, in the version it is read in."""

    version = serializers.UUIDField(source="version.uuid", read_only=True)
    projects = ProjectRow(many=True, read_only=True)


class ProposalLine(serializers.Serializer[Proposal]):
    """A proposal the project comes from; more of it is under proposals."""

    uuid = serializers.UUIDField(read_only=True)
    symbol = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    state = word(ProposalState.values)


class HoldingVersion(serializers.Serializer[Version]):
    """A version that holds the project."""

    uuid = serializers.UUIDField(read_only=True)
    symbol = serializers.CharField(source="printed_symbol", read_only=True)
    state = word(VersionState.values)


class ReportRow(serializers.Serializer[ProgressReport]):
    """What an office reported on a project; the office of a note of the co-chairs and secretariat is null."""

    uuid = serializers.UUIDField(read_only=True)
    office = serializers.CharField(source="office.code", read_only=True, allow_null=True)
    at = serializers.DateTimeField(read_only=True)
    state = word(ProgressState.values)
    status = word(["", *Status.values])
    text = serializers.CharField(read_only=True)


class ProjectDetail(ProjectText, Reading):
    """A project in full, as far as the caller's hat sees it."""

    page = serializers.CharField(read_only=True)
    depends_on = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    awaited_by = serializers.ListField(child=serializers.UUIDField(), read_only=True)
    proposals = ProposalLine(many=True, read_only=True)
    reservations = ReservationRow(many=True, read_only=True)
    reports = ReportRow(many=True, read_only=True, help_text="The newest first; for whom they are open.")
    versions = HoldingVersion(many=True, read_only=True)


def shown(versions: list[Any], asked: UUID | None) -> Version | None:
    """Return the version asked for, or 404 where the hat sees no such; else the first, if any."""
    if asked is None:
        return versions[0] if versions else None
    for each in versions:
        if each.uuid == asked:
            return each
    raise NotFound


class AreaViewSet(HatViewSet):
    """The areas of the scoping document; they are public facts."""

    lookup_field = "code"
    queryset = Area.objects.none()
    serializer_class = AreaRow

    @extend_schema(responses={200: AreaRow(many=True), **LIST_REFUSALS})
    def list(self, request: Request) -> Response:
        """List the areas."""
        return self.page(list(Area.objects.all()[self.offset() :]), AreaRow)

    @extend_schema(parameters=[CODE], responses={200: AreaDetail, **REFUSALS})
    def retrieve(self, request: Request, code: str) -> Response:
        """Show an area."""
        area = Area.objects.filter(code=code).first()
        if area is None:
            raise NotFound
        return Response(AreaDetail(area).data)


class PlanViewSet(HatViewSet):
    """What the roadmap holds, in one version of it that the hat may see."""

    lookup_field = "uuid"

    def read(self, asked: UUID | None) -> tuple[Version, Plan] | None:
        """Return the version to show and its plan as its projects stand now; None where the hat sees no version."""
        version = shown(reading.versions_for(self.hat, asked), asked)
        return (version, reading.plan_for(version, self.hat)) if version else None

    def cut(self, rows: list[Any]) -> list[Any]:
        """Return the rows of the page asked for, and one more."""
        first = self.offset()
        return rows[first : first + SIZE + 1]


class GoalViewSet(PlanViewSet):
    """The goals of a version, by area and in the plan's own order."""

    queryset = Goal.objects.none()
    serializer_class = GoalRow

    @extend_schema(parameters=[GoalFilters], responses={200: GoalRow(many=True), **LIST_REFUSALS, **REFUSALS})
    def list(self, request: Request) -> Response:
        """List the goals of the version asked for, or of the current one."""
        chosen = self.filters(GoalFilters).validated_data
        found = self.read(chosen.pop("version", None))
        return self.page(self.cut(list(found[1].where(**chosen).goals) if found else []), GoalRow)

    @extend_schema(parameters=[InVersion], responses={200: GoalDetail, **DETAIL_REFUSALS})
    def retrieve(self, request: Request, uuid: str) -> Response:
        """Show a goal with its projects, in the version asked for or in the current one."""
        found = self.read(self.filters(InVersion).validated_data.get("version"))
        goal = found[1].goals_by_key.get(uuid) if found else None
        if found is None or goal is None:
            raise NotFound
        version, plan = found
        projects = [Placed(each, goal, version) for each in plan.projects_of(goal)]
        return Response(GoalDetail(asdict(goal) | {"version": version, "projects": projects}).data)


class ProjectViewSet(PlanViewSet):
    """The projects of a version, by area, goal and in the plan's own order."""

    queryset = Project.objects.none()
    serializer_class = ProjectRow

    @extend_schema(
        parameters=[ProjectFilters], responses={200: ProjectRow(many=True), **LIST_REFUSALS, **REFUSALS}
    )
    def list(self, request: Request) -> Response:
        """List the projects of the version asked for, or of the current one."""
        chosen = self.filters(ProjectFilters).validated_data
        found = self.read(chosen.pop("version", None))
        rows = placed(found[1].where(**chosen), found[0]) if found else []
        return self.page(self.cut(rows), ProjectRow)

    @extend_schema(parameters=[InVersion], responses={200: ProjectDetail, **DETAIL_REFUSALS})
    def retrieve(self, request: Request, uuid: str) -> Response:
        """Show a project as the version asked for has it, or the current one of those that hold it."""
        asked = self.filters(InVersion).validated_data.get("version")
        row = one(Project.objects.visible_to(self.hat).select_related("goal"), uuid)
        versions = reading.versions_for(self.hat, asked, row)
        held = [each for each in versions if each.holds]
        version = shown(held, asked)
        if version is None:
            return Response(ProjectDetail(self._facts(row, working.line_of(row))).data)
        plan = reading.plan_for(version, self.hat)
        line = plan.projects_by_key[str(row.uuid)]
        known = plan.projects_by_key
        more = {
            "goal": plan.goal_of(line),
            "version": version,
            "versions": held,
            "depends_on": [key for key in line.depends_on if key in known],
            "awaited_by": [each.key for each in plan.projects if line.key in each.depends_on],
            "reservations": [each for each in plan.reservations if each.project == line.key],
        }
        return Response(ProjectDetail(self._facts(row, line) | more).data)

    def _facts(self, row: Project, line: ProjectLine) -> dict[str, Any]:
        """Return what is told of a project whether a version holds it or not."""
        symbols = [each.symbol for each in line.sources if each.symbol]
        reports = ProgressReport.objects.visible_to(self.hat).filter(project=row)
        return {
            "line": line,
            "page": row.get_absolute_url(),
            "goal": None,
            "version": None,
            "versions": [],
            "depends_on": [],
            "awaited_by": [],
            "reservations": [],
            "proposals": Proposal.objects.visible_to(self.hat).filter(symbol__in=symbols).order_by("symbol"),
            "reports": reports.select_related("office"),
        }
