"""Sets of events and chains: who may read what of the record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from ip5.audit.verifier import AuditRow
from ip5.kernel.visibility import Visibility, classes_seen_from

if TYPE_CHECKING:
    from ip5.audit.models import Chain, Event  # noqa: F401
    from ip5.kernel.hat import Hat


def readable_by(hat: Hat) -> Q:
    """Events of a class the hat sees, and office-internal ones written for its office.

    The class was fixed when the event was written and a later state never widens it. The body's
    own internal events are its co-chairs' and secretariat's: their hats carry the body's office.
    """
    open_classes = [each for each in classes_seen_from(hat.sees_from) if each != Visibility.OFFICE_INTERNAL]
    readable = Q(visibility__in=open_classes)
    if not hat.is_anonymous and hat.office_id and (hat.is_delegation or hat.is_chair or hat.is_secretariat):
        readable |= Q(visibility=Visibility.OFFICE_INTERNAL, offices__contains=[hat.office_id])
    return readable


def kind_of(subject: models.Model) -> str:
    """Return the name under which a subject's chain is kept: ``proposals.proposal``."""
    return str(subject._meta.label_lower)


class EventQuerySet(models.QuerySet["Event"]):
    """Sets of events, in the order of their chain."""

    def for_subject(self, subject: models.Model) -> EventQuerySet:
        """The events of one subject's chain."""
        return self.filter(chain__subject_kind=kind_of(subject), chain__subject_uuid=subject.uuid)  # type: ignore[attr-defined]

    def visible_to(self, hat: Hat) -> EventQuerySet:
        """The events the hat may read."""
        return self.filter(readable_by(hat))

    def without_repeats_of(self, *verbs: str) -> EventQuerySet:
        """Show the first event an office made with any of the verbs and leave out its later ones.

        Until a round closes an office's casts show as one entry, so that a change does not show.
        """
        earlier = self.model._base_manager.filter(
            chain=OuterRef("chain"), verb__in=verbs, office=OuterRef("office"), seq__lt=OuterRef("seq")
        )
        return self.exclude(Q(verb__in=verbs) & Exists(earlier))

    def with_chain_is_whole(self, hat: Hat) -> EventQuerySet:
        """Annotate ``chain_is_whole``: whether the hat may read every event of the chain.

        Only then are sequence numbers and hashes printed; else a gap would tell of a hidden event.
        """
        hidden = self.model._base_manager.filter(chain=OuterRef("chain")).exclude(readable_by(hat))
        return self.annotate(chain_is_whole=~Exists(hidden))


class ChainQuerySet(models.QuerySet["Chain"]):
    """Sets of chains."""

    def for_subject(self, subject: models.Model) -> ChainQuerySet:
        """The one chain of a subject, or none."""
        return self.filter(subject_kind=kind_of(subject), subject_uuid=subject.uuid)  # type: ignore[attr-defined]

    def wholly_visible_to(self, hat: Hat) -> ChainQuerySet:
        """Chains of which the hat may read every event."""
        events = self.model._meta.get_field("events").related_model
        hidden = events._base_manager.filter(chain=OuterRef("pk")).exclude(readable_by(hat))
        return self.filter(~Exists(hidden))

    def rows_to_verify(self) -> Iterator[AuditRow]:
        """Every chain with its events as the verifier reads them, from one statement and so one snapshot."""
        columns: list[Any] = ["subject_kind", "subject_uuid", "count", "head"]
        columns += [
            f"events__{name}"
            for name in (
                *("seq", "at", "uuid", "verb", "by_id", "person_name", "acting_as", "office_id"),
                *("office_code", "visibility", "offices", "payload", "prev", "hash"),
            )
        ]
        rows = self.order_by("subject_kind", "subject_uuid", "events__seq").values_list(*columns)
        return (AuditRow(*row) for row in rows.iterator(chunk_size=2000))
