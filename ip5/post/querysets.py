"""Sets of digests that still have to be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from ip5.outbox.querysets import MailedQuerySet

if TYPE_CHECKING:
    from ip5.post.models import Digest  # noqa: F401


class DigestQuerySet(MailedQuerySet, models.QuerySet["Digest"]):
    """Sets of digests."""

    def unsent(self) -> Self:
        """Digests claimed for a reader whose mail no server has accepted yet."""
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True)
