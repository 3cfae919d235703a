"""The roadmap's clock: rounds that opened or ended, deferrals that are due, embargoes that are over."""

from __future__ import annotations

from celery import shared_task

from roadmap import actions
from roadmap.exports import files


@shared_task
def follow_rounds() -> int:
    """Bring versions to where their rounds stand; return how many moved. Safe to run twice or in parallel."""
    return actions.follow_rounds()


@shared_task
def publish_versions() -> int:
    """Make public what is due; return how many. Safe to run twice or in parallel."""
    return actions.publish_due()


@shared_task
def build_files() -> int:
    """Build and keep the files of what was published; return for how many versions. Safe to run twice."""
    return files.build_due()
