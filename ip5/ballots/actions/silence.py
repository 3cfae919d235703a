"""The silence procedure: announced, opened by the clock, received, kept or broken (domain.md section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Mandate
from ip5.audit import actions as audit
from ip5.ballots import rules
from ip5.ballots.actions.casting import MAX_TEXT, check_words, translated, write_position
from ip5.ballots.actions.closing import close
from ip5.ballots.actions.opening import (
    Question,
    Terms,
    calendar_note,
    current_rule,
    record_opening,
    speakers,
    write_round,
)
from ip5.ballots.actions.running import locked_round
from ip5.ballots.models import Position, Receipt, Round
from ip5.ballots.states import BREAKS, Answer, Procedure, RoundState
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.outbox import actions as outbox


def check_silence_length(rule: dict[str, Any], days: int, *, is_editorial: bool) -> None:
    """Refuse (``Invalid``) a length other than 3 days for an editorial text, 5 to 10 for any other."""
    if is_editorial:
        if days != rule["editorial_days"]:
            message = _("For an editorial text silence lasts %(n)d common working days.")
            raise Invalid({"days": [message % {"n": rule["editorial_days"]}]})
    elif not rule["days"] <= days <= rule["most_days"]:
        message = _("Silence lasts %(least)d to %(most)d common working days.")
        raise Invalid({"days": [message % {"least": rule["days"], "most": rule["most_days"]}]})


def announced_periods(
    rule: dict[str, Any], lengths: Iterable[int]
) -> tuple[deadlines.Deadline, list[deadlines.Deadline]]:
    """Return the opening of a silence announced now, and its end for each of the lengths."""
    moment = clock.instant()
    calendar = calendar_from(moment)
    opening = deadlines.deadline(moment, rule["announced_days"], calendar)
    return opening, [deadlines.deadline(opening.at, days, calendar) for days in lengths]


@transaction.atomic
def announce(question: Question, *, by: Hat, days: int, is_editorial: bool = False) -> Round:
    """Announce a silence procedure on ``question``: it opens by the clock two common working days later.

    Gives the symbol, fixes text and roll, mails all five and leaves the subject where it is. The caller has
    asked its own rule (the text has been through a review or a round). Refuses like ``check_silence_length``.
    """
    rule_set = current_rule(Procedure.SILENCE)
    check_silence_length(rule_set.data, days, is_editorial=is_editorial)
    opening, (end,) = announced_periods(rule_set.data, [days])
    stamps = {
        "days": days,
        "is_editorial": is_editorial,
        "announced_at": clock.instant(),
        "ends_at": end.at,
        "calendar_note": calendar_note(end),
    }
    terms = Terms(rule_set, state=RoundState.ANNOUNCED, stamps=stamps)
    announced = write_round(question, terms, by=by, opened_at=opening.at)
    record_opening(announced, "ballot.announced", by=by, opens_at=opening.at.isoformat())
    outbox.notify("silence_announced", to=speakers(announced), subject=announced)
    return announced


def _all_told(round: Round) -> list[Mandate]:
    """Return who is told of a silence's end: all five, and the co-chair who announced it."""
    return [*speakers(round), round.opened_by]


@transaction.atomic
def refuse(round: Round, *, by: Hat, reason: str) -> Round:
    """Refuse that silence may count, before the opening, with a reason: the round ends, all are told.

    Nothing else of the subject changes; the chair may open a round under ``tf_explicit``. Refuses like
    ``rules.may_refuse``; ``Invalid`` without a reason.
    """
    locked = locked_round(round)
    require(rules.may_refuse(by, locked))
    reason = reason.strip()
    if not reason:
        raise Invalid({"reason": [_("Say why; all five offices read it.")]})
    if len(reason) > MAX_TEXT:
        raise Invalid({"reason": [_("At most %(n)s characters.") % {"n": f"{MAX_TEXT:,}"}]})
    locked.state = RoundState.REFUSED
    locked.closed_at, locked.closed_by_id, locked.refuse_reason = clock.instant(), by.pk, reason
    locked.save(update_fields=["state", "closed_at", "closed_by", "refuse_reason"])
    audit.record(locked, "ballot.refused", by=by, visibility="members", reason=reason)
    outbox.notify("silence_refused", to=_all_told(locked), subject=locked)
    return locked


@transaction.atomic
def open_announced(round: Round) -> Round:
    """Open an announced round by the clock; the database stamps the instant. All five are told at once.

    Opened later than announced (an outage), the silence runs its full days from the real opening; the end
    never moves earlier. Refuses ``WrongState`` unless announced, ``Refused`` before its instant.
    """
    locked = locked_round(round)
    moment = clock.instant()
    require(rules.may_be_opened(locked, moment))
    end = deadlines.deadline(moment, locked.days, calendar_from(moment))
    if end.at > locked.end:
        locked.ends_at, locked.calendar_note = end.at, calendar_note(end)
    locked.state = RoundState.OPEN
    locked.save(update_fields=["state", "ends_at", "calendar_note"])
    locked.refresh_from_db(fields=["opened_at"])
    record_opening(locked, "ballot.opened", by=None)
    outbox.notify("silence_opened", to=speakers(locked), subject=locked)
    return locked


@transaction.atomic
def receive(round: Round, *, by: Hat, how: str = Receipt.How.PRESSED) -> Receipt:
    """Record that the round reached the hat's office, once; a second time returns the first receipt.

    ``how`` says whether the page was opened or "received" was pressed. Refuses like ``rules.may_receive``.
    """
    locked = locked_round(round)
    require(rules.may_receive(by, locked))
    found = Receipt.objects.filter(round=locked, office=by.office_id).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            receipt = Receipt.objects.create(  # type: ignore[misc]
                round=locked, office_id=by.office_id, mandate_id=by.pk, how=how
            )
    except DatabaseError as error:
        raise translated(error) from error
    receipt.refresh_from_db()
    audit.record(locked, "ballot.received", by=by, visibility="members")
    return receipt


@transaction.atomic
def break_silence(
    round: Round, *, by: Hat, answer: str, passage: str = "", text: str = "", remedy: str = ""
) -> Round:
    """Break the silence with an objection or an amendment: it closes this round at once, all are told by name.

    The caller moves its subject to ``round.subject_outcome``. Refuses like ``rules.may_break_silence``;
    ``Invalid`` for missing words; ``WrongState`` at and after the exact instant, by the database's clock.
    """
    locked = locked_round(round)
    check_words(sorted(BREAKS), answer, passage=passage, text=text, remedy=remedy)
    require(rules.may_break_silence(by, locked))
    words = {"passage": passage.strip(), "text": text.strip(), "remedy": remedy.strip()}
    position = write_position(locked, by=by, answer=answer, **words)
    audit.record(locked, "ballot.silence_broken", by=by, visibility="members")
    # The close follows from the break; nobody's name is on it, since observers read that it was closed.
    closed = close(locked, by=None)
    outbox.notify(
        "silence_broken",
        to=_all_told(closed),
        subject=closed,
        data={"office": position.office.acronym},
    )
    return closed


@transaction.atomic
def state_for_record(round: Round, *, by: Hat, text: str) -> Position:
    """Put a statement on record; the silence goes on. It is sealed until the close, the last one counts.

    Refuses like ``rules.may_state_for_record``; ``Invalid`` without words.
    """
    locked = locked_round(round)
    check_words([Answer.STATEMENT], Answer.STATEMENT, text=text)
    require(rules.may_state_for_record(by, locked))
    return write_position(locked, by=by, answer=Answer.STATEMENT, text=text.strip())
