"""The roadmap as ``roadmap.json``: our own published form, described by ``roadmap.schema.json`` beside it.

``plan`` is what is fingerprinted: the SHA-256 of its canonical JSON (sorted keys, no spaces, UTF-8) is the one
in the citation, so that anybody can check it from this file alone. The form never changes under its number.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from ip5.kernel.text import canonical_json, sha256_hex
from roadmap.exports.edition import LANGUAGE, Edition, Name
from roadmap.plan import Plan, ProjectLine

FORM: Final = 1
SCHEMA: Final = Path(__file__).with_name("roadmap.schema.json")


def write(plan: Plan, edition: Edition) -> bytes:
    """Return the public plan with the facts of its publication as indented JSON in UTF-8."""
    return (json.dumps(document(plan, edition), ensure_ascii=False, indent=1) + "\n").encode()


def schema() -> bytes:
    """Return the JSON Schema (draft 2020-12) of what ``write`` returns."""
    return SCHEMA.read_bytes()


def document(plan: Plan, edition: Edition) -> dict[str, Any]:
    """Return the whole file as plain JSON values."""
    return {
        "$schema": SCHEMA.name,
        "form": FORM,
        "symbol": edition.symbol,
        "edition": edition.edition,
        "title": edition.title,
        "language": LANGUAGE,
        "notice": edition.notice,
        "endorsed_on": _day(edition.endorsed_on),
        "published_at": edition.published_at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "supersedes": edition.supersedes or None,
        "citation": edition.citation,
        "sha256": edition.sha256,
        "offices": [_named(each) for each in edition.offices],
        "groups": [_named(each) for each in edition.groups],
        "plan": values_of(plan),
    }


def fingerprint(plan: Plan) -> str:
    """Return the SHA-256 of the public plan in its published form."""
    return sha256_hex(canonical_json(values_of(plan)))


def values_of(plan: Plan) -> dict[str, Any]:
    """Return the public plan in its published form; keys are the ids by which a thing stays the same."""
    plan = plan.public()
    return {
        "form": FORM,
        "title": plan.title,
        "preamble": plan.preamble,
        "scoping_document": plan.scoping or None,
        "amends": plan.amends or None,
        "areas": [asdict(each) for each in plan.areas],
        "goals": [
            {"id": each.key, "area": each.area, "horizon": each.horizon}
            | {"title": each.title, "text": each.text}
            for each in plan.goals
        ],
        "projects": [_project(each) for each in plan.projects],
        "reservations": [
            {"number": each.number, "project": each.project, "office": each.office, "kind": each.kind}
            | {"passage": each.passage, "text": each.text}
            for each in plan.reservations
        ],
    }


def _project(line: ProjectLine) -> dict[str, Any]:
    return {
        "id": line.key,
        "goal": line.goal,
        "title": line.title,
        "summary": line.summary,
        "deliverables": line.deliverables,
        "lead": line.lead,
        "co_leads": list(line.co_leads),
        "contributing": list(line.contributing),
        "group": line.group or None,
        "starts_on": _day(line.starts_on),
        "ends_on": _day(line.ends_on),
        "milestones": [
            {"id": each.key, "title": each.title}
            | {"due_on": _day(each.due_on), "reached_on": _day(each.reached_on)}
            for each in line.milestones
        ],
        "depends_on": list(line.depends_on),
        "sources": [
            {"symbol": each.symbol, "title": each.title, "decided_on": _day(each.decided_on)}
            for each in line.sources
        ],
        "state": line.state,
        "status": line.status or None,
    }


def _named(name: Name) -> dict[str, str]:
    return {"code": name.code, "acronym": name.acronym, "name": name.name}


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
