"""The proposals' clock: closing rounds whose end has come."""

from __future__ import annotations

from celery import shared_task

from proposals import actions


@shared_task
def resume_proposals() -> int:
    """Bring back deferred proposals and table what is reconsidered, when due; return how many moved."""
    return actions.resume_due() + actions.reconsider_due()


@shared_task
def close_rounds() -> int:
    """Close every due round; return how many closed. Safe to run twice or in parallel."""
    return actions.close_due_rounds()
