"""Deeds on a round. The subject's app opens, extends, cancels and closes through these."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.ballots import rules, tally
from ip5.ballots.models import Position, Round, RuleSet, Seat
from ip5.ballots.states import MACHINE, NEEDS_TEXT, Answer, Outcome, RoundState
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState, require
from ip5.kernel.hat import Hat
from ip5.kernel.text import sha256_hex
from ip5.kernel.visibility import Visibility
from ip5.offices import deadlines, symbols
from ip5.offices.actions import next_number
from ip5.offices.calendars import calendar_from
from ip5.offices.models import Office, year_of
from ip5.outbox import actions as outbox

MAX_TEXT = 5_000
RESTRICTED = frozenset({Visibility.OFFICE_INTERNAL, Visibility.MEMBERS})
REFUSALS = {"IP501": WrongState, "IP502": Refused, "IP503": Refused}


@dataclass(frozen=True, slots=True)
class Question:
    """What is put to the offices: frozen at opening, so that the round need not know its subject."""

    title: str
    text: str
    subject_symbol: str
    address: str
    visibility: str
    series: Round | None = None


def _numbered(question: Question, opened_at: dt.datetime) -> tuple[str, int]:
    """Return symbol and number: a next round keeps its ballot's symbol, a first one takes a new number."""
    if question.series is not None:
        return question.series.symbol, question.series.number + 1
    restricted = question.visibility in RESTRICTED
    year = year_of(opened_at)
    number = next_number(symbols.series_key(symbols.BALLOT, year, restricted=restricted))
    return str(symbols.Symbol(symbols.BALLOT, year, number, restricted)), 1


def calendar_note(end: deadlines.Deadline) -> dict[str, Any]:
    """Return what an end rests on, as plain data: the days in the way and the provisional tables."""
    return {
        "skipped": [[each.day.isoformat(), list(each.offices), list(each.names)] for each in end.skipped],
        "provisional": [[each.office, each.year] for each in end.provisional],
    }


def current_rule(code: str) -> RuleSet:
    """Return the newest version of a rule set."""
    return RuleSet.objects.filter(code=code).order_by("-version")[0]


def _periods(rule: dict[str, Any], days: int, short_reason: str, at: dt.datetime) -> dict[str, Any]:
    """Return the instants of a round opened at ``at``: its end, and what a short round adds."""
    calendar = calendar_from(at)
    end = deadlines.deadline(at, days, calendar)
    instants: dict[str, Any] = {"ends_at": end.at, "calendar_note": calendar_note(end)}
    if short_reason and days < rule["days"]:
        instants["not_urgent_until"] = deadlines.deadline(at, rule["not_urgent_days"], calendar).at
        instants["not_urgent_end"] = deadlines.deadline(at, rule["days"], calendar).at
    return instants


def check_length(rule: dict[str, Any], days: int, short_reason: str) -> None:
    """Refuse a length below the rule's: ten days, or five with the chair's reason; at most sixty."""
    least = rule["short_days"] if short_reason else rule["days"]
    if days < least:
        if short_reason:
            message = _("A short round lasts at least %(n)d common working days.") % {"n": least}
        else:
            message = _("A round lasts at least %(n)d common working days; a shorter one needs a reason.") % {
                "n": least
            }
        raise Invalid({"days": [message]})
    if days > rule["most_days"]:
        raise Invalid(
            {"days": [_("A round lasts at most %(n)d common working days.") % {"n": rule["most_days"]}]}
        )


def _written(
    question: Question, by: Hat, rule_set: RuleSet, days: int, short_reason: str, roll: list[Office]
) -> Round:
    """Write the round, its symbol and end, and its roll."""
    opened_at = clock.now()
    symbol, number = _numbered(question, opened_at)
    opened = Round.objects.create(  # type: ignore[misc]
        symbol=symbol,
        number=number,
        rule_set=rule_set,
        visibility=question.visibility,
        title=question.title,
        text=question.text,
        text_sha256=sha256_hex(question.text),
        subject_symbol=question.subject_symbol,
        address=question.address,
        opened_at=opened_at,
        opened_by_id=by.pk,
        days=days,
        short_reason=short_reason,
        seat_count=len(roll),
        **_periods(rule_set.data, days, short_reason, opened_at),
    )
    Seat.objects.bulk_create(Seat(round=opened, office=office) for office in roll)
    return opened


