"""Deeds of publication: approved by a co-chair, published by the secretariat, at once or at an embargo instant."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import DeedError, Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.outbox import actions as outbox
from roadmap import rules
from roadmap.actions import steps
from roadmap.actions.approval import follow_approval
from roadmap.actions.heading import follow_heads
from roadmap.models import Version
from roadmap.states import VersionState

log = logging.getLogger(__name__)

FARTHEST = dt.timedelta(days=366)


@transaction.atomic
def approve_publication(version: Version, *, by: Hat) -> Version:
    """Approve that the endorsed version is published: a co-chair. The secretariat is told."""
    row = steps.locked(version)
    require(rules.RULES["approve_publication"](by, row))
    row.publication_approved_at, row.publication_approved_by_id = clock.now(), by.pk
    row.save(update_fields=["publication_approved_at", "publication_approved_by"])
    audit.record(row, "version.publication_approved", by=by)
    secretariat = Mandate.objects.active().in_capacity(Capacity.SECRETARIAT)
    outbox.notify("version_publication_approved", to=secretariat, subject=row)
    return row


@transaction.atomic
def publish(version: Version, *, by: Hat, embargo_until: dt.datetime | None = None) -> Version:
    """Publish an endorsed version, now or at ``embargo_until`` (aware; by the database's clock).

    The edition number is written when it becomes public, outside the hashed snapshot; the former current one is
    superseded. Refuses like ``rules.may_publish``; ``Invalid`` for an instant more than a year ahead.
    """
    row = steps.locked(version)
    require(rules.RULES["publish"](by, row))
    moment = clock.instant()
    if embargo_until is not None and embargo_until > moment + FARTHEST:
        raise Invalid({"embargo_until": [_("Choose an instant within a year.")]})
    row.embargo_until = max(moment, embargo_until) if embargo_until else moment
    row.published_by_id = by.pk
    row.save(update_fields=["embargo_until", "published_by"])
    data = {"embargo_until": row.embargo_until.isoformat()}
    audit.record(row, "version.publication_set", by=by, data=data)
    if row.embargo_until <= moment:
        _make_public(row, moment)
    return row


def _make_public(row: Version, moment: dt.datetime) -> None:
    """Make a locked version public: edition, class, and the former current one superseded."""
    for former in Version.objects.current().select_for_update():
        former.state, former.superseded_at = VersionState.SUPERSEDED, moment
        former.save(update_fields=["state", "superseded_at"])
        audit.record(former, "version.superseded", by=None, data={"edition": row.target})
    row.state, row.visibility = VersionState.PUBLISHED, Visibility.PUBLIC
    row.edition, row.published_at = row.target, moment
    row.save(update_fields=["state", "visibility", "edition", "published_at"])
    audit.record(row, "version.published", by=None, data={"edition": row.edition})
    told = [*steps.members_told(row), *Mandate.objects.active().in_capacity(Capacity.INDUSTRY)]
    outbox.notify("version_published", to=told, subject=row)


@transaction.atomic
def stop_publication(version: Version, *, by: Hat, reason: str) -> Version:
    """Stop a publication before its embargo instant, with a reason; it may be set anew. Never after it."""
    row = steps.locked(version)
    require(rules.RULES["stop_publication"](by, row))
    reason = steps.checked_reason(reason)
    row.embargo_until, row.published_by = None, None
    row.save(update_fields=["embargo_until", "published_by"])
    audit.record(row, "version.publication_stopped", by=by, reason=reason)
    return row


def publish_due() -> int:
    """Make public every version whose embargo is over; return how many. May run twice or in parallel."""
    made = 0
    for found in Version.objects.to_publish(clock.instant()):
        with transaction.atomic():
            row = steps.locked(found)
            moment = clock.instant()
            if Version.objects.to_publish(moment).filter(pk=row.pk).exists():
                _make_public(row, moment)
                made += 1
    return made


def follow_rounds() -> int:
    """Bring every version on its way to where its rounds stand; return how many moved.

    Each in its own transaction; may run twice or in parallel.
    """
    moved = 0
    for found in Version.objects.under_way().exclude(state=VersionState.COMPILING):
        try:
            with transaction.atomic():
                before = steps.locked(found).state
                row = follow_heads(follow_approval(found))
            moved += int(row.state != before)
        except DeedError:
            # One that cannot be moved (a year without a holiday table) must not stop the others.
            log.exception("version %s could not follow its round", found.symbol)
    return moved
