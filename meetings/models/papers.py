"""Papers of a meeting, and the small library."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ip5.offices.models import Office
from ip5.papers.models import BasePaper, BasePaperVersion
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.querysets import LibraryPaperQuerySet, MeetingPaperQuerySet


class MeetingPaper(BasePaper):
    """A document of a meeting: ``NETAI/3/2``, or ``NETAI/3/R1`` where it is for members only."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="papers"
    )
    number = models.PositiveSmallIntegerField()
    is_restricted = models.BooleanField(default=False)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    # The day on which documents were due when it came in: it is late if it came after.
    due_on = models.DateField(null=True, blank=True)
    is_late = models.BooleanField(default=False)

    objects = MeetingPaperQuerySet.as_manager()

    class Meta(BasePaper.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "is_restricted", "number"], name="one_meeting_paper_a_number"
            )
        ]

    @property
    def symbol(self) -> str:
        """As it is cited."""
        return f"{self.meeting.symbol}/{'R' if self.is_restricted else ''}{self.number}"


class MeetingPaperVersion(BasePaperVersion):
    """A version of a meeting's paper."""

    paper = models.ForeignKey(MeetingPaper, on_delete=models.CASCADE, related_name="versions")

    class Meta(BasePaperVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="one_meeting_paper_version_a_number")
        ]

    def get_absolute_url(self) -> str:
        return reverse("meetings:paper", args=[self.paper.meeting.uuid, self.paper.uuid, self.number])


class LibraryPaper(BasePaper):
    """A document that outlives the meetings: the mandate, templates, working methods."""

    class Shelf(models.TextChoices):
        MANDATE = "mandate", _("Mandate")
        TEMPLATE = "template", _("Template")
        REFERENCE = "reference", _("Reference")

    shelf = models.CharField(_("shelf"), max_length=10, choices=Shelf, default=Shelf.REFERENCE)

    objects = LibraryPaperQuerySet.as_manager()

    class Meta(BasePaper.Meta):
        pass


class LibraryPaperVersion(BasePaperVersion):
    """A version of a document of the library."""

    paper = models.ForeignKey(LibraryPaper, on_delete=models.CASCADE, related_name="versions")

    class Meta(BasePaperVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="one_library_paper_version_a_number")
        ]

    def get_absolute_url(self) -> str:
        return reverse("meetings:library_paper", args=[self.paper.uuid, self.number])
