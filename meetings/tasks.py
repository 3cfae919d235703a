"""The meetings' clock: summaries' silence, conclusions agreed ad referendum, action items that are due."""

from __future__ import annotations

from celery import shared_task

from ip5.register import actions as register
from meetings.actions import adoption, settling


@shared_task
def follow_summaries() -> int:
    """Bring summaries to where their rounds stand; return how many moved. Safe to run twice or in parallel."""
    return adoption.follow_summaries()


@shared_task
def settle_conclusions() -> int:
    """Settle what was agreed ad referendum of an absent office, when due; return how many decisions were numbered.

    Safe to run twice or in parallel.
    """
    return settling.settle_due()


@shared_task
def remind_owners() -> int:
    """Tell the owners of action items due within seven days; return of how many. Safe to run twice or in parallel."""
    return register.remind_owners()
