"""Deeds on ideas: put forward, grow, close."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.outbox import actions as outbox
from proposals.actions import steps
from proposals.actions.drafts import create
from proposals.models import Idea, Proposal
from proposals.rules import ideas as rules

MAX_IDEA = 2_000


@transaction.atomic
def put_forward(*, by: Hat, title: str, text: str) -> Idea:
    """Put an idea forward for the hat's office; members and observers see it. Returns it."""
    require(rules.may_put_forward(by))
    errors = {}
    if not title.strip() or len(title) > 200:
        errors["title"] = [_("Give it a title of at most 200 characters.")]
    if not text.strip() or len(text) > MAX_IDEA:
        errors["text"] = [_("One paragraph, at most %(n)s characters.") % {"n": f"{MAX_IDEA:,}"}]
    if errors:
        raise Invalid(errors)
    idea = Idea.objects.create(  # type: ignore[misc]
        title=title.strip(),
        text=text.strip(),
        office_id=by.office_id,
        put_forward_by_id=by.pk,
        put_forward_at=clock.now(),
    )
    audit.record(idea, "idea.put_forward", by=by)
    told = Mandate.objects.active().in_capacity(
        Capacity.DELEGATE,
        Capacity.HOD,
        Capacity.ALTERNATE,
        Capacity.CHAIR,
        Capacity.SECRETARIAT,
        Capacity.OBSERVER,
    )
    outbox.notify("idea_put_forward", to=told.exclude(pk=by.pk), subject=idea)  # type: ignore[misc]
    return idea


def _locked(idea: Idea) -> Idea:
    return Idea.objects.select_for_update().get(pk=idea.pk)


@transaction.atomic
def grow(idea: Idea, *, by: Hat) -> Proposal:
    """Begin a draft of the hat's office from the idea; the idea has grown once that draft is submitted."""
    locked = _locked(idea)
    require(rules.may_grow(by, locked))
    return create(by=by, values={"title": locked.title, "summary": locked.text}, idea=locked)


@transaction.atomic
def close_idea(idea: Idea, *, by: Hat, reason: str) -> Idea:
    """Close an idea with a reason; the office that put it forward is told."""
    locked = _locked(idea)
    require(rules.may_close_idea(by, locked))
    locked.state, locked.close_reason = Idea.State.CLOSED, steps.checked_reason(reason)
    locked.ended_at = clock.now()
    locked.save(update_fields=["state", "close_reason", "ended_at"])
    audit.record(locked, "idea.closed", by=by, reason=locked.close_reason)
    told = (
        Mandate.objects.active()
        .in_capacity(Capacity.DELEGATE, Capacity.HOD, Capacity.ALTERNATE)
        .filter(office=locked.office_id)
    )
    outbox.notify("idea_closed", to=told, subject=locked)
    return locked
