"""What the API says of a plan: its areas, goals, projects and reservations, read in a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework import serializers

from ip5.api.serializers import word
from ip5.ballots.states import Level
from proposals.states import Horizon
from roadmap.board import STANDINGS
from roadmap.models import Version
from roadmap.plan import AreaLine, GoalLine, Milestone, Plan, ProjectLine, ReservationLine, Source
from roadmap.states import ProgressState, Status


@dataclass(frozen=True, slots=True)
class Placed:
    """A project of a plan with its goal and the version it is read in; both None where no version holds it."""

    line: ProjectLine
    goal: GoalLine | None = None
    version: Version | None = None


def placed(plan: Plan, version: Version) -> list[Placed]:
    """Return the projects of a version's plan by area, goal and the plan's own order."""
    return [Placed(each, plan.goal_of(each), version) for each in plan.ordered()]


class AreaRow(serializers.Serializer[AreaLine]):
    """An area of the scoping document."""

    code = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)


class GoalRow(serializers.Serializer[GoalLine]):
    """A goal; its uuid is the same from version to version."""

    uuid = serializers.UUIDField(source="key", read_only=True)
    area = serializers.CharField(read_only=True)
    horizon = word(Horizon.values)
    title = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)


class MilestoneRow(serializers.Serializer[Milestone]):
    """Something a project reaches by a day; not reached yet it has no day."""

    uuid = serializers.UUIDField(source="key", read_only=True)
    title = serializers.CharField(read_only=True)
    due_on = serializers.DateField(read_only=True)
    reached_on = serializers.DateField(read_only=True, allow_null=True)


class SourceRow(serializers.Serializer[Source]):
    """A proposal the project comes from, and the act that endorsed it, as the version holds them."""

    symbol = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    round = serializers.CharField(read_only=True, help_text="Symbol of the round; empty for a record.")
    outcome = serializers.CharField(read_only=True)
    level = word(["", *Level.values])
    decided_on = serializers.DateField(read_only=True, allow_null=True)


class ProjectRow(serializers.Serializer[Placed]):
    """A project as lists show it: who takes part, its days, how it stands."""

    uuid = serializers.UUIDField(source="line.key", read_only=True)
    title = serializers.CharField(source="line.title", read_only=True)
    version = serializers.UUIDField(source="version.uuid", read_only=True, allow_null=True)
    goal = serializers.UUIDField(source="goal.key", read_only=True, allow_null=True)
    area = serializers.CharField(source="goal.area", read_only=True, allow_null=True)
    horizon = word(Horizon.values, source="goal.horizon", allow_null=True)
    lead = serializers.CharField(source="line.lead", read_only=True)
    co_leads = serializers.ListField(source="line.co_leads", child=serializers.CharField(), read_only=True)
    contributing = serializers.ListField(
        source="line.contributing", child=serializers.CharField(), read_only=True
    )
    group = serializers.CharField(source="line.group", read_only=True)
    starts_on = serializers.DateField(source="line.starts_on", read_only=True, allow_null=True)
    ends_on = serializers.DateField(source="line.ends_on", read_only=True, allow_null=True)
    state = word(ProgressState.values, source="line.state")
    status = word(["", *Status.values], source="line.status")
    standing = word(
        STANDINGS, source="line.standing", help_text="The status while it is active, else the state."
    )
    is_stale = serializers.BooleanField(
        source="line.is_stale",
        read_only=True,
        help_text="Whether the last report is older than it holds, to whom the reports are open.",
    )


class ProjectText(ProjectRow):
    """A project with its text and its milestones."""

    summary = serializers.CharField(source="line.summary", read_only=True)
    deliverables = serializers.CharField(source="line.deliverables", read_only=True)
    milestones = MilestoneRow(source="line.milestones", many=True, read_only=True)


class PlannedProject(ProjectText):
    """A project as a version froze it."""

    depends_on = serializers.ListField(
        source="line.depends_on", child=serializers.UUIDField(), read_only=True
    )
    sources = SourceRow(source="line.sources", many=True, read_only=True)


class ReservationRow(serializers.Serializer[ReservationLine]):
    """A reservation on a project, numbered in the plan as the caller's hat reads it."""

    number = serializers.IntegerField(read_only=True)
    project = serializers.UUIDField(read_only=True)
    office = serializers.CharField(read_only=True)
    kind = serializers.CharField(read_only=True)
    passage = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)


class PlanRow(serializers.Serializer[Plan]):
    """The plan that a version froze, as far as the caller's hat reads it."""

    title = serializers.CharField(read_only=True)
    preamble = serializers.CharField(read_only=True)
    scoping = serializers.CharField(read_only=True, help_text="Symbol of the scoping document.")
    amends = serializers.CharField(read_only=True, help_text="Symbol of the version it amends.")
    areas = AreaRow(many=True, read_only=True)
    goals = GoalRow(many=True, read_only=True)
    projects = serializers.SerializerMethodField()
    reservations = ReservationRow(many=True, read_only=True)

    def get_projects(self, plan: Plan) -> Any:
        """Return the projects in their order."""
        return PlannedProject(placed(plan, self.context["version"]), many=True).data
