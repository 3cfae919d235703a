"""The scoping document: an endorsed document that names the candidate areas."""

from __future__ import annotations

import uuid
from functools import cached_property
from typing import NamedTuple

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.kernel.visibility import Visibility
from proposals.models import Area
from roadmap.querysets import ScopingDocumentQuerySet


class NamedArea(NamedTuple):
    """An area as a scoping document names it."""

    code: str
    name: str

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class AreaChange(NamedTuple):
    """An area in the comparison with the document before: new, kept, or named no longer."""

    area: NamedArea
    change: str


class ScopingDocument(models.Model):
    """An endorsed version of the scoping document; never changed, the newest one counts.

    Each is a fact that the Heads decided elsewhere: date, reference and sources, no positions. The first one, of
    2020, is from before the site. The next is entered by the secretariat and waits, of the body's own class and
    without a symbol, until a co-chair confirms it: only then it is public, and its areas are there to choose.
    """

    class Origin(models.TextChoices):
        RECORD = "record", _("from the record")
        INVENTED = "invented", _("fictitious")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    symbol = models.CharField(max_length=40, unique=True, null=True, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    areas = models.ManyToManyField(Area, related_name="scoping_documents")
    # What was entered, as [code, name]; the rows of ``areas`` follow from it when it is confirmed.
    named = models.JSONField(default=list, blank=True)
    endorsed_on = models.DateField()
    endorsed_at_meeting = models.CharField(max_length=200)
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.PUBLIC)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.RECORD)
    # How far the text itself is ours: what is public is the fact, not the wording.
    text_origin = models.CharField(max_length=10, choices=Origin, default=Origin.INVENTED)
    sources = models.JSONField(default=list, blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = ScopingDocumentQuerySet.as_manager()

    class Meta:
        ordering = ["-endorsed_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["visibility"],
                condition=Q(visibility=Visibility.OFFICE_INTERNAL, taken_back_at__isnull=True),
                name="one_scoping_document_waits",
            ),
            models.CheckConstraint(
                condition=Q(visibility=Visibility.OFFICE_INTERNAL) | Q(symbol__isnull=False),
                name="scoping_document_has_symbol",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")),
                name="scoping_document_confirmed_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or self.title

    def get_absolute_url(self) -> str:
        return reverse("roadmap:scoping", args=[self.uuid])

    @property
    def is_waiting(self) -> bool:
        """Whether it was entered and no co-chair has confirmed it yet."""
        return self.visibility == Visibility.OFFICE_INTERNAL and self.taken_back_at is None

    @cached_property
    def area_list(self) -> list[NamedArea]:
        """The areas it names, by their codes."""
        if self.confirmed_at is None and self.named:
            return sorted(NamedArea(*each) for each in self.named)
        return [NamedArea(each.code, each.name) for each in self.areas.all()]

    @property
    def former(self) -> ScopingDocument | None:
        """The document that counted before this one; None of the first."""
        earlier = type(self).objects.endorsed().exclude(pk=self.pk).filter(endorsed_on__lt=self.endorsed_on)
        return earlier.prefetch_related("areas").first()

    def changes_from(self, former: ScopingDocument) -> list[AreaChange]:
        """Return its areas and those it names no longer, by code, each with what became of it."""
        before, now = set(former.area_list), set(self.area_list)
        words = {(True, True): "kept", (False, True): "new", (True, False): "gone"}
        return [AreaChange(each, words[each in before, each in now]) for each in sorted(before | now)]
