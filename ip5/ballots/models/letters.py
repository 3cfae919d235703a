"""Letters of offices without access: papers on a round, which count for nothing."""

from __future__ import annotations

from django.db import models
from django.urls import reverse

from ip5.ballots.models.rounds import Round
from ip5.ballots.querysets import RoundPaperQuerySet
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from ip5.papers.models import BasePaper, BasePaperVersion


class RoundPaper(BasePaper):
    """A letter of an office, added by the secretariat. It stays, as the round does."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="papers")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    visibility = models.CharField(
        max_length=20,
        choices=[(Visibility.MEMBERS.value, Visibility.MEMBERS.label)],
        default=Visibility.MEMBERS,
    )

    objects = RoundPaperQuerySet.as_manager()

    class Meta(BasePaper.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visibility=Visibility.MEMBERS), name="round_paper_for_members"
            )
        ]


class RoundPaperVersion(BasePaperVersion):
    """The file of a letter: one, never changed."""

    paper = models.ForeignKey(RoundPaper, on_delete=models.PROTECT, related_name="versions")

    class Meta(BasePaperVersion.Meta):
        constraints = [
            models.UniqueConstraint(fields=["paper"], name="one_file_a_round_paper"),
        ]

    def get_absolute_url(self) -> str:
        """Return the address of the view that asks who may read it."""
        return reverse("ballots:letter", args=[self.paper.round.uuid, self.paper.uuid])
