"""What is added to a closed round: confirmations, conditions met, reservations lifted or narrowed.

Each deed inserts one chained row; the closed round itself never changes. When the last awaited word is
said the outcome is settled in the same transaction, once. Each deed mails the head of the record to all
seats, once: the last one mailed shows that nothing was cut off since.
"""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.ballots import ledger, rules, tally
from ip5.ballots.actions.casting import MAX_TEXT, translated
from ip5.ballots.actions.closing import LAST_VOICES, current_answers
from ip5.ballots.actions.opening import VOICES, speakers
from ip5.ballots.actions.running import locked_round
from ip5.ballots.models import Addition, Reminder, Round, Settlement
from ip5.ballots.states import CONFIRMATIONS, AdditionKind, Outcome, ReservationKind
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.outbox import actions as outbox

HEADS = (Capacity.HEAD, Capacity.DEPUTY)
REMIND_DAYS = 2
NEEDED = {
    AdditionKind.CONFIRM_WITH_RESERVATION: gettext_lazy(
        "State the reservation; it is printed beside the text for members."
    ),
    AdditionKind.DECLINE: gettext_lazy("Give the reason; it is printed with the outcome."),
    AdditionKind.CONDITION_REFUSED: gettext_lazy("Say what is missing; the other Heads read it."),
}


def check_addition(kind: str, *, passage: str = "", text: str = "", reservation: str = "") -> None:
    """Refuse with ``Invalid`` missing words where the kind needs them, and words that are too long."""
    errors: dict[str, list[str]] = {}
    if kind in NEEDED and not text.strip():
        errors["text"] = [str(NEEDED[AdditionKind(kind)])]
    if reservation and reservation not in ReservationKind.values:
        errors["reservation"] = [_("A reservation is substantive or linguistic.")]
    for name, value in (("passage", passage), ("text", text)):
        if len(value) > MAX_TEXT:
            errors[name] = [
                _("At most %(most)s characters; this has %(has)s.")
                % {"most": f"{MAX_TEXT:,}", "has": f"{len(value):,}"}
            ]
    if errors:
        raise Invalid(errors)


@transaction.atomic
def confirm(
    round: Round, *, by: Hat, kind: str, passage: str = "", text: str = "", reservation: str = ""
) -> Addition:
    """Confirm what the office accepted ad referendum, with a reservation or not, or decline it; once.

    ``kind`` is ``confirm``, ``confirm_with_reservation`` or ``decline``. The last awaited office's word
    settles the outcome. The new head is mailed. Refuses like ``rules.may_confirm``; ``Invalid`` without a
    reservation's text or the reason of a decline. The database refuses after the due instant. Source:
    domain.md section 4.
    """
    locked = locked_round(round)
    if kind not in CONFIRMATIONS:
        raise Invalid({"kind": [_("Choose one of the answers.")]})
    check_addition(kind, passage=passage, text=text, reservation=reservation)
    require(rules.may_confirm(by, locked))
    words = {"passage": passage.strip(), "text": text.strip()} if kind != AdditionKind.CONFIRM else {}
    if kind == AdditionKind.CONFIRM_WITH_RESERVATION:
        words["reservation"] = reservation or ReservationKind.SUBSTANTIVE
    position = ledger.last_positions(locked).get(by.office_id or 0)
    added = _add(locked, by=by, kind=kind, office_id=by.office_id, position=position, **words)
    # No event holds an answer: the chained row has it.
    audit.record(locked, "ballot.confirmed", by=by, visibility="members")
    _settle_or_mail_head(round, by)
    return added


@transaction.atomic
def lift(round: Round, *, by: Hat) -> Addition:
    """Lift the own office's reservation: it is kept, with its lifting, and no longer printed with the text.

    The members are told, and the new head is mailed. Refuses like ``rules.may_lift_reservation``.
    """
    locked = locked_round(round)
    require(rules.may_lift_reservation(by, locked))
    return _change_reservation(locked, by=by, kind=AdditionKind.RESERVATION_LIFTED)


@transaction.atomic
def narrow(round: Round, *, by: Hat, passage: str, text: str, reservation: str) -> Addition:
    """Narrow the own office's reservation to a part of its passage, or to a weaker kind or wording.

    The members are told, and the new head is mailed.
    Never widened (domain.md section 4): refuses with ``Invalid`` a passage that is no part of the former
    one, a linguistic reservation made substantive, and a wording in which nothing changed.
    """
    locked = locked_round(round)
    require(rules.may_lift_reservation(by, locked))
    passage, text = passage.strip(), text.strip()
    own = ledger.own_reservation(locked, by.office_id)
    if own is not None:
        check_narrower(own.now, passage=passage, text=text, reservation=reservation)
    return _change_reservation(
        locked,
        by=by,
        kind=AdditionKind.RESERVATION_NARROWED,
        passage=passage,
        text=text,
        reservation=reservation,
    )


