"""Deeds that end, set aside or reopen a proposal: defer, close, refer, merge, withdraw, reconsider."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.ballots import actions as ballots
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import narrower
from ip5.offices.calendars import end_of_period
from ip5.offices.models import Group
from ip5.outbox import actions as outbox
from ip5.register import actions as register
from ip5.register.models import ActionItem
from proposals import rules
from proposals.actions import steps
from proposals.actions.rounds import current_round
from proposals.models import MergeAgreement, Participation, Proposal, Reconsideration
from proposals.rules.holding import holder_of
from proposals.states import State

MOST_DEFERRALS = 2
OBJECTION_DAYS = 5
LONGEST_DEFERRAL = dt.timedelta(days=3 * 366)


@transaction.atomic
def defer(proposal: Proposal, *, by: Hat, until: dt.date, reference: str) -> Proposal:
    """Set the proposal aside until a date, with a printed reference; the clock brings its state back.

    Refuses a date that is not to come, or further than three years, with ``Invalid``.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["defer"](by, locked))
    moment = clock.now()
    instant = dt.datetime.combine(until, dt.time(), tzinfo=dt.UTC)
    if not moment < instant <= moment + LONGEST_DEFERRAL:
        raise Invalid({"until": [_("Choose a day to come, within three years.")]})
    locked.deferral_reference = steps.checked_reason(reference, "reference")
    locked.deferred_from, locked.deferred_until = locked.state, instant
    locked.deferrals += 1
    locked.state = State.DEFERRED
    steps.touch(locked, by, "deferral_reference", "deferred_from", "deferred_until", "deferrals", "state")
    audit.record(
        locked,
        "proposal.deferred",
        by=by,
        reason=locked.deferral_reference,
        data={"until": until.isoformat()},
    )
    outbox.notify("proposal_deferred", to=steps.members_told(locked), subject=locked)
    return locked


def resume_due(at: dt.datetime | None = None) -> int:
    """Bring back every proposal whose deferral has run out (the second time: lapse it); return how many.

    Each in its own transaction; may run twice or in parallel with the same final state.
    """
    due = Proposal.objects.filter(state=State.DEFERRED, deferred_until__lte=at or clock.now())
    return sum(_resume(each) for each in due)


@transaction.atomic
def _resume(proposal: Proposal) -> int:
    locked = steps.locked(proposal)
    if locked.state != State.DEFERRED or locked.deferred_until is None or locked.deferred_until > clock.now():
        return 0
    lapses = locked.deferrals >= MOST_DEFERRALS
    locked.state = State.LAPSED if lapses else locked.deferred_from
    locked.outcome_at = clock.now() if lapses else locked.outcome_at
    steps.touch(locked, None, "state", "outcome_at")
    audit.record(locked, "proposal.lapsed" if lapses else "proposal.resumed", by=None)
    outbox.notify(
        "proposal_lapsed" if lapses else "proposal_resumed", to=steps.members_told(locked), subject=locked
    )
    return 1


@transaction.atomic
def close(proposal: Proposal, *, by: Hat, reason: str) -> Proposal:
    """Close a proposal that found no decision, with a reason that is printed."""
    locked = steps.locked(proposal)
    require(rules.RULES["close"](by, locked))
    locked.close_reason, locked.state = steps.checked_reason(reason), State.CLOSED
    locked.outcome_at = clock.now()
    steps.touch(locked, by, "close_reason", "state", "outcome_at")
    audit.record(locked, "proposal.closed", by=by, reason=locked.close_reason)
    outbox.notify("proposal_closed", to=steps.members_told(locked), subject=locked)
    return locked


@transaction.atomic
def refer_to_group(proposal: Proposal, *, by: Hat, group: Group, task: str, due: dt.date) -> ActionItem:
    """Refer the proposal to a group: writes an action item, changes no state."""
    locked = steps.locked(proposal)
    require(rules.RULES["refer_to_group"](by, locked))
    item = register.open_item(
        subject=locked,
        by=by,
        group=group,
        office=locked.lead_office,
        text=steps.checked_reason(task, "task"),
        due=due,
    )
    audit.record(locked, "proposal.referred", by=by, data={"group": group.code, "action": item.symbol})
    outbox.notify("proposal_referred", to=steps.lead_delegation(locked), subject=locked)
    return item


