"""When a round may be run: lengthened, cancelled, closed."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from ip5.ballots.models import Position, Round
from ip5.ballots.states import BREAKS, MACHINE, Answer, Procedure, RoundState
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state


def may_be_run(name: str, round: Round) -> Verdict:
    """Extend or cancel while the round receives: what has ended is counted, never revived."""
    verdict = MACHINE.may(name, round.state)
    if name == "extend" and round.procedure not in {Procedure.EXPLICIT, Procedure.SILENCE}:
        return refused(_("Only a round with an end in working days is extended."))
    # An announced round has not begun. In session the chair counts: words nobody confirms must not hold it.
    is_counted = round.state == RoundState.OPEN and round.procedure != Procedure.SESSION
    if verdict and is_counted and round.ends_at is not None and round.moment >= round.ends_at:
        return wrong_state(_("The round has ended and is being counted."))
    return verdict


def may_be_closed(round: Round, closing_note: str = "") -> Verdict:
    """Whether the round may be closed now, under its own rule set.

    By the clock at its end. Earlier: explicit once all five have answered, and not while "not urgent" may
    come; silence by the break itself; session never; the Heads' round, which has no end, 24 hours after the
    last answer or at the Heads' meeting (``closing_note`` names it).
    """
    verdict = MACHINE.may("close", round.state)
    if not verdict:
        return verdict
    if round.ends_at is not None and round.moment >= round.ends_at:
        return _is_all_confirmed(round) if round.procedure == Procedure.SESSION else ALLOWED
    if round.procedure == Procedure.HEADS:
        return _may_close_heads(round, closing_note)
    if round.procedure == Procedure.SILENCE:
        is_broken = any(each.answer in BREAKS for each in round.positions.all())
        return allowed_if(is_broken, _("A silence procedure runs to its exact instant, unless it is broken."))
    if round.procedure == Procedure.SESSION:
        return refused(_("The time set for objections has not run yet."))
    return _may_close_early(round)


def _may_close_early(round: Round) -> Verdict:
    moment = round.moment
    if round.not_urgent_until is not None and moment < round.not_urgent_until:
        return refused(_("A short round cannot be closed while an office may still press “not urgent”."))
    answered = {position.office_id for position in round.positions.all()}
    missing = round.seat_count - len(answered)
    return allowed_if(missing == 0, _("Early closing is possible once all five offices have answered."))


def _is_all_confirmed(round: Round) -> Verdict:
    rows = round.recorded_words.waiting().select_related("office").order_by("office__protocol_order")
    waiting = [each.office.acronym for each in rows]
    return allowed_if(
        not waiting,
        _("Recorded words wait for the head of delegation of the %(offices)s to confirm or decline them.")
        % {"offices": ", ".join(waiting)},
    )


def _may_close_heads(round: Round, closing_note: str) -> Verdict:
    """Never by time-out: a close that finds one missing and no return is refused, or a contested answer."""
    contested = _contested(round)
    if contested:
        return refused(
            _(
                "The answer of the %(offices)s is contested: it does not count, and its Head answers anew first."
            )
            % {"offices": ", ".join(contested)}
        )
    last = {each.office_id: each.answer for each in sorted(round.positions.all(), key=lambda each: each.seq)}
    if len(last) < round.seat_count and Answer.RETURN not in last.values():
        return refused(_("A Head has not answered and none returns the version: the round stays open."))
    hours = round.rule["hours_after_last"]
    newest = max(each.at for each in round.positions.all())
    if closing_note.strip() or round.moment >= newest + dt.timedelta(hours=hours):
        return ALLOWED
    return refused(
        _(
            "At the earliest %(hours)d hours after the last answer was given or changed, or at the Heads’ meeting."
        )
        % {"hours": hours}
    )


def _contested(round: Round) -> list[str]:
    """Return the offices whose last answer, given by a Head's link, the Head contests."""
    rows = Position.objects.filter(round=round).current().contested().select_related("office")
    return [each.office.acronym for each in rows.in_protocol_order()]
