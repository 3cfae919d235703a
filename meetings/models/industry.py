"""What IP5 Industry is told of a meeting at the next Global Dossier Task Force meeting."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.kernel.visibility import Visibility
from meetings.models.meeting import Meeting
from meetings.querysets import IndustryUpdateQuerySet


class IndustryUpdate(models.Model):
    """An extract for industry: of the body's own class while prepared, of the consultation's once opened.

    ``delivered_on`` is the day of the Global Dossier Task Force meeting at which it was given.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="industry_updates")
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.OFFICE_INTERNAL)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    delivered_on = models.DateField(_("delivered on"), null=True, blank=True)
    occasion = models.CharField(_("at which meeting"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = IndustryUpdateQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_on__isnull=True) | Q(opened_at__isnull=False),
                name="update_opened_before_delivered",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("meetings:industry_update", args=[self.uuid])
