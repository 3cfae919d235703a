"""Sets of mandates: who holds what at an instant."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from ip5.kernel import clock
from ip5.kernel.visibility import Visibility

if TYPE_CHECKING:
    from ip5.accounts.models import Designation, Mandate  # noqa: F401


def covering(moment: dt.datetime) -> Q:
    """Rows whose ``since``/``until`` hold at ``moment``."""
    return Q(since__lte=moment) & (Q(until__isnull=True) | Q(until__gt=moment))


class DesignationQuerySet(models.QuerySet["Designation"]):
    """Sets of designations."""

    def active(self, at: dt.datetime | None = None) -> DesignationQuerySet:
        """Designations that hold at ``at`` (default now)."""
        return self.filter(covering(at or clock.now()))

    def not_ended(self, at: dt.datetime | None = None) -> DesignationQuerySet:
        """Designations that hold at ``at`` (default now) or will later."""
        return self.filter(until__gt=at or clock.now())

    def overlapping(self, since: dt.datetime, until: dt.datetime) -> DesignationQuerySet:
        """Designations whose period meets ``[since, until)``."""
        return self.filter(since__lt=until, until__gt=since)


BODY = ("chair", "secretariat")
# domain.md section 2: `members` = delegate, HoD, alternate, deputy head, HoO of the five, co-chairs, secretariat.
MEMBERS = ("delegate", "hod", "alternate", "deputy", "head", *BODY)


class MandateQuerySet(models.QuerySet["Mandate"]):
    """Sets of mandates."""

    def active(self, at: dt.datetime | None = None) -> MandateQuerySet:
        """Mandates that hold at ``at`` (default now) and whose person may sign in."""
        return self.filter(covering(at or clock.now()), person__is_active=True)

    def worn(self, at: dt.datetime | None = None) -> MandateQuerySet:
        """With person, office and whether designated at ``at``: one query, and rules ask no other."""
        return self.select_related("person", "office", "seconding_office", "group").knowing(at)

    def knowing(self, at: dt.datetime | None = None) -> MandateQuerySet:
        """With whether designated at ``at``; where many are read, their offices come from the directory."""
        return self.annotate(is_designated_now=self._designated(at or clock.now()))

    def speaking_for(self, office_id: int, at: dt.datetime | None = None) -> MandateQuerySet:
        """Who commits the office at ``at``: its head of delegation and a designated alternate."""
        moment = at or clock.now()
        return self.active(moment).filter(
            Q(capacity="hod") | (Q(capacity="alternate") & self._designated(moment)), office=office_id
        )

    def of_office(self, office_id: int | None) -> MandateQuerySet:
        """Mandates of one office: the people a hat of that office may list."""
        return self.filter(office=office_id)

    def not_ended(self, at: dt.datetime | None = None) -> MandateQuerySet:
        """Mandates that hold at ``at`` or will later."""
        moment = at or clock.now()
        return self.filter(Q(until__isnull=True) | Q(until__gt=moment), person__is_active=True)

    def overlapping(self, since: dt.datetime, until: dt.datetime | None) -> MandateQuerySet:
        """Mandates whose period meets ``[since, until)``; None is without end."""
        meets = Q(until__isnull=True) | Q(until__gt=since)
        return self.filter(meets) if until is None else self.filter(meets, since__lt=until)

    def in_capacity(self, *capacities: str) -> MandateQuerySet:
        """Mandates in any of the capacities."""
        return self.filter(capacity__in=capacities)

    def of_body(self) -> MandateQuerySet:
        """The co-chairs and the secretariat."""
        return self.in_capacity(*BODY)

    def told_of(self, visibility: str) -> MandateQuerySet:
        """Who reads what is of this class: the members, and observers where it is open to them."""
        opens = Visibility(visibility).rank >= Visibility.MEMBERS_OBSERVERS.rank
        return self.in_capacity(*MEMBERS, *(("observer",) if opens else ()))

    def _designated(self, moment: dt.datetime) -> Exists:
        designations: Any = self.model._meta.get_field("designations").related_model
        return Exists(designations.objects.active(moment).filter(mandate=OuterRef("pk")))
