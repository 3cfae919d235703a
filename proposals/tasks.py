"""The proposals' clock: closing rounds whose end has come."""

from __future__ import annotations

from celery import shared_task

from ip5.ballots import actions as ballots
from proposals import actions


@shared_task
def resume_proposals() -> int:
    """Bring back deferred proposals and table what is reconsidered, when due; return how many moved."""
    return actions.resume_due() + actions.reconsider_due()


@shared_task
def close_rounds() -> int:
    """Open what was announced, close every due round; return how many closed. Safe to run twice or in parallel."""
    actions.open_due_rounds()
    return actions.close_due_rounds()


@shared_task
def settle_rounds() -> int:
    """Settle every provisional proposal that is due, remind who has not spoken; return how many settled."""
    settled = actions.settle_due()
    ballots.remind_awaited()
    ballots.remind_unanswered()
    return settled
