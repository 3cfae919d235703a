"""Deeds on the course of a summary: drafted, opened for review, reopened, published; its versions."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils import translation

from ip5.accounts.models import Capacity, Mandate
from ip5.accounts.querysets import MEMBERS, MandateQuerySet
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.kernel.text import sha256_hex
from ip5.kernel.visibility import Visibility
from ip5.offices import symbols
from ip5.offices.actions import next_number
from ip5.outbox import actions as outbox
from meetings.actions import steps
from meetings.gathering import summary as gathering
from meetings.models import Meeting, SummaryEntry, SummaryVersion
from meetings.rules import summary as rules
from meetings.states import State

# Why a version was kept.
REVIEW, SILENCE, ADOPTED = "review", "silence", "adopted"


@transaction.atomic
def draft_summary(meeting: Meeting, *, by: Hat) -> Meeting:
    """Draft the summary from what was recorded: it takes the next number of the meeting's documents."""
    row = steps.locked(meeting)
    require(rules.may_draft_summary(by, row))
    row.state = State.SUMMARY_DRAFT
    row.summary_number = next_number(symbols.meeting_key(row.number or 0))
    row.version += 1
    row.save(update_fields=["state", "summary_number", "version"])
    with translation.override(settings.LANGUAGE_CODE):
        SummaryEntry.objects.bulk_create(gathering.draft_of(row, by))
    audit.record(row, "meeting.summary_drafted", by=by)
    return row


@transaction.atomic
def review_summary(meeting: Meeting, *, by: Hat) -> Meeting:
    """Open the review: the members read the summary, each speaker the own words; its text is kept as it stands."""
    row = steps.locked(meeting)
    require(rules.may_review_summary(by, row))
    row.state = State.SUMMARY_REVIEW
    row.version += 1
    row.save(update_fields=["state", "version"])
    keep(row, by=by, why=REVIEW)
    audit.record(row, "meeting.summary_review_opened", by=by)
    outbox.notify("meeting_summary_review", to=readers_of_review(row), subject=row)
    return row


def readers_of_review(meeting: Meeting) -> MandateQuerySet:
    """Return the members, and the observers of offices whose words the summary reports. A look-up."""
    active = Mandate.objects.active()
    offices = meeting.entries.filter(visibility=Visibility.MEMBERS_OBSERVERS).values("office")
    speaking = active.in_capacity(Capacity.OBSERVER).filter(office__in=offices)
    return active.in_capacity(*MEMBERS) | speaking


def keep(row: Meeting, *, by: Hat | None, why: str) -> SummaryVersion:
    """Keep the summary as it stands, with its fingerprint. A step inside a deed's transaction."""
    last = row.summaries.first()
    text = gathering.snapshot_of(row)
    version: SummaryVersion = SummaryVersion.objects.create(
        meeting=row,
        number=last.number + 1 if last else 1,
        snapshot=text,
        sha256=sha256_hex(text),
        why=why,
        at=clock.instant(),
        by_id=by.pk if by else None,
    )
    return version


@transaction.atomic
def reopen_summary(meeting: Meeting, *, by: Hat, reason: str) -> Meeting:
    """Open an adopted summary for review again, with a reason that is printed; those told of the meeting are told."""
    row = steps.locked(meeting)
    require(rules.may_reopen_summary(by, row))
    row.reason = steps.checked_reason(reason)
    row.state, row.adopted_at = State.SUMMARY_REVIEW, None
    row.publication_approved_at, row.publication_approved_by = None, None
    row.version += 1
    row.save(
        update_fields=[
            *("state", "adopted_at", "reason", "version"),
            *("publication_approved_at", "publication_approved_by"),
        ]
    )
    audit.record(row, "meeting.summary_reopened", by=by, reason=row.reason)
    outbox.notify("meeting_summary_reopened", to=steps.told(row), subject=row)
    return row


@transaction.atomic
def approve_publication(meeting: Meeting, *, by: Hat) -> Meeting:
    """Approve that the extract is published as it is marked now: a co-chair. The secretariat is told."""
    row = steps.locked(meeting)
    require(rules.may_approve_publication(by, row))
    row.publication_approved_at, row.publication_approved_by_id = clock.now(), by.pk
    row.save(update_fields=["publication_approved_at", "publication_approved_by"])
    audit.record(row, "meeting.publication_approved", by=by)
    secretariat = Mandate.objects.active().in_capacity(Capacity.SECRETARIAT)
    outbox.notify("meeting_publication_approved", to=secretariat, subject=row)
    return row


@transaction.atomic
def publish_summary(meeting: Meeting, *, by: Hat) -> Meeting:
    """Publish the extract of an adopted summary, as a co-chair approved it: everybody reads it, for good."""
    row = steps.locked(meeting)
    require(rules.may_publish_summary(by, row))
    row.state, row.published_at = State.SUMMARY_PUBLISHED, clock.now()
    row.version += 1
    row.save(update_fields=["state", "published_at", "version"])
    audit.record(row, "meeting.summary_published", by=by)
    outbox.notify("meeting_summary_published", to=steps.told(row), subject=row)
    return row
