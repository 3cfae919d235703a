"""Who may do what with a proposal's round."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import attrgetter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ip5.ballots import rules as ballot_rules
from ip5.ballots.models import Round
from ip5.ballots.states import Procedure
from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if, refused
from proposals.models import Proposal
from proposals.rules.circles import is_impartial_chair
from proposals.states import MACHINE

TOO_MANY_ROUNDS = ngettext_lazy(
    "%(n)d round was opened this year: defer, refer or close the proposal.",
    "%(n)d rounds were opened this year: defer, refer or close the proposal.",
    "n",
)


def may_open_round(hat: Hat, proposal: Proposal) -> Verdict:
    """Open a round: a co-chair; at most three rounds a year."""
    return _may_open("open_round", hat, proposal)


def may_open_in_session(hat: Hat, proposal: Proposal) -> Verdict:
    """Put a tabled text to the delegations in the room: a co-chair, by a conclusion of the meeting."""
    return _may_open("open_in_session", hat, proposal)


def _may_open(name: str, hat: Hat, proposal: Proposal) -> Verdict:
    verdict = is_impartial_chair(hat, proposal) and MACHINE.may(name, proposal.state)
    if not verdict:
        return verdict
    if announced_round_of(proposal):
        return refused(_("A silence procedure is announced: call it off first, or let it run."))
    return _has_rounds_left(proposal)


def is_not_in_session(proposal: Proposal) -> Verdict:
    """Whether no meeting has the proposal before the delegations: its conclusion would lose the round it awaits."""
    current = open_round_of(proposal)
    return _not_in_session(current) if current else ALLOWED


def _not_in_session(current: Round) -> Verdict:
    return allowed_if(
        current.procedure != Procedure.SESSION, _("The meeting runs this round: it ends with the conclusion.")
    )


def _has_rounds_left(proposal: Proposal) -> Verdict:
    """At most three rounds a year, or what the rule set says instead."""
    rounds = (each.round for each in proposal.endorsements.all())
    return ballot_rules.has_rounds_left(rounds, TOO_MANY_ROUNDS, lambda: proposal.rounds_a_year)


def may_refer_to_deputies(hat: Hat, proposal: Proposal) -> Verdict:
    """After the year's last round: refer to the deputy heads, an action item and no change of state; a co-chair."""
    verdict = is_impartial_chair(hat, proposal) and MACHINE.may("refer_to_deputies", proposal.state)
    return verdict and allowed_if(
        not _has_rounds_left(proposal),
        _("A next round may still be opened; the deputy heads come after the last one of a year."),
    )


def may_announce_round(hat: Hat, proposal: Proposal) -> Verdict:
    """Put a text that has been through a review or a round to a silence procedure: a co-chair."""
    verdict = is_impartial_chair(hat, proposal) and MACHINE.may("announce_round", proposal.state)
    if not verdict:
        return verdict
    if announced_round_of(proposal):
        return refused(_("A silence procedure is announced already."))
    return _has_been_through(proposal) and _has_rounds_left(proposal)


def _has_been_through(proposal: Proposal) -> Verdict:
    """Whether the text has been through a review period to its end or a round; editorial changes keep it so."""
    reviewed = proposal.review_ends_at is not None and clock.now() >= proposal.review_ends_at
    return allowed_if(
        reviewed or _has_decided_on_the_text(proposal),
        _("Silence may count only for a text whose review period is over, or that has been through a round."),
    )


def _has_decided_on_the_text(proposal: Proposal) -> bool:
    """Whether a round has closed on the newest text, or on one that it changes by editing alone."""
    decided = {each.revision_id for each in proposal.endorsements.all() if each.round.is_closed}
    for each in sorted(proposal.revisions.all(), key=attrgetter("number"), reverse=True) if decided else ():
        if each.pk in decided or not each.is_editorial:
            return each.pk in decided
    return False


def may_cancel_announcement(hat: Hat, proposal: Proposal) -> Verdict:
    """Call an announced silence procedure off with a reason: a co-chair."""
    verdict = is_impartial_chair(hat, proposal) and MACHINE.may("cancel_announcement", proposal.state)
    return verdict and allowed_if(
        announced_round_of(proposal) is not None, _("No silence procedure of this proposal is announced.")
    )


def may_break_silence(hat: Hat, proposal: Proposal) -> Verdict:
    """Break the silence in writing before the instant: any member office's HoD or designated alternate."""
    return _of_open_round("break_silence", proposal, partial(ballot_rules.may_break_silence, hat))


def announced_round_of(proposal: Proposal) -> Round | None:
    """Return the proposal's announced round, if there is one."""
    return next((each.round for each in proposal.endorsements.all() if each.round.is_announced), None)


def may_extend_round(hat: Hat, proposal: Proposal) -> Verdict:
    """Extend, never shorten: a co-chair."""
    return is_impartial_chair(hat, proposal) and _is_running("extend_round", "extend", proposal)


def _is_running(name: str, deed: str, proposal: Proposal) -> Verdict:
    return _of_open_round(name, proposal, partial(ballot_rules.may_be_run, deed))


def _of_open_round(name: str, proposal: Proposal, rule: Callable[[Round], Verdict]) -> Verdict:
    """Ask a rule of the proposal's open round, where the move starts from the proposal's state."""
    verdict = MACHINE.may(name, proposal.state)
    if not verdict:
        return verdict
    current = open_round_of(proposal)
    if current is None:
        return refused(_("No round of this proposal is open."))
    return _not_in_session(current) and rule(current)


def open_round_of(proposal: Proposal) -> Round | None:
    """Return the proposal's open round, if there is one; it knows the instant its endorsement was read at."""
    for each in proposal.endorsements.all():
        if each.round.state == "open":
            each.round.locked_at = each.round.locked_at or getattr(each, "read_at", None)
            return each.round
    return None


def may_cancel_round(hat: Hat, proposal: Proposal) -> Verdict:
    """Cancel with a reason: a co-chair."""
    return is_impartial_chair(hat, proposal) and _is_running("cancel_round", "cancel", proposal)


def may_close_round(hat: Hat, proposal: Proposal) -> Verdict:
    """The clock; a co-chair once all five have answered."""
    return is_impartial_chair(hat, proposal) and _of_open_round(
        "close_round", proposal, _may_be_closed_by_chair
    )


def _may_be_closed_by_chair(current: Round) -> Verdict:
    if current.procedure == Procedure.SILENCE:
        return refused(_("A silence procedure runs to its exact instant, unless it is broken."))
    return ballot_rules.may_be_closed(current)
