"""Comments, dispositions, and the offices' reviews."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.comments.models import BaseComment, BaseDisposition, BaseOpening
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from proposals.models.proposal import Proposal
from proposals.models.revision import Revision
from proposals.querysets import CommentQuerySet, ReviewQuerySet


class Comment(BaseComment):
    """A comment on a revision of a proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="comments")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="comments")

    objects = CommentQuerySet.as_manager()

    class Meta(BaseComment.Meta):
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=BaseComment.Kind.values), name="comment_kind_known")
        ]


class Disposition(BaseDisposition):
    """The lead office's answer to a comment."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="dispositions")

    class Meta(BaseDisposition.Meta):
        constraints = [
            models.CheckConstraint(
                condition=~Q(answer="refused") | ~Q(reason=""), name="disposition_refusal_has_a_reason"
            )
        ]


class CommentOpening(BaseOpening):
    """To whom the chair opened the comments of a proposal; none, and they are the members' own."""

    proposal = models.OneToOneField(Proposal, on_delete=models.PROTECT, related_name="comment_opening")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=BaseOpening.Reach.values), name="comment_opening_reach_known"
            ),
            models.CheckConstraint(
                condition=Q(invites_observers=False) | ~Q(visibility=Visibility.MEMBERS),
                name="comment_opening_invites_readers",
            ),
        ]


class Criterion(models.Model):
    """What a review scores from 1 to 4; data, not code. Scores guide the discussion and decide nothing."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=80)
    order = models.PositiveSmallIntegerField()
    is_current = models.BooleanField(default=True)

    class Meta:
        ordering = ["order"]
        verbose_name_plural = "criteria"

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    """One consolidated review of an office on a revision: prepared by delegates, filed by the HoD."""

    class Recommendation(models.TextChoices):
        SUPPORT = "support", _("Support")
        SUPPORT_WITH_CHANGES = "support_with_changes", _("Support with changes")
        NEEDS_WORK = "needs_work", _("Needs work")
        DO_NOT_SUPPORT = "do_not_support", _("Do not support")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="reviews")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="reviews")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="reviews")
    recommendation = models.CharField(max_length=24, choices=Recommendation, blank=True)
    # criterion code -> 1 to 4, or null for an abstention
    scores = models.JSONField(default=dict, blank=True)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    prepared_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    filed_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    filed_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["office__protocol_order"]
        constraints = [
            models.UniqueConstraint(fields=["revision", "office"], name="one_review_an_office"),
            models.CheckConstraint(
                condition=Q(filed_at__isnull=True) | ~Q(recommendation=""), name="review_filed_recommends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.office_id}"

    @property
    def is_filed(self) -> bool:
        return self.filed_at is not None
