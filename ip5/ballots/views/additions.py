"""Pages of what is added to a closed round: confirming ad referendum, conditions, reservations."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from ip5.ballots import actions, explanations, ledger, rules
from ip5.ballots.forms.additions import (
    SAYS,
    ConditionForm,
    ConfirmationForm,
    LedgerForm,
    LiftForm,
    NarrowForm,
)
from ip5.ballots.models import Position, Round
from ip5.ballots.querysets import is_of_heads_circle
from ip5.ballots.states import AdditionKind, Procedure, ReservationKind
from ip5.ballots.views.round import read_ledger, visible_round
from ip5.ballots.views.twice import Saying, is_sure, spoken, sure_page
from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.ui.listing import page_of, tags_of


def added(
    request: HttpRequest, found: Round, form: Any, saying: Saying, deed: Callable[..., Any]
) -> HttpResponse:
    """Show the form, then the sentence to confirm, then do the deed. Nothing typed is lost."""
    context = {"round": found, "form": form, "saying": saying, "choices": getattr(form, "choices", None)}
    is_filled = request.method == "POST" and form.is_valid() and "change" not in request.POST
    if not is_filled and form.fields:
        status = 422 if form.is_bound and form.errors else 200
        return render(request, "ballots/_additions_form.html", context, status=status)
    if not (is_sure(request) and is_filled):
        return sure_page(request, found, form, saying)
    deed(by=request.hat, **form.deed())
    messages.success(request, saying.done)
    return redirect(f"{found.get_absolute_url()}#{saying.anchor}")


def adding(anchor: str, **says: Any) -> Saying:
    """Return what the pages say of what is added to a closed round; it is shown at the anchor."""
    readers = _(
        "The members read it at once. It is added to the record of the closed round and never changes."
    )
    return Saying(readers=readers, readers_icon="lock", anchor=anchor, **says)


def whole(hat: Hat, uuid: UUID) -> Round:
    """Return the round with everything its ledger reads, or 404 when it does not exist for this hat."""
    found = visible_round(hat, uuid)
    prefetch_related_objects([found], *ledger.read_with_additions()[1:])
    return found


@access.hat
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Confirm, with a reservation or not, or decline what the office accepted ad referendum."""
    found = whole(request.hat, uuid)
    return confirmation(request, found, partial(actions.confirm, found))


def confirmation(request: HttpRequest, found: Round, deed: Callable[..., Any]) -> HttpResponse:
    """Show the page of a confirmation; ``deed`` is that of the subject's app, or of the round alone."""
    require(rules.may_confirm(request.hat, found))
    form = ConfirmationForm(request.POST if request.method == "POST" else None)
    words: tuple[tuple[str, str], ...] = ()
    said = _("confirm")
    if form.is_bound and form.is_valid():
        given = form.deed()
        said = str(SAYS[AdditionKind(given["kind"])][1]).lower()
        words = words_of(given["passage"], given["text"], given["reservation"] if given["text"] else "")
    office = request.hat.office.acronym
    saying = adding(
        "additions",
        title=_("Ad referendum: the word of the %(office)s") % {"office": office},
        sentence=spoken(
            _("“On behalf of the %(office)s I %(act)s %(title)s, %(symbol)s.”"),
            said,
            office,
            found,
        ),
        submit=_("Speak for the %(office)s") % {"office": office},
        done=_("The word of the %(office)s is recorded.") % {"office": office},
        words=words,
    )
    return added(request, found, form, saying, deed)


def words_of(passage: str, text: str, kind: str = "") -> tuple[tuple[str, str], ...]:
    """Return the words of a deed as (label, text) pairs, those that are empty left out."""
    label = str(ReservationKind(kind).label) if kind else ""
    rows = ((_("Kind"), label), (_("Passage"), passage), (_("Text"), text))
    return tuple(row for row in rows if row[1])


