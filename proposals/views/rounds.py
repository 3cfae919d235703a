"""The page of a proposal's round: casting for who may, running it for the chair, the outcome for all."""

from __future__ import annotations

from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from ip5.audit.models import Event
from ip5.ballots.forms import PositionForm
from ip5.ballots.views.pages import first_words
from ip5.ballots.views.round import roll, round_context
from ip5.kernel import access
from proposals import rules
from proposals.states import ROUND_MOVES
from proposals.views.acts import acts_of
from proposals.views.pages import event_row, page_context, with_rounds


@access.hat
@require_GET
def ballot(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Show the round as far as this hat may see it."""
    hat = request.hat
    proposal = get_object_or_404(with_rounds(hat), uuid=uuid)
    endorsement = next((each for each in proposal.endorsements.all() if each.round.number == number), None)
    if endorsement is None:
        raise Http404
    found = endorsement.round
    prefetch_related_objects([found], roll())
    events = Event.objects.for_subject(found).visible_to(hat).order_by("-seq")
    if not found.is_closed:
        events = events.without_repeats_of("ballot.answered", "ballot.position_changed")
    # Only the round's own acts are offered here; the rest is on the proposal's page.
    may = {each.name: rules.RULES[each.name](hat, proposal) for each in ROUND_MOVES}
    context = page_context(proposal, hat, f"round-{number}") | round_context(found, hat)
    context |= {
        "may": may,
        "acts": acts_of(proposal, hat, may),
        "events": [event_row(event, with_hash=False) for event in events],
    }
    if context["may_cast"]:
        context["form"] = PositionForm(initial=first_words(context["own_positions"]))
    return render(request, "proposals/ballot.html", context)
