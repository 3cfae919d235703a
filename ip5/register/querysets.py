"""Sets of action items and decisions."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import models

from ip5.kernel.visibility import classes_seen_from

if TYPE_CHECKING:
    from ip5.kernel.hat import Hat
    from ip5.register.models import ActionItem, Decision  # noqa: F401


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    """Sets of action items."""

    def visible_to(self, hat: Hat) -> ActionItemQuerySet:
        """Action items are open to members and observers; those of a restricted subject to members."""
        return self.filter(visibility__in=classes_seen_from(hat.sees_from))

    def of(self, subject: models.Model) -> ActionItemQuerySet:
        """The items about a subject."""
        return self.filter(subject_kind=subject._meta.label_lower, subject_uuid=subject.uuid)  # type: ignore[attr-defined]

    def open(self) -> ActionItemQuerySet:
        return self.filter(state="open")

    def overdue(self, day: dt.date) -> ActionItemQuerySet:
        """Open items whose day is past on ``day``."""
        return self.open().filter(due__lt=day)


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Sets of decisions."""

    def visible_to(self, hat: Hat) -> DecisionQuerySet:
        """Decisions are open to members and observers; those of a restricted subject to members."""
        return self.filter(visibility__in=classes_seen_from(hat.sees_from))
