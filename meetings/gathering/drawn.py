"""What could be drawn into an agenda by query: decisions, open actions, what is ready for decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Model
from django.utils.text import Truncator

from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.register.models import ActionItem, Decision
from meetings.models import AgendaItem, Conclusion, Meeting
from meetings.states import APPROVING, ItemType
from proposals.models import Proposal
from proposals.states import MACHINE
from proposals.states import State as ProposalState
from roadmap.models import Version
from roadmap.states import Amendment, VersionState

# Frozen, or waiting for its next step before the Heads have it.
WAITING = [
    VersionState.FROZEN,
    VersionState.UNDER_APPROVAL,
    VersionState.TF_ENDORSED,
    VersionState.DEPUTIES_CLEARED,
]
KINDS: dict[str, Any] = {each._meta.label_lower: each for each in (Decision, ActionItem, Proposal, Version)}


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that could be drawn in, under the standing item ``head``."""

    head: str
    kind: str
    uuid: UUID
    symbol: str
    title: str
    address: str
    visibility: str
    type: str
    minutes: int
    office: Any = None
    group: str = ""

    @property
    def key(self) -> str:
        """What a form sends back for it."""
        return f"{self.kind}:{self.uuid}"

    @property
    def is_closed(self) -> bool:
        """Whether observers leave while it is treated."""
        return Visibility(self.visibility).rank < Visibility.MEMBERS_OBSERVERS.rank

    def facts(self) -> dict[str, Any]:
        """Return the fields of the agenda item it becomes."""
        return {
            "title": self.title,
            "type": self.type,
            "minutes": self.minutes,
            "lead_office": self.office,
            "visibility": Visibility.MEMBERS if self.is_closed else Visibility.MEMBERS_OBSERVERS,
            "subject_kind": self.kind,
            "subject_uuid": self.uuid,
            "subject_symbol": self.symbol,
            "subject_address": self.address,
        }


def offers_of(meeting: Meeting, hat: Hat) -> list[Offer]:
    """Return what could be drawn into the agenda and is not there yet, in the order of the standing items."""
    there = set(
        AgendaItem.objects.filter(meeting=meeting, subject_uuid__isnull=False).values_list(
            "subject_uuid", flat=True
        )
    )
    since = last_closed(meeting)
    sources = (_decisions(hat, since), _actions(hat), _proposals(hat), _versions(hat))
    return [each for source in sources for each in source if each.uuid not in there]


def last_closed(meeting: Meeting) -> dt.datetime | None:
    """Return when the meeting before this one was closed, or None."""
    held = Meeting.objects.held().exclude(pk=meeting.pk).filter(number__isnull=False)
    if meeting.number:
        held = held.filter(number__lt=meeting.number)
    last = held.first()
    return (last.closed_at or last.ends_at) if last else None  # type: ignore[attr-defined]  # annotated


def is_restricted(item: AgendaItem) -> bool:
    """Whether what the item is about is open to members alone; also where it is not found any more."""
    if not item.subject_kind:
        return False
    model = KINDS.get(item.subject_kind)
    if model is None:
        return item.is_closed_to_observers
    row = model._base_manager.filter(uuid=item.subject_uuid).first()
    return row is None or Visibility(row.visibility).rank < Visibility.MEMBERS_OBSERVERS.rank


def amendment_of(conclusion: Conclusion) -> Version | None:
    """Return the frozen minor amendment that the conclusion would approve, or None (domain.md section 4b)."""
    uuid = _decided_on(conclusion, Version)
    frozen = Version.objects.filter(state=VersionState.FROZEN, kind=Amendment.MINOR)
    return frozen.filter(uuid=uuid).first() if uuid else None


def endorsed_by(conclusion: Conclusion) -> Proposal | None:
    """Return the tabled proposal that the conclusion would endorse, or None (domain.md section 3, tf_session)."""
    uuid = _decided_on(conclusion, Proposal)
    tabled = Proposal.objects.filter(state__in=MACHINE.moves["open_in_session"].sources)
    return tabled.filter(uuid=uuid).first() if uuid else None


def _decided_on(conclusion: Conclusion, model: type[Model]) -> UUID | None:
    """Return the uuid of what the conclusion itself decides on, where that is of the model.

    By its item's subject and its verb: one that is "noted" or "agreed" says something about it, no more.
    """
    item = conclusion.item
    is_about_one = item.subject_kind == model._meta.label_lower and conclusion.verb in APPROVING
    return item.subject_uuid if is_about_one else None


def _short(text: str) -> str:
    return Truncator(" ".join(text.split())).chars(180)


def _decisions(hat: Hat, since: dt.datetime | None) -> Iterator[Offer]:
    rows = Decision.objects.visible_to(hat).filter(meeting_number__isnull=True).order_by("decided_at")
    for row in rows.filter(decided_at__gte=since) if since else rows:
        yield Offer(
            "between",
            Decision._meta.label_lower,
            row.uuid,
            row.symbol,
            _short(row.text),
            row.subject_address,
            row.visibility,
            ItemType.INFORMATION,
            5,
        )


def _actions(hat: Hat) -> Iterator[Offer]:
    for row in ActionItem.objects.visible_to(hat).open().select_related("office", "group"):
        yield Offer(
            "actions",
            ActionItem._meta.label_lower,
            row.uuid,
            row.symbol,
            _short(row.text),
            row.subject_address,
            row.visibility,
            ItemType.INFORMATION,
            5,
            row.office,
        )


def _proposals(hat: Hat) -> Iterator[Offer]:
    rows = Proposal.objects.visible_to(hat).filter(state=ProposalState.TABLED)
    for row in rows.select_related("area", "lead_office").order_by("area__code", "symbol"):
        yield Offer(
            "decision",
            Proposal._meta.label_lower,
            row.uuid,
            row.symbol or "",
            _short(row.title),
            row.get_absolute_url(),
            row.visibility,
            ItemType.DECISION,
            20,
            row.lead_office,
            str(row.area or ""),
        )


def _versions(hat: Hat) -> Iterator[Offer]:
    for row in Version.objects.visible_to(hat).filter(state__in=WAITING).order_by("frozen_at"):
        yield Offer(
            "roadmap",
            Version._meta.label_lower,
            row.uuid,
            row.printed_symbol,
            _short(str(row.title)),
            row.get_absolute_url(),
            row.visibility,
            ItemType.DECISION,
            20,
        )
