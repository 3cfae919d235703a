"""The API of the review: comments with their answers, and the offices' reviews."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.serializers import DEED_REFUSALS, REFUSALS, Body, word
from ip5.api.viewsets import one
from proposals import actions, rules
from proposals.api.base import ProposalBase, deed
from proposals.models import SECTIONS, Comment, CommentOpening, Disposition, Proposal, Review


class CommentBody(Body):
    """A comment on the newest revision, or a reply to a thread."""

    text = serializers.CharField()
    kind = serializers.ChoiceField(choices=Comment.Kind.choices, default=Comment.Kind.SUBSTANTIVE)
    section = serializers.ChoiceField(choices=list(SECTIONS.items()), required=False)
    passage = serializers.CharField(required=False, allow_blank=True)
    parent = serializers.UUIDField(required=False)


class OpenCommentsBody(Body):
    """Who reads the comments, whether observers may write, and why; "members" closes them again."""

    visibility = serializers.ChoiceField(choices=CommentOpening.Reach.choices)
    invites_observers = serializers.BooleanField(default=False)
    reason = serializers.CharField(default="", allow_blank=True)


class AnswerBody(Body):
    """How the lead office answers a comment."""

    comment = serializers.UUIDField()
    answer = serializers.ChoiceField(choices=Disposition.Answer.choices)
    reason = serializers.CharField(default="", allow_blank=True)


class OfficeReviewBody(Body):
    """The own office's review and the version it was read at; a score of null abstains."""

    version = serializers.IntegerField(default=0)
    recommendation = serializers.ChoiceField(
        choices=Review.Recommendation.choices, required=False, allow_blank=True
    )
    scores = serializers.DictField(child=serializers.IntegerField(allow_null=True), required=False)
    text = serializers.CharField(required=False, allow_blank=True)


class AnswerRow(serializers.Serializer[Disposition]):
    """The lead office's answer."""

    answer = word(Disposition.Answer.values)
    reason = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)


class CommentRow(serializers.Serializer[Comment]):
    """A comment with the answers it got, the last one counting."""

    uuid = serializers.UUIDField(read_only=True)
    parent = serializers.SerializerMethodField(help_text="The thread's first comment; null for that one.")
    office = serializers.CharField(source="office.code", read_only=True)
    kind = word(Comment.Kind.values)
    section = serializers.CharField(read_only=True)
    passage = serializers.CharField(read_only=True)
    text = serializers.CharField(read_only=True)
    revision = serializers.IntegerField(source="revision.number", read_only=True)
    at = serializers.DateTimeField(read_only=True)
    answers = AnswerRow(source="dispositions", many=True, read_only=True)

    def get_parent(self, comment: Comment) -> str | None:
        """Return the uuid of the thread's first comment."""
        return str(comment.parent.uuid) if comment.parent else None


class ReviewRow(serializers.Serializer[Review]):
    """An office's review as far as it is open to the caller."""

    office = serializers.CharField(source="office.code", read_only=True)
    revision = serializers.IntegerField(source="revision.number", read_only=True)
    recommendation = word(["", *Review.Recommendation.values])
    scores = serializers.DictField(read_only=True)
    text = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)
    filed_at = serializers.DateTimeField(read_only=True, allow_null=True)


class ReviewDeeds(ProposalBase):
    """Comments, answers and reviews under a proposal's address."""

    @extend_schema(methods=["GET"], responses={200: CommentRow(many=True), **REFUSALS})
    @extend_schema(methods=["POST"], request=CommentBody, responses={201: CommentRow, **DEED_REFUSALS})
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def comments(self, request: Request, uuid: str) -> Response:
        """List the comments the hat may see, or write one."""
        if request.method == "GET":
            return Response(CommentRow(self._comments(self._reviewed(uuid)), many=True).data)
        proposal = self._reviewed_for("comment", uuid)
        given = self.body(CommentBody)
        if "parent" in given:
            given["parent"] = one(self._comments(proposal), str(given["parent"]))
        written = actions.comment(proposal, by=self.hat, **given)
        return Response(CommentRow(written).data, status=status.HTTP_201_CREATED)

    @deed(OpenCommentsBody)
    def open_comments(self, request: Request, uuid: str) -> Response:
        """Open the comments to observers or to consultation, or close them again."""
        return self._do(actions.open_comments, uuid, OpenCommentsBody)

    @extend_schema(request=AnswerBody, responses={201: AnswerRow, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def dispose(self, request: Request, uuid: str) -> Response:
        """Answer a comment for the lead office."""
        proposal = self._reviewed_for("dispose", uuid)
        given = self.body(AnswerBody)
        comment = one(self._comments(proposal), str(given.pop("comment")))
        answered = actions.dispose(comment, by=self.hat, **given)
        return Response(AnswerRow(answered).data, status=status.HTTP_201_CREATED)

    @extend_schema(responses={200: ReviewRow(many=True), **REFUSALS})
    @action(detail=True, methods=["get"], pagination_class=None)
    def reviews(self, request: Request, uuid: str) -> Response:
        """List the reviews open to the hat: its own, and the others' once its own is filed or the period ends."""
        return Response(ReviewRow(self._reviews(self._reviewed(uuid)), many=True).data)

    @extend_schema(request=OfficeReviewBody, responses={200: ReviewRow, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def prepare_review(self, request: Request, uuid: str) -> Response:
        """Save the own office's review."""
        proposal = self._reviewed_for("prepare_review", uuid)
        return Response(
            ReviewRow(actions.prepare_review(proposal, by=self.hat, **self.body(OfficeReviewBody))).data
        )

    @extend_schema(request=None, responses={200: ReviewRow, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def file_review(self, request: Request, uuid: str) -> Response:
        """File the own office's review."""
        proposal = self._reviewed_for("file_review", uuid)
        return Response(ReviewRow(actions.file_review(proposal, by=self.hat)).data)

    def _reviewed(self, uuid: str) -> Proposal:
        """Return the proposal, or 404 when its comments and reviews do not exist for this hat."""
        proposal = self._found(uuid)
        if not rules.may_read_review(self.hat, proposal):
            raise NotFound
        return proposal

    def _reviewed_for(self, name: str, uuid: str) -> Proposal:
        """Return the proposal whose review the deed is about; a refusal of the deed says why, as its ability does."""
        self._found_for(name, uuid)
        return self._reviewed(uuid)

    def _comments(self, proposal: Any) -> Any:
        rows = Comment.objects.visible_to(self.hat).filter(proposal=proposal).order_by("at", "pk")
        return rows.select_related("office", "revision", "parent", "proposal").prefetch_related(
            "dispositions"
        )

    def _reviews(self, proposal: Any) -> Any:
        rows = Review.objects.visible_to(self.hat).filter(proposal=proposal)
        return rows.select_related("office", "revision").order_by(
            "-revision__number", "office__protocol_order"
        )
