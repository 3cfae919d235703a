"""Every deed on a proposal as one page: what it does, what it asks, then it is done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from proposals import actions, rules
from proposals.forms import Extension, NoWords, Opening, OptionalReason, Reason, ReviewPeriod, TextRead
from proposals.models import Proposal
from proposals.states import MACHINE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Deed:
    """How a deed is offered: its form, the sentence before, the sentence after, whether it shows the text."""

    form: type[forms.Form]
    before: str | _StrPromise
    after: str | _StrPromise
    act: Callable[..., Any]
    style: str = ""
    shows_text: bool = False
    label: str | _StrPromise = ""


def deed(name: str, form: type[forms.Form], before: Any, after: Any, style: str = "", **options: Any) -> Deed:
    """Return the page of the move ``name``, labelled as the table of moves labels it."""
    label = MACHINE.moves[name].label
    return Deed(form, before, after, getattr(actions, name), style, label=label, **options)


DEEDS: dict[str, Deed] = {
    "ask_consent": deed(
        "ask_consent",
        NoWords,
        _("The heads of delegation of the offices named are asked, and see the text as it stands now."),
        _("The other offices are asked for their consent."),
    ),
    "consent": deed(
        "consent",
        TextRead,
        _("You consent to exactly the text shown here. If it is edited, you are asked again."),
        _("Your consent to this text is recorded."),
        "primary",
        shows_text=True,
    ),
    "decline": deed(
        "decline",
        NoWords,
        _("Your office does not take part in this proposal. The lead office is told."),
        _("The lead office is told that your office does not take part."),
    ),
    "ask_clearance": deed(
        "ask_clearance",
        NoWords,
        _("Your head of delegation is told that this text waits for clearance."),
        _("Your head of delegation is asked to clear the text."),
    ),
    "clear": deed(
        "clear",
        TextRead,
        _("Your stamp names exactly the text shown here and whom it will be open to. Any edit removes it."),
        _("The text is cleared. A delegate may now submit it."),
        shows_text=True,
    ),
    "submit": deed(
        "submit",
        NoWords,
        _(
            "The proposal is numbered, its text is fixed as Rev.0 and opened to those named. All members are told."
        ),
        _("The proposal is submitted."),
        "primary",
        shows_text=True,
    ),
    "delete": deed(
        "delete",
        NoWords,
        _("The draft and its text are deleted. This cannot be undone."),
        _("The draft is deleted."),
        "danger",
    ),
    "admit": deed(
        "admit",
        ReviewPeriod,
        _("The offices review the proposal until the end of the period. All members are told."),
        _("The proposal is under review."),
        "primary",
    ),
    "return_for_revision": deed(
        "return_for_revision",
        Reason,
        _("The lead office is told at once and may submit a revision."),
        _("The proposal is returned to the lead office."),
    ),
    "table": deed(
        "table",
        OptionalReason,
        _("The proposal is put on the table of the task force, ready for the ballot."),
        _("The proposal is tabled."),
    ),
    "open_round": deed(
        "open_round",
        Opening,
        _(
            "The text is frozen and hashed, the five offices are on the roll, and their positions are requested."
        ),
        _("The ballot is open. The five heads of delegation are told."),
        "primary",
    ),
    "extend_round": deed(
        "extend_round",
        Extension,
        _("The end moves later, never earlier. All five offices are told."),
        _("The ballot is extended."),
    ),
    "close_round": deed(
        "close_round",
        NoWords,
        _(
            "All five offices have answered. The positions are opened to the members and the outcome is fixed."
        ),
        _("The ballot is closed."),
        "primary",
    ),
    "cancel_round": deed(
        "cancel_round",
        Reason,
        _(
            "The round ends without an outcome. Its positions stay sealed for ever; all five offices are told."
        ),
        _("The round is cancelled."),
        "danger",
    ),
}


@access.hat
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Show the deed's page, or do it. A refusal keeps what was typed where the form can mend it."""
    hat, offered = request.hat, DEEDS[name]
    proposal = get_object_or_404(Proposal.objects.visible_to(hat).in_full(), uuid=uuid)
    require(rules.RULES[name](hat, proposal))
    form = offered.form(
        request.POST if request.method == "POST" else None, initial={"fingerprint": proposal.fingerprint}
    )
    if request.method == "POST" and form.is_valid() and done(proposal, hat, offered, form):
        messages.success(request, offered.after)
        return redirect("proposals:list") if name == "delete" else redirect(back_to(proposal, name))
    context = {"proposal": proposal, "deed": offered, "form": form, "name": name}
    if name == "table":
        context["is_early"] = rules.is_early(proposal)
    return render(request, "proposals/deed.html", context, status=422 if form.is_bound else 200)


def done(proposal: Proposal, hat: Hat, offered: Deed, form: forms.Form) -> bool:
    """Do the deed; False when its own check found something the form can show."""
    try:
        offered.act(proposal, by=hat, **form.cleaned_data)
    except Invalid as error:
        for field, lines in error.errors.items():
            for line in lines:
                form.add_error(field if field in form.fields else None, line)
        return False
    return True


def back_to(proposal: Proposal, name: str) -> str:
    """Return where the person goes on: to the round after a deed on it, else to the proposal."""
    if name in {"open_round", "extend_round", "close_round", "cancel_round"}:
        last = proposal.endorsements.select_related("round").order_by("-round__number").first()
        if last is not None:
            return last.round.get_absolute_url()
    return proposal.get_absolute_url()
