"""Writing down what has to be told, in the transaction of the deed that gives the occasion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext as _

from ip5.kernel import clock
from ip5.kernel.errors import Refused
from ip5.kernel.text import canonical_json
from ip5.outbox import wake
from ip5.outbox.kinds import KINDS
from ip5.outbox.models import Letter, Notice

if TYPE_CHECKING:
    from ip5.kernel.hat import Hat


@transaction.atomic(savepoint=False)
def notify(
    kind: str,
    *,
    to: Iterable[Any],
    subject: models.Model,
    immediate: bool | None = None,
    data: Mapping[str, Any] | None = None,
) -> int:
    """Write one notice for each mandate in ``to`` and return how many.

    ``kind`` is one of ``kinds.KINDS``, which says whether it is mailed at once unless ``immediate``
    does. ``data`` holds no restricted text. Whether the reader may still see the subject is asked
    when the mail is composed, not here. Wakes the worker after the commit. Refuses an unknown kind
    (KeyError) and data that is not JSON (TypeError).
    """
    at_once = KINDS[kind].immediate if immediate is None else immediate
    facts = dict(data or {})
    canonical_json(facts)
    readers = sorted({mandate.pk for mandate in to})
    common = {
        "kind": kind,
        "subject_kind": subject._meta.label_lower,
        "subject_uuid": subject.uuid,  # type: ignore[attr-defined]
        "data": facts,
        "immediate": at_once,
    }
    Notice.objects.bulk_create([Notice(mandate_id=key, **common) for key in readers])
    if at_once and readers:
        transaction.on_commit(wake.worker, robust=True)
    return len(readers)


@transaction.atomic(savepoint=False)
def post_letter(to_address: str, subject: str, text: str, html: str | None = None) -> Letter:
    """Write a sign-in mail into the ledger and return it; the worker is woken after the commit.

    Its text is emptied once the mail server accepted it: it may hold a link that signs in.
    """
    letter = Letter.objects.create(
        to_address=to_address, subject=" ".join(subject.split())[:200], text=text, html=html or ""
    )
    transaction.on_commit(wake.worker, robust=True)
    return letter


@transaction.atomic(savepoint=False)
def mark_read(notices: Iterable[UUID] | None = None, *, by: Hat) -> int:
    """Mark the hat's notices with these uuids (default all) as read and return how many changed.

    A uuid of another hat's notice changes nothing and tells nothing. Refuses the anonymous hat.
    """
    if by.is_anonymous:
        raise Refused(_("Sign in to mark notices as read."))
    mine = Notice.objects.for_hat(by).unread()
    if notices is not None:
        mine = mine.filter(uuid__in=list(notices))
    return mine.update(read_at=clock.now())
