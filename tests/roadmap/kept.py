"""Versions with a plan of plain values, written as facts from the record: for what reads versions and moves none."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ip5.kernel.visibility import Visibility
from roadmap.models import Version
from roadmap.plan import Plan
from roadmap.states import VersionState


def version(plan: Plan, number: str, published: dt.datetime, **changes: Any) -> Version:
    """Write a published version of ``plan``; ``superseded_at`` among the changes makes it a former one."""
    if changes.get("superseded_at"):
        changes.setdefault("state", VersionState.SUPERSEDED)
    facts: dict[str, Any] = {
        "kind": "major",
        "state": VersionState.PUBLISHED,
        "visibility": Visibility.PUBLIC,
        "title": plan.title,
        "preamble": plan.preamble,
        "target": number,
        "symbol": f"NETAI/RM/{number} Prov.1",
        "snapshot": plan.canonical(),
        "sha256": plan.sha256,
        "edition": number,
        "compiled_at": published,
        "frozen_at": published,
        "approved_at": published,
        "endorsed_at": published,
        "published_at": published,
        "origin": Version.Origin.RECORD,
    }
    return Version.objects.create(**facts | changes)


def pending(plan: Plan, number: str, frozen: dt.datetime, **changes: Any) -> Version:
    """Write a version that is frozen and known to the members only."""
    facts = {
        "state": VersionState.FROZEN,
        "visibility": Visibility.MEMBERS,
        "edition": None,
        "approved_at": None,
        "endorsed_at": None,
        "published_at": None,
    }
    return version(plan, number, frozen, **facts | changes)
