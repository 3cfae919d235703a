"""Sets of action items and decisions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from ip5.kernel.visibility import classes_seen_from

if TYPE_CHECKING:
    from ip5.kernel.hat import Hat
    from ip5.register.models import ActionItem, Decision  # noqa: F401

WEEK = dt.timedelta(days=7)


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """Sets of action items."""

    def visible_to(self, hat: Hat) -> ActionItemQuerySet:
        """Open to members and observers; those of a restricted subject to members. An expert: the own group's."""
        seen = Q(visibility__in=classes_seen_from(hat.sees_from))
        if hat.group_id is not None:
            seen |= Q(group=hat.group_id, visibility__in=classes_seen_from("members"))
        return self.filter(seen)

    def of_meeting(self, number: int) -> ActionItemQuerySet:
        """The items opened at the meeting of that number."""
        return self.filter(meeting_number=number)

    def of(self, subject: models.Model) -> ActionItemQuerySet:
        """The items about a subject."""
        return self.filter(subject_kind=subject._meta.label_lower, subject_uuid=subject.uuid)  # type: ignore[attr-defined]

    def to_remind_of(self, today: dt.date) -> ActionItemQuerySet:
        """The open items due within a week from ``today`` whose owners have not been told."""
        return self.open().filter(due__range=(today, today + WEEK), reminded_at__isnull=True)

    def open(self) -> ActionItemQuerySet:
        return self.filter(state="open")


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Sets of decisions."""

    def visible_to(self, hat: Hat) -> DecisionQuerySet:
        """Decisions are open to members and observers; those of a restricted subject to members."""
        return self.filter(visibility__in=classes_seen_from(hat.sees_from))

    def of_meeting(self, number: int) -> DecisionQuerySet:
        """The decisions taken at the meeting of that number, in their order."""
        return self.filter(meeting_number=number).order_by("decided_at", "pk")
