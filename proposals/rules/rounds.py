"""Who may do what with a proposal's round."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.ballots import rules as ballot_rules
from ip5.ballots.models import Round
from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, allowed_if, refused
from proposals.models import Proposal
from proposals.rules.circles import is_impartial_chair
from proposals.states import MACHINE

ROUNDS_A_YEAR = 3


def may_open_round(hat: Hat, proposal: Proposal) -> Verdict:
    """Open a round: a co-chair; at most three rounds a year."""
    verdict = is_impartial_chair(hat, proposal) and MACHINE.may("open_round", proposal.state)
    if not verdict:
        return verdict
    year = clock.now().year
    rounds = [each for each in proposal.endorsements.all() if each.round.opened_at.year == year]
    return allowed_if(
        len(rounds) < ROUNDS_A_YEAR,
        _("Three rounds were opened this year: defer, refer or close the proposal."),
    )


def may_extend_round(hat: Hat, proposal: Proposal) -> Verdict:
    """Extend, never shorten: a co-chair."""
    return is_impartial_chair(hat, proposal) and _is_running("extend_round", "extend", proposal)


def _is_running(name: str, deed: str, proposal: Proposal) -> Verdict:
    verdict = MACHINE.may(name, proposal.state)
    if not verdict:
        return verdict
    current = open_round_of(proposal)
    return (
        ballot_rules.may_be_run(deed, current)
        if current
        else refused(_("No round of this proposal is open."))
    )


def open_round_of(proposal: Proposal) -> Round | None:
    """Return the proposal's open round, if there is one."""
    return next((each.round for each in proposal.endorsements.all() if each.round.state == "open"), None)


def may_cancel_round(hat: Hat, proposal: Proposal) -> Verdict:
    """Cancel with a reason: a co-chair."""
    return is_impartial_chair(hat, proposal) and _is_running("cancel_round", "cancel", proposal)


def may_close_round(hat: Hat, proposal: Proposal) -> Verdict:
    """The clock; a co-chair once all five have answered."""
    verdict = is_impartial_chair(hat, proposal) and MACHINE.may("close_round", proposal.state)
    if not verdict:
        return verdict
    current = open_round_of(proposal)
    return (
        ballot_rules.may_be_closed(current) if current else refused(_("No round of this proposal is open."))
    )
