"""The facts an installation starts from: offices, groups and the closed days of each year. Pure.

Closed days are computed, at migration and by ``manage.py update_holidays``, from the pinned package
``holidays`` and the committed corrections in data/holidays.json. A committed list of days was the
alternative; it would go stale, while three years ahead is meant from the day of the installation.
With the same pinned package, file and day the result is the same, in well under a second.
Which years are published is a fact of the file, never guessed from the calendar: what nobody has
checked stays provisional.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import holidays

DATA = Path(__file__).parent / "data"
# The package prints the day worked in exchange month first, which half of the readers misread.
_SUBSTITUTED = re.compile(r"\(substituted from (\d\d)/(\d\d)/(\d{4})\)")


@dataclass(frozen=True, slots=True)
class YearOfClosedDays:
    """One office's closed weekdays of a year, by day."""

    office: str
    year: int
    is_provisional: bool
    source: str
    days: dict[dt.date, str]

    @property
    def status(self) -> str:
        """The word the table's row keeps."""
        return "provisional" if self.is_provisional else "published"


@cache
def office_facts() -> dict[str, Any]:
    """Return the offices with their dated names, and the groups, as data/offices.json has them."""
    return _read("offices.json")


@cache
def holiday_facts() -> dict[str, Any]:
    """Return how each office's closed days are told, as data/holidays.json has it."""
    return _read("holidays.json")


def _read(name: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return facts


def years_wanted(today: dt.date) -> range:
    """Return the years that every patent office has a table for on ``today``."""
    facts = holiday_facts()
    return range(facts["first_year"], today.year + facts["years_ahead"] + 1)


def closed_years(today: dt.date) -> list[YearOfClosedDays]:
    """Return a table for each patent office and wanted year, in a fixed order."""
    return [
        _closed_year(code, facts, year)
        for code, facts in holiday_facts()["offices"].items()
        for year in years_wanted(today)
    ]


def _closed_year(code: str, facts: dict[str, Any], year: int) -> YearOfClosedDays:
    days = {
        dt.date(day.year, day.month, day.day): str(name)
        for day, name in holidays.country_holidays(
            facts["country"],
            subdiv=facts.get("subdivision"),
            years=year,
            categories=tuple(facts.get("categories", ("public",))),
            language="en_US",
        ).items()
    }
    for rule in facts["every"]:
        for day in _days_of_rule(rule, year):
            days.setdefault(day, rule["name"])
    days |= {
        day: name
        for text, name in facts["extra"].items()
        if (day := dt.date.fromisoformat(text)).year == year
    }
    opened = {dt.date.fromisoformat(text) for text in facts["open"]}
    return YearOfClosedDays(
        office=code,
        year=year,
        is_provisional=year > facts["published_through"],
        source=facts["source"],
        # Weekends are closed without a row; the package also names holidays that fall on one.
        days={
            day: _SUBSTITUTED.sub(_worked_instead, name)[:200]
            for day, name in sorted(days.items())
            if day.year == year and day.weekday() < 5 and day not in opened
        },
    )


def _days_of_rule(rule: dict[str, str], year: int) -> Iterable[dt.date]:
    first, last = (dt.date.fromisoformat(f"{year}-{rule[end]}") for end in ("from", "to"))
    return (first + dt.timedelta(days=each) for each in range((last - first).days + 1))


def _worked_instead(match: re.Match[str]) -> str:
    month, day, year = (int(part) for part in match.groups())
    return f"(for {dt.date(year, month, day):%Y-%m-%d})"