def check_narrower(former: ledger.Wording, *, passage: str, text: str, reservation: str) -> None:
    """Refuse with ``Invalid`` a wording that widens the former one, or that is the same."""
    errors: dict[str, list[str]] = {}
    if not text:
        errors["text"] = [_("State the reservation as it now stands; to withdraw it, lift it.")]
    if not ledger.is_part_of(passage, former.passage):
        errors["passage"] = [_("Keep the passage, or name a part of it: a reservation is never widened.")]
    if reservation not in ReservationKind.values:
        errors["reservation"] = [_("A reservation is substantive or linguistic.")]
    elif (former.kind, reservation) == (ReservationKind.LINGUISTIC, ReservationKind.SUBSTANTIVE):
        errors["reservation"] = [_("A linguistic reservation does not become substantive.")]
    if not errors and (passage, text, reservation) == (former.passage, former.text, former.kind):
        errors["text"] = [_("Nothing has changed.")]
    if errors:
        raise Invalid(errors)
    check_addition(AdditionKind.RESERVATION_NARROWED, passage=passage, text=text)


def _change_reservation(locked: Round, *, by: Hat, kind: str, **words: str) -> Addition:
    position = ledger.last_positions(locked).get(by.office_id or 0)
    added = _add(locked, by=by, kind=kind, office_id=by.office_id, position=position, **words)
    verb = "ballot.reservation_lifted"
    if kind == AdditionKind.RESERVATION_NARROWED:
        verb = "ballot.reservation_narrowed"
    audit.record(locked, verb, by=by, visibility="members")
    told = Mandate.objects.active().in_capacity(*VOICES, Capacity.CHAIR, Capacity.SECRETARIAT)
    outbox.notify("reservation_changed", to=told, subject=locked)
    _mail_head(locked)
    return added


@transaction.atomic
def log_condition_met(round: Round, *, by: Hat, office: str, item: int, text: str = "") -> Addition:
    """Log, by the secretariat, that condition ``item`` (from 1) of an office's Head is met; that Head is asked.

    The new head is mailed. Refuses like ``rules.may_log_condition_met``; ``Invalid`` where there is no such open
    condition.
    """
    locked = locked_round(round)
    check_addition(AdditionKind.CONDITION_MET, text=text)
    require(rules.may_log_condition_met(by, locked))
    condition = _condition(locked, office, item)
    if condition.state != "open":
        raise Invalid({"item": [_("This condition is logged as met already.")]})
    added = _add_to(condition, locked, by=by, kind=AdditionKind.CONDITION_MET, text=text)
    heads = speakers(locked, HEADS).filter(office=condition.position.office_id)
    outbox.notify("condition_logged", to=heads, subject=locked)
    _mail_head(round)
    return added


@transaction.atomic
def confirm_condition(round: Round, *, by: Hat, item: int, text: str = "") -> Addition:
    """Confirm, by the Head who set it, that a logged condition is met; the last one settles the outcome."""
    return _answer_condition(round, by, item, AdditionKind.CONDITION_CONFIRMED, text)


@transaction.atomic
def refuse_condition(round: Round, *, by: Hat, item: int, text: str) -> Addition:
    """Refuse, by the Head who set it, a condition logged as met: the version is returned at once."""
    return _answer_condition(round, by, item, AdditionKind.CONDITION_REFUSED, text)


def _answer_condition(round: Round, by: Hat, item: int, kind: AdditionKind, text: str) -> Addition:
    """Insert a Head's answer to a logged condition; the new head is mailed.

    Refuses like ``rules.may_answer_condition``.
    """
    locked = locked_round(round)
    check_addition(kind, text=text)
    require(rules.may_answer_condition(by, locked))
    condition = _condition(locked, by.office.code if by.office else "", item)  # type: ignore[attr-defined]
    if condition.state != "logged":
        raise Invalid({"item": [_("Only a condition that is logged as met, and not answered, is answered.")]})
    added = _add_to(condition, locked, by=by, kind=kind, text=text)
    _settle_or_mail_head(round, by)
    return added


