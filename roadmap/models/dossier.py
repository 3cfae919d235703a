"""The Heads' dossier: a bundle of files made from a frozen version, kept as it was made."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse

from ip5.accounts.models import Mandate
from ip5.offices.models import Office
from roadmap.models.versions import Version
from roadmap.querysets import DossierQuerySet


class Dossier(models.Model):
    """A version as one hat might see it when the dossier was made: one ZIP, append-only (record 0018).

    ``files`` lists the entries of ``archive`` with size and SHA-256; ``sha256`` is that of the whole, which the
    database compares. ``content_sha256`` is that of what it says, so that the same is not kept twice.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="dossiers")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    made_for = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    content_sha256 = models.CharField(max_length=64)
    files = models.JSONField()
    archive = models.BinaryField()
    sha256 = models.CharField(max_length=64)

    objects = DossierQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "office", "content_sha256"], name="one_dossier_a_content"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.sha256[:12]}"

    def get_absolute_url(self) -> str:
        return reverse("roadmap:dossier", args=[self.uuid])
