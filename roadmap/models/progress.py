"""What the lead and co-lead offices report on a project: append-only."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.offices.models import Office
from roadmap.models.plans import Project
from roadmap.querysets import ProgressReportQuerySet
from roadmap.states import ProgressState, Status


class ProgressReport(models.Model):
    """A short report by an office on how a project stands; the last one is what the project shows.

    ``office`` is None for a note of the body. ``reached`` names the milestones it reports as reached.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reports")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=12, choices=ProgressState)
    status = models.CharField(_("status"), max_length=8, choices=Status, blank=True)
    text = models.TextField(_("report"))
    reached = models.JSONField(default=list, blank=True)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.state}"
