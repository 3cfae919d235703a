"""The delivery ledger of digests: which reader got which day's mail."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ip5.outbox.models import Mailed
from ip5.post.querysets import DigestQuerySet


class Digest(Mailed):
    """One reader's digest of one local day. The row is the claim; what it says is composed when sent."""

    class Kind(models.TextChoices):
        DAILY = "daily", _("Daily digest")
        WEEKLY = "weekly", _("Weekly digest")
        ASKED = "asked", _("Digest sent on request")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests")
    kind = models.CharField(max_length=10, choices=Kind)
    local_date = models.DateField()
    dropped_at = models.DateTimeField(null=True, editable=False)

    objects = DigestQuerySet.as_manager()

    class Meta:
        ordering = ["-local_date", "person"]
        constraints = [
            # One sent by hand takes nobody's next morning.
            models.UniqueConstraint(
                fields=["person", "kind", "local_date"],
                name="one_digest_a_reader_a_day",
                condition=~Q(kind="asked"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="digest_to_mail",
                condition=Q(sent_at__isnull=True, dropped_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.local_date:%Y-%m-%d} {self.person_id}"
