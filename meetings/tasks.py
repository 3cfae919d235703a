"""The meetings' clock: summaries whose silence opened or ended, conclusions agreed ad referendum."""

from __future__ import annotations

from celery import shared_task

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
