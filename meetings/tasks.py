"""The meetings' clock: summaries whose silence opened or ended."""

from __future__ import annotations

from celery import shared_task

from meetings.actions import adoption


@shared_task
def follow_summaries() -> int:
    """Bring summaries to where their rounds stand; return how many moved. Safe to run twice or in parallel."""
    return adoption.follow_summaries()
