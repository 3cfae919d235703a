"""Who may add a paper to a proposal, and take one away."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import Verdict, wrong_state
from proposals.models import Proposal
from proposals.rules.circles import is_drafter
from proposals.states import MACHINE


def may_add_paper(hat: Hat, proposal: Proposal) -> Verdict:
    """Add a paper: the lead office's drafters, from the draft until a ballot is open."""
    return is_drafter(hat, proposal) and _is_taken("add_paper", proposal)


def may_add_paper_version(hat: Hat, proposal: Proposal) -> Verdict:
    """Add a version of a paper, all former ones are kept: the lead office's drafters, until a ballot is open."""
    return is_drafter(hat, proposal) and _is_taken("add_paper_version", proposal)


def may_remove_paper(hat: Hat, proposal: Proposal) -> Verdict:
    """Take a paper away: the lead office's drafters, from a draft alone."""
    verdict = is_drafter(hat, proposal)
    if verdict and not MACHINE.may("remove_paper", proposal.state):
        return wrong_state(_("A submitted document stays; add a new version instead."))
    return verdict


def _is_taken(name: str, proposal: Proposal) -> Verdict:
    # The table of moves decides; the sentence says until when, which is more than the present state.
    verdict = MACHINE.may(name, proposal.state)
    return verdict or wrong_state(_("Documents are added until the ballot opens."))
