"""What a frozen version holds in place."""

from __future__ import annotations

from proposals.models import Proposal
from roadmap.models import Version


def holder_of(proposal: Proposal) -> str:
    """Return the symbol of the frozen version that holds the proposal, or an empty text. One query."""
    found = Version.objects.holding(proposal).values_list("symbol", flat=True).first()
    return found or ""
