"""Published versions for the tests of the public site, entered as facts: one current, the others superseded."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ip5.kernel.visibility import Visibility
from roadmap.models import Version
from roadmap.plan import Plan
from roadmap.states import Amendment, VersionState
from tests.roadmap.plans import plan as small_plan

FIRST_DAY = dt.datetime(2021, 6, 24, 8, tzinfo=dt.UTC)


def publish(
    plan: Plan | None = None, edition: str = "1.0", *, at: dt.datetime = FIRST_DAY, **facts: Any
) -> Version:
    """Return a version with this plan, published at that instant; the one before is superseded by it."""
    plan = plan or small_plan()
    Version.objects.current().update(state=VersionState.SUPERSEDED, superseded_at=at)
    given: dict[str, Any] = {
        "kind": Amendment.MAJOR if edition.endswith(".0") else Amendment.MINOR,
        "state": VersionState.PUBLISHED,
        "visibility": Visibility.PUBLIC,
        "title": plan.title,
        "symbol": f"NETAI/RM/{edition} Prov.1",
        "snapshot": plan.canonical(),
        "sha256": plan.sha256,
        "edition": edition,
        "compiled_at": at - dt.timedelta(days=60),
        "frozen_at": at - dt.timedelta(days=30),
        "endorsed_at": at - dt.timedelta(days=1),
        "published_at": at,
        "origin": Version.Origin.RECORD,
    }
    return Version.objects.create(**given | facts)
