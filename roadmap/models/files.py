"""The files of a published version, as they were built: kept, so that a hash once printed stays true."""

from __future__ import annotations

from django.db import models

from roadmap.models.versions import Version
from roadmap.querysets import PublishedFileQuerySet


class PublishedFile(models.Model):
    """One file of a published version. Built once, when the version is public, and never changed.

    What builds it may change with the next release of this site; the published bytes do not. Size and hash are
    checked by the database.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=40)
    body = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    built_at = models.DateTimeField()

    objects = PublishedFileQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["version", "name"], name="one_file_of_a_name")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.name}"
