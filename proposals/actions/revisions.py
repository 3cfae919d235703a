"""Deeds on the next revision: write it, submit it, mark it editorial or material."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Mandate
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Conflict, require
from ip5.kernel.hat import Hat
from ip5.kernel.text import canonical_json
from ip5.kernel.visibility import Visibility
from ip5.outbox import actions as outbox
from proposals import rules
from proposals.actions import steps
from proposals.actions.drafts import KEY_FIELDS, check_text, fill
from proposals.models import (
    SECTIONS,
    EditorialMark,
    EditorialObjection,
    Proposal,
    Reading,
    Revision,
    WorkingRevision,
)
from proposals.states import State

REVISED_FIELDS = ("title", "horizon", *SECTIONS)


@transaction.atomic
def prepare_revision(
    proposal: Proposal, *, by: Hat, values: Mapping[str, Any] | None = None, version: int = 0
) -> WorkingRevision:
    """Begin or save the working text of the next revision, internal to the lead office; return it.

    Begun without ``values`` it holds the text in force. Refuses ``Conflict`` when somebody saved since
    ``version``, ``Invalid`` texts beyond their length.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["prepare_revision"](by, locked))
    working = WorkingRevision.objects.select_for_update().filter(proposal=locked).first()
    if working is None:
        working = WorkingRevision(proposal=locked, updated_at=clock.now(), updated_by_id=by.pk)
        fill(
            working, {name: getattr(locked, name) for name in (*REVISED_FIELDS, *KEY_FIELDS)}, REVISED_FIELDS
        )
        working.save()
        audit.record(locked, "proposal.revision_begun", by=by, visibility=Visibility.OFFICE_INTERNAL)
    if values is None:
        return working
    if working.version != version:
        raise Conflict(
            _("%(name)s saved this text in the meantime. What you typed is below, nothing is lost.")
            % {"name": working.updated_by.person.name if working.updated_by else _("Somebody else")}
        )
    check_text(values)
    fill(working, values, REVISED_FIELDS)
    working.updated_at, working.updated_by_id = clock.now(), by.pk
    working.version += 1
    working.save()
    return working


@transaction.atomic
def revise(proposal: Proposal, *, by: Hat, fingerprint: str = "") -> Proposal:
    """Submit the working text as Rev.n+1, immutable; every comment has been answered. The members are told.

    Refuses ``Conflict`` when ``fingerprint`` names the text that was read and it has changed since. Other
    offices' consents and reviews on the former text become stale; their HoDs are asked anew.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["revise"](by, locked))
    working = WorkingRevision.objects.select_for_update().get(proposal=locked)
    if fingerprint and fingerprint != working.fingerprint:
        raise Conflict(_("The text changed while you were reading. Read it again before you submit it."))
    number = locked.revisions.newest_first()[0].number + 1
    moment = clock.now()
    for name in (*REVISED_FIELDS, *KEY_FIELDS):
        setattr(locked, name, getattr(working, name))
    locked.fingerprint = locked.fingerprint_now()
    locked.state, locked.submitted_at, locked.review_ends_at = State.SUBMITTED, moment, None
    steps.touch(
        locked, by, *REVISED_FIELDS, *KEY_FIELDS, "fingerprint", "state", "submitted_at", "review_ends_at"
    )
    revision = Revision.objects.create(  # type: ignore[misc]
        proposal=locked,
        number=number,
        content=canonical_json(locked.text()),
        sha256=locked.fingerprint,
        submitted_at=moment,
        submitted_by_id=by.pk,
    )
    working.delete()
    audit.record(locked, "proposal.revised", by=by, data={"revision": number, "text_sha256": revision.sha256})
    outbox.notify("proposal_revised", to=steps.members_told(locked), subject=locked)
    for each in locked.taking_part:
        outbox.notify("consent_asked", to=Mandate.objects.speaking_for(each.office_id), subject=locked)
    return locked


@transaction.atomic
def mark_editorial(proposal: Proposal, *, by: Hat) -> Revision:
    """Mark the newest revision as editorial; the heads of delegation are told and may object."""
    locked = steps.locked(proposal)
    require(rules.RULES["mark_editorial"](by, locked))
    revision = locked.revisions.newest_first()[0]
    EditorialMark.objects.create(revision=revision, by_id=by.pk, at=clock.now())  # type: ignore[misc]
    audit.record(locked, "proposal.marked_editorial", by=by, data={"revision": revision.number})
    outbox.notify("revision_marked_editorial", to=steps.heads_of_delegation(), subject=locked)
    return revision


@transaction.atomic
def object_to_editorial(proposal: Proposal, *, by: Hat) -> Revision:
    """Object, as any HoD: the newest revision is material after all."""
    locked = steps.locked(proposal)
    require(rules.RULES["object_to_editorial"](by, locked))
    revision = locked.revisions.newest_first()[0]
    EditorialObjection.objects.create(revision=revision, office_id=by.office_id, by_id=by.pk, at=clock.now())  # type: ignore[misc]
    audit.record(locked, "proposal.held_material", by=by, data={"revision": revision.number})
    return revision


@transaction.atomic
def mark_read(proposal: Proposal, *, by: Hat, number: int | None = None) -> None:
    """Note that the hat has read revision ``number``, else the newest; later changes are shown against it.

    A revision once read stays read: a lower number changes nothing.
    """
    newest = proposal.revisions.newest_first().first()
    if newest is None or by.pk is None:
        return
    read = newest.number if number is None else min(number, newest.number)
    former = Reading.objects.select_for_update().filter(proposal=proposal, mandate_id=by.pk).first()
    if former is None or former.revision_number < read:
        Reading.objects.update_or_create(
            proposal=proposal,
            mandate_id=by.pk,
            defaults={"revision_number": read, "at": clock.now()},
        )
