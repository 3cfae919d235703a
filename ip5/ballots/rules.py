"""Who may do what with a round. Reads, never writes."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.ballots.models import Round
from ip5.ballots.states import MACHINE
from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state


def is_receiving(round: Round) -> Verdict:
    """A round receives positions while it is open and its end has not come."""
    if not MACHINE.may("cast", round.state):
        return wrong_state(_("This round is closed; no position is received any more."))
    if clock.now() >= round.ends_at:
        return wrong_state(_("The round has ended; a late position is not counted."))
    return ALLOWED


def speaks_for_a_seat(hat: Hat, round: Round) -> Verdict:
    """Only the head of delegation, or a designated alternate, of an office on the roll."""
    if hat.is_chair:
        return refused(_("A co-chair casts nothing. The office answers through its own head of delegation."))
    if hat.capacity == "alternate" and not hat.speaks_for_office:
        return refused(_("You are not designated at present; the head of delegation casts."))
    if hat.is_delegation and not hat.speaks_for_office:
        return refused(_("Only the head of delegation commits the office, or an alternate while designated."))
    if not hat.speaks_for_office:
        return refused(_("Only the five member offices are on the roll."))
    seated = any(seat.office_id == hat.office_id for seat in round.seats.all())
    return allowed_if(seated, _("Your office is not on the roll of this round."))


def may_cast(hat: Hat, round: Round) -> Verdict:
    """Cast, break silence, lift a reservation, confirm ad referendum: the HoD of the own office."""
    return speaks_for_a_seat(hat, round) and is_receiving(round)


def may_press_not_urgent(hat: Hat, round: Round) -> Verdict:
    """Of a short round: until 17:00 in the westernmost office on day 2, any HoD, once."""
    if not round.is_short:
        return refused(_("This round has its full length; there is nothing to lengthen."))
    if round.not_urgent_by_id is not None:
        return refused(_("“Not urgent” has been pressed; the round runs its full ten days."))
    if round.not_urgent_end is None or round.not_urgent_end <= round.ends_at:
        return refused(_("The round was extended already; it runs its full ten days or longer."))
    if round.not_urgent_until is None or clock.now() >= round.not_urgent_until:
        return refused(_("“Not urgent” could be pressed until the end of the second day."))
    return is_receiving(round) and speaks_for_a_seat(hat, round)


def may_be_run(name: str, round: Round) -> Verdict:
    """Extend or cancel while the round receives: what has ended is counted, never revived."""
    verdict = MACHINE.may(name, round.state)
    if verdict and clock.now() >= round.ends_at:
        return wrong_state(_("The round has ended and is being counted."))
    return verdict


def may_be_closed(round: Round) -> Verdict:
    """At the end by the clock; earlier once all five have answered, and not while "not urgent" may come."""
    verdict = MACHINE.may("close", round.state)
    if not verdict:
        return verdict
    moment = clock.now()
    if moment >= round.ends_at:
        return ALLOWED
    if round.not_urgent_until is not None and moment < round.not_urgent_until:
        return refused(_("A short round cannot be closed while an office may still press “not urgent”."))
    answered = {position.office_id for position in round.positions.all()}
    missing = round.seat_count - len(answered)
    return allowed_if(missing == 0, _("Early closing is possible once all five offices have answered."))


def may_see_positions(hat: Hat, round: Round) -> Verdict:
    """Positions open to the members at close; observers see outcome and level."""
    if hat.sees_from != "members":
        return refused(
            _(
                "Positions are for the five member offices. Observers see the outcome and its level of agreement."
            )
        )
    return allowed_if(round.is_closed, _("Positions are sealed until the round closes."))
