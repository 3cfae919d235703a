"""Common working days and deadlines (domain.md section 4, "Deadlines"): pure, over plain values.

Day 1 is the first common working day after the opening date in the easternmost member office; a
period of n days ends at 17:00 in the westernmost on day n. East and west are told by the zones'
offsets, never by a code, so another body's offices need no other code.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from ip5.kernel.errors import Refused

CLOSING_TIME = dt.time(17, 0)
ONE_DAY = dt.timedelta(days=1)


class SkippedDay(NamedTuple):
    """A weekday that does not count, the codes of the offices closed on it and why, side by side."""

    day: dt.date
    offices: tuple[str, ...]
    names: tuple[str, ...]


class ProvisionalYear(NamedTuple):
    """A provisional holiday table that a deadline was reckoned with."""

    office: str
    year: int


class Deadline(NamedTuple):
    """An end: the instant in UTC, its calendar day in the westernmost office, and what it rests on."""

    at: dt.datetime
    day: dt.date
    skipped: tuple[SkippedDay, ...]
    provisional: tuple[ProvisionalYear, ...]


@dataclass(frozen=True, slots=True)
class CalendarOffice:
    """An office as the calendar needs it; the acronym is for refusals only."""

    code: str
    acronym: str
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class CommonCalendar:
    """The closed days of several offices.

    ``closed`` maps a day to (code, name) pairs; ``tables`` maps (code, year) to whether that year is
    provisional, and a year it lacks is unknown. ``read`` is the range of years that were looked up.
    """

    offices: tuple[CalendarOffice, ...]
    closed: Mapping[dt.date, tuple[tuple[str, str], ...]]
    tables: Mapping[tuple[str, int], bool]
    read: tuple[int, int] = (dt.MINYEAR, dt.MAXYEAR)
    _checked: set[int] = field(default_factory=set, repr=False, compare=False)

    def require_year(self, year: int) -> None:
        """Refuse a year for which an office has no holiday table, naming the office."""
        if year in self._checked:
            return
        if not self.read[0] <= year <= self.read[1]:
            raise ValueError(f"the calendar was read for {self.read[0]} to {self.read[1]}, not {year}")
        for office in self.offices:
            if (office.code, year) not in self.tables:
                raise Refused(
                    _("There is no holiday table of the %(office)s for %(year)s: no deadline can lie there.")
                    % {"office": office.acronym, "year": year}
                )
        self._checked.add(year)

    def closures(self, day: dt.date) -> tuple[tuple[str, str], ...]:
        """Return (code, name) of each office closed on a weekday; refuses an unknown year."""
        self.require_year(day.year)
        return self.closed.get(day, ())

    def is_working_day(self, day: dt.date) -> bool:
        """Whether ``day`` is a weekday open in every office; refuses an unknown year."""
        return not self.closures(day) and day.weekday() < 5

    def skipped_between(self, first: dt.date, last: dt.date) -> tuple[SkippedDay, ...]:
        """Return the weekdays after ``first`` and before ``last`` on which an office is closed."""
        return tuple(
            SkippedDay(day, tuple(code for code, _name in closures), tuple(name for _code, name in closures))
            for day in days_between(first + ONE_DAY, last)
            if day.weekday() < 5 and (closures := self.closures(day))
        )

    def provisional_between(self, first: dt.date, last: dt.date) -> tuple[ProvisionalYear, ...]:
        """Return the provisional tables of the years from ``first`` to ``last``."""
        return tuple(
            ProvisionalYear(office.code, year)
            for year in range(first.year, last.year + 1)
            for office in self.offices
            if self.tables.get((office.code, year))
        )

    def easternmost(self, moment: dt.datetime) -> ZoneInfo:
        """Return the zone whose clocks are furthest ahead at ``moment``."""
        return max((each.zone for each in self.offices), key=lambda zone: _offset(moment, zone))

    def westernmost(self, moment: dt.datetime) -> ZoneInfo:
        """Return the zone whose clocks are furthest behind at ``moment``."""
        return min((each.zone for each in self.offices), key=lambda zone: _offset(moment, zone))


def _offset(moment: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return moment.astimezone(zone).utcoffset() or dt.timedelta()


def days_between(first: dt.date, end: dt.date) -> Iterable[dt.date]:
    """Return each day from ``first`` up to, but without, ``end``."""
    return (first + dt.timedelta(days=each) for each in range((end - first).days))


def add_common_working_days(start: dt.date, days: int, calendar: CommonCalendar) -> dt.date:
    """Return the n-th common working day after ``start`` (before it where n is negative; 0 is ``start``).

    Refuses a year in which an office has no holiday table.
    """
    step = ONE_DAY if days > 0 else -ONE_DAY
    day, left = start, abs(days)
    while left:
        day += step
        left -= calendar.is_working_day(day)
    return day


def working_days_between(start: dt.date, end: dt.date, calendar: CommonCalendar) -> int:
    """Return how many common working days lie after ``start`` up to and including ``end``; at least 0."""
    return sum(calendar.is_working_day(day) for day in days_between(start + ONE_DAY, end + ONE_DAY))


def closing_instant(day: dt.date, calendar: CommonCalendar) -> dt.datetime:
    """Return 17:00 of ``day`` in the westernmost office, in UTC: the last of the offices' 17:00."""
    return max(
        dt.datetime.combine(day, CLOSING_TIME, tzinfo=each.zone).astimezone(dt.UTC)
        for each in calendar.offices
    )


