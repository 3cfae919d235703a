"""The scoping document: an endorsed document that names the candidate areas."""

from __future__ import annotations

import uuid

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ip5.kernel.visibility import Visibility
from proposals.models import Area
from roadmap.querysets import ScopingDocumentQuerySet


class ScopingDocument(models.Model):
    """An endorsed version of the scoping document; never changed, the newest one counts.

    The first one, of 2020, is a fact from before the site: date, outcome and source, no positions and no chain.
    """

    class Origin(models.TextChoices):
        RECORD = "record", _("from the record")
        INVENTED = "invented", _("fictitious")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    symbol = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    areas = models.ManyToManyField(Area, related_name="scoping_documents")
    endorsed_on = models.DateField()
    endorsed_at_meeting = models.CharField(max_length=200)
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.PUBLIC)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.RECORD)
    # How far the text itself is ours: what is public is the fact, not the wording.
    text_origin = models.CharField(max_length=10, choices=Origin, default=Origin.INVENTED)
    sources = models.JSONField(default=list, blank=True)

    objects = ScopingDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-endorsed_on"]

    def __str__(self) -> str:
        return self.symbol

    def get_absolute_url(self) -> str:
        return reverse("roadmap:scoping", args=[self.uuid])