@transaction.atomic
def open_round(question: Question, *, by: Hat, days: int, short_reason: str = "") -> Round:
    """Open a ``tf_explicit`` round on ``question`` for ``days`` common working days.

    Fixes roll, text, hash and end; requests a position of all five offices. The caller has asked its
    own rule (the subject's app knows recusal). Refuses with ``Invalid`` too short a period, with
    ``Refused`` a year for which an office has no holiday table.
    """
    rule_set = current_rule("tf_explicit")
    short_reason = short_reason.strip()
    check_length(rule_set.data, days, short_reason)
    members = list(Office.objects.members())
    opened = _written(question, by, rule_set, days, short_reason, members)
    audit.record(
        opened,
        "ballot.opened",
        by=by,
        reason=short_reason,
        data={
            "rule": str(rule_set),
            "text_sha256": opened.text_sha256,
            "ends_at": opened.ends_at.isoformat(),
        },
    )
    speakers = (
        Mandate.objects.active().in_capacity(Capacity.HOD, Capacity.ALTERNATE).filter(office__in=members)
    )
    outbox.notify("position_requested", to=speakers, subject=opened, immediate=True)
    return opened


def _locked(round: Round) -> Round:
    return Round.objects.select_for_update(of=("self",)).select_related("rule_set").get(pk=round.pk)


def check_position(answer: str, passage: str, text: str, remedy: str) -> None:
    """Refuse with ``Invalid`` an unknown answer, a missing text where one is needed, or one too long."""
    errors: dict[str, list[str]] = {}
    if answer not in Answer.values:
        errors["answer"] = [_("Choose one of the five answers.")]
    if answer in NEEDS_TEXT and not text.strip():
        errors["text"] = [_("This answer needs its words: they are printed with the outcome.")]
    if answer == Answer.OBJECT:
        if not passage.strip():
            errors["passage"] = [_("Name the passage you object to.")]
        if not remedy.strip():
            errors["remedy"] = [_("Say what would lift the objection.")]
    for field, value in (("passage", passage), ("text", text), ("remedy", remedy)):
        if len(value) > MAX_TEXT:
            errors[field] = [
                _("At most %(most)s characters; this has %(has)s.")
                % {"most": f"{MAX_TEXT:,}", "has": f"{len(value):,}"}
            ]
    if errors:
        raise Invalid(errors)


@transaction.atomic
def cast(
    round: Round, *, by: Hat, answer: str, passage: str = "", text: str = "", remedy: str = ""
) -> Position:
    """Cast or change the position of the hat's office; every former one is kept, the last counts.

    The database decides seat, mandate, clock and chain. Records "answered" once for the members and
    each change for the own office alone. Refuses like ``rules.may_cast``; ``Invalid`` for missing words.
    """
    check_position(answer, passage, text, remedy)
    locked = _locked(round)
    require(rules.may_cast(by, locked))
    is_first = not Position.objects.filter(round=locked, office=by.office_id).exists()
    try:
        with transaction.atomic():
            position = Position.objects.create(  # type: ignore[misc]
                round=locked,
                office_id=by.office_id,
                mandate_id=by.pk,
                answer=answer,
                passage=passage.strip(),
                text=text.strip(),
                remedy=remedy.strip(),
            )
    except DatabaseError as error:
        raise translated(error) from error
    position.refresh_from_db()
    if is_first:
        audit.record(locked, "ballot.answered", by=by, visibility="members")
    else:
        audit.record(locked, "ballot.position_changed", by=by, visibility="office_internal")
    return position


def translated(error: DatabaseError) -> Exception:
    """Return the deed error for a refusal of the insert trigger, or the error itself."""
    state = getattr(error.__cause__, "sqlstate", "")
    kind = REFUSALS.get(state)
    if kind is None:
        return error
    reasons = {
        "IP501": _("The round has ended; a late position is not counted."),
        "IP502": _("Your office is not on the roll of this round."),
        "IP503": _("Only the head of delegation commits the office, or an alternate while designated."),
    }
    return kind(reasons[state])


@transaction.atomic
def press_not_urgent(round: Round, *, by: Hat) -> Round:
    """Move a short round's end, once, to day ten of the same opening; all offices are told."""
    locked = _locked(round)
    require(rules.may_press_not_urgent(by, locked))
    full = deadlines.deadline(locked.opened_at, locked.rule["days"], calendar_from(locked.opened_at))
    locked.ends_at, locked.calendar_note = locked.not_urgent_end, calendar_note(full)  # type: ignore[assignment]
    locked.not_urgent_by_id = by.pk
    locked.save(update_fields=["ends_at", "calendar_note", "not_urgent_by"])
    audit.record(locked, "ballot.not_urgent_pressed", by=by, data={"ends_at": locked.ends_at.isoformat()})
    outbox.notify("round_extended", to=_delegation_heads(locked), subject=locked, immediate=True)
    return locked


def _delegation_heads(round: Round) -> Any:
    offices = Seat.objects.filter(round=round).values("office")
    return Mandate.objects.active().in_capacity(Capacity.HOD, Capacity.ALTERNATE).filter(office__in=offices)


