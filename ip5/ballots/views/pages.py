"""Pages on which a round is listed, answered and confirmed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ip5.ballots import actions, rules
from ip5.ballots.forms import PositionForm
from ip5.ballots.models import Position, Round
from ip5.ballots.states import Answer, Procedure
from ip5.ballots.views.round import closing, visible_round
from ip5.ballots.views.twice import Saying, acting_on, is_sure, spoken, sure_page, words_of
from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.ui.listing import page_of

# Where a rule set has a form of its own.
ELSEWHERE = {Procedure.SESSION: "ballots:press", Procedure.HEADS: "ballots:answer_as_head"}
ACTS = {
    Answer.SUPPORT: gettext_lazy("support"),
    Answer.RESERVE: gettext_lazy("support with a reservation"),
    Answer.AD_REFERENDUM: gettext_lazy("support ad referendum"),
    Answer.ABSTAIN: gettext_lazy("abstain from a position on"),
    Answer.OBJECT: gettext_lazy("object to"),
}


@access.hat
@require_GET
def round_list(request: HttpRequest) -> HttpResponse:
    """Show the rounds this hat may see, those that want an answer of its office first."""
    hat = request.hat
    awaiting = Round.objects.awaiting(hat).filter(pk=OuterRef("pk"))
    rounds = Round.objects.visible_to(hat).select_related("settlement").newest_first()
    page = page_of(rounds.annotate(is_wanted=Exists(awaiting)), request)
    wanted = {each.pk for each in page if each.is_wanted}
    return render(request, "ballots/list.html", {"page": page, "wanted": wanted})


@access.hat
@require_http_methods(["GET", "POST"])
def cast(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the form, then the confirmation with the whole sentence, then cast. Nothing typed is lost."""
    hat = request.hat
    found = visible_round(hat, uuid)
    require(rules.may_cast(hat, found))
    if found.procedure in ELSEWHERE:
        return redirect(ELSEWHERE[found.procedure], found.uuid)
    form = PositionForm(request.POST if request.method == "POST" else None, initial=last_words(hat, found))
    if "change" in request.POST or not form.is_bound or not is_sure(request):
        return sure(request, found, form)
    if not form.is_valid():
        return cast_page(request, found, form)
    position = form.said()
    actions.cast(found, by=hat, after=shown_after(request), **position)
    messages.success(request, casting(hat, found, position).done)
    return redirect(f"{found.get_absolute_url()}#receipt")


@access.hat
@require_POST
def press_not_urgent(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Press "not urgent" on a short round."""
    found = visible_round(request.hat, uuid)
    actions.press_not_urgent(found, by=request.hat)
    messages.success(request, _("The round now runs its full ten days. All five offices are told."))
    return redirect(found.get_absolute_url())


def cast_page(request: HttpRequest, found: Round, form: PositionForm) -> HttpResponse:
    """Show the form of a position; 422 where what was sent does not do."""
    context = {"round": found, "form": form, "closes": closing(found, request.hat)}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "ballots/cast.html", context, status=status)


def sure(request: HttpRequest, found: Round, form: PositionForm) -> HttpResponse:
    """Show the confirmation of what the form holds, or the form; it is sent where every position is cast.

    It carries after how many own positions it was shown: a second click casts nothing twice.
    """
    hat = request.hat
    if "change" in request.POST or not (form.is_bound and form.is_valid()):
        return cast_page(request, found, form)
    own = Position.objects.filter(round=found, office=hat.office_id).count()
    action = reverse("ballots:cast", args=[found.uuid])
    return sure_page(request, found, form, casting(hat, found, form.said()), ("after", own), action=action)


def casting(hat: Hat, found: Round, position: dict[str, Any]) -> Saying:
    """Return what the confirmation says of a position."""
    office = hat.office.acronym  # type: ignore[attr-defined]
    return Saying(
        title=_("Confirm the position of the %(office)s") % {"office": office},
        sentence=spoken(
            acting_on(found),
            ACTS[Answer(position["answer"])],
            office,
            found,
        ),
        readers=_("Sealed until the ballot closes. The others see only that your office has answered."),
        submit=_("Cast for the %(office)s") % {"office": office},
        done=_("The position of the %(office)s is cast. Your receipt is below.") % {"office": office},
        words=words_of(position),
        readers_icon="lock",
        proof=_("You receive a receipt with the fingerprint of the text:"),
    )


def shown_after(request: HttpRequest) -> int | None:
    """Return after how many own positions the confirmation was shown; None where it does not say."""
    after = request.POST.get("after", "")
    return int(after) if after.isascii() and after.isdecimal() and len(after) < 6 else None


def last_words(hat: Hat, found: Round) -> dict[str, str]:
    """Return the own office's present position as the form's start, so that changing is editing."""
    return first_words(list(Position.objects.filter(round=found, office=hat.office_id).order_by("-seq")[:1]))


def first_words(newest_first: list[Position]) -> dict[str, str]:
    """Return what the form starts with: the newest of the own office's positions, if there is one."""
    if not newest_first:
        return {}
    last = newest_first[0]
    words = {"passage": last.passage, "text": last.text, "remedy": last.remedy, "kind": last.kind}
    return {"answer": last.answer} | {f"{last.answer}_{name}": value for name, value in words.items()}
