"""Deeds of the co-chairs before the ballot: admit, return, table."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.offices.calendars import end_of_period
from ip5.outbox import actions as outbox
from proposals import rules
from proposals.actions import steps
from proposals.models import Proposal
from proposals.states import State

REVIEW_DAYS = 15


@transaction.atomic
def admit(proposal: Proposal, *, by: Hat, days: int = REVIEW_DAYS) -> Proposal:
    """Admit to review for ``days`` common working days (default 15); the members are told."""
    locked = steps.locked(proposal)
    require(rules.RULES["admit"](by, locked))
    if not 1 <= days <= 60:
        raise Invalid({"days": [_("A review lasts 1 to 60 common working days.")]})
    moment = clock.now()
    end = end_of_period(moment, days)
    locked.state, locked.review_ends_at = State.UNDER_REVIEW, end.at
    steps.touch(locked, by, "state", "review_ends_at")
    audit.record(locked, "proposal.admitted", by=by, data={"review_ends_at": end.at.isoformat()})
    outbox.notify("proposal_admitted", to=steps.members_told(locked), subject=locked)
    return locked


@transaction.atomic
def return_for_revision(proposal: Proposal, *, by: Hat, reason: str) -> Proposal:
    """Return the proposal with reasons; the lead office is told at once."""
    locked = steps.locked(proposal)
    require(rules.RULES["return_for_revision"](by, locked))
    locked.state, locked.return_reason = State.RETURNED, steps.checked_reason(reason)
    steps.touch(locked, by, "state", "return_reason")
    audit.record(locked, "proposal.returned", by=by, reason=locked.return_reason)
    outbox.notify("proposal_returned", to=steps.lead_delegation(locked), subject=locked)
    return locked


@transaction.atomic
def table(proposal: Proposal, *, by: Hat, reason: str = "") -> Proposal:
    """Table the proposal; before the review period is over only with a reason, which is printed."""
    locked = steps.locked(proposal)
    require(rules.RULES["table"](by, locked))
    locked.tabled_early_reason = steps.checked_reason(reason) if rules.is_early(locked) else ""
    locked.state = State.TABLED
    steps.touch(locked, by, "state", "tabled_early_reason")
    audit.record(locked, "proposal.tabled", by=by, reason=locked.tabled_early_reason)
    outbox.notify("proposal_tabled", to=steps.members_told(locked), subject=locked)
    return locked
