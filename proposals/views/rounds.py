"""The page of a proposal's round: casting for who may, running it for the chair, the outcome for all."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ip5.audit.models import Event
from ip5.ballots import actions as ballots
from ip5.ballots.forms import PositionForm
from ip5.ballots.models import Round
from ip5.ballots.states import Answer, Procedure
from ip5.ballots.views.additions import additions_context, confirmation, whole
from ip5.ballots.views.compare import former_round, roll_beside
from ip5.ballots.views.more import more_context
from ip5.ballots.views.pages import first_words
from ip5.ballots.views.round import round_context
from ip5.ballots.views.silence import BREAK, confirmed, silence_context, silent_roll
from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from proposals import actions, rules
from proposals.models import Proposal
from proposals.states import ROUND_MOVES
from proposals.views.acts import acts_of
from proposals.views.pages import event_row, page_context, with_rounds


@access.hat
@require_GET
def ballot(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Show the round as far as this hat may see it; one put in session has its own page, where it is followed."""
    hat = request.hat
    proposal = get_object_or_404(with_rounds(hat), uuid=uuid)
    endorsement = next((each for each in proposal.endorsements.all() if each.round.number == number), None)
    if endorsement is None:
        raise Http404
    found = endorsement.round
    if found.procedure == Procedure.SESSION:
        return redirect(found)
    rounds = [each.round for each in proposal.endorsements.all()]
    is_silence = found.procedure == Procedure.SILENCE
    prefetch_related_objects(
        [found], silent_roll() if is_silence else roll_beside(former_round(found, rounds))
    )
    events = Event.objects.for_subject(found).visible_to(hat).order_by("-seq")
    if not found.is_closed:
        events = events.without_repeats_of("ballot.answered", "ballot.position_changed")
        events = events.without_repeats_of("ballot.position_prepared")
    # Only the round's own acts are offered here; the rest is on the proposal's page.
    names = [each.name for each in ROUND_MOVES if each.name in rules.RULES]
    may = {name: rules.RULES[name](hat, proposal) for name in names}
    context = page_context(proposal, hat, f"round-{number}") | round_context(found, hat)
    context |= beside(found, hat, context)
    context |= more_context(found, hat, context, rounds)
    context |= {
        "confirm_url": reverse("proposals:confirm", args=[uuid, number]),
        "frozen_url": f"{reverse('proposals:export', args=[uuid, 'pdf'])}?revision={endorsement.revision.number}",
        "may": may,
        "acts": acts_of(proposal, hat, may),
        "last_choices": last_choices(proposal, hat, found),
        "events": [event_row(event, with_hash=False) for event in events],
    }
    if context["may_cast"]:
        context["form"] = PositionForm(initial=first_words(context["own_positions"]))
    return render(request, "proposals/ballot.html", context)


def last_choices(proposal: Proposal, hat: Hat, found: Round) -> list[dict[str, Any]]:
    """Return what is left to the chair after the third round: to defer, to refer to the deputy heads, to close."""
    if not (hat.is_chair and found.is_closed):
        return []
    may = {name: rules.RULES[name](hat, proposal) for name in ("defer", "refer_to_deputies", "close")}
    return acts_of(proposal, hat, may) if may["refer_to_deputies"] else []


def beside(found: Round, hat: Hat, context: dict[str, Any]) -> dict[str, Any]:
    """Return what stands beside the round by its rule: receipts of a silence, additions to any other."""
    if found.procedure != Procedure.SILENCE:
        return additions_context(found, hat, context["positions"])
    answers = {row["office"].pk: row["label"] for row in context["tally"] if row["answer"] in Answer}
    return silence_context(found, hat, answers if found.is_closed else None)


@access.hat
@require_http_methods(["GET", "POST"])
def break_silence(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Break the silence on the proposal: the form, the confirmation with the whole sentence, the deed."""
    hat = request.hat
    proposal = get_object_or_404(with_rounds(hat), uuid=uuid)
    require(rules.RULES["break_silence"](hat, proposal))
    found = next(each.round for each in proposal.endorsements.all() if each.round.is_open)
    return confirmed(request, found, BREAK, lambda words: actions.break_silence(proposal, by=hat, **words))


def announcement_dates(hat: Hat) -> dict[str, Any]:
    """Return when a silence announced now would open, and when it would end for each length."""
    rule = ballots.current_rule(Procedure.SILENCE).data
    lengths = [rule["editorial_days"], *range(rule["days"], rule["most_days"] + 1)]
    opening, ends = ballots.announced_periods(rule, lengths)
    return {
        "opens": opening.at,
        "rows": [{"days": days, "at": end.at} for days, end in zip(lengths, ends, strict=True)],
        "zone": hat.office.zone,
        "city": hat.office.city or "UTC",
        "editorial_days": rule["editorial_days"],
    }


@access.hat
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Speak on what the office accepted ad referendum; the last word settles the proposal too."""
    proposal = get_object_or_404(with_rounds(request.hat), uuid=uuid)
    found = next((each.round for each in proposal.endorsements.all() if each.round.number == number), None)
    if found is None:
        raise Http404
    return confirmation(request, whole(request.hat, found.uuid), partial(actions.confirm, proposal))
