"""What the tests of the roadmap's API read and compare: one plan, in versions written straight into the rows."""

from __future__ import annotations

from typing import Any

from roadmap.models import Version
from tests.cast import MEMBERS
from tests.roadmap import scenes
from tests.roadmap.plans import plan

WHOLE = scenes.keyed(plan())
FIRST, SECOND, THIRD = WHOLE.projects
SIGNED = [key for key in MEMBERS if key != "inactive"]
NOT_MEMBERS = ["observer", "industry", "expert", "admin_ep", "site_admin"]
PENDING: dict[str, Any] = {"state": "submitted", "visibility": "members_observers"}
FROZEN: dict[str, Any] = {"state": "frozen", "visibility": "members"}
RESERVED = {
    "number": 1,
    "project": FIRST.key,
    "office": "JP",
    "kind": "substantive",
    "passage": "One model",
    "text": "KEPT-RESERVATION on data.",
}


def source(symbol: str, title: str, **facts: Any) -> dict[str, Any]:
    """Return a source of a project as the API tells it."""
    return {
        "symbol": symbol,
        "title": title,
        "round": "",
        "outcome": "",
        "level": "",
        "decided_on": None,
    } | facts


def goal_row(goal: Any) -> dict[str, Any]:
    """Return a goal as the API tells it."""
    facts = {"area": goal.area, "horizon": goal.horizon, "title": goal.title, "text": goal.text}
    return {"uuid": goal.key} | facts


def of_asked(version: Version) -> dict[str, Any]:
    """Return what a member reads of the version that is with the Heads, but for its plan."""
    return {
        "uuid": str(version.uuid),
        "symbol": "NETAI/RM/3.0 Prov.1",
        "edition": None,
        "title": "With the Heads",
        "kind": "major",
        "state": "submitted",
        "amends": None,
        "origin": "record",
        "compiled_at": "2026-06-23T12:00:00Z",
        "frozen_at": "2026-06-23T12:00:00Z",
        "approved_at": None,
        "endorsed_at": None,
        "published_at": None,
        "superseded_at": None,
        "page": version.get_absolute_url(),
        "sha256": version.sha256,
        "embargo_until": None,
        "deputies_skipped_reason": "",
        "withdraw_reason": "",
        "record_note": "",
        "rounds": [],
        "abilities": {},
    }


def of_second(version: Version) -> dict[str, Any]:
    """Return what a member reads of the second project as a version froze it."""
    return {
        "uuid": SECOND.key,
        "title": "Prior-art search",
        "version": str(version.uuid),
        "goal": SECOND.goal,
        "area": "A",
        "horizon": "short",
        "lead": "US",
        "co_leads": ["EP"],
        "contributing": [],
        "group": "WG2",
        "starts_on": "2026-09-01",
        "ends_on": "2027-08-31",
        "state": "active",
        "status": "at_risk",
        "standing": "at_risk",
        "is_stale": False,
        "summary": "Search across languages.",
        "deliverables": "",
        "milestones": [],
        "depends_on": [FIRST.key],
        "sources": [source("NETAI/PR/2026/001", "Prior-art search")],
    }


def of_first(version: Version) -> dict[str, Any]:
    """Return what a member reads of the first project, reported as delayed, but for the report."""
    stones = [{"uuid": each.key, "title": each.title} for each in FIRST.milestones]
    return {
        "uuid": FIRST.key,
        "title": "Automatic classification",
        "version": str(version.uuid),
        "goal": FIRST.goal,
        "area": "A",
        "horizon": "short",
        "lead": "EP",
        "co_leads": ["KR"],
        "contributing": ["JP", "CN"],
        "group": "WG1",
        "starts_on": "2026-07-01",
        "ends_on": "2027-06-30",
        "state": "active",
        "status": "delayed",
        "standing": "delayed",
        "is_stale": False,
        "summary": "One model, five offices.",
        "deliverables": "A comparison of models.",
        "milestones": [
            stones[0] | {"due_on": "2026-12-15", "reached_on": "2026-12-01"},
            stones[1] | {"due_on": "2027-06-30", "reached_on": None},
        ],
        "page": f"/roadmap/projects/{FIRST.key}/",
        "depends_on": [],
        "awaited_by": [SECOND.key],
        "proposals": [],
        "reservations": [RESERVED],
        "versions": [{"uuid": str(version.uuid), "symbol": "NETAI/RM/1.0", "state": "published"}],
        "abilities": {},
    }
