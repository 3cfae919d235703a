"""The deeds of the API that set a proposal aside, end it, revise it, or open its draft to others."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.serializers import DEED_REFUSALS, REFUSALS, Body
from ip5.kernel.errors import Invalid
from ip5.offices.models import Group, Office
from proposals import actions
from proposals.api.base import ProposalBase, deed
from proposals.api.bodies import ReasonBody, text_field
from proposals.models import Area, Proposal, Revision, Share, WorkingRevision
from proposals.states import Horizon


class DeferBody(Body):
    """Until which day, and the reference that is printed."""

    until = serializers.DateField()
    reference = serializers.CharField(default="", allow_blank=True)


class ReferBody(Body):
    """Which group does what by when."""

    group = serializers.SlugRelatedField(slug_field="code", queryset=Group.objects.all())
    task = serializers.CharField(default="", allow_blank=True)
    due = serializers.DateField()


class DeputiesBody(Body):
    """What the deputy heads are asked, and by when."""

    task = serializers.CharField(default="", allow_blank=True)
    due = serializers.DateField()


class IntoBody(Body):
    """The other proposal of a merger, by its uuid."""

    into = serializers.UUIDField()


class ShareBody(Body):
    """A member office and how far the draft is opened to it; no level closes it again."""

    office = serializers.SlugRelatedField(slug_field="code", queryset=Office.objects.members())
    level = serializers.ChoiceField(choices=[("", ""), *Share.Level.choices], default="")


class RevisionBody(Body):
    """Any part of the next revision's text, and the version it was read at."""

    version = serializers.IntegerField()
    title = text_field()
    area = serializers.SlugRelatedField(slug_field="code", queryset=Area.objects.all(), required=False)
    horizon = serializers.ChoiceField(choices=Horizon.choices, required=False)
    group = serializers.SlugRelatedField(slug_field="code", queryset=Group.objects.all(), required=False)
    summary = text_field()
    problem = text_field()
    benefit = text_field()
    deliverables = text_field()
    resources = text_field()
    risks = text_field()
    data_needed = text_field()
    earlier_work = text_field()
    wipo_effect = text_field()


class RevisionRow(serializers.Serializer[Revision]):
    """A revision as submitted: immutable."""

    symbol = serializers.CharField(read_only=True)
    number = serializers.IntegerField(read_only=True)
    sha256 = serializers.CharField(read_only=True)
    submitted_at = serializers.DateTimeField(read_only=True)
    is_editorial = serializers.BooleanField(read_only=True)
    text = serializers.DictField(read_only=True)


class WorkingRow(serializers.Serializer[WorkingRevision]):
    """The working text of the next revision, for the lead office alone."""

    version = serializers.IntegerField(read_only=True)
    fingerprint = serializers.CharField(read_only=True)
    text = serializers.SerializerMethodField()

    def get_text(self, working: WorkingRevision) -> dict[str, Any]:
        """Return the text as plain data."""
        return working.text()


