"""People, their mandates and the designations of alternates."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import (
    BigIntegerRangeField,
    DateTimeRangeField,
    RangeBoundary,
    RangeOperators,
)
from django.db import models
from django.db.models import F, Func, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ip5.accounts.querysets import DesignationQuerySet, MandateQuerySet
from ip5.kernel import clock
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Group, Office


class PersonManager(BaseUserManager["Person"]):
    """Makes people; a person alone may do nothing, rights come with a mandate."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> Person:
        """Create a person who signs in with ``email``; without a password sign-in is impossible."""
        person = Person(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractUser):
    """Someone who signs in, by e-mail address."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    # Where the code of a Head's link goes; nobody signs in with it.
    second_address = models.EmailField(_("second address"), blank=True, default="", db_default="")

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects = PersonManager()  # type: ignore[assignment,misc]

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class Capacity(models.TextChoices):
    """In what role a person acts for an office or for the body."""

    DELEGATE = "delegate", _("delegate")
    HOD = "hod", _("head of delegation")
    ALTERNATE = "alternate", _("alternate head of delegation")
    EXPERT = "expert", _("expert")
    DEPUTY = "deputy", _("deputy head of office")
    HEAD = "head", _("head of office")
    OFFICE_ADMIN = "office_admin", _("office administrator")
    CHAIR = "chair", _("co-chair")
    SECRETARIAT = "secretariat", _("secretariat")
    OBSERVER = "observer", _("observer")
    INDUSTRY = "industry", _("industry representative")
    SITE_ADMIN = "site_admin", _("site administrator")


DELEGATION = frozenset({Capacity.DELEGATE, Capacity.HOD, Capacity.ALTERNATE, Capacity.DEPUTY, Capacity.HEAD})
BODY = frozenset({Capacity.CHAIR, Capacity.SECRETARIAT})

SEES_FROM: dict[str, Visibility] = {
    **dict.fromkeys(DELEGATION | BODY, Visibility.MEMBERS),
    Capacity.OBSERVER: Visibility.MEMBERS_OBSERVERS,
    Capacity.INDUSTRY: Visibility.CONSULTATION,
    # An expert sees of "members" and above what concerns the own group: a rule on the noun, not a class.
    Capacity.EXPERT: Visibility.PUBLIC,
    Capacity.OFFICE_ADMIN: Visibility.PUBLIC,
    Capacity.SITE_ADMIN: Visibility.PUBLIC,
}


def period(start: str, end: str) -> Func:
    """Return ``[start, end)`` of two timestamp columns as a range expression."""
    return Func(F(start), F(end), RangeBoundary(), function="TSTZRANGE", output_field=DateTimeRangeField())


def point(column: str) -> Func:
    """Return an integer column as a range of one, so that plain GiST can compare it (no extension)."""
    return Func(
        F(column), F(column), models.Value("[]"), function="INT8RANGE", output_field=BigIntegerRangeField()
    )


class Mandate(models.Model):
    """A person acts for an office in a capacity, from and until: while it is active it is a hat."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="mandates")
    capacity = models.CharField(max_length=14, choices=Capacity)
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="mandates")
    seconding_office = models.ForeignKey(
        Office, on_delete=models.PROTECT, null=True, blank=True, related_name="seconded_mandates"
    )
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta:
        ordering = ["office__protocol_order", "capacity", "person__name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("since")), name="mandate_since_before_until"
            ),
            models.CheckConstraint(
                condition=Q(capacity=Capacity.CHAIR, seconding_office__isnull=False)
                | (~Q(capacity=Capacity.CHAIR) & Q(seconding_office__isnull=True)),
                name="mandate_seconding_office_of_chairs",
            ),
            models.CheckConstraint(
                condition=Q(capacity=Capacity.EXPERT, group__isnull=False)
                | (~Q(capacity=Capacity.EXPERT) & Q(group__isnull=True)),
                name="mandate_group_of_experts",
            ),
            ExclusionConstraint(
                name="one_hod_an_office_at_an_instant",
                expressions=[
                    (point("office"), RangeOperators.OVERLAPS),
                    (period("since", "until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(capacity=Capacity.HOD),
            ),
            ExclusionConstraint(
                name="one_head_an_office_at_an_instant",
                expressions=[
                    (point("office"), RangeOperators.OVERLAPS),
                    (period("since", "until"), RangeOperators.OVERLAPS),
                ],
                condition=Q(capacity=Capacity.HEAD),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.capacity} {self.office_id}"

    @property
    def is_active(self) -> bool:
        """Whether the mandate holds at this instant."""
        return self.is_active_at(clock.now())

    def is_active_at(self, moment: dt.datetime) -> bool:
        """Whether the mandate holds at ``moment`` (aware)."""
        return self.since <= moment and (self.until is None or moment < self.until)

    @property
    def is_anonymous(self) -> bool:
        return False

    @property
    def visibility(self) -> str:
        """Who reads the deeds done on a mandate: the own office, whatever becomes of it later."""
        return Visibility.OFFICE_INTERNAL

    @property
    def sees_from(self) -> str:
        """The narrowest visibility class this hat sees in general."""
        return SEES_FROM[self.capacity]

    @property
    def is_chair(self) -> bool:
        return self.capacity == Capacity.CHAIR

    @property
    def is_secretariat(self) -> bool:
        return self.capacity == Capacity.SECRETARIAT

    @property
    def is_observer(self) -> bool:
        return self.capacity == Capacity.OBSERVER

    @property
    def is_delegation(self) -> bool:
        """Whether the hat belongs to an office's delegation and reads its internal drafts."""
        return self.capacity in DELEGATION

    @cached_property
    def is_designated(self) -> bool:
        """Whether this alternate is designated at this instant (dated, by the office).

        A row read through ``MandateQuerySet.worn()`` already knows and asks nothing more.
        """
        known = getattr(self, "is_designated_now", None)
        if known is not None:
            return bool(known)
        now = clock.now()
        return any(each.covers(now) for each in self.designations.all())

    @property
    def speaks_for_office(self) -> bool:
        """Whether the hat commits the office: its head of delegation, or an alternate while designated."""
        if self.capacity == Capacity.HOD:
            return True
        return self.capacity == Capacity.ALTERNATE and self.is_designated

    @property
    def answers_as_head(self) -> bool:
        """Whether the hat gives the Head's answer: the Head of office, or a deputy head while delegated."""
        return self.capacity == Capacity.HEAD or (self.capacity == Capacity.DEPUTY and self.is_designated)

    @property
    def acting_as(self) -> str:
        """The capacity as printed: "expert, WG1", "co-chair, seconded by the JPO"."""
        capacity = str(self.get_capacity_display())
        if self.group is not None:
            return f"{capacity}, {self.group.code}"
        if self.seconding_office is not None:
            return _("%(capacity)s, seconded by the %(office)s") % {
                "capacity": capacity,
                "office": self.seconding_office.acronym,
            }
        return capacity


class Designation(models.Model):
    """The dated period in which an alternate has the rights of the head of delegation.

    Of a deputy head it is the delegation of the Head's answer.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="designations")
    since = models.DateTimeField()
    until = models.DateTimeField()
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="+")

    objects = DesignationQuerySet.as_manager()

    class Meta:
        ordering = ["since"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="designation_since_before_until"),
            ExclusionConstraint(
                name="one_designation_a_mandate_at_an_instant",
                expressions=[
                    (point("mandate"), RangeOperators.OVERLAPS),
                    (period("since", "until"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mandate_id} {self.since:%Y-%m-%d}"

    def covers(self, moment: dt.datetime) -> bool:
        """Whether the designation holds at ``moment`` (aware)."""
        return self.since <= moment < self.until


class SignInAttempt(models.Model):
    """A wrong password, or a reset asked for: rows that keep the limits while the cache is away.

    The account is stored as the hash of what was typed: a mistyped or foreign address is nobody's
    business, and the limit is the same whether or not the account exists.
    """

    class Kind(models.TextChoices):
        PASSWORD = "password", _("password")
        RESET = "reset", _("password reset")

    kind = models.CharField(max_length=8, choices=Kind)
    address = models.GenericIPAddressField()
    account = models.CharField(max_length=64)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["at"]
        indexes = [
            models.Index(fields=["address", "account", "at"], name="attempt_by_address"),
            models.Index(fields=["at"], name="attempt_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"
