"""Published versions for the tests of the public site, entered as facts: one current, the others superseded."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ip5.kernel.visibility import Visibility
from roadmap.models import Version
from roadmap.plan import Plan
from roadmap.states import Amendment, VersionState
from tests.roadmap.plans import plan as small_plan

FIRST_DAY = dt.datetime(2021, 6, 24, 8, tzinfo=dt.UTC)


def uuid_of(key: str) -> str:
    """Return the uuid that stands for a short key of tests/roadmap/plans.py."""
    return str(uuid5(NAMESPACE_URL, key))


def rekeyed(plan: Plan) -> Plan:
    """Return the plan with uuids for the keys of its projects, as rows have them."""
    projects = tuple(
        replace(each, key=uuid_of(each.key), depends_on=tuple(uuid_of(key) for key in each.depends_on))
        for each in plan.projects
    )
    reservations = tuple(replace(each, project=uuid_of(each.project)) for each in plan.reservations)
    return replace(plan, projects=projects, reservations=reservations)


def publish(
    plan: Plan | None = None, edition: str = "1.0", *, at: dt.datetime = FIRST_DAY, **facts: Any
) -> Version:
    """Return a version with this plan, published at that instant; the one before is superseded by it."""
    plan = rekeyed(plan or small_plan())
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
        "approved_at": at - dt.timedelta(days=20),
        "endorsed_at": at - dt.timedelta(days=1) if edition.endswith(".0") else None,
        "published_at": at,
        "origin": Version.Origin.RECORD,
    }
    return Version.objects.create(**given | facts)


def three() -> list[Version]:
    """Return three published versions, the oldest first: 1.0, a minor one with other dates, a corrigendum."""
    plan = small_plan()
    first, *others = plan.projects
    moved = replace(first, ends_on=dt.date(2027, 9, 30), status="delayed")
    amended = replace(plan, projects=(moved, *others), amends="NETAI/RM/1.0")
    return [
        publish(plan),
        publish(amended, "1.1", at=dt.datetime(2022, 6, 10, 8, tzinfo=dt.UTC)),
        publish(
            replace(amended, preamble="The offices co-operate.", amends="NETAI/RM/1.1"),
            "1.1 Corr.1",
            at=dt.datetime(2023, 1, 17, 8, tzinfo=dt.UTC),
        ),
    ]
