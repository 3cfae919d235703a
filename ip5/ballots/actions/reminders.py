"""Reminders before the end of a round: five, two and one common working days, to who has not answered."""

from __future__ import annotations

import datetime as dt
import logging
from typing import NamedTuple

from django.db import transaction

from ip5.accounts.models import Capacity, Mandate
from ip5.ballots.models import Receipt, Reminder, Round, Seat
from ip5.ballots.states import Procedure
from ip5.kernel import clock
from ip5.kernel.errors import Refused
from ip5.kernel.hat import Hat
from ip5.offices import deadlines
from ip5.offices.calendars import REACH
from ip5.offices.models import Office
from ip5.outbox import actions as outbox

log = logging.getLogger(__name__)

# How many common working days before the end, and who is told then (domain.md section 6).
TOLD = {
    5: (Capacity.HOD,),
    2: (Capacity.HOD, Capacity.ALTERNATE),
    1: (Capacity.HOD, Capacity.ALTERNATE, Capacity.HEAD),
}
ENDING = (Procedure.EXPLICIT, Procedure.SILENCE)
# No end further away than this has five common working days or fewer before it.
NEAR = dt.timedelta(days=40)
WORDS = {Procedure.EXPLICIT: "position_due_in", Procedure.SILENCE: "receipt_due_in"}


class Due(NamedTuple):
    """A reminder whose day has come: of which round, how many days before the end, under which key."""

    round: Round
    days: int
    key: str


@transaction.atomic
def remind_unanswered(*, by: Hat | None = None) -> int:
    """Remind the offices that have not answered, each once for each distance from the end; return how many notices.

    To the HoD, from two days also to the alternate, on the last also to the Head; of a silence to offices
    without a receipt. Only the nearest one goes out where the clock did not look for a while. May run
    twice or in parallel: the rounds are locked, those that somebody else holds wait for the next look.
    """
    due = _due()
    if not due:
        return 0
    keys = [each.round.pk for each in due]
    free = Round.objects.filter(pk__in=keys).select_for_update(skip_locked=True, of=("self",))
    held = set(free.order_by("pk").values_list("pk", flat=True))
    # Read again behind the lock: another sweep may have written them.
    sent = _sent(held)
    due = [each for each in due if each.round.pk in held and (each.round.pk, each.key) not in sent]
    Reminder.objects.bulk_create(Reminder(round=each.round, kind=each.key) for each in due)
    missing = _missing([each.round.pk for each in due])
    readers = _readers({office for offices in missing.values() for office in offices})
    return sum(_tell(each, missing.get(each.round.pk, set()), readers) for each in due)


def _due() -> list[Due]:
    """Return the nearest reminder of each round whose day has come and that did not go out."""
    moment = clock.now()
    rounds = list(
        Round.objects.receiving()
        .filter(rule_set__code__in=ENDING, ends_at__lt=moment + NEAR)
        .select_related("rule_set")
        .order_by("pk")
    )
    if not rounds:
        return []
    first = min(_started(each) for each in rounds).date() - dt.timedelta(days=3)
    calendar = Office.objects.common_calendar(first, (moment + REACH).date())
    sent = _sent({each.pk for each in rounds})
    found = [due for each in rounds if (due := _nearest(each, moment, calendar))]
    return [each for each in found if (each.round.pk, each.key) not in sent]


def _started(round: Round) -> dt.datetime:
    """Return when the period that now runs began: at the opening, or with the automatic extension."""
    return round.extended_automatically_at or round.opened_at


def _nearest(round: Round, moment: dt.datetime, calendar: deadlines.CommonCalendar) -> Due | None:
    """Return the reminder for this distance from the end; None where the period was never longer than it."""
    try:
        start = _started(round).astimezone(calendar.easternmost(_started(round))).date()
        length = deadlines.working_days_between(start, deadlines.end_day(round.end, calendar), calendar)
        left = deadlines.days_left(moment, round.end, calendar)
    except Refused:
        # A table that was taken away must not stop the reminders of the other rounds.
        log.exception("no reminder can be reckoned for %s", round.full_symbol)
        return None
    days = next((each for each in sorted(TOLD) if left <= each), None)
    if days is None or length <= days:
        return None
    return Due(round, days, f"due_in_{days} {round.end:%Y-%m-%d}")


def _sent(rounds: set[int]) -> set[tuple[int, str]]:
    """Return the (round, key) pairs that went out."""
    return set(Reminder.objects.filter(round__in=rounds).values_list("round_id", "kind"))


def _missing(rounds: list[int]) -> dict[int, set[int]]:
    """Return the offices of each round that have neither answered nor received."""
    seats = Seat.objects.filter(round__in=rounds).with_answered()
    seats = seats.filter(has_answered=False)  # type: ignore[misc]
    received = set(Receipt.objects.filter(round__in=rounds).values_list("round_id", "office_id"))
    missing: dict[int, set[int]] = {}
    for key, office in seats.values_list("round_id", "office_id"):
        if (key, office) not in received:
            missing.setdefault(key, set()).add(office)
    return missing


def _readers(offices: set[int]) -> list[Mandate]:
    """Return whoever may have to be told in these offices."""
    if not offices:
        return []
    return list(Mandate.objects.active().in_capacity(*TOLD[1]).filter(office__in=offices))


def _tell(due: Due, missing: set[int], readers: list[Mandate]) -> int:
    to = [each for each in readers if each.office_id in missing and each.capacity in TOLD[due.days]]
    if not to:
        return 0
    kind = f"{WORDS[Procedure(due.round.procedure)]}_{due.days}"
    return outbox.notify(kind, to=to, subject=due.round, immediate=True)
