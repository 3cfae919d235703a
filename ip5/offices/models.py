"""Offices, their dated names, groups, holiday tables and symbol series."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from ip5.kernel import clock
from ip5.offices.directory import DatedName
from ip5.offices.querysets import HolidayQuerySet, OfficeQuerySet


class Office(models.Model):
    """A party to the work: member office, observer, industry association or the body itself."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("Member office")
        OBSERVER = "observer", _("Observer organisation")
        INDUSTRY = "industry", _("Industry association")
        BODY = "body", _("Body")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(max_length=8, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    protocol_order = models.PositiveSmallIntegerField(unique=True)
    city = models.CharField(max_length=80, blank=True)
    tz = models.CharField(max_length=40, default="UTC")
    head_title = models.CharField(max_length=40, blank=True)

    objects = OfficeQuerySet.as_manager()

    class Meta:
        ordering = ["protocol_order"]

    def __str__(self) -> str:
        return self.code

    @property
    def zone(self) -> ZoneInfo:
        """The office's IANA time zone."""
        return ZoneInfo(self.tz)

    @property
    def acronym(self) -> str:
        """The acronym borne today, as live pages print it."""
        return self.acronym_on(self.today)

    @property
    def name(self) -> str:
        """The full name borne today."""
        return self.name_on(self.today).name

    @property
    def today(self) -> dt.date:
        """The calendar day in the office's own zone."""
        return clock.now().astimezone(self.zone).date()

    def name_on(self, moment: dt.date) -> DatedName:
        """Return what the office was called on a day (an instant is read as the day in its zone).

        The names come from the request's directory, without a query of their own; an office that
        has no name yet is called by its code.
        """
        day = moment.astimezone(self.zone).date() if isinstance(moment, dt.datetime) else moment
        held = Office.objects.directory()
        if self.pk is not None and self.pk not in held:
            held = Office.objects.read_directory()
        return held.name_of(self.pk, day) or DatedName(acronym=self.code, name=self.code)

    def acronym_on(self, moment: dt.date) -> str:
        """Return the acronym borne on a day."""
        return self.name_on(moment).acronym

    @property
    def is_member(self) -> bool:
        return self.kind == self.Kind.MEMBER

    @property
    def is_observer(self) -> bool:
        return self.kind == self.Kind.OBSERVER

    @property
    def is_industry(self) -> bool:
        return self.kind == self.Kind.INDUSTRY

    @property
    def is_body(self) -> bool:
        return self.kind == self.Kind.BODY


def _office_as_range() -> Func:
    """The office as a range of one, so that plain GiST compares it without an extension."""
    return Func(
        F("office"), F("office"), Value("[]"), function="INT8RANGE", output_field=BigIntegerRangeField()
    )


def _days_of_name() -> Func:
    """The days of a name, both ends included; an open end reaches for ever."""
    return Func(F("since"), F("until"), Value("[]"), function="DATERANGE", output_field=DateRangeField())


class OfficeName(models.Model):
    """What an office was called between two dates; an open end is null."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="names")
    acronym = models.CharField(max_length=16)
    name = models.CharField(max_length=120)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["office", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("since")),
                name="officename_since_before_until",
            ),
            ExclusionConstraint(
                name="one_name_an_office_on_a_day",
                expressions=[
                    (_office_as_range(), RangeOperators.OVERLAPS),
                    (_days_of_name(), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.acronym}, {self.name}"


class Group(models.Model):
    """A working group, expert panel or other circle named by the five offices."""

    code = models.CharField(max_length=8, unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code}, {self.name}"


class HolidayTable(models.Model):
    """That an office's closed days of a year are known, and how surely."""

    class Status(models.TextChoices):
        PUBLISHED = "published", _("published")
        PROVISIONAL = "provisional", _("provisional")

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="holiday_tables")
    year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=12, choices=Status)
    source = models.CharField(max_length=200)

    class Meta:
        ordering = ["office", "year"]
        constraints = [models.UniqueConstraint(fields=["office", "year"], name="one_holiday_table_a_year")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.year}"


class Holiday(models.Model):
    """A weekday on which an office is closed (weekends are closed without a row)."""

    table = models.ForeignKey(HolidayTable, on_delete=models.CASCADE, related_name="days")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="holidays")
    day = models.DateField()
    name = models.CharField(max_length=200)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        ordering = ["day", "office"]
        constraints = [models.UniqueConstraint(fields=["office", "day"], name="one_holiday_a_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class SymbolSeries(models.Model):
    """The last number given in a series such as ``NETAI/P/2021``; the row lock keeps it gap-free."""

    key = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "symbol series"

    def __str__(self) -> str:
        return f"{self.key}: {self.last}"


def year_of(moment: dt.datetime) -> int:
    """Return the calendar year of an instant in UTC, the year printed in symbols."""
    return moment.astimezone(dt.UTC).year
