"""Closing a round, and settling what was accepted ad referendum or under conditions."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, transaction

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.ballots import rules, tally
from ip5.ballots.actions.casting import translated
from ip5.ballots.actions.opening import speakers
from ip5.ballots.actions.running import locked_round, move_end
from ip5.ballots.models import Position, Receipt, Round, Seat
from ip5.ballots.states import BREAKS, MACHINE, Outcome, Procedure, RoundState
from ip5.kernel import clock
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.outbox import actions as outbox
from ip5.register import actions as register

LAST_VOICES = (Capacity.HOD, Capacity.ALTERNATE, Capacity.HEAD)


@transaction.atomic
def close(round: Round, *, by: Hat | None, closing_note: str = "") -> Round:
    """Close the round and store its outcome with the explanation, or extend it once if one is missing.

    ``by`` is None for the clock, and for the break itself of a silence. At the end of an explicit round
    with an office missing, or of a silence with a receipt missing, the first close becomes the one
    automatic extension. ``closing_note`` names the Heads' meeting at which a Heads' round is closed before
    its 24 hours. Refuses ``WrongState`` unless open, ``Refused`` before the end while an office is missing.
    """
    locked = locked_round(round)
    MACHINE.require("close", locked.state)
    require(rules.may_be_closed(locked, closing_note=closing_note))
    answers = current_answers(locked)
    missing = AWAITED[locked.procedure](answers)
    if missing and locked.extended_automatically_at is None:
        return _extend_automatically(locked, missing)
    result = tally.count(locked.rule, answers)
    locked.state = RoundState.CLOSED
    locked.closed_at = clock.instant()
    locked.closed_by_id = by.pk if by else None
    locked.closing_note = closing_note.strip()
    locked.outcome, locked.level, locked.explanation = result.outcome, result.level, result.explanation()
    _add_what_follows(locked, by)
    fields = ["state", "closed_at", "closed_by", "closing_note", "outcome", "level", "explanation"]
    try:
        with transaction.atomic():
            locked.save(update_fields=[*fields, "settle_due_at", "deferred_until", "decision"])
    except DatabaseError as error:
        raise translated(error) from error
    locked.refresh_from_db(fields=["closed_at", "closed_head", "chain_head", "genesis"])
    audit.record(
        locked,
        "ballot.closed",
        by=by,
        data={"outcome": result.outcome, "level": result.level, "head": locked.closed_head},
    )
    outbox.notify(
        "chain_head", to=speakers(locked, LAST_VOICES), subject=locked, data={"head": locked.closed_head}
    )
    return locked


def _nobody(answers: dict[str, str | None]) -> list[str]:
    return []


def _unanswered(answers: dict[str, str | None]) -> list[str]:
    return [office for office, answer in answers.items() if answer is None]


def _unreceived(answers: dict[str, str | None]) -> list[str]:
    if BREAKS & set(answers.values()):
        return []
    return [office for office, answer in answers.items() if answer == "not_received"]


# Whose missing answer, or receipt, turns the first close into the one automatic extension.
AWAITED: dict[str, Callable[[dict[str, str | None]], list[str]]] = {
    Procedure.EXPLICIT: _unanswered,
    Procedure.SILENCE: _unreceived,
    Procedure.SESSION: _nobody,
    Procedure.HEADS: _nobody,
}


def _add_what_follows(locked: Round, by: Hat | None) -> None:
    """Set what an outcome brings with it: a due date, the next round's date, a decision number."""
    if locked.outcome == Outcome.PROVISIONAL:
        moment = locked.closed_at or clock.instant()
        locked.settle_due_at = deadlines.deadline(moment, locked.confirmation_days, calendar_from(moment)).at
    elif locked.outcome == Outcome.HEADS_DEFERRED:
        until = max(each.until for each in current_positions(locked).values() if each.until)
        locked.deferred_until = deadlines.opening_of(until, calendar_from(locked.moment))
    elif locked.outcome == Outcome.ADOPTED_BY_SILENCE:
        locked.decision = register.record_decision(
            text=locked.title,
            visibility=locked.visibility,
            subject_symbol=locked.subject_symbol,
            subject_address=locked.address,
            by=by,
        )


def current_positions(round: Round) -> dict[str, Position]:
    """Return office code -> the office's last position; offices without one are left out."""
    rows = Position.objects.filter(round=round).select_related("office").order_by("seq")
    return {each.office.code: each for each in rows}


def current_answers(round: Round) -> dict[str, str | None]:
    """Return office code -> answer for every seat, in protocol order, as the rule's count reads them.

    None is no position, or one that its Head contests. Of a silence an office that said nothing has
    ``received`` or ``not_received``; of a session it is ``present`` or ``absent``.
    """
    seats = Seat.objects.filter(round=round).order_by("office__protocol_order")
    rows = seats.values_list("office__code", "office_id", "is_present")
    cast = Position.objects.filter(round=round).order_by("seq")
    given: dict[str, str | None] = dict(cast.values_list("office__code", "answer"))
    if round.procedure == Procedure.SESSION:
        return {code: given.get(code, "present" if here else "absent") for code, _pk, here in rows}
    if round.procedure == Procedure.SILENCE:
        received = set(Receipt.objects.filter(round=round).values_list("office_id", flat=True))
        return {code: _heard(given.get(code), pk in received) for code, pk, _here in rows}
    if round.procedure == Procedure.HEADS:
        given |= dict.fromkeys(cast.current().contested().values_list("office__code", flat=True))
    return {code: given.get(code) for code, _pk, _here in rows}


def _heard(answer: str | None, is_received: bool) -> str:
    """What an office counts as under silence: who speaks has received."""
    return answer or ("received" if is_received else "not_received")


def _extend_automatically(round: Round, missing: list[str]) -> Round:
    move_end(round, round.rule["auto_extension_days"])
    round.extended_automatically_at = round.moment
    round.save(update_fields=["ends_at", "calendar_note", "extended_automatically_at"])
    audit.record(
        round,
        "ballot.extended_automatically",
        by=None,
        data={"missing": missing, "ends_at": round.ends_at.isoformat() if round.ends_at else None},
    )
    told = Mandate.objects.active().in_capacity(*LAST_VOICES).filter(office__code__in=missing)
    kind = "receipt_missing" if round.procedure == Procedure.SILENCE else "position_overdue"
    outbox.notify(kind, to=told, subject=round, immediate=True)
    if round.procedure == Procedure.SILENCE:
        others = speakers(round).exclude(office__code__in=missing)
        outbox.notify("round_extended", to=others, subject=round, immediate=True)
    return round
