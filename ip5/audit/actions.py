"""The one deed of this floor: writing into the record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.utils import translation

from ip5.audit.models import Chain, Event
from ip5.audit.querysets import kind_of
from ip5.kernel.text import canonical_json
from ip5.kernel.visibility import Visibility

if TYPE_CHECKING:
    from ip5.kernel.hat import Hat


@transaction.atomic(savepoint=False)
def record(
    subject: models.Model,
    verb: str,
    *,
    by: Hat | None,
    visibility: str | None = None,
    offices: Iterable[int] | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
) -> Event:
    """Append an event to the subject's chain, in the deed's own transaction, and return it.

    ``by`` is the hat that did it, None for the clock. ``visibility`` (default: the subject's class
    now) is fixed for ever; of an office-internal event ``offices`` (default: the hat's own) are
    the offices that may read it. ``data`` never holds an answer, a draft text or a restricted
    title. Takes the chain's lock last: lock subject and round before. Refuses an unknown class and
    data that is not JSON (ValueError, TypeError). The instant, number and hashes are the database's.
    """
    level = Visibility(visibility or subject.visibility)  # type: ignore[attr-defined]
    readers: list[int] = []
    if level == Visibility.OFFICE_INTERNAL:
        own = [by.office_id] if by is not None and by.office_id is not None else []
        readers = sorted(set(own if offices is None else offices))
    return Event.objects.create(
        chain_id=_chain_key(subject),
        verb=verb,
        visibility=level,
        offices=readers,
        payload=canonical_json({"data": dict(data or {}), "reason": str(reason)}),
        **_who(by),
    )


def _chain_key(subject: models.Model) -> int:
    """Return the key of the subject's chain; the first event of a subject makes it."""
    chains = Chain.objects.for_subject(subject).values_list("pk", flat=True)
    key = chains.first()
    if key is None:
        chain = Chain(subject_kind=kind_of(subject), subject_uuid=subject.uuid)  # type: ignore[attr-defined]
        # Two first events at once: the loser's insert waits for the winner, then reads its row.
        Chain.objects.bulk_create([chain], ignore_conflicts=True)
        key = chains.get()
    return key


def _who(by: Any) -> dict[str, Any]:
    """Return what is kept of the hat, as printed, in the installation's language."""
    if by is None or by.is_anonymous:
        return {}
    with translation.override(settings.LANGUAGE_CODE):
        return {
            "by_id": by.pk,
            "person_name": _line(by.person.name),
            "acting_as": _line(by.acting_as),
            "office_id": by.office_id,
            "office_code": _line(by.office.code),
        }


def _line(text: object) -> str:
    """Return text on one line: every run of white space becomes one space."""
    return " ".join(str(text).split())