class CourseDeeds(ProposalBase):
    """Deeds after submission, revisions, and the sharing of drafts."""

    @deed(DeferBody)
    def defer(self, request: Request, uuid: str) -> Response:
        """Set aside until a day, with a printed reference."""
        return self._do(actions.defer, uuid, DeferBody)

    @deed(ReasonBody)
    def close(self, request: Request, uuid: str) -> Response:
        """Close what could not be decided."""
        return self._do(actions.close, uuid, ReasonBody)

    @deed(ReferBody)
    def refer_to_group(self, request: Request, uuid: str) -> Response:
        """Refer to a group: an action item, no change of state."""
        return self._do(actions.refer_to_group, uuid, ReferBody)

    @deed(DeputiesBody)
    def refer_to_deputies(self, request: Request, uuid: str) -> Response:
        """Refer what the year’s rounds did not decide to the deputy heads: an action item, no change of state."""
        return self._do(actions.refer_to_deputies, uuid, DeputiesBody)

    @deed(ReasonBody)
    def withdraw(self, request: Request, uuid: str) -> Response:
        """Withdraw the proposal; an open round is cancelled."""
        return self._do(actions.withdraw, uuid, ReasonBody)

    @deed()
    def leave(self, request: Request, uuid: str) -> Response:
        """Leave a proposal as a participating office."""
        return self._do(actions.leave, uuid, Body)

    @deed(ReasonBody)
    def ask_reconsideration(self, request: Request, uuid: str) -> Response:
        """Ask to table a decided proposal again."""
        return self._do(actions.ask_reconsideration, uuid, ReasonBody)

    @deed(ReasonBody)
    def object_to_reconsideration(self, request: Request, uuid: str) -> Response:
        """Object to a request to reconsider."""
        return self._do(actions.object_to_reconsideration, uuid, ReasonBody)

    @deed(ReasonBody)
    def send_back(self, request: Request, uuid: str) -> Response:
        """Send the draft back to the desk with a note."""
        return self._do(actions.send_back, uuid, ReasonBody)

    @deed()
    def mark_editorial(self, request: Request, uuid: str) -> Response:
        """Mark the newest revision as editorial."""
        return self._do(actions.mark_editorial, uuid, Body)

    @deed()
    def object_to_editorial(self, request: Request, uuid: str) -> Response:
        """Hold the newest revision to be material."""
        return self._do(actions.object_to_editorial, uuid, Body)

    @deed(IntoBody)
    def agree_merge(self, request: Request, uuid: str) -> Response:
        """Agree to a merger into another proposal."""
        return self._into(actions.agree_merge, uuid)

    @deed(IntoBody)
    def merge(self, request: Request, uuid: str) -> Response:
        """Merge into a proposal to which both lead offices agreed."""
        return self._into(actions.merge, uuid)

    def _into(self, act: Any, uuid: str) -> Response:
        proposal = self._found_for(act.__name__, uuid)
        wanted = str(self.body(IntoBody)["into"])
        other = (
            Proposal.objects.visible_to(self.hat).select_related("lead_office").filter(uuid=wanted).first()
        )
        if other is None:
            raise Invalid({"into": ["There is no such proposal."]})
        act(proposal, by=self.hat, into=other)
        return Response(self._shown(self._found(uuid)))

    @extend_schema(request=None, responses={201: None, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def take_over(self, request: Request, uuid: str) -> Response:
        """Begin an own draft with a withdrawn text."""
        draft = actions.take_over(self._found_for("take_over", uuid), by=self.hat)
        shown = self._shown(self._found(str(draft.uuid)))
        return Response(shown, status=status.HTTP_201_CREATED)

    @deed()
    def revise(self, request: Request, uuid: str) -> Response:
        """Submit the working text as the next revision."""
        return self._do(actions.revise, uuid, Body)

    @extend_schema(responses={200: RevisionRow(many=True), **REFUSALS})
    @action(detail=True, methods=["get"], pagination_class=None)
    def revisions(self, request: Request, uuid: str) -> Response:
        """List the revisions, the newest first."""
        proposal = self._found(uuid)
        if proposal.is_draft or proposal.is_from_record:
            raise NotFound
        rows = proposal.revisions.select_related("proposal", "editorial_mark")
        return Response(
            RevisionRow(rows.prefetch_related("editorial_objections").newest_first(), many=True).data
        )

    @extend_schema(request=RevisionBody, responses={200: WorkingRow, **DEED_REFUSALS})
    @action(detail=True, methods=["post"])
    def prepare_revision(self, request: Request, uuid: str) -> Response:
        """Save parts of the next revision's text; ``{"version": 0}`` begins it."""
        proposal = self._found_for("prepare_revision", uuid)
        values = self.body(RevisionBody)
        version = values.pop("version")
        working = actions.prepare_revision(proposal, by=self.hat, values=values or None, version=version)
        return Response(WorkingRow(working).data)

    @deed(ShareBody)
    def share(self, request: Request, uuid: str) -> Response:
        """Open the draft to another office, or close it again with an empty level."""
        proposal = self._found_for("share", uuid)
        given = self.body(ShareBody)
        if given["level"]:
            actions.share(proposal, by=self.hat, **given)
        else:
            actions.unshare(proposal, by=self.hat, office=given["office"])
        return Response(self._shown(self._found(uuid)))
