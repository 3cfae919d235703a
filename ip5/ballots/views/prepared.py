"""What a delegation prepares: its page, and the panel from which its head of delegation casts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ip5.ballots import actions, rules
from ip5.ballots.forms.heads import HeadsForm
from ip5.ballots.forms.positions import PositionForm
from ip5.ballots.forms.prepared import filled, prepared_form
from ip5.ballots.forms.session import PressForm
from ip5.ballots.models import Position, PreparedPosition, Round, Words
from ip5.ballots.states import Procedure
from ip5.ballots.views import heads, session
from ip5.ballots.views.pages import sure
from ip5.ballots.views.round import closing, newest_prepared, seats_of, visible_round
from ip5.ballots.views.twice import form_page, sure_page
from ip5.kernel import access
from ip5.kernel.errors import Conflict, Invalid, WrongState, require
from ip5.kernel.hat import Hat

# Where what is prepared is confirmed under a rule that has pages of its own: its form, its words, its address.
SITTINGS: dict[str, tuple[Any, Any, str]] = {
    Procedure.SESSION: (PressForm, session.pressing, "ballots:press"),
    Procedure.HEADS: (HeadsForm, heads.saying_of, "ballots:answer_as_head"),
}


@access.hat
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what the own delegation prepared and save it; what a colleague saved meanwhile stands beside it."""
    hat = request.hat
    found = visible_round(hat, uuid)
    require(rules.may_prepare(hat, found))
    own = newest_prepared(found, hat)
    mine = own if own and own.round_id == found.pk else None
    form = start(own, found, request.POST if request.method == "POST" else None)
    context = {"round": found, "form": form, "closes": closing(found, hat), **standing(found, own)}
    if "more" in request.POST:
        return render(request, "ballots/_prepared_form.html", context | {"form": form.more()})
    if request.method == "GET" or not form.is_valid():
        return render(request, "ballots/_prepared_form.html", context, status=422 if form.is_bound else 200)
    try:
        actions.prepare(found, by=hat, **form.deed())
    except Conflict as conflict:
        context |= {"form": over(form, mine), "conflict": conflict.reason, "theirs": mine}
        return render(request, "ballots/_prepared_form.html", context, status=409)
    except Invalid as error:
        for lines in error.errors.values():
            form.add_error(None, lines)  # type: ignore[arg-type]
        return render(request, "ballots/_prepared_form.html", context, status=422)
    messages.success(request, _("The position is prepared. Only your delegation sees it; nothing is cast."))
    return redirect(f"{found.get_absolute_url()}#prepared")


@access.hat
@require_GET
def cast_prepared(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the usual confirmation, filled with what the own delegation prepared; nothing is cast by it."""
    found = visible_round(request.hat, uuid)
    require(rules.may_cast(request.hat, found))
    own = newest_prepared(found, request.hat)
    if own is None or own.answer not in found.castable:
        raise WrongState(_("Your delegation prepared nothing that could be cast."))
    return confirming(request, found, own)


def confirming(request: HttpRequest, found: Round, own: Words) -> HttpResponse:
    """Show the confirmation of the round's rule, filled with what was prepared or said before."""
    if found.procedure == Procedure.EXPLICIT:
        return sure(request, found, PositionForm(filled(own)))
    form_class, saying, address = SITTINGS[found.procedure]
    form = form_class(filled(own, form_class))
    action = reverse(address, args=[found.uuid])
    if not form.is_valid():
        return form_page(request, found, form, saying(request.hat, found, {}), action=action)
    return sure_page(request, found, form, saying(request.hat, found, form.deed()), action=action)


@access.hat
@require_GET
def maintain(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the usual confirmation, filled with the office's position in the last closed round of the series."""
    hat = request.hat
    found = visible_round(hat, uuid)
    require(rules.may_cast(hat, found))
    last = Round.objects.visible_to(hat).before(found).values("pk")[:1]
    said = Position.objects.visible_to(hat).filter(round__in=last, office=hat.office_id)
    # What a Head contests may be anybody's words: it is no answer of the office.
    own = said.counting().first()
    if own is None or own.answer not in found.castable:
        raise WrongState(_("Your office has no position in the last round that could be maintained."))
    return confirming(request, found, own)


def start(own: PreparedPosition | None, found: Round, data: Any = None) -> Any:
    """Return the form, started with what was prepared; for a former round is not saved for this one yet."""
    version = own.version if own is not None and own.round_id == found.pk else 0
    return prepared_form(
        found.procedure, data, own if own and own.answer in found.castable else None, version
    )


def over(form: Any, theirs: PreparedPosition | None) -> Any:
    """Return the form with what was typed, which may now be saved over what the colleague saved."""
    data = form.data.copy()
    data["version"] = str(theirs.version if theirs else 0)
    return type(form)(data)


def standing(found: Round, own: PreparedPosition | None) -> dict[str, Any]:
    """Return the prepared position, what it was prepared for, and whether that text has changed since."""
    if own is None:
        return {"prepared": None}
    return {
        "prepared": own,
        "prepared_for": prepared_for(own.round),
        "is_of_former_round": own.round_id != found.pk,
        "is_stale": own.round.text_sha256 != found.text_sha256,
    }


def prepared_for(round: Round) -> str:
    """Return for which round and text it was prepared: "R1, NETAI/P/2026/001 Rev.0"."""
    return f"R{round.number}, {round.subject_symbol}"


def prepared_context(found: Round, hat: Hat, may_cast: Any) -> dict[str, Any]:
    """Return what a round's page shows of the own preparation; nothing, and no question, to anybody else."""
    may_prepare = rules.may_prepare(hat, found)
    if not (hat.is_delegation and (found.is_open or found.is_announced)):
        return {"may_prepare": may_prepare}
    is_silence = found.procedure == Procedure.SILENCE
    if is_silence:
        # Nothing is cast: the form that breaks the silence, or of a statement, begins with what is prepared.
        may_cast = rules.may_break_silence(hat, found)
    mine = next((seat for seat in seats_of(found) if seat.office_id == hat.office_id), None)
    if mine is None or mine.has_answered:  # type: ignore[attr-defined]
        # What is cast stands beside it; what was prepared is behind a link.
        return {"may_prepare": may_prepare, "was_answered": True}
    own = newest_prepared(found, hat)
    context = {"may_prepare": may_prepare, "shows_prepared": True, **standing(found, own)}
    is_castable = own is not None and own.answer in found.castable
    context["may_cast_prepared"] = is_castable and bool(may_cast) and not is_silence
    context["prepare_refusal"] = may_cast.reason
    if may_prepare and not may_cast:
        context["prepare_form"] = start(own, found)
    return context
