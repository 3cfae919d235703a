"""Sets of notices, and of rows that still have to be mailed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from ip5.kernel.hat import Hat
    from ip5.outbox.models import Letter, Notice  # noqa: F401


class MailedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Sets of rows that become one mail each; the row is the truth, whoever sends it."""

    def unsent(self) -> Self:
        """Rows whose mail no server has accepted yet."""
        return self.filter(sent_at__isnull=True)

    def due(self, moment: dt.datetime) -> Self:
        """Rows that may be tried at ``moment``: a refused one waits a while."""
        return self.filter(Q(try_after__isnull=True) | Q(try_after__lte=moment))


class NoticeQuerySet(MailedQuerySet, models.QuerySet["Notice"]):
    """Sets of notices."""

    def for_hat(self, hat: Hat) -> Self:
        """The notices of one hat: they belong to the mandate and end with it. Newest first."""
        return self.filter(mandate=hat.pk).order_by("-created_at", "-pk")

    def unread(self) -> Self:
        """Notices that were not marked as read."""
        return self.filter(read_at__isnull=True)

    def unsent(self) -> Self:
        """Immediate notices that still have to be mailed."""
        return self.filter(immediate=True, sent_at__isnull=True, dropped_at__isnull=True)

    def undigested(self) -> Self:
        """Notices that wait for a digest."""
        return self.filter(immediate=False, digested_at__isnull=True, dropped_at__isnull=True)


class LetterQuerySet(MailedQuerySet, models.QuerySet["Letter"]):
    """Sets of sign-in mails."""