@transaction.atomic
def refer_to_deputies(proposal: Proposal, *, by: Hat, task: str, due: dt.date) -> ActionItem:
    """Refer what the year’s rounds did not decide to the deputy heads: writes an action item, changes no state.

    The lead office owns the item, as in a referral to a group; all deputy heads are told at once.
    """
    locked = steps.locked(proposal)
    require(rules.RULES["refer_to_deputies"](by, locked))
    task = steps.checked_reason(task, "task")
    text = _("For the deputy heads: %(task)s") % {"task": task}
    item = register.open_item(subject=locked, by=by, office=locked.lead_office, text=text, due=due)
    audit.record(locked, "proposal.referred_to_deputies", by=by, data={"action": item.symbol})
    deputies = Mandate.objects.active().in_capacity(Capacity.DEPUTY)
    outbox.notify("proposal_referred_to_deputies", to=deputies, subject=locked, immediate=True)
    return item


@transaction.atomic
def agree_merge(proposal: Proposal, *, by: Hat, into: Proposal) -> MergeAgreement:
    """Agree, as HoD of either lead office, that ``proposal`` is merged into ``into``.

    Refuses a merger with itself or with what is not under review, and an office that leads neither.
    """
    locked = steps.locked(proposal)
    require(rules.may_agree_merge_into(by, locked, into))
    agreement, _made = MergeAgreement.objects.get_or_create(  # type: ignore[misc]
        proposal=locked, into=into, office_id=by.office_id, defaults={"by_id": by.pk, "at": clock.now()}
    )
    audit.record(
        locked,
        "proposal.merger_agreed",
        by=by,
        visibility=narrower(locked.visibility, into.visibility),
        data={"into": into.symbol},
    )
    for lead in {locked.lead_office_id, into.lead_office_id} - {by.office_id}:
        outbox.notify("merger_agreed", to=Mandate.objects.speaking_for(lead), subject=locked)
    return agreement


@transaction.atomic
def merge(proposal: Proposal, *, by: Hat, into: Proposal) -> Proposal:
    """Merge the proposal into another, to which both lead HoDs agreed; the other names it."""
    # Both rows, in one order, so that two mergers at once cannot swallow each other.
    both = Proposal.objects.select_for_update(of=("self",)).filter(pk__in=[proposal.pk, into.pk])
    list(both.order_by("pk").values_list("pk"))
    locked = steps.locked(proposal)
    require(rules.RULES["merge"](by, locked))
    if into not in rules.mergers_agreed(locked):
        raise Invalid({"into": [_("Both lead offices' heads of delegation agree before a merger.")]})
    require(rules.is_impartial_chair(by, into))
    locked.merged_into, locked.state, locked.outcome_at = into, State.MERGED, clock.now()
    steps.touch(locked, by, "merged_into", "state", "outcome_at")
    level = narrower(locked.visibility, into.visibility)
    audit.record(locked, "proposal.merged", by=by, visibility=level, data={"into": into.symbol})
    audit.record(into, "proposal.absorbed", by=by, visibility=level, data={"merged": locked.symbol})
    outbox.notify("proposal_merged", to=steps.members_told(locked), subject=locked)
    return locked


@transaction.atomic
def withdraw(proposal: Proposal, *, by: Hat, reason: str) -> Proposal:
    """Withdraw the proposal with a reason; an open round is cancelled, its positions stay sealed."""
    locked = steps.locked(proposal)
    require(rules.RULES["withdraw"](by, locked))
    locked.withdraw_reason = steps.checked_reason(reason)
    if locked.state == State.IN_BALLOT:
        ballots.cancel(current_round(locked), by=by, reason=locked.withdraw_reason)
    locked.state = State.WITHDRAWN
    locked.withdrawn_at = locked.outcome_at = clock.now()
    steps.touch(locked, by, "withdraw_reason", "state", "withdrawn_at", "outcome_at")
    audit.record(locked, "proposal.withdrawn", by=by, reason=locked.withdraw_reason)
    outbox.notify("proposal_withdrawn", to=steps.members_told(locked), subject=locked)
    return locked


