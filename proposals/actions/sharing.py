"""Deeds on who sees a draft: sharing with an office, a named expert, notes, sending back, taking over."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts import grants
from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from ip5.outbox import actions as outbox
from proposals import rules
from proposals.actions import steps
from proposals.actions.drafts import KEY_FIELDS, create
from proposals.models import SECTIONS, DraftNote, Proposal, Share

GRANTS_OF = {
    Share.Level.VIEW: ("see_draft",),
    Share.Level.NOTE: ("see_draft", "note_on_draft"),
    Share.Level.EDIT: ("see_draft", "note_on_draft", "edit_draft"),
}
MAX_NOTE = 5_000


def _record(proposal: Proposal, verb: str, by: Hat, *offices: int, **data: str) -> None:
    """Write the event for the lead office and ``offices``; a named expert's office learns nothing of it."""
    audit.record(
        proposal,
        verb,
        by=by,
        visibility=Visibility.OFFICE_INTERNAL,
        offices=[proposal.lead_office_id, *offices],
        data=data,
    )


@transaction.atomic
def share(proposal: Proposal, *, by: Hat, office: Office, level: str) -> Share:
    """Open the draft to another member office's delegation at a level, or change the level."""
    locked = steps.locked(proposal)
    require(rules.RULES["share"](by, locked))
    if not office.is_member or office.pk == locked.lead_office_id:
        raise Invalid({"office": [_("A draft is shared with another member office.")]})
    if level not in Share.Level.values:
        raise Invalid({"level": [_("Choose a level.")]})
    opened, _made = Share.objects.update_or_create(  # type: ignore[misc]
        proposal=locked,
        office=office,
        defaults={"level": level, "opened_by_id": by.pk, "opened_at": clock.now()},
    )
    _record(locked, "proposal.shared", by, office.pk, office=office.code, level=level)
    outbox.notify("draft_shared", to=steps.delegations_of([office.code]), subject=locked)
    return opened


@transaction.atomic
def unshare(proposal: Proposal, *, by: Hat, office: Office) -> None:
    """Close the draft to an office again; what it wrote stays with the lead office."""
    locked = steps.locked(proposal)
    require(rules.RULES["share"](by, locked))
    if Share.objects.filter(proposal=locked, office=office).delete()[0]:
        _record(locked, "proposal.unshared", by, office.pk, office=office.code)


@transaction.atomic
def share_with_expert(proposal: Proposal, *, by: Hat, expert: Mandate, level: str) -> None:
    """Open the draft to one named expert at a level; it counts only while the expert's mandate is active."""
    locked = steps.locked(proposal)
    require(rules.RULES["share"](by, locked))
    if expert.capacity != Capacity.EXPERT or not expert.is_active:
        raise Invalid({"expert": [_("Choose somebody who is an expert at present.")]})
    if level not in Share.Level.values:
        raise Invalid({"level": [_("Choose a level.")]})
    for permission in GRANTS_OF[Share.Level.EDIT]:
        grants.take_back(permission, expert.person, locked)
    for permission in GRANTS_OF[Share.Level(level)]:
        grants.give(permission, expert.person, locked)
    _record(locked, "proposal.opened_to_expert", by, level=level)
    outbox.notify("draft_shared", to=[expert], subject=locked)


@transaction.atomic
def unshare_with_expert(proposal: Proposal, *, by: Hat, expert: Mandate) -> None:
    """Close the draft to a named expert again."""
    locked = steps.locked(proposal)
    require(rules.RULES["share"](by, locked))
    for permission in GRANTS_OF[Share.Level.EDIT]:
        grants.take_back(permission, expert.person, locked)
    _record(locked, "proposal.closed_to_expert", by)


@transaction.atomic
def note(proposal: Proposal, *, by: Hat, text: str) -> DraftNote:
    """Write a note on the draft, read inside the own office and by the lead office."""
    locked = steps.locked(proposal)
    require(rules.may_note(by, locked))
    return _noted(locked, by, text, DraftNote.Kind.NOTE)


def _noted(proposal: Proposal, by: Hat, text: str, kind: str) -> DraftNote:
    text = text.strip()
    if not text or len(text) > MAX_NOTE:
        raise Invalid({"text": [_("Write something, at most %(n)s characters.") % {"n": f"{MAX_NOTE:,}"}]})
    return DraftNote.objects.create(  # type: ignore[misc]
        proposal=proposal, office_id=by.office_id, mandate_id=by.pk, kind=kind, text=text, at=clock.now()
    )


@transaction.atomic
def send_back(proposal: Proposal, *, by: Hat, reason: str) -> Proposal:
    """Send the text back to the desk with a note; a clearance stamp falls. Seen inside the office alone."""
    locked = steps.locked(proposal)
    require(rules.RULES["send_back"](by, locked))
    _noted(locked, by, reason, DraftNote.Kind.SENT_BACK)
    locked.cleared_fingerprint = ""
    steps.touch(locked, by, "cleared_fingerprint")
    audit.record(locked, "proposal.sent_back", by=by, visibility=Visibility.OFFICE_INTERNAL)
    outbox.notify("draft_sent_back", to=steps.lead_delegation(locked).exclude(pk=by.pk), subject=locked)  # type: ignore[misc]
    return locked


@transaction.atomic
def take_over(proposal: Proposal, *, by: Hat) -> Proposal:
    """Begin an own draft with a withdrawn text; the withdrawn proposal names it once it is submitted.

    What was said to be fictitious stays so: the words are the same.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["take_over"](by, locked))
    names = ("title", "horizon", *SECTIONS, *KEY_FIELDS)
    values = {name: getattr(locked, name) for name in names}
    return create(by=by, values=values, origin=locked.origin, taken_over_from=locked)
