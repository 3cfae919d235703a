"""Who prepares a position, who adds a letter, who may try other answers afterwards."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.ballots.models import Round
from ip5.ballots.rules.casting import may_see_positions
from ip5.ballots.rules.voices import has_a_seat, is_receiving
from ip5.ballots.states import MACHINE, Procedure, RoundState
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state

PREPARING = frozenset({"delegate", "hod", "alternate"})


def may_prepare(hat: Hat, round: Round) -> Verdict:
    """Prepare the own office's position: a delegate, the alternate or the HoD of an office on the roll.

    Under every rule: what may be said in it is prepared while it is announced or receives.
    """
    if hat.capacity not in PREPARING:
        return refused(_("The delegation of an office on the roll prepares its position."))
    verdict = MACHINE.may("prepare", round.state)
    if not round.is_announced:
        verdict = verdict and is_receiving(round)
    return verdict and has_a_seat(hat, round)


def may_add_letter(hat: Hat, round: Round) -> Verdict:
    """A letter of an office without access is a paper on the round, added by the secretariat.

    While it is open or once it is closed; it counts for nothing. The Heads' answers have their own circle.
    """
    if not hat.is_secretariat:
        return refused(_("The secretariat adds a letter that reached it from an office."))
    if round.procedure == Procedure.HEADS:
        return refused(_("Letters of the Heads are not papers of a round."))
    if round.state not in {RoundState.OPEN, RoundState.CLOSED}:
        return wrong_state(_("A letter is added to a round that is open or closed."))
    return ALLOWED


def may_try_outcomes(hat: Hat, round: Round) -> Verdict:
    """After the close a member may ask what other answers would have made; before it nothing is derived."""
    verdict = may_see_positions(hat, round)
    if round.state != RoundState.CLOSED:
        return wrong_state(_("Before the close nothing is derived from any answer."))
    if round.procedure == Procedure.SILENCE:
        return refused(_("Nothing was cast in this silence procedure that could be tried otherwise."))
    return verdict and allowed_if(bool(round.explanation), _("This round was not counted."))