@transaction.atomic
def extend(round: Round, *, by: Hat, days: int, reason: str) -> Round:
    """Move the end by ``days`` common working days after the end in force; never earlier.

    The caller has asked its own rule. Refuses ``WrongState`` unless open, ``Invalid`` without a reason.
    """
    locked = _locked(round)
    require(rules.may_be_run("extend", locked))
    if not reason.strip():
        raise Invalid({"reason": [_("Say why; all five offices read it.")]})
    if not 1 <= days <= locked.rule["most_days"]:
        raise Invalid(
            {"days": [_("Extend by 1 to %(n)d common working days.") % {"n": locked.rule["most_days"]}]}
        )
    _move_end(locked, days)
    locked.save(update_fields=["ends_at", "calendar_note"])
    audit.record(
        locked, "ballot.extended", by=by, reason=reason, data={"ends_at": locked.ends_at.isoformat()}
    )
    outbox.notify("round_extended", to=_delegation_heads(locked), subject=locked, immediate=True)
    return locked


def _move_end(round: Round, days: int) -> None:
    """Move the end on; what the former end rests on stays noted beside what the new days rest on."""
    calendar = calendar_from(round.ends_at)
    end = deadlines.extension(deadlines.end_day(round.ends_at, calendar), days, calendar)
    former = round.calendar_note
    added = calendar_note(end)
    round.ends_at = end.at
    round.calendar_note = {
        key: [*former.get(key, []), *(line for line in lines if line not in former.get(key, []))]
        for key, lines in added.items()
    }


@transaction.atomic
def cancel(round: Round, *, by: Hat, reason: str) -> Round:
    """Cancel an open round with a reason; its positions stay sealed for ever. All five are told."""
    locked = _locked(round)
    require(rules.may_be_run("cancel", locked))
    if not reason.strip():
        raise Invalid({"reason": [_("Say why; all five offices read it.")]})
    locked.state = RoundState.CANCELLED
    locked.closed_at = clock.now()
    locked.closed_by_id = by.pk
    locked.cancel_reason = reason.strip()
    locked.save(update_fields=["state", "closed_at", "closed_by", "cancel_reason"])
    audit.record(locked, "ballot.cancelled", by=by, reason=reason)
    outbox.notify("round_cancelled", to=_delegation_heads(locked), subject=locked, immediate=True)
    return locked


@transaction.atomic
def close(round: Round, *, by: Hat | None) -> Round:
    """Close the round and store its outcome with the explanation, or extend it once if one is missing.

    ``by`` is None for the clock. At the end with an office missing the first close becomes the one
    automatic extension of five common working days; that office's HoD, alternate and Head are told.
    Refuses ``WrongState`` unless open, ``Refused`` before the end while an office is missing.
    """
    locked = _locked(round)
    MACHINE.require("close", locked.state)
    require(rules.may_be_closed(locked))
    answers = current_answers(locked)
    missing = [office for office, answer in answers.items() if answer is None]
    if missing and locked.extended_automatically_at is None:
        return _extend_automatically(locked, missing)
    result = tally.count(locked.rule, answers)
    locked.state = RoundState.CLOSED
    locked.closed_at = clock.now()
    locked.closed_by_id = by.pk if by else None
    locked.outcome, locked.level, locked.explanation = result.outcome, result.level, result.explanation()
    if result.outcome == Outcome.PROVISIONAL:
        due = deadlines.deadline(
            locked.closed_at, locked.rule["ad_referendum_days"], calendar_from(locked.closed_at)
        )
        locked.settle_due_at = due.at
    locked.save(
        update_fields=["state", "closed_at", "closed_by", "outcome", "level", "explanation", "settle_due_at"]
    )
    audit.record(
        locked,
        "ballot.closed",
        by=by,
        data={"outcome": result.outcome, "level": result.level, "head": locked.chain_head},
    )
    return locked


def current_answers(round: Round) -> dict[str, str | None]:
    """Return office code -> answer or None for every seat, in protocol order."""
    seats = (
        Seat.objects.filter(round=round)
        .order_by("office__protocol_order")
        .values_list("office__code", flat=True)
    )
    given = dict(Position.objects.filter(round=round).order_by("seq").values_list("office__code", "answer"))
    return {code: given.get(code) for code in seats}


def _extend_automatically(round: Round, missing: list[str]) -> Round:
    _move_end(round, round.rule["auto_extension_days"])
    round.extended_automatically_at = clock.now()
    round.save(update_fields=["ends_at", "calendar_note", "extended_automatically_at"])
    audit.record(
        round,
        "ballot.extended_automatically",
        by=None,
        data={"missing": missing, "ends_at": round.ends_at.isoformat()},
    )
    told = (
        Mandate.objects.active()
        .in_capacity(Capacity.HOD, Capacity.ALTERNATE, Capacity.HEAD)
        .filter(office__code__in=missing)
    )
    outbox.notify("position_overdue", to=told, subject=round, immediate=True)
    return round
