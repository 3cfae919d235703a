"""What a page about a round shows: its roll, its end, who has answered, why the outcome."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from ip5.audit.models import Event
from ip5.ballots import explanations, ledger, rules, tally
from ip5.ballots.models import Position, PreparedPosition, Round, RoundPaper, Seat
from ip5.ballots.states import Answer, Outcome, Procedure
from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.offices.models import Office

HAS_LETTERS = Exists(RoundPaper.objects.filter(round=OuterRef("round")))


def visible_round(hat: Hat, uuid: UUID, seats: Prefetch | None = None) -> Round:
    """Return the round with roll (``seats``, else that of ``roll``) and rule, or 404 where the hat sees none."""
    rounds = (
        Round.objects.visible_to(hat)
        .timed()
        .select_related("rule_set", "settlement")
        .prefetch_related(seats or roll())
    )
    return get_object_or_404(rounds, uuid=uuid)


def roll() -> Prefetch:
    """Return the prefetch of the seats in protocol order, each with whether it has answered.

    Each also knows whether the round has letters, so that a page without any asks nothing for them.
    """
    seats = Seat.objects.with_answered().annotate(has_letters=HAS_LETTERS)
    return Prefetch("seats", seats.select_related("office").order_by("office__protocol_order"))


def closing(found: Round, hat: Hat) -> dict[str, Any]:
    """Return what the deadline component shows: instant, six cities, what is left, what is not counted."""
    kinds = {Office.Kind.MEMBER, Office.Kind.OBSERVER}
    offices = [office for office in Office.objects.directory().offices if office.kind in kinds]
    acronyms = {office.code: office.acronym for office in offices}
    home = next((office for office in offices if office.pk == hat.office_id), hat.office)
    moment, end = clock.now(), found.closed_at or found.ends_at
    left = ""
    if found.is_open and found.ends_at and found.procedure != Procedure.SESSION:
        calendar = calendar_from(moment)
        left = _("%(days)d days left, of which %(working)d working days in all five offices") % {
            "days": max(0, (found.ends_at - moment).days),
            "working": deadlines.days_left(moment, found.ends_at, calendar),
        }
    return {
        "at": end,
        "office": home,
        "city": home.city or "UTC",
        "left": left,
        "is_soon": bool(found.is_open and found.ends_at and (found.ends_at - moment).days < 3),
        "rows": deadlines.local_times(end, offices) if end else [],
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
    if is_member and found.outcome == Outcome.PROVISIONAL and found.settled:
        read_ledger(found, positions)
    return {
        "round": found,
        "closes": closes,
        "is_member": is_member,
        "answered_count": len(answered),
        "tally": tally_rows(found, seats, current, words) if is_member else [],
        "needed": needed(found, answered, closes["acronyms"]) if is_member else "",
        "reading": explanations.reading(found.explanation, closes["acronyms"])
        if rules.may_see_positions(hat, found)
        else [],
        "outcome_words": explanations.OUTCOME_WORDS.get(found.standing_outcome, ""),
        "rule_lines": explanations.rule_lines(found.rule),
        "statements": words,
        "positions": positions,
        "own_positions": own[::-1],
        "receipt": receipt(found, own[-1], closes["office"]) if own else [],
        "may_export_full": rules.may_export(hat, found, is_full=True),
        "may_cast": rules.may_cast(hat, found),
        "may_press_not_urgent": rules.may_press_not_urgent(hat, found),
    }


def needed(found: Round, answered: list[str], acronyms: dict[str, str]) -> str:
    """Return what an explicit round still needs, as a sentence; empty for all others."""
    if not (found.is_open and found.procedure == Procedure.EXPLICIT):
        return ""
    roll = [seat.office.code for seat in seats_of(found)]
    to_quorum, missing = tally.still_missing(found.rule, answered, roll)
    extended = found.extended_automatically_at is not None
    names = [acronyms[code] for code in missing]
    early = found.may_close_early_from()
    early = early if early is not None and found.moment < early else None
    return " ".join(explanations.needed(found.rule, to_quorum, names, extended=extended, early_from=early))


def read_ledger(found: Round, positions: list[Position]) -> None:
    """Give the closed round what its ledger reads: the positions open to the hat, and the additions, read once."""
    cache = getattr(found, "_prefetched_objects_cache", {})
    found._prefetched_objects_cache = {**cache, "positions": positions}  # type: ignore[attr-defined]
    if found.addition_count:
        prefetch_related_objects([found], ledger.read_with_additions()[-1])
    else:
        found._prefetched_objects_cache["additions"] = []  # type: ignore[attr-defined]


def newest_prepared(found: Round, hat: Hat) -> PreparedPosition | None:
    """Return what the own delegation prepared for this round, else for the newest round before it."""
    rows = PreparedPosition.objects.visible_to(hat).filter(
        round__symbol=found.symbol, round__number__lte=found.number
    )
    return rows.select_related("round", "mandate__person").order_by("-round__number").first()


def positions_for(found: Round, hat: Hat) -> list[Position]:
    """Return the positions open to the hat; before the close those of its own office.

    Who has none there asks nothing.
    """
    own = next((seat for seat in seats_of(found) if seat.office_id == hat.office_id), None)
    has_own = hat.is_delegation and own is not None and own.has_answered  # type: ignore[attr-defined]
    if not (found.is_closed or has_own or found.procedure == Procedure.HEADS):
        return []
    rows = Position.objects.visible_to(hat).filter(round=found)
    if found.procedure == Procedure.HEADS:
        rows = rows.with_links()
    return list(rows.select_related("office", "mandate__person").order_by("seq"))


def tally_rows(
    found: Round, seats: list[Seat], current: dict[int, Position], words: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return a row for each office: before close whether it has answered, after close its position."""
    rows = []
    lapsed = ledger.lapsed(found)
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
        if position is not None and seat.office in lapsed:
            row["note"] = "; ".join(filter(None, [_("no position received"), row["note"]]))
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


def done_by(event: Event) -> str:
    """Return who did an event, as a log prints it: by the clock, or by an office, its person and capacity."""
    if event.by_id is None:
        return _("by the clock")
    office = Office.objects.directory().of_code(event.office_code)
    return _("by the %(office)s (%(name)s, %(capacity)s)") % {
        "office": office.acronym_on(event.at),
        "name": event.person_name,
        "capacity": event.acting_as,
    }