def deadline(opened_at: dt.datetime, days: int, calendar: CommonCalendar) -> Deadline:
    """Return the end of a period of ``days`` common working days opened at an aware instant.

    Refuses a year in which an office has no holiday table; ``days`` is at least 1.
    """
    return _end(opened_at.astimezone(calendar.easternmost(opened_at)).date(), days, calendar)


def extension(current_end_day: dt.date, days: int, calendar: CommonCalendar) -> Deadline:
    """Return the end ``days`` common working days after the day of the end then in force.

    ``current_end_day`` is the calendar day in the westernmost office (``end_day`` gives it for a stored
    instant). Refuses a year in which an office has no holiday table.
    """
    return _end(current_end_day, days, calendar)


def _end(start: dt.date, days: int, calendar: CommonCalendar) -> Deadline:
    if days < 1:
        raise ValueError("a period has at least one day")
    day = add_common_working_days(start, days, calendar)
    return Deadline(
        at=closing_instant(day, calendar),
        day=day,
        skipped=calendar.skipped_between(start, day),
        provisional=calendar.provisional_between(start + ONE_DAY, day),
    )


def end_day(end: dt.datetime, calendar: CommonCalendar) -> dt.date:
    """Return the calendar day of an end in the westernmost office."""
    return end.astimezone(calendar.westernmost(end)).date()


def opening_of(day: dt.date, calendar: CommonCalendar) -> dt.datetime:
    """Return the first instant, in UTC, at which ``day`` has begun in every office."""
    return max(
        dt.datetime.combine(day, dt.time(0), tzinfo=each.zone).astimezone(dt.UTC) for each in calendar.offices
    )


def days_left(now: dt.datetime, end: dt.datetime, calendar: CommonCalendar) -> int:
    """Return the common working days left: 5 at T-5, 0 on the day of the end and after it.

    Both instants are read as dates in the westernmost office, where the period ends.
    """
    return working_days_between(end_day(now, calendar), end_day(end, calendar), calendar)


def local_times(
    at: dt.datetime, offices: Iterable[Any], reference: dt.tzinfo | None = None
) -> list[dict[str, Any]]:
    """Return a row of the zones table for each office: office, city, day, date, time, zone, shift.

    ``offices`` have ``city`` and ``zone``. ``shift`` is in days against the date in ``reference``:
    UTC for meetings; without one, the westernmost of the offices, as for deadlines.
    """
    offices = list(offices)
    if reference is None:
        reference = min((each.zone for each in offices), key=lambda zone: _offset(at, zone), default=dt.UTC)
    here = at.astimezone(reference).date()
    rows = []
    for office in offices:
        local = at.astimezone(office.zone)
        rows.append(
            {
                "office": office,
                "city": office.city,
                "day": formats.date_format(local.date(), "l j F Y"),
                "date": local.date(),
                "time": f"{local:%H:%M}",
                "zone": local.tzname(),
                "shift": (local.date() - here).days,
            }
        )
    return rows
