"""Steps that every deed on a proposal shares: the lock, the touch, a reason, who is told."""

from __future__ import annotations

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.accounts.querysets import MandateQuerySet
from ip5.kernel import clock, reasons
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from proposals.models import Endorsement, Proposal


def locked(proposal: Proposal) -> Proposal:
    """Return the proposal locked for this transaction: the first lock of every deed."""
    return (
        Proposal.objects.select_for_update(of=("self",))
        .select_related("area", "group", "lead_office")
        .get(pk=proposal.pk)
    )


def locked_with_rounds(proposal: Proposal) -> Proposal:
    """Return the proposal locked, its rounds read with the database's instant: by it rules say what is still open."""
    found, rounds = locked(proposal), Endorsement.objects.timed().select_related("round__rule_set")
    prefetch_related_objects([found], Prefetch("endorsements", rounds))
    return found


def touch(proposal: Proposal, by: Hat | None, *fields: str) -> None:
    """Save ``fields`` with who and when, and count the version up, so that stale forms are noticed."""
    proposal.updated_at = clock.now()
    proposal.updated_by_id = by.pk if by else None
    proposal.version += 1
    proposal.save(update_fields=[*fields, "updated_at", "updated_by", "version"])


def checked_reason(text: str, field: str = "reason") -> str:
    """Return the reason trimmed; refuse an empty or an endless one with ``Invalid``."""
    return reasons.checked(text, field, _("Give the reason; it is printed on the proposal."))


def members_told(proposal: Proposal) -> MandateQuerySet:
    """Return who is told of a proposal's course: delegations, body, and observers where it is open to them."""
    told = [Capacity.DELEGATE, Capacity.HOD, Capacity.ALTERNATE, Capacity.CHAIR, Capacity.SECRETARIAT]
    if proposal.visibility != Visibility.MEMBERS:
        told.append(Capacity.OBSERVER)
    return Mandate.objects.active().in_capacity(*told)


def lead_delegation(proposal: Proposal) -> MandateQuerySet:
    """Return the delegates, HoD and alternate of the lead office."""
    told = (Capacity.DELEGATE, Capacity.HOD, Capacity.ALTERNATE)
    return Mandate.objects.active().in_capacity(*told).filter(office=proposal.lead_office_id)


def heads_of_delegation() -> MandateQuerySet:
    """Return the heads of delegation and alternates of all member offices."""
    return Mandate.objects.active().in_capacity(Capacity.HOD, Capacity.ALTERNATE)


def delegations_of(codes: list[str]) -> MandateQuerySet:
    """Return the delegates, HoD and alternate of the member offices with these codes."""
    told = (Capacity.DELEGATE, Capacity.HOD, Capacity.ALTERNATE)
    wanted = [code.upper() for code in codes]
    return Mandate.objects.active().in_capacity(*told).filter(office__code__in=wanted)
