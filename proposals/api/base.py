"""What every part of the proposals' API shares: finding one, doing a deed, showing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from ip5.api.serializers import DEED_REFUSALS, Body
from ip5.api.viewsets import HatViewSet, one
from ip5.ballots.models import Round
from ip5.kernel.errors import require
from proposals import rules
from proposals.api.answers import ProposalDetail
from proposals.models import Endorsement, Proposal


def deed(body: type[Body] | None = None) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Make a method the POST of the deed of its name, described with its body."""

    def mark(method: Callable[..., Response]) -> Callable[..., Response]:
        described = extend_schema(request=body, responses={200: ProposalDetail, **DEED_REFUSALS})
        return described(action(detail=True, methods=["post"])(method))

    return mark


class ProposalBase(HatViewSet):
    """Finding, doing, showing; the deeds themselves are in the parts."""

    def _do(self, act: Callable[..., Any], uuid: str, body: type[Body]) -> Response:
        """Do the deed and return the proposal as it stands after it."""
        proposal = self._found_for(act.__name__, uuid)
        act(proposal, by=self.hat, **self.body(body))
        return Response(self._shown(self._found(uuid)))

    def _found_for(self, name: str, uuid: str) -> Proposal:
        """Return the proposal; who may not do the deed is told so before the body is read."""
        proposal = self._found(uuid)
        require(rules.RULES[name](self.hat, proposal))
        return proposal

    def _found(self, uuid: str) -> Proposal:
        """Return the proposal with what its rules and its page read, or 404."""
        endorsements = Endorsement.objects.select_related("round").order_by("-round__number")
        rows = Proposal.objects.visible_to(self.hat).in_row()
        return one(rows.prefetch_related(Prefetch("endorsements", queryset=endorsements)), uuid)

    def _shown(self, proposal: Proposal) -> Any:
        """Return the proposal as plain data for this hat."""
        rounds = Round.objects.visible_to(self.hat).filter(endorsement__proposal=proposal)
        proposal.seen_rounds = rounds.order_by("-number")  # type: ignore[attr-defined]
        return ProposalDetail(proposal, context={"hat": self.hat}).data
