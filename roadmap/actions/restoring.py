"""Bringing the working rows back to a frozen plan: after a version was given up, returned or withdrawn."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from ip5.kernel import clock
from ip5.offices.models import Group, Office
from proposals.models import Area
from roadmap.models import Dependency, Goal, Milestone, Project, ProjectOffice
from roadmap.plan import Plan, ProjectLine
from roadmap.states import Role

# What a project's plan is when no group has it.
TAKEN_BACK: dict[str, Any] = dict.fromkeys(
    ("referred_at", "plan_due_on", "handed_back_at", "handed_back_by"), None
)


@transaction.atomic
def restore(plan: Plan) -> None:
    """Make the working rows say what ``plan`` says; rows of later projects and goals stay, out of the plan.

    A step inside a deed's transaction. How projects stand, and milestones reached, is left as reported, also of one
    that was taken out meanwhile; a day that only the frozen plan knows comes back.
    """
    areas = {each.code: each for each in Area.objects.all()}
    groups = {each.code: each for each in Group.objects.all()}
    offices = {each.code: each for each in Office.objects.all()}
    goals: dict[str, Goal] = {}
    Goal.objects.update(is_in_plan=False)
    Project.objects.update(is_in_plan=False)
    for position, line in enumerate(plan.goals):
        values: dict[str, Any] = {
            "area": areas[line.area],
            "horizon": line.horizon,
            "title": line.title,
            "text": line.text,
            "position": position,
            "is_in_plan": True,
        }
        goals[line.key], _made = Goal.objects.update_or_create(uuid=line.key, defaults=values)
    rows = {
        project.key: _project(project, position, goals[project.goal], groups.get(project.group), offices)
        for position, project in enumerate(plan.projects)
    }
    for project in plan.projects:
        row = rows[project.key]
        row.dependencies.all().delete()
        Dependency.objects.bulk_create(
            Dependency(project=row, on=rows[key]) for key in project.depends_on if key in rows
        )


def _project(
    line: ProjectLine, position: int, goal: Goal, group: Group | None, offices: dict[str, Office]
) -> Project:
    values = {
        "goal": goal,
        "title": line.title,
        "summary": line.summary,
        "deliverables": line.deliverables,
        "group": group,
        "starts_on": line.starts_on,
        "ends_on": line.ends_on,
        "position": position,
        "is_in_plan": True,
        **TAKEN_BACK,
    }
    row, _made = Project.objects.update_or_create(uuid=line.key, defaults=values)
    wanted = {line.lead: Role.LEAD} if line.lead else {}
    wanted |= dict.fromkeys(line.co_leads, Role.CO_LEAD) | dict.fromkeys(line.contributing, Role.CONTRIBUTING)
    kept = {each.office.code: each for each in row.parts.select_related("office")}
    # The lead is unique: whoever leaves or changes goes first.
    same = {code for code, role in wanted.items() if code in kept and kept[code].role == role}
    row.parts.exclude(office__code__in=same).delete()
    now = clock.now()
    ProjectOffice.objects.bulk_create(
        ProjectOffice(project=row, office=offices[code], role=role, consented_at=now)
        for code, role in wanted.items()
        if code not in same
    )
    for stone in line.milestones:
        there, _made = Milestone.objects.update_or_create(
            uuid=stone.key,
            defaults={"project": row, "title": stone.title, "due_on": stone.due_on, "is_in_plan": True},
        )
        # A day reported on the row goes first; a row that is made anew has only the frozen one.
        if there.reached_on is None and stone.reached_on is not None:
            there.reached_on = stone.reached_on
            there.save(update_fields=["reached_on"])
    row.milestones.exclude(uuid__in=[stone.key for stone in line.milestones]).update(is_in_plan=False)
    return row
