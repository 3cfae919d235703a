"""The list of rounds, casting, and what every page about a round shows."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ip5.ballots import actions, explanations, rules, tally
from ip5.ballots.forms import PositionForm
from ip5.ballots.models import Position, Round, Seat
from ip5.ballots.states import Answer
from ip5.kernel import access, clock
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.offices import deadlines
from ip5.offices.models import Office
from ip5.ui.listing import page_of

ACTS = {
    Answer.SUPPORT: gettext_lazy("support"),
    Answer.RESERVE: gettext_lazy("support with a reservation"),
    Answer.AD_REFERENDUM: gettext_lazy("support ad referendum"),
    Answer.ABSTAIN: gettext_lazy("abstain from a position on"),
    Answer.OBJECT: gettext_lazy("object to"),
}


def visible_round(hat: Hat, uuid: UUID) -> Round:
    """Return the round with roll and rule, or 404 when it does not exist for this hat."""
    rounds = Round.objects.visible_to(hat).select_related("rule_set").prefetch_related(roll())
    return get_object_or_404(rounds, uuid=uuid)


def roll() -> Prefetch:
    """Return the prefetch of the seats in protocol order, each with whether it has answered."""
    return Prefetch(
        "seats", Seat.objects.with_answered().select_related("office").order_by("office__protocol_order")
    )


@access.hat
@require_GET
def round_list(request: HttpRequest) -> HttpResponse:
    """Show the rounds this hat may see, those that want an answer of its office first."""
    hat = request.hat
    awaiting = Round.objects.awaiting(hat).filter(pk=OuterRef("pk"))
    page = page_of(Round.objects.visible_to(hat).newest_first().annotate(is_wanted=Exists(awaiting)), request)
    wanted = {each.pk for each in page if each.is_wanted}
    return render(request, "ballots/list.html", {"page": page, "wanted": wanted})


@access.hat
@require_http_methods(["GET", "POST"])
def cast(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the form, then the confirmation with the whole sentence, then cast. Nothing typed is lost."""
    hat = request.hat
    found = visible_round(hat, uuid)
    require(rules.may_cast(hat, found))
    form = PositionForm(request.POST if request.method == "POST" else None, initial=last_words(hat, found))
    context = {"round": found, "form": form, "office": hat.office, "closes": closing(found, hat)}
    if request.method == "GET" or not form.is_valid():
        return render(request, "ballots/cast.html", context, status=422 if form.is_bound else 200)
    if "change" in request.POST:
        return render(request, "ballots/cast.html", context)
    position = form.position()
    if request.POST.get("sure") != "on":
        context |= {"position": position, "act": ACTS[Answer(position["answer"])], "hidden": hidden(form)}
        context["unsure"] = "confirmed" in request.POST
        return render(request, "ballots/confirm.html", context)
    actions.cast(found, by=hat, **position)
    messages.success(
        request,
        _("The position of the %(office)s is cast. Your receipt is below.") % {"office": hat.office.acronym},
    )
    return redirect(f"{found.get_absolute_url()}#receipt")