@access.hat
@require_http_methods(["GET", "POST"])
def lift(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Lift the own office's reservation."""
    found = whole(request.hat, uuid)
    own = own_reservation(request.hat, found)
    office = request.hat.office.acronym
    saying = adding(
        "reservations",
        title=_("Lift the reservation of the %(office)s") % {"office": office},
        sentence=spoken(
            _("“On behalf of the %(office)s I %(act)s our reservation to %(title)s, %(symbol)s.”"),
            _("lift"),
            office,
            found,
        ),
        submit=_("Lift the reservation"),
        done=_("The reservation of the %(office)s is lifted.") % {"office": office},
        words=words_of(own.now.passage, own.now.text, own.now.kind),
    )
    form = LiftForm(request.POST if request.method == "POST" else None)
    return added(request, found, form, saying, partial(actions.lift, found))


@access.hat
@require_http_methods(["GET", "POST"])
def narrow(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Narrow the own office's reservation; never widen it."""
    found = whole(request.hat, uuid)
    own = own_reservation(request.hat, found)
    form = NarrowForm(own.now, request.POST if request.method == "POST" else None)
    words: tuple[tuple[str, str], ...] = ()
    if form.is_bound and form.is_valid():
        given = form.deed()
        words = words_of(given["passage"], given["text"], given["reservation"])
    office = request.hat.office.acronym
    saying = adding(
        "reservations",
        title=_("Narrow the reservation of the %(office)s") % {"office": office},
        sentence=spoken(
            _("“On behalf of the %(office)s I %(act)s our reservation to %(title)s, %(symbol)s.”"),
            _("narrow"),
            office,
            found,
        ),
        submit=_("Narrow the reservation"),
        done=_("The reservation of the %(office)s is narrowed.") % {"office": office},
        words=words,
    )
    return added(request, found, form, saying, partial(actions.narrow, found))


def own_reservation(hat: Hat, found: Round) -> ledger.Reservation:
    """Return the reservation this hat may change; refuses as the rule does."""
    require(rules.may_lift_reservation(hat, found))
    own = ledger.own_reservation(found, hat.office_id)
    assert own is not None
    return own


@access.hat
@require_http_methods(["GET", "POST"])
def condition(request: HttpRequest, uuid: UUID, office: str, item: int, deed: str) -> HttpResponse:
    """Log a condition as met (secretariat), confirm or refuse it (that Head)."""
    hat, found = request.hat, whole(request.hat, uuid)
    if deed not in CONDITION_DEEDS:
        raise Http404
    kind, title, done = CONDITION_DEEDS[deed]
    is_logging = kind == AdditionKind.CONDITION_MET
    require((rules.may_log_condition_met if is_logging else rules.may_answer_condition)(hat, found))
    rows = [
        each for each in ledger.conditions(found) if (each.position.office.code, each.item) == (office, item)
    ]
    if not rows or not (is_logging or rows[0].position.office_id == hat.office_id):
        raise Http404
    form = ConditionForm(kind, request.POST if request.method == "POST" else None)
    given = form.deed()["text"] if form.is_bound and form.is_valid() else ""
    head = rows[0].position.office.acronym
    saying = adding(
        "conditions",
        title=title() % {"office": head, "n": item},
        sentence=_("Condition %(n)d of the %(office)s: “%(text)s”")
        % {"n": item, "office": head, "text": rows[0].text},
        submit=title() % {"office": head, "n": item},
        done=done(),
        words=words_of("", given),
    )
    return added(request, found, form, saying, partial(DEEDS[kind], found, item=item, **of(kind, office)))


def of(kind: AdditionKind, office: str) -> dict[str, str]:
    """Return what logging needs beside the number: whose condition; a Head answers for the own office."""
    return {"office": office} if kind == AdditionKind.CONDITION_MET else {}


CONDITION_DEEDS: dict[str, tuple[AdditionKind, Callable[[], str], Callable[[], str]]] = {
    "met": (
        AdditionKind.CONDITION_MET,
        lambda: _("Log condition %(n)d of the %(office)s as met"),
        lambda: _("The condition is logged as met; that Head is asked."),
    ),
    "confirmed": (
        AdditionKind.CONDITION_CONFIRMED,
        lambda: _("Confirm condition %(n)d of the %(office)s"),
        lambda: _("The condition is confirmed."),
    ),
    "refused": (
        AdditionKind.CONDITION_REFUSED,
        lambda: _("Refuse condition %(n)d of the %(office)s"),
        lambda: _("The condition is refused: the version is returned."),
    ),
}
DEEDS = {
    AdditionKind.CONDITION_MET: actions.log_condition_met,
    AdditionKind.CONDITION_CONFIRMED: actions.confirm_condition,
    AdditionKind.CONDITION_REFUSED: actions.refuse_condition,
}


@access.hat
@require_GET
def reservations(request: HttpRequest) -> HttpResponse:
    """Show the ledger of all reservations, newest round first; for members alone."""
    hat = request.hat
    if hat.sees_from != "members":
        raise Http404
    form = LedgerForm(request.GET)
    rounds = Round.objects.visible_to(hat).carrying().select_related("rule_set", "settlement").newest_first()
    rows = [each for each in ledger.of_rounds(list(rounds), hat) if is_wanted(each, form)]
    context = {"page": page_of(rows, request), "form": form, "tags": tags_of(form, request)}
    return render(request, "ballots/_reservations_page.html", context)


def is_wanted(row: ledger.Reservation, form: LedgerForm) -> bool:
    """Whether a reservation passes the filters; a filter that is not understood lets nothing pass."""
    if not form.is_valid():
        return False
    given = form.cleaned_data
    pairs = (
        (row.office.code, given["office"]),
        (row.now.kind, given["kind"]),
        (row.state, given["standing"]),
    )
    return all(not wanted or has == wanted for has, wanted in pairs)


def additions_context(found: Round, hat: Hat, positions: list[Position]) -> dict[str, Any]:
    """Return what a closed round's page shows of what was added to it; nothing to who is no member.

    ``positions`` are those open to the hat, read already.
    """
    if not found.is_closed or hat.sees_from != "members":
        return {}
    read_ledger(found, positions)
    seen = visible_additions(found, hat)
    awaited = ledger.awaited(found)
    acronyms = {seat.office.code: seat.office.acronym for seat in found.seats.all()}
    return {
        # A subject's app may put the page of its own deed in its place.
        "confirm_url": reverse("ballots:confirm", args=[found.uuid]),
        "awaited": awaited,
        "lapsed": ledger.lapsed(found),
        "confirmations": [each for each in seen if each.kind in SAYS],
        "conditions": condition_rows(found, hat),
        "reservations": reservation_rows(found, hat),
        "may_confirm": rules.may_confirm(hat, found),
        "may_lift_reservation": rules.may_lift_reservation(hat, found),
        "is_awaited": hat.is_delegation and hat.office_id in {each.pk for each in awaited},
        "settled_reading": explanations.reading(found.settled.explanation, acronyms) if found.settled else [],
    }


def visible_additions(found: Round, hat: Hat) -> list[Any]:
    """Return the additions open to the hat: of a Heads' round those that its circle reads."""
    is_open = found.procedure != Procedure.HEADS or is_of_heads_circle(hat)
    return list(found.additions.all()) if is_open else []


def condition_rows(found: Round, hat: Hat) -> list[dict[str, Any]]:
    """Return the Heads' conditions with their state and what this hat may do with each."""
    return [
        {
            "condition": each,
            "may_log": rules.may_log_condition_met(hat, found) and each.state == "open",
            "may_answer": each.position.office_id == hat.office_id
            and each.state == "logged"
            and bool(rules.may_answer_condition(hat, found)),
        }
        for each in ledger.conditions(found)
        if is_of_heads_circle(hat)
    ]


def reservation_rows(found: Round, hat: Hat) -> list[dict[str, Any]]:
    """Return the round's reservations as they stand, each numbered, with whether it is the hat's own."""
    rows = ledger.reservations(found, found.positions.all(), visible_additions(found, hat))
    return [{"reservation": each, "is_own": each.office.pk == hat.office_id} for each in rows]
