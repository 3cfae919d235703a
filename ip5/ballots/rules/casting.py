"""Who casts, and who sees what was cast."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.ballots.models import Round
from ip5.ballots.rules.heads import reads_heads_answers
from ip5.ballots.rules.voices import answers_as_head, is_receiving, speaks_for_a_seat
from ip5.ballots.states import Procedure
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if, refused


def may_cast(hat: Hat, round: Round) -> Verdict:
    """Cast, break silence, lift a reservation, confirm ad referendum: the HoD of the own office.

    In a round of the Heads the Head answers; silence is kept or broken (``may_break_silence``).
    """
    if round.procedure == Procedure.SILENCE:
        return refused(
            _("Nothing is cast in a silence procedure: an office keeps silent, or breaks it in writing.")
        )
    voice = answers_as_head if round.procedure == Procedure.HEADS else speaks_for_a_seat
    return voice(hat, round) and is_receiving(round)


def may_press_not_urgent(hat: Hat, round: Round) -> Verdict:
    """Of a short round: until 17:00 in the westernmost office on day 2, any HoD, once."""
    if not round.is_short:
        return refused(_("This round has its full length; there is nothing to lengthen."))
    if round.not_urgent_by_id is not None:
        return refused(_("“Not urgent” has been pressed; the round runs its full ten days."))
    if round.not_urgent_end is None or round.ends_at is None or round.not_urgent_end <= round.ends_at:
        return refused(_("The round was extended already; it runs its full ten days or longer."))
    if round.not_urgent_until is None or round.moment >= round.not_urgent_until:
        return refused(_("“Not urgent” could be pressed until the end of the second day."))
    return is_receiving(round) and speaks_for_a_seat(hat, round)


def may_see_positions(hat: Hat, round: Round) -> Verdict:
    """Positions open to the members at close; observers see outcome and level.

    The Heads' answers to their circle, as given.
    """
    if hat.sees_from != "members":
        return refused(
            _(
                "Positions are for the five member offices. Observers see the outcome and its level of agreement."
            )
        )
    if round.procedure == Procedure.HEADS:
        return reads_heads_answers(hat)
    return allowed_if(round.is_closed, _("Positions are sealed until the round closes."))
