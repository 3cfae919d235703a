"""What moves a proposal beside its own fields: ideas, mergers, reconsideration, sharing, notes."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ip5.accounts import grants
from ip5.accounts.models import Mandate
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from proposals.models.proposal import Proposal
from proposals.querysets import DraftNoteQuerySet, IdeaQuerySet


class Idea(models.Model):
    """One paragraph put forward by any office; grows into a proposal or is closed with a reason."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        GROWN = "grown", _("Grown into a proposal")
        CLOSED = "closed", _("Closed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("idea"))
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="ideas")
    put_forward_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    put_forward_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    visibility = models.CharField(
        max_length=20, choices=Visibility, default=Visibility.MEMBERS_OBSERVERS, editable=False
    )
    close_reason = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        ordering = ["-put_forward_at"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("proposals:idea", args=[self.uuid])

    @property
    def tone(self) -> str:
        return {"open": "move", "grown": "good", "closed": "past"}[self.state]


class DraftNote(models.Model):
    """A word on a draft inside an office, or between the offices it is shared with."""

    class Kind(models.TextChoices):
        NOTE = "note", _("Note")
        SENT_BACK = "sent_back", _("Sent back")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="notes")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NOTE)
    text = models.TextField()
    at = models.DateTimeField()

    objects = DraftNoteQuerySet.as_manager()

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.kind}"


class Share(models.Model):
    """A draft opened to another office, at a level, until it is closed again."""

    class Level(models.TextChoices):
        VIEW = "view", _("read")
        NOTE = "note", _("read and write notes")
        EDIT = "edit", _("read, write notes and edit")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="shares")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=6, choices=Level, default=Level.VIEW)
    opened_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["office__protocol_order"]
        constraints = [models.UniqueConstraint(fields=["proposal", "office"], name="one_share_an_office")]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.office_id} {self.level}"


class ProposalGrant(grants.PersonGrant):
    """An extra given to a single named person on one draft: direct foreign keys, no content types."""

    content_object = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="grants")

    def __str__(self) -> str:
        return f"{self.content_object_id} {self.user_id}"


class MergeAgreement(models.Model):
    """That the HoD of a lead office agrees to merge ``proposal`` into ``into``."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="merge_agreements")
    into = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="merge_offers")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "into", "office"], name="one_merge_agreement_an_office"
            ),
            models.CheckConstraint(condition=~Q(proposal=models.F("into")), name="merge_into_another"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} into {self.into_id}"


class Reconsideration(models.Model):
    """An HoD's request to table a decided proposal again; another's objection within five days ends it.

    So does a version of the roadmap that holds the proposal frozen when they have run.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("Asked")
        OBJECTED = "objected", _("Objected to")
        DONE = "done", _("Tabled again")
        LAPSED = "lapsed", _("Lapsed: held by a frozen version")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="reconsiderations")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    asked_at = models.DateTimeField()
    objections_until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    objected_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    objection = models.TextField(blank=True)

    class Meta:
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"], condition=Q(state="asked"), name="one_reconsideration_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.state}"
