"""Revisions, the working text of the next one, and the rounds they are put to."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import models

from ip5.accounts.models import Mandate
from ip5.ballots.models import Round
from ip5.offices.models import Office
from ip5.offices.symbols import revised
from proposals.models.proposal import Proposal
from proposals.models.texts import ProposalText
from proposals.querysets import EndorsementQuerySet, RevisionQuerySet


class WorkingRevision(ProposalText):
    """The text of the next revision while the lead office writes it: internal to that office."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="working_revision")
    cleared_fingerprint = models.CharField(max_length=64, blank=True)

    def lead_code(self) -> str:
        """Return the code of the lead office."""
        return self.proposal.lead_office.code


class Revision(models.Model):
    """The text as submitted, Rev.n: immutable, hashed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "-number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="one_revision_a_number")]

    def __str__(self) -> str:
        return f"{self.proposal_id} Rev.{self.number}"

    @property
    def symbol(self) -> str:
        """The symbol with its revision, as ``NETAI/P/2021/007 Rev.0``."""
        return revised(self.proposal.symbol or "", self.number)

    @property
    def text(self) -> dict[str, Any]:
        """The text as plain data: title, area, horizon, group, lead and every section."""
        return dict(json.loads(self.content))

    @property
    def is_editorial(self) -> bool:
        """Whether a co-chair marked it as editorial and no head of delegation objected."""
        mark = getattr(self, "editorial_mark", None)
        return mark is not None and not self.editorial_objections.all()

    @property
    def is_material(self) -> bool:
        """Whether it makes reviews, consents and prepared positions on former texts stale."""
        return self.number > 0 and not self.is_editorial


class EditorialMark(models.Model):
    """That a co-chair holds the revision to be editorial."""

    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="editorial_mark")
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.revision_id} editorial"


class EditorialObjection(models.Model):
    """That a head of delegation objects: the revision is material."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="editorial_objections")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["revision", "office"], name="one_editorial_objection_an_office")
        ]

    def __str__(self) -> str:
        return f"{self.revision_id} {self.office_id} material"


class Reading(models.Model):
    """Up to which revision somebody has read the proposal, in this capacity."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="readings")
    mandate = models.ForeignKey(Mandate, on_delete=models.CASCADE, related_name="+")
    revision_number = models.PositiveSmallIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "mandate"], name="one_reading_a_mandate")]

    def __str__(self) -> str:
        return f"{self.mandate_id} Rev.{self.revision_number}"


class Endorsement(models.Model):
    """That a round is about a revision of this proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="endorsements")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="endorsements")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="endorsement")

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["-round__number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "round"], name="one_endorsement_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.round_id}"
