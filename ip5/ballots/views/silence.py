"""A silence procedure on screen: what its page shows, and its deeds, each confirmed on a page of its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ip5.accounts.models import Capacity
from ip5.ballots import actions, rules
from ip5.ballots.exports import certificate
from ip5.ballots.forms import BreakForm, RefusalForm, StatementForm
from ip5.ballots.forms.prepared import filled
from ip5.ballots.models import PreparedPosition, Receipt, Round, Seat
from ip5.ballots.states import BREAKS, Answer, Outcome, Procedure
from ip5.ballots.views.round import HAS_LETTERS, closing, newest_prepared, seats_of, visible_round
from ip5.ballots.views.twice import Saying, acting_on, is_sure, spoken, sure_page, words_of
from ip5.kernel import access
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.offices import deadlines
from ip5.offices.models import Office

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Which answers each form writes down; a refusal is none.
SPEAKS: dict[type[forms.Form], frozenset[Answer]] = {
    BreakForm: BREAKS,
    StatementForm: frozenset({Answer.STATEMENT}),
    RefusalForm: frozenset(),
}
ACTS = {
    Answer.OBJECT: gettext_lazy("object to"),
    Answer.AMEND: gettext_lazy("propose an amendment to"),
    Answer.STATEMENT: gettext_lazy("put a statement on record with"),
    "refuse": gettext_lazy("refuse the silence procedure on"),
}


@dataclass(frozen=True, slots=True)
class SilenceDeed:
    """How a deed of a silence procedure is offered: its words, its form, whether it ends the round."""

    label: str | _StrPromise
    before: str | _StrPromise
    after: str | _StrPromise
    form: type[forms.Form]
    act: str
    style: str = "primary"


BREAK = SilenceDeed(
    gettext_lazy("Break the silence"),
    gettext_lazy(
        "One written objection or amendment ends the procedure at once. The text goes back to the table, and all "
        "five offices are told that it was yours."
    ),
    gettext_lazy("The silence is broken. All five offices are told."),
    BreakForm,
    "",
    "danger",
)
STATE = SilenceDeed(
    gettext_lazy("Statement for the record"),
    gettext_lazy("The silence goes on. Your words are printed with the outcome."),
    gettext_lazy("The statement is on record. The silence goes on."),
    StatementForm,
    Answer.STATEMENT,
)
REFUSE = SilenceDeed(
    gettext_lazy("Refuse the silence procedure"),
    gettext_lazy(
        "The procedure ends before it opens. The proposal stays where it is; a co-chair may open an explicit "
        "ballot instead. All five offices are told."
    ),
    gettext_lazy("The silence procedure is refused. All five offices are told."),
    RefusalForm,
    "refuse",
    "danger",
)


def silence_context(found: Round, hat: Hat, current: dict[int, str] | None = None) -> dict[str, Any]:
    """Return what the page of a silence procedure shows beside a round's own; empty for any other rule.

    ``current`` are the answers, as people read them, of a closed round by the office's key.
    """
    if found.procedure != Procedure.SILENCE:
        return {}
    is_member = hat.sees_from == "members"
    rows = receipt_rows(found, current or {}) if is_member else []
    mine = next((row for row in rows if row["office"].pk == hat.office_id), None)
    may_receive = rules.may_receive(hat, found)
    return {
        "silence": {
            "receipts": rows,
            "received_note": received_words(
                found, sum(bool(row["at"] or row["has_answered"]) for row in rows)
            ),
            "wants_receipt": bool(may_receive) and not (mine and mine["at"]),
            "may_refuse": rules.may_refuse(hat, found),
            "may_state": rules.may_state_for_record(hat, found),
            "may_break": rules.may_break_silence(hat, found),
            "broken_by": broken_by(found, rows),
            "refused_words": [
                *([found.refuse_reason] if is_member else []),
                _(
                    "A head of delegation refused the procedure. A co-chair may open an explicit ballot instead."
                ),
            ],
            "opens": opening(found, hat),
            "is_adopted": found.outcome == Outcome.ADOPTED_BY_SILENCE,
            "certificate": certificate.summary_of(found) if found.decision_id else [],
        }
    }


def silent_roll() -> Prefetch:
    """Return the prefetch of the seats as ``round.roll`` does, each with the receipt of its office."""
    seats = Seat.objects.with_answered().with_receipts().annotate(has_letters=HAS_LETTERS)
    return Prefetch("seats", seats.select_related("office").order_by("office__protocol_order"))


def receipt_rows(found: Round, current: dict[int, str]) -> list[dict[str, Any]]:
    """Return a row for each office of the ``silent_roll``: when the round was received, by whom, how."""
    rows = []
    for seat in seats_of(found):
        receipt = seat.receipt  # type: ignore[attr-defined]
        rows.append(
            {
                "office": seat.office,
                "at": dt.datetime.fromisoformat(receipt["at"]) if receipt else None,
                "who": f"{receipt['name']}, {Capacity(receipt['capacity']).label}" if receipt else "",
                "is_opened": bool(receipt and receipt["how"] == Receipt.How.OPENED),
                "has_answered": seat.has_answered,
                "position": said(found, current.get(seat.office_id, ""), has_spoken=seat.has_answered),
            }
        )
    return rows


def received_offices(found: Round) -> set[int]:
    """Return the keys of the offices that have received, by a receipt or by what they said."""
    received = Receipt.objects.filter(round=found).values_list("office_id", flat=True)
    return {*received, *(seat.office_id for seat in seats_of(found) if seat.has_answered)}  # type: ignore[attr-defined]


def received_words(found: Round, count: int) -> str:
    """Return how many offices have received, as the heading of the receipts says it."""
    return _("%(n)d of %(all)d offices") % {"n": count, "all": found.seat_count}


def broken_by(found: Round, rows: list[dict[str, Any]]) -> str:
    """Return the acronym of the office that broke the silence, for the members."""
    if found.outcome != Outcome.BROKEN:
        return ""
    codes = next(test["offices"] for test in found.explanation["tests"] if test["holds"])
    return next((row["office"].acronym for row in rows if row["office"].code in codes), "")


def said(found: Round, answer: str, *, has_spoken: bool) -> str:
    """Return what an office said, as far as it is open: nothing, sealed words, or its answer."""
    if answer:
        return answer
    if has_spoken:
        return _("Statement, opened at the close")
    return _("Silent") if found.closed_at or found.is_open else "–"


def opening(found: Round, hat: Hat) -> dict[str, Any]:
    """Return the opening instant of an announced round in every city, as the deadline component shows it."""
    kinds = {Office.Kind.MEMBER, Office.Kind.OBSERVER}
    offices = [each for each in Office.objects.directory().offices if each.kind in kinds]
    return {"at": found.opened_at, "rows": deadlines.local_times(found.opened_at, offices)}


@access.hat
@require_POST
def receive(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record the receipt of the hat's office: its button, or the page that says it was opened."""
    found = visible_round(request.hat, uuid)
    is_opened = request.POST.get("how") == Receipt.How.OPENED
    actions.receive(found, by=request.hat, how=Receipt.How.OPENED if is_opened else Receipt.How.PRESSED)
    words = _("The receipt of your office is recorded.")
    if is_opened:
        count = received_words(found, len(received_offices(found)))
        return JsonResponse({"message": words, "short": _("Received just now"), "count": count})
    messages.success(request, words)
    return redirect(found.get_absolute_url())


