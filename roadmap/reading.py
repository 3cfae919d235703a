"""What a hat reads of the roadmap: its versions, the plan of one with how its projects stand now, its baseline."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from ip5.kernel.hat import Hat
from roadmap import working
from roadmap.models import Project, Version
from roadmap.plan import Plan, Progress, plan_of_text
from roadmap.states import ENDED_BEFORE, VersionState

# What is over is shown as it was frozen.
PAST = {VersionState.SUPERSEDED, *ENDED_BEFORE}


def versions_for(hat: Hat, asked: UUID | None = None, project: Project | None = None) -> list[Any]:
    """Return the versions this hat may see, the preferred first; only the one to show and its base with text.

    With a project only one that holds it is to be shown, and each knows whether it ``holds``. One query.
    """
    versions = Version.objects.visible_to(hat).in_preference()
    if project is not None:
        versions = versions.with_holds(project)
    chosen = versions if project is None else versions.filter(holds=True)
    if asked is not None:
        chosen = chosen.filter(uuid=asked)
    found: list[Any] = list(versions.with_plan_of(chosen, hat))
    for each in found:
        each.snapshot = each.text
    return found


def plan_for(version: Any, hat: Hat) -> Plan:
    """Return the plan of a version of ``versions_for``, as far as the hat's class goes, as its projects stand now."""
    if version.is_compiling:
        return working.plan_of(version)
    frozen: Plan = version.plan_for(hat)
    return frozen if version.state in PAST else frozen.as_reported(_progress(version))


def baseline_of(version: Version, versions: list[Any]) -> tuple[str, Plan] | None:
    """Return symbol and plan of the endorsed version that this one amends, if it is among those seen."""
    for each in versions:
        if each.pk == version.base_id and each.snapshot:
            return each.printed_symbol, plan_of_text(each.snapshot)
    return None


def _progress(version: Any) -> dict[str, Progress]:
    """Return how the version's projects stand now, as it was read with them."""
    if not version.progress:
        return {}
    days, standings = version.progress["reached"] or (), version.progress["standings"] or ()
    reached = {each["key"]: dt.date.fromisoformat(each["day"]) for each in days}
    return {
        each["key"]: Progress(each["state"], each["status"], reached, each["report"]) for each in standings
    }
