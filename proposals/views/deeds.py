"""Every deed on a proposal as one page: what it does, what it asks, then it is done."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ip5.ballots.views.deadlines import opening_dates
from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.ui.deeds import is_done
from proposals import rules
from proposals.models import Proposal
from proposals.views.offers import DEEDS, Deed
from proposals.views.rounds import announcement_dates

# What a round would end at, shown on the page that opens or announces it.
DATES = {"announce_round": announcement_dates, "open_round": opening_dates}


@access.hat
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Show the deed's page, or do it. A refusal keeps what was typed where the form can mend it."""
    hat, offered = request.hat, DEEDS[name]
    proposal = get_object_or_404(Proposal.objects.visible_to(hat).in_full(), uuid=uuid)
    require(rules.RULES[name](hat, proposal))
    form = form_of(offered, proposal, hat, request)
    if request.method == "POST" and form.is_valid() and is_done(form, partial(offered.act, proposal, by=hat)):
        messages.success(request, offered.after)
        return redirect(back_to(proposal, hat, name))
    context = {"proposal": proposal, "deed": offered, "form": form, "name": name}
    if name == "table":
        context["is_early"] = rules.is_early(proposal)
    if offered.says:
        context["text_symbol"] = proposal.revisions.order_by("-number")[0].symbol
    if name in DATES:
        context["dates"] = DATES[name](hat)
    return render(request, "proposals/deed.html", context, status=422 if form.is_bound else 200)


def form_of(offered: Deed, proposal: Proposal, hat: Hat, request: HttpRequest) -> forms.Form:
    """Return the deed's form, its choices narrowed to what this hat may choose on this proposal."""
    data = request.POST if request.method == "POST" else None
    form = offered.form(data, initial={"fingerprint": proposal.fingerprint})
    if hasattr(form, "narrow"):
        form.narrow(proposal, hat)
    return form


def back_to(proposal: Proposal, hat: Hat, name: str) -> str:
    """Return where the person goes on: to the round, the new draft or the list, else to the proposal."""
    if name.endswith("_round") or name == "cancel_announcement":
        last = proposal.endorsements.select_related("round").order_by("-round__number").first()
        if last is not None:
            return last.round.get_absolute_url()
    if name == "take_over":
        draft = (
            Proposal.objects.visible_to(hat)
            .led_by(hat.office_id)
            .filter(taken_over_from=proposal)
            .latest("pk")
        )
        return draft.get_absolute_url()
    return reverse("proposals:list") if name == "delete" else proposal.get_absolute_url()
