"""Who speaks for an office in a round, and while it receives."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.ballots.models import Round
from ip5.ballots.states import MACHINE
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused, wrong_state


def is_receiving(round: Round) -> Verdict:
    """A round receives positions while it is open and its end has not come."""
    if not MACHINE.may("cast", round.state):
        return wrong_state(_("This round is closed; no position is received any more."))
    if round.ends_at is not None and round.moment >= round.ends_at:
        return wrong_state(_("The round has ended; a late position is not counted."))
    return ALLOWED


def speaks_for_a_seat(hat: Hat, round: Round) -> Verdict:
    """Only the head of delegation, or a designated alternate, of an office on the roll."""
    return commits_an_office(hat) and has_a_seat(hat, round)


def commits_an_office(hat: Hat) -> Verdict:
    """The head of delegation of a member office, or its alternate while designated; never a chair's hat."""
    if hat.is_chair:
        return refused(_("A co-chair casts nothing. The office answers through its own head of delegation."))
    if hat.capacity == "alternate" and not hat.speaks_for_office:
        return refused(_("You are not designated at present; the head of delegation casts."))
    if hat.is_delegation and not hat.speaks_for_office:
        return refused(_("Only the head of delegation commits the office, or an alternate while designated."))
    if not hat.speaks_for_office:
        return refused(_("Only the five member offices are on the roll."))
    return ALLOWED


def has_a_seat(hat: Hat, round: Round) -> Verdict:
    """Only an office on the roll, in session only one that is present, answers."""
    seat = next((each for each in round.seats.all() if each.office_id == hat.office_id), None)
    if seat is None:
        return refused(_("Your office is not on the roll of this round."))
    return allowed_if(seat.is_present is not False, _("Your delegation is not present in this session."))


def answers_as_head(hat: Hat, round: Round) -> Verdict:
    """The Heads' answer: the Head of the own office, or a deputy head by dated delegation."""
    if not hat.answers_as_head:
        return refused(_("Only the Head of office answers, or a deputy head while delegated."))
    return has_a_seat(hat, round)
