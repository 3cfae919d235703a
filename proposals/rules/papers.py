"""Who may add a paper to a proposal, and take one away."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.verdict import ALLOWED, Verdict, wrong_state
from proposals.models import Proposal
from proposals.rules.circles import is_drafter
from proposals.states import State

ADDABLE = frozenset({State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED, State.TABLED})


def may_add_paper(hat: Hat, proposal: Proposal) -> Verdict:
    """Add a paper or a version: the lead office's drafters, from the draft until a ballot is open."""
    return is_drafter(hat, proposal) and (
        ALLOWED
        if proposal.state in ADDABLE
        else wrong_state(_("Documents are added until the ballot opens."))
    )


def may_remove_paper(hat: Hat, proposal: Proposal) -> Verdict:
    """Take a paper away: the lead office's drafters, from a draft alone."""
    return is_drafter(hat, proposal) and (
        ALLOWED
        if proposal.is_draft
        else wrong_state(_("A submitted document stays; add a new version instead."))
    )
