"""Abstract bases of papers: a paper has a title and versions; a version is a file that never changes."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.kernel.visibility import Visibility
from ip5.papers.kinds import KINDS, Kind
from ip5.papers.storage import new_name


class BasePaper(models.Model):
    """A document beside a text; what is read of it are its versions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(max_length=200)
    # At most this class; narrower than the thing it belongs to, never wider.
    visibility = models.CharField(
        max_length=20,
        choices=[(each.value, each.label) for each in (Visibility.MEMBERS_OBSERVERS, Visibility.MEMBERS)],
        default=Visibility.MEMBERS_OBSERVERS,
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.title


class BasePaperVersion(models.Model):
    """A file as it was uploaded: all are kept, none is changed."""

    number = models.PositiveSmallIntegerField()
    file = models.FileField(upload_to=new_name, max_length=100)
    file_name = models.CharField(max_length=200)
    kind_code = models.CharField(max_length=8, choices=[(each.code, each.label) for each in KINDS.values()])
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True
        ordering = ["-number"]

    def __str__(self) -> str:
        return _("version %(n)d") % {"n": self.number}

    @property
    def kind(self) -> Kind:
        """What it was found to be when it was uploaded; it is served as that."""
        return KINDS[self.kind_code]
