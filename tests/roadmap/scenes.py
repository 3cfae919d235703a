"""Versions written straight into the rows, as history from before the site enters: for what only reads them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any

from ip5.kernel.text import sha256_hex
from ip5.offices.models import Group, Office
from proposals.models import Area
from roadmap.models import Goal, Holding, Milestone, Project, ProjectOffice, Version
from roadmap.plan import Plan
from tests.roadmap import plans

AT = dt.datetime(2026, 6, 23, 12, tzinfo=dt.UTC)
SPACE = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")


def key(name: str) -> str:
    """Return the uuid, as text, that stands for a short key of ``plans``."""
    return str(uuid.uuid5(SPACE, name))


def keyed(plan: Plan) -> Plan:
    """Return a plan of ``plans`` with uuids for keys, as the rows have."""
    return replace(
        plan,
        goals=tuple(replace(each, key=key(each.key)) for each in plan.goals),
        projects=tuple(
            replace(
                each,
                key=key(each.key),
                goal=key(each.goal),
                depends_on=tuple(map(key, each.depends_on)),
                milestones=tuple(replace(stone, key=key(stone.key)) for stone in each.milestones),
            )
            for each in plan.projects
        ),
        reservations=tuple(replace(each, project=key(each.project)) for each in plan.reservations),
    )


def rows(plan: Plan) -> dict[str, Project]:
    """Write the working rows of a plan that are not there yet; return the projects by key."""
    areas = {each.code: each for each in Area.objects.all()}
    groups = {each.code: each for each in Group.objects.all()}
    Goal.objects.bulk_create(
        [
            Goal(uuid=each.key, area=areas[each.area], horizon=each.horizon, title=each.title, text=each.text)
            for each in plan.goals
        ],
        ignore_conflicts=True,
    )
    goals = {str(each.uuid): each for each in Goal.objects.all()}
    there = {str(each) for each in Project.objects.values_list("uuid", flat=True)}
    new = [each for each in plan.projects if each.key not in there]
    made = Project.objects.bulk_create(
        Project(
            uuid=each.key,
            goal=goals[each.goal],
            title=each.title,
            summary=each.summary,
            deliverables=each.deliverables,
            group=groups[each.group],
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            state=each.state,
            status=each.status,
        )
        for each in new
    )
    _parts(list(zip(new, made, strict=True)))
    return {str(each.uuid): each for each in Project.objects.all()}


def _parts(pairs: list[tuple[Any, Project]]) -> None:
    offices = {each.code: each for each in Office.objects.all()}
    Milestone.objects.bulk_create(
        Milestone(
            uuid=stone.key, project=row, title=stone.title, due_on=stone.due_on, reached_on=stone.reached_on
        )
        for line, row in pairs
        for stone in line.milestones
    )
    ProjectOffice.objects.bulk_create(
        ProjectOffice(project=row, office=offices[code], role=role, consented_at=AT)
        for line, row in pairs
        for role, codes in (
            ("lead", (line.lead,)),
            ("co_lead", line.co_leads),
            ("contributing", line.contributing),
        )
        for code in codes
    )


def version(plan: Plan, edition: str = "1.0", **facts: Any) -> Version:
    """Write a version that holds a plan: published and current, unless the facts say otherwise."""
    text = plan.canonical()
    values: dict[str, Any] = {
        "kind": "major",
        "state": "published",
        "visibility": "public",
        "title": plan.title,
        "preamble": plan.preamble,
        "symbol": f"NETAI/RM/{edition} Prov.1",
        "edition": edition,
        "snapshot": text,
        "sha256": sha256_hex(text),
        "compiled_at": AT,
        "frozen_at": AT,
        "endorsed_at": AT,
        "published_at": AT,
        "origin": "record",
    }
    if facts.get("state", "published") not in {"published", "superseded"}:
        values |= {"edition": None, "published_at": None, "endorsed_at": None}
    made = Version.objects.create(**values | facts)
    held = rows(plan)
    Holding.objects.bulk_create(Holding(version=made, project=held[each.key]) for each in plan.projects)
    return made


def pending_project(title: str) -> dict[str, Any]:
    """Write a version that is with the Heads, open to members and observers; the address of its project."""
    whole = keyed(plans.plan())
    # Of no group that has an expert in the cast: what concerns the own group an expert sees.
    first = replace(whole.projects[0], title=title, group="WG2")
    version(replace(whole, projects=(first,)), state="submitted", visibility="members_observers")
    return {"uuid": first.key}
