"""Abstract bases of comments, their answers and their opening: append-only, corrected by a reply."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office


class BaseComment(models.Model):
    """What somebody says about a section or passage; the first of a thread is answered by a disposition."""

    class Kind(models.TextChoices):
        SUBSTANTIVE = "substantive", _("substantive")
        EDITORIAL = "editorial", _("editorial")
        PROCEDURAL = "procedural", _("procedural")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replies"
    )
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SUBSTANTIVE)
    section = models.CharField(max_length=20, blank=True)
    passage = models.TextField(blank=True)
    text = models.TextField()
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.MEMBERS)
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.office_id} {self.kind}"

    @property
    def is_first(self) -> bool:
        """Whether it begins a thread and so needs a disposition."""
        return self.parent_id is None  # type: ignore[attr-defined]


class BaseDisposition(models.Model):
    """How the lead office answers a comment; the last one counts, all are kept."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Accepted")
        PART = "part", _("Accepted in part")
        REFUSED = "refused", _("Not accepted")
        NOTED = "noted", _("Noted")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    answer = models.CharField(max_length=10, choices=Answer)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
        ordering = ["at"]

    def __str__(self) -> str:
        return self.answer


class BaseOpening(models.Model):
    """To whom the chair opened the comments of an item, and why; the history of it is the audit's."""

    class Reach(models.TextChoices):
        MEMBERS = Visibility.MEMBERS.value, _("Members only")
        OBSERVERS = Visibility.MEMBERS_OBSERVERS.value, _("Members and observers")
        CONSULTATION = Visibility.CONSULTATION.value, _("Members, observers and industry, for consultation")

    visibility = models.CharField(max_length=20, choices=Reach)
    invites_observers = models.BooleanField(default=False)
    reason = models.TextField()
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.visibility

    @property
    def is_open(self) -> bool:
        """Whether others than the members read the comments."""
        return self.visibility != self.Reach.MEMBERS
