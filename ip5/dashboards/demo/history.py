"""The seed's entries "from the record": proposals of 2021 and 2022 as imported facts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from ip5.dashboards.demo.accounts import FOLDER
from ip5.offices.models import Group, Office
from proposals import actions
from proposals.models import Area, Proposal


def seed() -> dict[str, Any]:
    """Return our own copy of the seed."""
    facts: dict[str, Any] = json.loads((FOLDER / "demo_seed.json").read_text(encoding="utf-8"))
    return facts


def records() -> list[dict[str, Any]]:
    """Return the entries to be imported, in the order of their symbols."""
    found = [each for each in seed()["proposals"] if each["entry"] == "record"]
    return sorted(found, key=lambda each: each["symbol"])


def import_all() -> Iterator[bool]:
    """Import every record that is not there yet, one step each, and yield whether the step was new."""
    addresses = seed()["sources"]
    offices = {office.code: office for office in Office.objects.all()}
    areas = {area.code: area for area in Area.objects.all()}
    groups = {group.code: group for group in Group.objects.all()}
    known = set(Proposal.objects.filter(symbol__isnull=False).values_list("symbol", flat=True))
    for entry in records():
        if entry["symbol"] in known:
            yield False
            continue
        record = actions.Record(
            symbol=entry["symbol"],
            title=entry["title"],
            state=entry["state"],
            settled_on=dt.date.fromisoformat(entry["state_date"]),
            lead_office=offices[entry["lead"]],
            area=areas[entry["area"]],
            group=groups[entry["group"]],
            horizon=entry["horizon"],
            summary=entry["summary"],
            origin=entry["origin"],
            co_leads=tuple(offices[code] for code in entry["co_lead"]),
            sources=[addresses[name] for name in entry["sources"]],
        )
        actions.import_record(record, by=None)
        yield True