@transaction.atomic
def leave(proposal: Proposal, *, by: Hat) -> Proposal:
    """Leave the proposal, as HoD of a participating office; the participation is kept with its end."""
    locked = steps.locked(proposal)
    require(rules.RULES["leave"](by, locked))
    Participation.objects.filter(proposal=locked, office=by.office_id).update(
        left_at=clock.now(), left_by_id=by.pk
    )
    steps.touch(locked, by)
    audit.record(locked, "proposal.left", by=by)
    outbox.notify("office_left", to=steps.members_told(locked), subject=locked)
    return locked


@transaction.atomic
def ask_reconsideration(proposal: Proposal, *, by: Hat, reason: str) -> Reconsideration:
    """Ask to table a decided proposal again; without objection within five common working days it is."""
    locked = steps.locked(proposal)
    require(rules.RULES["ask_reconsideration"](by, locked))
    moment = clock.now()
    asked = Reconsideration.objects.create(  # type: ignore[misc]
        proposal=locked,
        office_id=by.office_id,
        by_id=by.pk,
        reason=steps.checked_reason(reason),
        asked_at=moment,
        objections_until=end_of_period(moment, OBJECTION_DAYS).at,
    )
    audit.record(locked, "proposal.reconsideration_asked", by=by, visibility="members", reason=asked.reason)
    outbox.notify("reconsideration_asked", to=steps.heads_of_delegation(), subject=locked)
    return asked


@transaction.atomic
def object_to_reconsideration(proposal: Proposal, *, by: Hat, reason: str) -> Reconsideration:
    """Object, as another office's HoD: the request ends, the outcome stands."""
    locked = steps.locked(proposal)
    require(rules.RULES["object_to_reconsideration"](by, locked))
    asked = locked.reconsiderations.select_for_update().get(state=Reconsideration.State.ASKED)
    asked.state, asked.objected_by_id = Reconsideration.State.OBJECTED, by.pk
    asked.objection = steps.checked_reason(reason)
    asked.save(update_fields=["state", "objected_by", "objection"])
    audit.record(
        locked, "proposal.reconsideration_objected", by=by, visibility="members", reason=asked.objection
    )
    outbox.notify("reconsideration_objected", to=steps.heads_of_delegation(), subject=locked)
    return asked


def reconsider_due(at: dt.datetime | None = None) -> int:
    """Table again every proposal whose request ran its five days without objection; return how many.

    A request for a proposal that a frozen version of the roadmap holds by then lapses (domain.md section 3).
    """
    due = Reconsideration.objects.filter(
        state=Reconsideration.State.ASKED, objections_until__lte=at or clock.now()
    ).select_related("proposal")
    return sum(_reconsider(each) for each in due)


@transaction.atomic
def _reconsider(asked: Reconsideration) -> int:
    locked = steps.locked(asked.proposal)
    current = Reconsideration.objects.select_for_update().get(pk=asked.pk)
    if current.state != Reconsideration.State.ASKED or current.objections_until > clock.now():
        return 0
    if holder := holder_of(locked):
        current.state = Reconsideration.State.LAPSED
        current.save(update_fields=["state"])
        facts = {"holder": holder}
        audit.record(locked, "proposal.reconsideration_lapsed", by=None, visibility="members", data=facts)
        outbox.notify("reconsideration_lapsed", to=steps.heads_of_delegation(), subject=locked)
        return 0
    current.state = Reconsideration.State.DONE
    current.save(update_fields=["state"])
    locked.state, locked.outcome_at = State.TABLED, None
    steps.touch(locked, None, "state", "outcome_at")
    audit.record(locked, "proposal.reconsidered", by=None)
    outbox.notify("proposal_tabled", to=steps.members_told(locked), subject=locked)
    return 1
