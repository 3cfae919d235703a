"""The summary of a meeting: its entries, its versions, corrections by suggestion, its adoption by silence."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.ballots.models import Round
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting
from meetings.querysets import SummaryEntryQuerySet, SummarySuggestionQuerySet, SummaryVersionQuerySet
from meetings.states import SUGGESTION_TONES, SuggestionState


class SummaryEntry(models.Model):
    """One paragraph of the summary, under an item or at the head.

    ``office`` is whose words it reports: that office reads it in review even where it is an observer.
    ``is_public`` puts it into the public extract. What is of class members is never public.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        STATEMENT = "statement", _("Statement")
        CONCLUSION = "conclusion", _("Conclusion")
        DECISION = "decision", _("Decision")
        ACTION = "action", _("Action")
        PARTICIPANTS = "participants", _("Participants")
        REFERENCE = "reference", _("Reference")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    heading = models.CharField(max_length=220, blank=True)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TEXT)
    mark = models.CharField(max_length=60, blank=True)
    text = models.TextField(_("text"))
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.MEMBERS_OBSERVERS)
    is_public = models.BooleanField(_("in the public extract"), default=False)
    version = models.PositiveIntegerField(default=1)

    objects = SummaryEntryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | ~Q(visibility=Visibility.MEMBERS),
                name="public_entry_is_open",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]


class SummaryVersion(models.Model):
    """The summary as it stood when its review opened, when it was put to silence, when it was adopted.

    Canonical JSON of all entries and its SHA-256; never changed.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="summaries")
    number = models.PositiveSmallIntegerField()
    snapshot = models.TextField()
    sha256 = models.CharField(max_length=64)
    why = models.CharField(max_length=20)
    at = models.DateTimeField()
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = SummaryVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_summary_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.meeting.summary_symbol} Rev.{self.number}"


class SummarySuggestion(models.Model):
    """A correction: what an entry should say instead, and why. Accepted, it becomes the entry's text."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Corrections are never deleted, so what was corrected stays as well.
    entry = models.ForeignKey(SummaryEntry, on_delete=models.PROTECT, related_name="suggestions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    before = models.TextField()
    text = models.TextField(_("corrected text"))
    reason = models.TextField(_("reason"), blank=True)
    state = models.CharField(max_length=10, choices=SuggestionState, default=SuggestionState.OPEN)
    answer = models.TextField(_("answer"), blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = SummarySuggestionQuerySet.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.office}: {self.text[:60]}"

    @property
    def tone(self) -> str:
        return SUGGESTION_TONES[SuggestionState(self.state)]


class SummaryRound(models.Model):
    """Which round put the summary to silence; after a break or a reopening there may be another."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rounds")
    version = models.ForeignKey(SummaryVersion, on_delete=models.PROTECT, related_name="+")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="meeting_summary")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return str(self.round)
