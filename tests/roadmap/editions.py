"""Editions as plain values, for the tests of files: version 1.0 as published in June 2021."""

from __future__ import annotations

import datetime as dt
from typing import Any

from roadmap.exports import data
from roadmap.exports.edition import Edition, Name
from roadmap.plan import Plan

OFFICES = (
    Name("EP", "EPO", "European Patent Office"),
    Name("JP", "JPO", "Japan Patent Office"),
    Name("KR", "KIPO", "Korean Intellectual Property Office"),
    Name("CN", "CNIPA", "China National Intellectual Property Administration"),
    Name("US", "USPTO", "United States Patent and Trademark Office"),
)
GROUPS = (Name("WG1", "WG1", "Working Group 1 - Classification"), Name("WG2", "WG2", "Working Group 2"))


def edition(plan: Plan, **changes: Any) -> Edition:
    """Return version 1.0 of this plan."""
    facts: dict[str, Any] = {
        "uuid": "6a5b8bd6-6ee6-4f6e-9b63-3ac1d1b9f0aa",
        "symbol": "NETAI/RM/1.0",
        "edition": "1.0",
        "title": "NET/AI roadmap",
        "published_at": dt.datetime(2021, 6, 24, 8, tzinfo=dt.UTC),
        "sha256": data.fingerprint(plan),
        "endorsed_on": dt.date(2021, 6, 23),
        "offices": OFFICES,
        "groups": GROUPS,
    }
    return Edition(**facts | changes)