@access.hat
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Refuse an announced silence procedure, confirmed."""
    found = visible_round(request.hat, uuid)
    require(rules.may_refuse(request.hat, found))
    return confirmed(request, found, REFUSE, lambda words: actions.refuse(found, by=request.hat, **words))


@access.hat
@require_http_methods(["GET", "POST"])
def break_round(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Break the silence of a round that has its own page, confirmed; its subject's app follows the round.

    404 for a round on its subject's page: there the subject moves with the break.
    """
    found = visible_round(request.hat, uuid)
    if found.address:
        raise Http404
    require(rules.may_break_silence(request.hat, found))
    return confirmed(
        request, found, BREAK, lambda words: actions.break_silence(found, by=request.hat, **words)
    )


@access.hat
@require_http_methods(["GET", "POST"])
def state(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a statement on record, confirmed."""
    found = visible_round(request.hat, uuid)
    require(rules.may_state_for_record(request.hat, found))
    return confirmed(
        request, found, STATE, lambda words: actions.state_for_record(found, by=request.hat, **words)
    )


def confirmed(
    request: HttpRequest, found: Round, deed: SilenceDeed, act: Callable[[dict[str, Any]], Any]
) -> HttpResponse:
    """Show the deed's form, then the whole sentence to confirm, then do ``act`` with its words.

    The caller has asked the rule; a deed that moves the round's subject is done by the subject's app.
    """
    hat = request.hat
    own = newest_prepared(found, hat) if request.method == "GET" else None
    start = begun(deed, own)
    form = deed.form(request.POST if request.method == "POST" else None, initial=start)
    context = {"round": found, "form": form, "deed": deed, "closes": closing(found, hat)}
    context["prepared_by"] = own.mandate if own and start else None
    if request.method == "GET" or not form.is_valid():
        return render(request, "ballots/silence_deed.html", context, status=422 if form.is_bound else 200)
    if "change" in request.POST:
        return render(request, "ballots/silence_deed.html", context)
    words: dict[str, str] = form.deed()  # type: ignore[attr-defined]
    if not is_sure(request):
        return sure_page(request, found, form, saying_of(hat, found, deed, words))
    try:
        act(words)
    except Invalid as error:
        form.add_error(None, [line for lines in error.errors.values() for line in lines])
        return render(request, "ballots/silence_deed.html", context, status=422)
    messages.success(request, deed.after)
    return redirect(found.get_absolute_url())


def begun(deed: SilenceDeed, own: PreparedPosition | None) -> dict[str, Any]:
    """Return what the form of a deed begins with: what the own delegation prepared for it."""
    if own is None or own.answer not in SPEAKS[deed.form]:
        return {}
    return {"text": own.text} if own.answer == Answer.STATEMENT else filled(own, BreakForm)


def saying_of(hat: Hat, found: Round, deed: SilenceDeed, words: dict[str, str]) -> Saying:
    """Return what the confirmation says of a deed of silence."""
    return Saying(
        title=str(deed.label),
        sentence=spoken(
            acting_on(found),
            ACTS[words.get("answer", deed.act)],
            hat.office.acronym,  # type: ignore[attr-defined]
            found,
        ),
        readers=str(deed.before),
        submit=str(deed.label),
        done=str(deed.after),
        words=words_of(words),
        style=deed.style,
    )


@access.hat
@require_GET
def certificate_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the certificate of an adoption by silence as PDF, to the members; 404 where there is none."""
    found = visible_round(request.hat, uuid)
    require(rules.may_see_positions(request.hat, found))
    if found.outcome != Outcome.ADOPTED_BY_SILENCE:
        raise Http404
    return HttpResponse(
        certificate.write(found),
        headers={
            "Content-Type": "application/pdf",
            "Content-Disposition": f'attachment; filename="{certificate.stem_of(found)}.pdf"',
            "Cache-Control": "no-store, private",
            "X-Content-Type-Options": "nosniff",
        },
    )
