"""Proposals: list, text, every deed; the same rules, words and refusals as on the pages."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.pagination import SIZE
from ip5.api.serializers import DEED_REFUSALS, REFUSALS, Body, Problem
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from proposals import actions, rules
from proposals.api.answers import ProposalDetail, ProposalRow
from proposals.api.base import deed
from proposals.api.bodies import (
    AnnouncementBody,
    BreakBody,
    DraftBody,
    EditBody,
    ExtensionBody,
    Filters,
    OpeningBody,
    ReasonBody,
    ReviewBody,
    TextBody,
)
from proposals.api.course import CourseDeeds
from proposals.api.ideas import IdeaViewSet
from proposals.api.papers import PaperDeeds
from proposals.api.review import ReviewDeeds
from proposals.models import Proposal

__all__ = ["IdeaViewSet", "ProposalViewSet"]


def keys_of(hat: Hat, lines: list[dict[str, str]] | None) -> dict[int, str] | None:
    """Return the offices of a body as key -> role; refuse what is not another member office."""
    if lines is None:
        return None
    others = dict(Office.objects.members().exclude(pk=hat.office_id).values_list("code", "pk"))
    if any(line["office"] not in others for line in lines):
        raise Invalid({"offices": [_("Only the other member offices can take part.")]})
    return {others[line["office"]]: line["role"] for line in lines}


class ProposalViewSet(CourseDeeds, PaperDeeds, ReviewDeeds):
    """Proposals, the newest change first; each deed is a POST under the proposal's address."""

    lookup_field = "uuid"
    queryset = Proposal.objects.none()
    serializer_class = ProposalRow

    @extend_schema(
        parameters=[Filters],
        responses={
            200: ProposalRow(many=True),
            401: Problem,
            403: Problem,
            422: Problem,
        },
    )
    def list(self, request: Request) -> Response:
        """List the proposals the hat may see."""
        chosen = self.filters(Filters).chosen()
        keys = Proposal.objects.listed(self.hat, chosen, self.offset(), SIZE + 1)
        rows = {row.pk: row for row in Proposal.objects.in_row().filter(pk__in=keys)}
        # A row that changed hands between the two reads is left out.
        return self.page([rows[key] for key in keys if key in rows], ProposalRow)

    @extend_schema(responses={200: ProposalDetail, **REFUSALS})
    def retrieve(self, request: Request, uuid: str) -> Response:
        """Show a proposal."""
        return Response(self._shown(self._found(uuid)))

    @extend_schema(request=DraftBody, responses={201: ProposalDetail, **DEED_REFUSALS})
    def create(self, request: Request) -> Response:
        """Write a draft of the hat's office."""
        require(rules.may_create(self.hat))
        values = self.body(DraftBody)
        offices = keys_of(self.hat, values.pop("offices", None))
        written = actions.create(by=self.hat, values=values, offices=offices)
        location = reverse("api:proposals-detail", args=[written.uuid])
        shown = self._shown(self._found(str(written.uuid)))
        return Response(shown, status=status.HTTP_201_CREATED, headers={"Location": location})

    @extend_schema(request=EditBody, responses={200: ProposalDetail, **DEED_REFUSALS})
    def partial_update(self, request: Request, uuid: str) -> Response:
        """Save parts of the draft as read at ``version``; somebody's change in between is a conflict."""
        proposal = self._found_for("edit", uuid)
        values = self.body(EditBody)
        version, offices = values.pop("version"), keys_of(self.hat, values.pop("offices", None))
        actions.edit(proposal, by=self.hat, values=values, offices=offices, version=version)
        return self.retrieve(request, uuid)

    @extend_schema(responses={204: None, **DEED_REFUSALS})
    def destroy(self, request: Request, uuid: str) -> Response:
        """Delete a draft."""
        actions.delete(self._found_for("delete", uuid), by=self.hat)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @deed()
    def ask_consent(self, request: Request, uuid: str) -> Response:
        """Ask the heads of delegation of the offices named."""
        return self._do(actions.ask_consent, uuid, Body)

    @deed(TextBody)
    def consent(self, request: Request, uuid: str) -> Response:
        """Consent to the exact text read."""
        return self._do(actions.consent, uuid, TextBody)

    @deed()
    def decline(self, request: Request, uuid: str) -> Response:
        """Decline to take part."""
        return self._do(actions.decline, uuid, Body)

    @deed()
    def ask_clearance(self, request: Request, uuid: str) -> Response:
        """Ask the head of delegation to clear the text."""
        return self._do(actions.ask_clearance, uuid, Body)

    @deed(TextBody)
    def clear(self, request: Request, uuid: str) -> Response:
        """Clear the exact text read."""
        return self._do(actions.clear, uuid, TextBody)

    @deed()
    def submit(self, request: Request, uuid: str) -> Response:
        """Submit a complete text."""
        return self._do(actions.submit, uuid, Body)

    @deed(ReviewBody)
    def admit(self, request: Request, uuid: str) -> Response:
        """Admit to review."""
        return self._do(actions.admit, uuid, ReviewBody)

    @deed(ReasonBody)
    def return_for_revision(self, request: Request, uuid: str) -> Response:
        """Return with reasons."""
        return self._do(actions.return_for_revision, uuid, ReasonBody)

    @deed(ReasonBody)
    def table(self, request: Request, uuid: str) -> Response:
        """Table; before the review is over with a reason."""
        return self._do(actions.table, uuid, ReasonBody)

    @deed(OpeningBody)
    def open_round(self, request: Request, uuid: str) -> Response:
        """Open a round on the newest revision."""
        return self._do(actions.open_round, uuid, OpeningBody)

    @deed(AnnouncementBody)
    def announce_round(self, request: Request, uuid: str) -> Response:
        """Announce a silence procedure on the newest revision."""
        return self._do(actions.announce_round, uuid, AnnouncementBody)

    @deed(ReasonBody)
    def cancel_announcement(self, request: Request, uuid: str) -> Response:
        """Call an announced silence procedure off."""
        return self._do(actions.cancel_announcement, uuid, ReasonBody)

    @deed(BreakBody)
    def break_silence(self, request: Request, uuid: str) -> Response:
        """Break the silence in writing."""
        return self._do(actions.break_silence, uuid, BreakBody)

    @deed(ExtensionBody)
    def extend_round(self, request: Request, uuid: str) -> Response:
        """Extend the open round."""
        return self._do(actions.extend_round, uuid, ExtensionBody)

    @deed(ReasonBody)
    def cancel_round(self, request: Request, uuid: str) -> Response:
        """Cancel the open round."""
        return self._do(actions.cancel_round, uuid, ReasonBody)

    @deed()
    def close_round(self, request: Request, uuid: str) -> Response:
        """Close the open round once all five have answered."""
        return self._do(actions.close_round, uuid, Body)
