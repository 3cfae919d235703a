"""Deeds on the goals of the plan being compiled: added, edited, moved, taken out."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from proposals.models import Area
from proposals.states import Horizon
from roadmap import rules
from roadmap.actions import steps
from roadmap.models import Goal, Project, Version

MAX_TITLE, MAX_TEXT = 200, 5_000


def check_goal(values: dict[str, Any]) -> None:
    """Refuse (``Invalid``) a goal without title, area or horizon, or with too long a text. Without effect."""
    errors: dict[str, list[str]] = {}
    if not 0 < len(values.get("title", "").strip()) <= MAX_TITLE:
        errors["title"] = [_("Give a title of at most %(n)d characters.") % {"n": MAX_TITLE}]
    if len(values.get("text", "")) > MAX_TEXT:
        errors["text"] = [_("At most %(n)s characters.") % {"n": f"{MAX_TEXT:,}"}]
    if values.get("horizon") not in Horizon.values:
        errors["horizon"] = [_("Choose a horizon.")]
    if values.get("area") is None:
        errors["area"] = [_("Choose an area.")]
    if errors:
        raise Invalid(errors)


def _check_area(version: Version, area: Area) -> None:
    if not version.named_areas.filter(pk=area.pk).exists():
        raise Invalid({"area": [_("The scoping document does not name this area any more.")]})


@transaction.atomic
def add_goal(*, by: Hat, values: dict[str, Any]) -> Goal:
    """Add a goal to the plan being compiled: ``area``, ``horizon``, ``title``, ``text``; last in its area.

    ``Invalid`` like ``check_goal``, and for an area that the version's scoping document does not name.
    """
    version = steps.locked_compiling()
    require(rules.RULES["edit"](by, version))
    check_goal(values)
    _check_area(version, values["area"])
    last = Goal.objects.filter(area=values["area"]).aggregate(last=Max("position"))["last"]
    goal = Goal.objects.create(
        area=values["area"],
        horizon=values["horizon"],
        title=values["title"].strip(),
        text=values.get("text", "").strip(),
        position=(last or 0) + 1,
    )
    audit.record(version, "version.goal_added", by=by, data={"goal": str(goal.uuid)})
    return goal


@transaction.atomic
def edit_goal(goal: Goal, *, by: Hat, values: dict[str, Any]) -> Goal:
    """Change a goal of the plan being compiled. ``Invalid`` like ``add_goal``; the area it has may stay."""
    version = steps.locked_compiling()
    require(rules.RULES["edit"](by, version))
    check_goal(values)
    row = Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    if values["area"] != row.area:
        _check_area(version, values["area"])
    row.area, row.horizon = values["area"], values["horizon"]
    row.title, row.text = values["title"].strip(), values.get("text", "").strip()
    row.save(update_fields=["area", "horizon", "title", "text"])
    audit.record(version, "version.goal_edited", by=by, data={"goal": str(row.uuid)})
    return row


@transaction.atomic
def drop_goal(goal: Goal, *, by: Hat) -> Goal:
    """Take a goal out of the plan being compiled; refuses (``Invalid``) one that still has a project."""
    version = steps.locked_compiling()
    require(rules.RULES["edit"](by, version))
    row = Goal.objects.select_for_update(of=("self",)).get(pk=goal.pk)
    if Project.objects.in_plan().filter(goal=row).exists():
        raise Invalid({"__all__": [_("Move or take out its projects first.")]})
    row.is_in_plan = False
    row.save(update_fields=["is_in_plan"])
    audit.record(version, "version.goal_dropped", by=by, data={"goal": str(row.uuid)})
    return row