def _condition(locked: Round, office: str, item: int) -> ledger.Condition:
    found = (
        each for each in ledger.conditions(locked) if (each.position.office.code, each.item) == (office, item)
    )
    condition = next(found, None)
    if condition is None:
        raise Invalid({"item": [_("There is no such condition.")]})
    return condition


def _add_to(
    condition: ledger.Condition, locked: Round, *, by: Hat, kind: AdditionKind, text: str
) -> Addition:
    position = condition.position
    added = _add(
        locked,
        by=by,
        kind=kind,
        office_id=position.office_id,
        position=position,
        item=condition.item,
        text=text.strip(),
    )
    audit.record(locked, f"ballot.{kind}", by=by, visibility="members", data={"office": position.office.code})
    return added


def _add(locked: Round, *, by: Hat, **row: Any) -> Addition:
    """Insert a row; the database decides seat, mandate, clock and chain."""
    try:
        with transaction.atomic():
            added = Addition.objects.create(round=locked, mandate_id=by.pk, **row)  # type: ignore[misc]
    except DatabaseError as error:
        raise translated(error) from error
    added.refresh_from_db()
    return added


def _settle_or_mail_head(round: Round, by: Hat) -> None:
    """Settle what waited for this word, which mails the settlement's head; else mail that of the addition."""
    fresh = locked_round(round)
    if rules.may_be_settled(fresh):
        settle(fresh, by=by)
    else:
        _mail_head(fresh)


def _mail_head(round: Round) -> None:
    """Mail the head of the record, read anew, to whoever had that of the close: all seats."""
    fresh = locked_round(round)
    told = speakers(fresh, LAST_VOICES)
    outbox.notify("record_added", to=told, subject=fresh, data={"head": fresh.record_head})


@transaction.atomic
def settle(round: Round, *, by: Hat | None) -> Settlement:
    """Settle a provisional or conditional outcome, once; ``by`` is None for the clock, else whose word was the last.

    The outcome is recomputed with the confirmations, level included; an office without one has no
    position. The head of the record is mailed to all seats. Refuses like ``rules.may_be_settled``.
    """
    locked = locked_round(round)
    require(rules.may_be_settled(locked))
    answers = current_answers(locked)
    if locked.outcome == Outcome.PROVISIONAL:
        result = tally.settled(locked.rule, answers, ledger.confirmations(locked))
        outcome, level, explanation = result.outcome, result.level, result.explanation()
    else:
        states = [each.state for each in ledger.conditions(locked)]
        outcome, level = tally.settled_conditions(answers, refused="refused" in states)
        explanation = {"conditions": {state: states.count(state) for state in sorted(set(states))}}
    try:
        with transaction.atomic():
            made = Settlement.objects.create(
                round=locked, outcome=outcome, level=level, explanation=explanation
            )
    except DatabaseError as error:
        raise translated(error) from error
    made.refresh_from_db()
    facts = {"outcome": made.outcome, "level": made.level, "head": made.hash}
    # By nobody: whose word it had waited for is for the members, who read the confirmation itself.
    audit.record(locked, "ballot.settled", by=None, data=facts)
    told = speakers(locked, LAST_VOICES)
    outbox.notify("record_settled", to=told, subject=locked, data={"head": made.hash})
    return made


def remind_awaited(*, by: Hat | None = None) -> int:
    """Remind the offices that provisional outcomes await: at the close, and two working days before the due date.

    To HoD and alternate, each once, however often the clock looks; returns how many notices were written.
    """
    rounds = Round.objects.filter(
        outcome=Outcome.PROVISIONAL, settlement__isnull=True, settle_due_at__gt=clock.now()
    )
    return sum(_remind(round) for round in rounds.order_by("pk"))


@transaction.atomic
def _remind(round: Round) -> int:
    locked = locked_round(round)
    moment, due = locked.moment, locked.settle_due_at
    offices = [each.pk for each in ledger.awaited(locked)]
    if due is None or not offices:
        return 0
    kinds = ["ad_referendum_due"]
    if deadlines.days_left(moment, due, calendar_from(moment)) <= REMIND_DAYS:
        kinds.append(f"ad_referendum_due_in_{REMIND_DAYS}")
    written = 0
    for kind in kinds:
        _reminder, is_first = Reminder.objects.get_or_create(round=locked, kind=kind)
        if is_first:
            to = speakers(locked).filter(office__in=offices)
            written += outbox.notify(kind, to=to, subject=locked, immediate=True)
    return written
