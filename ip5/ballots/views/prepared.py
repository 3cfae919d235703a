"""What a delegation prepares: its page, and the panel from which its head of delegation casts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ip5.ballots import actions, rules
from ip5.ballots.forms.prepared import PreparedForm, filled
from ip5.ballots.models import PreparedPosition, Round
from ip5.ballots.states import Procedure
from ip5.ballots.views.round import closing, visible_round
from ip5.kernel import access
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat


@access.hat
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what the own delegation prepared and save it; what a colleague saved meanwhile stands beside it."""
    hat = request.hat
    found = visible_round(hat, uuid)
    require(rules.may_prepare(hat, found))
    own = newest_prepared(found, hat)
    mine = own if own and own.round_id == found.pk else None
    form = PreparedForm(request.POST if request.method == "POST" else None, initial=start(own, found))
    context = {"round": found, "form": form, "closes": closing(found, hat), **standing(found, own)}
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


def newest_prepared(found: Round, hat: Hat) -> PreparedPosition | None:
    """Return what the own delegation prepared for this round, else for the newest round before it."""
    rows = PreparedPosition.objects.visible_to(hat).filter(
        round__symbol=found.symbol, round__number__lte=found.number
    )
    return rows.select_related("round", "mandate__person").order_by("-round__number").first()


def start(own: PreparedPosition | None, found: Round) -> dict[str, Any]:
    """Return what the form starts with; what was prepared for a former round is not saved for this one yet."""
    is_for_this = own is not None and own.round_id == found.pk
    return PreparedForm.start(own) | ({} if is_for_this else {"version": 0})


def over(form: PreparedForm, theirs: PreparedPosition | None) -> PreparedForm:
    """Return the form with what was typed, which may now be saved over what the colleague saved."""
    data = form.data.copy()
    data["version"] = str(theirs.version if theirs else 0)
    return PreparedForm(data)


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
    if not (hat.is_delegation and found.is_open and found.procedure == Procedure.EXPLICIT):
        return {"may_prepare": may_prepare}
    own = newest_prepared(found, hat)
    context = {"may_prepare": may_prepare, "shows_prepared": True, **standing(found, own)}
    if own is not None and may_cast:
        context["prepared_hidden"] = list(filled(own).items())
    if may_prepare and not may_cast:
        context["prepare_form"] = PreparedForm(initial=start(own, found))
    return context
