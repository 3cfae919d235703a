"""Where the bars of a timeline lie, as parts of its length. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from roadmap.plan import Plan

# More years than this are named in steps, so that no word lies on another.
MOST_YEARS = 12


@dataclass(frozen=True, slots=True)
class Axis:
    """The days a timeline spans, on whole years; a plan without a day has none and everything lies at its start."""

    first: dt.date
    last: dt.date

    @property
    def years(self) -> list[tuple[str, float]]:
        """The years with the place where each begins."""
        step = 1 + (self.last.year - self.first.year) // MOST_YEARS
        found = range(self.first.year, self.last.year, step)
        return [(str(year), self.place(dt.date(year, 1, 1))) for year in found]

    def place(self, day: dt.date) -> float:
        """Return where a day lies, from 0 to 1."""
        length = (self.last - self.first).days
        return round((day - self.first).days / length, 4) if length else 0.0

    def bar(self, start: dt.date | None, end: dt.date | None) -> tuple[float, float]:
        """Return start and length of a bar that includes both days; no length where a day is missing."""
        if start is None or end is None:
            return 0.0, 0.0
        begins = self.place(start)
        return begins, round(max(self.place(end + dt.timedelta(days=1)) - begins, 0.002), 4)


def axis_of(plan: Plan) -> Axis:
    """Return the axis of all days of a plan, from the first of January to the last of December."""
    days = [
        day
        for line in plan.projects
        for day in (line.starts_on, line.ends_on, *(each.due_on for each in line.milestones))
        if day is not None
    ]
    if not days:
        return Axis(dt.date.min, dt.date.min)
    return Axis(dt.date(min(days).year, 1, 1), dt.date(max(days).year + 1, 1, 1))
