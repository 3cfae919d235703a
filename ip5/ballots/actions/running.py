"""What may be done to a round while it runs: lengthen it, cancel it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.ballots import rules
from ip5.ballots.actions.opening import calendar_note, speakers
from ip5.ballots.models import Round
from ip5.ballots.states import RoundState
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.outbox import actions as outbox


def locked_round(round: Round) -> Round:
    """Return the round, locked, with its rule: subject first, then round, then chain.

    It carries the database's instant, so that no host's clock decides what may be done to it.
    """
    locked = Round.objects.select_for_update(of=("self",)).select_related("rule_set").get(pk=round.pk)
    locked.locked_at = clock.instant()
    return locked


@transaction.atomic
def press_not_urgent(round: Round, *, by: Hat) -> Round:
    """Move a short round's end, once, to day ten of the same opening; all offices are told."""
    locked = locked_round(round)
    require(rules.may_press_not_urgent(by, locked))
    full = deadlines.deadline(locked.opened_at, locked.rule["days"], calendar_from(locked.opened_at))
    locked.ends_at, locked.calendar_note = locked.not_urgent_end, calendar_note(full)  # type: ignore[assignment]
    locked.not_urgent_by_id = by.pk
    locked.save(update_fields=["ends_at", "calendar_note", "not_urgent_by"])
    audit.record(locked, "ballot.not_urgent_pressed", by=by, data={"ends_at": locked.end.isoformat()})
    outbox.notify("round_extended", to=speakers(locked), subject=locked, immediate=True)
    return locked


@transaction.atomic
def extend(round: Round, *, by: Hat, days: int, reason: str) -> Round:
    """Move the end by ``days`` common working days after the end in force; never earlier.

    The caller has asked its own rule. Refuses ``WrongState`` unless open, ``Invalid`` without a reason.
    """
    locked = locked_round(round)
    require(rules.may_be_run("extend", locked))
    if not reason.strip():
        raise Invalid({"reason": [_("Say why; all five offices read it.")]})
    if not 1 <= days <= locked.rule["most_days"]:
        raise Invalid(
            {"days": [_("Extend by 1 to %(n)d common working days.") % {"n": locked.rule["most_days"]}]}
        )
    move_end(locked, days)
    locked.save(update_fields=["ends_at", "calendar_note"])
    audit.record(locked, "ballot.extended", by=by, reason=reason, data={"ends_at": locked.end.isoformat()})
    outbox.notify("round_extended", to=speakers(locked), subject=locked, immediate=True)
    return locked


def move_end(round: Round, days: int) -> None:
    """Move the end on by common working days; what the former end rests on stays noted beside the new."""
    calendar = calendar_from(round.end)
    end = deadlines.extension(deadlines.end_day(round.end, calendar), days, calendar)
    former = round.calendar_note
    added = calendar_note(end)
    round.ends_at = end.at
    round.calendar_note = {
        key: [*former.get(key, []), *(line for line in lines if line not in former.get(key, []))]
        for key, lines in added.items()
    }


@transaction.atomic
def cancel(round: Round, *, by: Hat | None, reason: str) -> Round:
    """Cancel an open or announced round with a reason; its positions stay sealed for ever. All five are told.

    ``by`` is None for the clock: what was announced is cancelled when its subject has moved.
    """
    locked = locked_round(round)
    require(rules.may_be_run("cancel", locked))
    if not reason.strip():
        raise Invalid({"reason": [_("Say why; all five offices read it.")]})
    locked.state = RoundState.CANCELLED
    locked.closed_at = locked.moment
    locked.closed_by_id = by.pk if by else None
    locked.cancel_reason = reason.strip()
    locked.save(update_fields=["state", "closed_at", "closed_by", "cancel_reason"])
    audit.record(locked, "ballot.cancelled", by=by, reason=reason)
    outbox.notify("round_cancelled", to=speakers(locked), subject=locked, immediate=True)
    return locked