@access.hat
@require_POST
def press_not_urgent(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Press "not urgent" on a short round."""
    found = visible_round(request.hat, uuid)
    actions.press_not_urgent(found, by=request.hat)
    messages.success(request, _("The round now runs its full ten days. All five offices are told."))
    return redirect(found.get_absolute_url())


def hidden(form: PositionForm) -> list[tuple[str, str]]:
    """Return every field of a valid form as (name, value), so that the confirmation keeps them all."""
    return [(name, form.data.get(name, "")) for name in form.fields]


def last_words(hat: Hat, found: Round) -> dict[str, str]:
    """Return the own office's present position as the form's start, so that changing is editing."""
    return first_words(list(Position.objects.filter(round=found, office=hat.office_id).order_by("-seq")[:1]))


def first_words(newest_first: list[Position]) -> dict[str, str]:
    """Return what the form starts with: the newest of the own office's positions, if there is one."""
    if not newest_first:
        return {}
    last = newest_first[0]
    words = {"passage": last.passage, "text": last.text, "remedy": last.remedy}
    return {"answer": last.answer} | {f"{last.answer}_{name}": value for name, value in words.items()}


def closing(found: Round, hat: Hat) -> dict[str, Any]:
    """Return what the deadline component shows: instant, six cities, what is left, what is not counted."""
    kinds = {Office.Kind.MEMBER, Office.Kind.OBSERVER}
    offices = [office for office in Office.objects.directory().offices if office.kind in kinds]
    acronyms = {office.code: office.acronym for office in offices}
    home = next((office for office in offices if office.pk == hat.office_id), hat.office)
    moment, end = clock.now(), found.closed_at or found.ends_at
    left = ""
    if found.is_open:
        calendar = actions.calendar_from(moment)
        left = _("%(days)d days left, of which %(working)d working days in all five offices") % {
            "days": max(0, (found.ends_at - moment).days),
            "working": deadlines.days_left(moment, found.ends_at, calendar),
        }
    return {
        "at": end,
        "office": home,
        "city": home.city or "UTC",
        "left": left,
        "is_soon": found.is_open and (found.ends_at - moment).days < 3,
        "rows": deadlines.local_times(end, offices),
        "note": explanations.not_counted(found.calendar_note, acronyms) if found.is_open else "",
        "acronyms": acronyms,
    }


def seats_of(found: Round) -> list[Seat]:
    """Return the roll in protocol order, each seat with whether it has answered."""
    return list(found.seats.all())


def round_context(found: Round, hat: Hat) -> dict[str, Any]:
    """Return what every page about a round shows to this hat; positions only where they are open to it."""
    seats = seats_of(found)
    closes = closing(found, hat)
    answered = [seat.office.code for seat in seats if seat.has_answered]
    is_member = hat.sees_from == "members"
    positions = positions_for(found, hat)
    current = {each.office_id: each for each in positions}
    own = [each for each in positions if each.office_id == hat.office_id and hat.is_delegation]
    words = statements(seats, current) if found.is_closed else []
    to_quorum, missing = tally.still_missing(found.rule, answered, [seat.office.code for seat in seats])
    return {
        "round": found,
        "closes": closes,
        "is_member": is_member,
        "answered_count": len(answered),
        "tally": tally_rows(found, seats, current, words) if is_member else [],
        "needed": " ".join(
            explanations.needed(
                found.rule,
                to_quorum,
                [closes["acronyms"][code] for code in missing],
                extended=found.extended_automatically_at is not None,
            )
        )
        if is_member and found.is_open
        else [],
        "reading": explanations.reading(found.explanation, closes["acronyms"]) if is_member else [],
        "outcome_words": explanations.OUTCOME_WORDS.get(found.outcome, ""),
        "rule_lines": explanations.rule_lines(found.rule),
        "statements": words,
        "own_positions": own[::-1],
        "receipt": receipt(found, own[-1], closes["office"]) if own else [],
        "may_cast": rules.may_cast(hat, found),
        "may_press_not_urgent": rules.may_press_not_urgent(hat, found),
    }


def positions_for(found: Round, hat: Hat) -> list[Position]:
    """Return the positions open to the hat; before the close those of its own office, so others ask nothing."""
    if not (found.is_closed or hat.is_delegation):
        return []
    rows = Position.objects.visible_to(hat).filter(round=found)
    return list(rows.select_related("office", "mandate__person").order_by("seq"))


def tally_rows(
    found: Round, seats: list[Seat], current: dict[int, Position], words: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return a row for each office: before close whether it has answered, after close its position."""
    rows = []
    for seat in seats:
        position = current.get(seat.office_id) if found.is_closed else None
        if position is not None:
            answer, label = position.answer, position.get_answer_display()
        elif seat.has_answered:
            answer, label = "sealed", _("Answered")
        else:
            answer, label = "none", _("No position received") if not found.is_open else _("Not yet")
        note = _("sealed") if answer == "sealed" else ""
        if answer == Answer.ABSTAIN:
            note = _("did not oppose")
        row = {"office": seat.office, "answer": answer, "label": label, "note": note}
        ref = next((each["ref"] for each in words if each["office"] == seat.office), "")
        if ref:
            row |= {"note": _("Words %(ref)s") % {"ref": ref}, "url": f"#fn-{ref}"}
        rows.append(row)
    return rows


def statements(seats: list[Seat], current: dict[int, Position]) -> list[dict[str, Any]]:
    """Return the words printed with the positions: reservations, objections, comments, as footnotes."""
    rows = []
    for seat in seats:
        position = current.get(seat.office_id)
        if position is None or not position.text:
            continue
        text = position.text
        if position.remedy:
            text = _("%(text)s What would lift it: %(remedy)s") % {"text": text, "remedy": position.remedy}
        rows.append(
            {
                "ref": chr(ord("a") + len(rows)),
                "office": seat.office,
                "kind": position.get_answer_display(),
                "standing": position.passage,
                "text": text,
            }
        )
    return rows


def receipt(found: Round, position: Position, office: Office) -> list[dict[str, Any]]:
    """Return the receipt of a position: what was said, by whom, when, about which text, its hash."""
    local = position.at.astimezone(office.zone)
    return [
        {
            "term": _("Act"),
            "value": _("On behalf of the %(office)s: %(answer)s")
            % {"office": office.acronym, "answer": position.get_answer_display()},
        },
        {"term": _("By"), "value": f"{position.mandate.person.name}, {position.mandate.acting_as}"},
        {
            "term": _("Cast"),
            "value": f"{local:%Y-%m-%d %H:%M:%S} {office.city}",
            "note": f"{position.at:%Y-%m-%d %H:%M:%S} UTC",
        },
        {"term": _("Ballot"), "value": found.full_symbol},
        {"term": _("Text"), "value": found.subject_symbol, "hash": found.text_sha256},
        {"term": _("Entry"), "value": _("chained, SHA-256"), "hash": position.hash},
    ]
