"""What holds a decided proposal in place: a frozen version of the roadmap.

Proposals know nothing of what is built on them; whoever builds says here what it holds, once, when it is loaded.
"""

from __future__ import annotations

from collections.abc import Callable

from proposals.models import Proposal

# Returns the symbol of what holds the proposal, or an empty text.
Holder = Callable[[Proposal], str]
_HOLDERS: list[Holder] = []


def register(holder: Holder) -> None:
    """Let ``holder`` be asked of every proposal; the same one again changes nothing."""
    if holder not in _HOLDERS:
        _HOLDERS.append(holder)


def holder_of(proposal: Proposal) -> str:
    """Return the symbol of what holds the proposal, or an empty text. At most one query a holder."""
    return next((symbol for each in _HOLDERS if (symbol := each(proposal))), "")
