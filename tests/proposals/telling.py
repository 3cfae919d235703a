"""What a deed left behind: its events and its notices, as plain values to compare."""

from __future__ import annotations

from typing import Any

from ip5.accounts.models import Mandate
from ip5.audit.models import Event
from ip5.offices.models import Office
from ip5.outbox.models import Notice
from proposals.models import Proposal

# The whole of who is told of a proposal's course; observers where the class is open to them.
MEMBERS_TOLD = {
    *("delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "delegate_us", "hod_us", "leaver"),
    *("delegate_jp", "hod_jp", "hod_kr", "hod_cn", "chair_ep", "chair_kr", "secretariat"),
}
LEAD_TOLD = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep"}


def key_of(mandate: Mandate) -> str:
    """Return a mandate's name in the cast."""
    return mandate.person.email.partition("@")[0].replace(".", "_")


def events(subject: Any) -> list[tuple[Any, ...]]:
    """Return every event as (verb, by, class, offices that read it, reason), in their order."""
    codes = dict(Office.objects.values_list("pk", "code"))
    return [
        (
            each.verb,
            key_of(each.by) if each.by else "clock",
            str(each.visibility),
            sorted(codes[pk] for pk in each.offices),
            each.reason,
        )
        for each in Event.objects.for_subject(subject).select_related("by__person").order_by("seq")
    ]


def last_event(subject: Any) -> tuple[Any, ...]:
    """Return the last event, as ``events`` does."""
    return events(subject)[-1]


def last_data(subject: Any) -> dict[str, Any]:
    """Return the facts recorded with the last event."""
    return Event.objects.for_subject(subject).order_by("-seq")[0].data


def told(subject: Any, kind: str) -> list[str]:
    """Return who got a notice of this kind about the subject, sorted; a name twice is told twice."""
    notices = Notice.objects.filter(kind=kind, subject_uuid=subject.uuid).select_related("mandate__person")
    return sorted(key_of(each.mandate) for each in notices)


def kinds(subject: Any) -> set[str]:
    """Return every kind of notice there is about the subject."""
    return set(Notice.objects.filter(subject_uuid=subject.uuid).values_list("kind", flat=True))


def fresh(proposal: Proposal) -> Proposal:
    """Return the proposal read anew, nothing cached."""
    return Proposal.objects.get(pk=proposal.pk)
