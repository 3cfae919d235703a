"""Papers of proposals: annexes and other documents beside the text."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from ip5.papers.models import BasePaper, BasePaperVersion
from proposals.models.proposal import Proposal
from proposals.querysets import PaperQuerySet, PaperVersionQuerySet


class ProposalPaper(BasePaper):
    """A paper of a proposal; of a draft it is removed with the draft, later it stays."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="papers")

    objects = PaperQuerySet.as_manager()

    class Meta(BasePaper.Meta):
        pass


class ProposalPaperVersion(BasePaperVersion):
    """A version of a proposal's paper."""

    paper = models.ForeignKey(ProposalPaper, on_delete=models.CASCADE, related_name="versions")

    objects = PaperVersionQuerySet.as_manager()

    class Meta(BasePaperVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["paper", "number"], name="one_paper_version_a_number"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="paper_version_from_one"),
        ]

    def get_absolute_url(self) -> str:
        """Return the address of the view that asks who may read it."""
        return reverse("proposals:paper", args=[self.paper.proposal.uuid, self.paper.uuid, self.number])
