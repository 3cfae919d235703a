"""Who adds what to a closed round: confirmations, conditions met, reservations lifted or narrowed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.ballots import ledger
from ip5.ballots.models import Round
from ip5.ballots.rules.voices import commits_an_office
from ip5.ballots.states import MACHINE, Outcome
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state


def is_provisional(round: Round) -> Verdict:
    """A provisional outcome takes confirmations until it is settled or its due date has come."""
    verdict = MACHINE.may("confirm", round.state)
    if not verdict:
        return verdict
    if round.outcome != Outcome.PROVISIONAL:
        return wrong_state(_("Nothing was accepted ad referendum in this round."))
    if round.settled is not None:
        return wrong_state(_("The outcome is settled; nothing more is confirmed."))
    if round.settle_due_at is None or round.moment >= round.settle_due_at:
        return wrong_state(_("The due date has passed; a late confirmation is not counted."))
    return ALLOWED


def may_confirm(hat: Hat, round: Round) -> Verdict:
    """Confirm ad referendum: the HoD, or designated alternate, of an office that is still awaited; once."""
    verdict = is_provisional(round) and commits_an_office(hat)
    if not verdict:
        return verdict
    if any(each.pk == hat.office_id for each in ledger.awaited(round)):
        return ALLOWED
    if any(each.office_id == hat.office_id for each in round.additions.all()):
        return refused(_("Your office has spoken; a confirmation is given once."))
    return refused(_("Your office is not awaited: it did not join ad referendum."))


def may_lift_reservation(hat: Hat, round: Round) -> Verdict:
    """Lift or narrow a reservation: the HoD, or designated alternate, of the office that made it."""
    verdict = MACHINE.may("lift_reservation", round.state) and commits_an_office(hat)
    if not verdict:
        return verdict
    own = ledger.own_reservation(round, hat.office_id)
    if own is None:
        return refused(_("Your office has no reservation in this round."))
    return allowed_if(own.stands, _("Your office has lifted its reservation."))


def is_conditional(round: Round) -> Verdict:
    """A conditional endorsement is worked on until all conditions are confirmed or one is refused."""
    verdict = MACHINE.may("confirm_condition", round.state)
    if not verdict:
        return verdict
    if round.outcome != Outcome.HEADS_ENDORSED_CONDITIONALLY:
        return wrong_state(_("The Heads set no conditions in this round."))
    if round.settled is not None:
        return wrong_state(_("The outcome is settled; no condition is open."))
    return ALLOWED


def may_log_condition_met(hat: Hat, round: Round) -> Verdict:
    """The secretariat logs a condition as met."""
    return is_conditional(round) and allowed_if(
        hat.is_secretariat, _("The secretariat logs a condition as met.")
    )


def may_answer_condition(hat: Hat, round: Round) -> Verdict:
    """That Head confirms that the own condition is met, or refuses; a deputy head by dated delegation."""
    verdict = is_conditional(round)
    if not verdict:
        return verdict
    if not hat.answers_as_head:
        return refused(
            _("Only the Head who set the condition says whether it is met, or a deputy while delegated.")
        )
    return allowed_if(
        any(each.position.office_id == hat.office_id for each in ledger.conditions(round)),
        _("Your Head set no condition in this round."),
    )


def may_be_settled(round: Round) -> Verdict:
    """Settle once: when the last awaited office has spoken, or at the due date by the clock.

    Of a conditional endorsement when every condition is confirmed, or one is refused.
    """
    verdict = MACHINE.may("settle", round.state)
    if not verdict:
        return verdict
    if round.settled is not None:
        return wrong_state(_("The outcome is settled; it is settled once."))
    if round.outcome == Outcome.PROVISIONAL:
        is_due = round.settle_due_at is not None and round.moment >= round.settle_due_at
        waits = not is_due and ledger.awaited(round)
        return allowed_if(not waits, _("An office that joined ad referendum has not spoken yet."))
    if round.outcome == Outcome.HEADS_ENDORSED_CONDITIONALLY:
        states = {each.state for each in ledger.conditions(round)}
        return allowed_if(
            "refused" in states or states == {"confirmed"}, _("A condition of a Head is still open.")
        )
    return wrong_state(_("The outcome is final; there is nothing to settle."))
