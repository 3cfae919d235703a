"""Sets of offices and closed days. Offices are public facts, so nothing here asks for a hat."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.aggregates import JSONBAgg
from django.db import models
from django.db.models import FilteredRelation, Q
from django.db.models.functions import JSONObject

from ip5.offices import directory
from ip5.offices.deadlines import CalendarOffice, CommonCalendar
from ip5.offices.directory import DatedName, Directory

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ip5.offices.models import Holiday, Office  # noqa: F401 - named in the bases


class OfficeQuerySet(models.QuerySet["Office"]):
    """Sets of offices, always in protocol order."""

    def in_protocol_order(self) -> OfficeQuerySet:
        """The same offices, first the members, then the observer, the body and industry."""
        return self.order_by("protocol_order")

    def members(self) -> OfficeQuerySet:
        """The five member offices: the roll of every ballot."""
        return self.filter(kind="member").in_protocol_order()

    def with_observer(self) -> OfficeQuerySet:
        """The patent offices of the six cities: the members, then the observer."""
        return self.filter(kind__in=["member", "observer"]).in_protocol_order()

    def industry(self) -> OfficeQuerySet:
        """The industry associations."""
        return self.filter(kind="industry").in_protocol_order()

    def body(self) -> Office:
        """The body itself, whose mandates are the co-chairs' and the secretariat's."""
        return self.get(kind="body")

    def directory(self) -> Directory:
        """All offices with their dated names: one query, held until ``directory.clear()``."""
        return directory.held() or self.read_directory()

    def read_directory(self) -> Directory:
        """Read all offices with their names again and hold them."""
        row = JSONObject(
            acronym="names__acronym", name="names__name", since="names__since", until="names__until"
        )
        no_names = models.Value([], models.JSONField())
        names = JSONBAgg(row, filter=Q(names__isnull=False), default=no_names)
        everybody = OfficeQuerySet(self.model, using=self.db).in_protocol_order()
        offices = list(everybody.annotate(dated_names=names))
        # The annotation is no attribute of the model, so it is taken from the row itself.
        dated = {each.pk: tuple(map(_dated_name, vars(each)["dated_names"])) for each in offices}
        return directory.hold(Directory(offices, dated))

    def common_calendar(self, first: dt.date, last: dt.date | None = None) -> CommonCalendar:
        """The calendar of the five member offices from the year of ``first`` on, in one query.

        ``last`` is the latest day that the reckoning starts from; the year after it is read too. Without
        ``last`` every later table is read.
        """
        return self.members().calendar(first, last)

    def calendar(self, first: dt.date, last: dt.date | None = None) -> CommonCalendar:
        """The common calendar of the offices in this set; see ``common_calendar``."""
        # Reckoning may step back over New Year: documents are due ten days before a meeting.
        years = (first.year - 1, last.year + 1 if last else dt.MAXYEAR)
        tables = FilteredRelation("holiday_tables", condition=Q(holiday_tables__year__range=years))
        rows = (
            self.annotate(tables=tables)
            .order_by("protocol_order", "tables__year", "tables__days__day")
            .values_list(
                "pk",
                "code",
                "tz",
                "tables__year",
                "tables__status",
                "tables__days__day",
                "tables__days__name",
            )
        )
        return _calendar(rows, self.directory(), first, years)


class HolidayQuerySet(models.QuerySet["Holiday"]):
    """Sets of closed days."""

    def between(self, first: dt.date, last: dt.date) -> HolidayQuerySet:
        """The closed days from ``first`` to ``last``, both included."""
        return self.filter(day__range=(first, last))

    def closed_days(self, first: dt.date, last: dt.date) -> dict[int, dict[dt.date, str]]:
        """Return day and name of each office's closed weekdays by office id, in one query."""
        closed: dict[int, dict[dt.date, str]] = defaultdict(dict)
        for office_id, day, name in self.between(first, last).values_list("office_id", "day", "name"):
            closed[office_id][day] = name
        return dict(closed)


def _calendar(
    rows: Iterable[tuple[Any, ...]], held: Directory, first: dt.date, years: tuple[int, int]
) -> CommonCalendar:
    offices: dict[int, CalendarOffice] = {}
    tables: dict[tuple[str, int], bool] = {}
    closed: dict[dt.date, list[tuple[str, str]]] = defaultdict(list)
    for office_id, code, tz, year, status, day, name in rows:
        if office_id not in offices:
            called = held.name_of(office_id, first)
            offices[office_id] = CalendarOffice(code, called.acronym if called else code, ZoneInfo(tz))
        if year is not None:
            tables[code, year] = status == "provisional"
        if day is not None:
            closed[day].append((code, name))
    return CommonCalendar(
        offices=tuple(offices.values()),
        closed={day: tuple(pairs) for day, pairs in closed.items()},
        tables=tables,
        read=years,
    )


def _dated_name(row: dict[str, str | None]) -> DatedName:
    since, until = (dt.date.fromisoformat(day) if (day := row[end]) else None for end in ("since", "until"))
    return DatedName(acronym=row["acronym"] or "", name=row["name"] or "", since=since, until=until)
