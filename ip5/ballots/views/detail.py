"""The page of a round whose subject has no page of its own for it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_GET

from ip5.audit.models import Event
from ip5.ballots import rules
from ip5.ballots.forms import PositionForm
from ip5.ballots.forms.heads import HeadsForm
from ip5.ballots.forms.session import PressForm
from ip5.ballots.models import Round
from ip5.ballots.querysets import is_of_heads_circle
from ip5.ballots.states import Answer, Procedure
from ip5.ballots.views.additions import additions_context
from ip5.ballots.views.compare import visible_beside_last
from ip5.ballots.views.heads import heads_context, start_of
from ip5.ballots.views.more import more_context
from ip5.ballots.views.pages import first_words
from ip5.ballots.views.round import done_by, round_context
from ip5.ballots.views.session import session_context
from ip5.ballots.views.silence import silence_context
from ip5.kernel import access
from ip5.kernel.hat import Hat

WORDS = {
    "ballot.announced": gettext_lazy("Announced"),
    "ballot.opened": gettext_lazy("Opened"),
    "ballot.refused": gettext_lazy("Silence procedure refused"),
    "ballot.received": gettext_lazy("Received"),
    "ballot.answered": gettext_lazy("Answered"),
    "ballot.answer_changed": gettext_lazy("Answer changed"),
    "ballot.answer_contested": gettext_lazy("Answer given by a link contested"),
    "ballot.link_sent": gettext_lazy("Link to the Head asked for"),
    "ballot.link_voided": gettext_lazy("Link to the Head voided"),
    "ballot.position_changed": gettext_lazy("Position changed"),
    "ballot.words_recorded": gettext_lazy("Words recorded"),
    "ballot.words_declined": gettext_lazy("Recorded words declined"),
    "ballot.not_urgent_pressed": gettext_lazy("“Not urgent” pressed"),
    "ballot.extended": gettext_lazy("Extended"),
    "ballot.extended_automatically": gettext_lazy("Extended once, an office is missing"),
    "ballot.silence_broken": gettext_lazy("Silence broken"),
    "ballot.cancelled": gettext_lazy("Cancelled"),
    "ballot.closed": gettext_lazy("Closed"),
    "ballot.position_prepared": gettext_lazy("Position prepared"),
    "ballot.letter_added": gettext_lazy("Letter added"),
    "ballot.confirmed": gettext_lazy("Ad referendum answered"),
    "ballot.settled": gettext_lazy("Settled"),
}

OF_HEADS = ("ballot.condition_met", "ballot.condition_confirmed", "ballot.condition_refused")


@access.hat
@require_GET
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the round as far as this hat may see it; one whose subject has a page is shown there."""
    hat = request.hat
    found, former = visible_beside_last(hat, uuid)
    if found.address:
        return redirect(found.address)
    context = round_context(found, hat)
    positions = context["positions"]
    said = {row["office"].pk: row["label"] for row in context["tally"] if row["answer"] in Answer}
    context |= silence_context(found, hat, said if found.is_closed else None)
    context |= session_context(found, hat, positions)
    context |= heads_context(found, hat, positions)
    context |= additions_context(found, hat, positions)
    context |= more_context(found, hat, context, [former] if former else [])
    context |= {
        "confirm_url": reverse("ballots:confirm", args=[uuid]),
        "events": course(found, hat) if context["is_member"] else [],
        "form": form_for(found, context),
    }
    return render(request, "ballots/detail.html", context)


def form_for(found: Round, context: dict[str, Any]) -> Any:
    """Return the form of the answer this hat may give now, or None."""
    if not context["may_cast"]:
        return None
    own = context["own_positions"]
    if found.procedure == Procedure.HEADS:
        return HeadsForm(start=start_of(own[0] if own else None))
    if found.procedure == Procedure.SESSION:
        return PressForm()
    return PositionForm(initial=first_words(own))


def course(found: Round, hat: Hat) -> list[dict[str, Any]]:
    """Return the round's events open to the hat as rows of the log, newest first."""
    events = Event.objects.for_subject(found).visible_to(hat).order_by("-seq")
    if not found.is_closed:
        events = events.without_repeats_of("ballot.answered", "ballot.position_changed")
        events = events.without_repeats_of("ballot.position_prepared")
        if not rules.may_see_positions(hat, found):
            events = events.without_repeats_of("ballot.answered", "ballot.answer_changed")
    if not is_of_heads_circle(hat):
        # They name what a Head answered; the rows themselves are for the circle too.
        events = events.exclude(verb__in=OF_HEADS)
    return [event_row(event) for event in events]


def event_row(event: Event) -> dict[str, Any]:
    """Return an event as a row of the log component."""
    words = WORDS.get(event.verb) or event.verb.rpartition(".")[2].replace("_", " ").capitalize()
    note = event.reason or (gettext("by link") if event.data.get("how") == "by_link" else "")
    return {"at": event.at, "who": words, "what": done_by(event), "note": note, "hash": ""}
