"""Settling what was accepted ad referendum: the offices' words, the due date, the proposal's own state."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Q

from ip5.audit import actions as audit
from ip5.ballots import actions as ballots
from ip5.ballots.models import Addition, Round
from ip5.kernel import clock
from ip5.kernel.errors import DeedError
from ip5.kernel.hat import Hat
from ip5.outbox import actions as outbox
from proposals.actions import steps
from proposals.models import Endorsement, Proposal
from proposals.states import MACHINE, State

log = logging.getLogger(__name__)


def provisional_round(proposal: Proposal) -> Round:
    """Return the newest round of the proposal: the one that made it provisional."""
    rounds = Round.objects.select_related("rule_set").filter(endorsement__proposal=proposal)
    return rounds.order_by("-number")[0]


@transaction.atomic
def confirm(
    proposal: Proposal, *, by: Hat, kind: str, passage: str = "", text: str = "", reservation: str = ""
) -> Addition:
    """Confirm for an office what it accepted ad referendum, or decline; the last word settles the proposal.

    Refuses like ``ballots.rules.may_confirm``, ``WrongState`` unless the proposal is provisional.
    """
    locked = steps.locked(proposal)
    MACHINE.require("settle", locked.state)
    words = {"passage": passage, "text": text, "reservation": reservation}
    added = ballots.confirm(provisional_round(locked), by=by, kind=kind, **words)
    _take_over(locked)
    return added


@transaction.atomic
def settle(proposal: Proposal, *, by: Hat | None) -> Proposal:
    """Settle the proposal's provisional round at its due date, and set the proposal to what it comes to.

    ``by`` is None for the clock. A round settled already is only taken over. Refuses ``WrongState`` unless
    provisional, ``Refused`` while an office is awaited. Source: domain.md section 3, "settle".
    """
    locked = steps.locked(proposal)
    MACHINE.require("settle", locked.state)
    found = provisional_round(locked)
    if found.settled is None:
        ballots.settle(found, by=by)
    return _take_over(locked)


def _take_over(locked: Proposal) -> Proposal:
    """Set the proposal to the outcome of its settled round and tell the members; nothing while it waits."""
    found = provisional_round(locked)
    if found.settled is None:
        return locked
    locked.state, locked.outcome_at = found.subject_outcome, found.settled.at
    # Observers read that it was settled, and not whose word it had waited for.
    steps.touch(locked, None, "state", "outcome_at")
    facts = {"round": found.full_symbol, "outcome": found.settled.outcome, "level": found.settled.level}
    audit.record(locked, "proposal.round_settled", by=None, data=facts)
    outbox.notify("round_settled", to=steps.members_told(locked), subject=found, immediate=False)
    return locked


def settle_due() -> int:
    """Settle every provisional proposal whose round's date has come, or whose round is settled; return how many.

    May run twice or in parallel: the second finds the proposal settled and passes on.
    """
    settled = 0
    is_due = Q(round__settle_due_at__lte=clock.now()) | Q(round__settlement__isnull=False)
    waiting = Endorsement.objects.filter(
        is_due, round__outcome="provisional", proposal__state=State.PROVISIONAL
    )
    for endorsement in waiting.select_related("proposal").order_by("pk"):
        try:
            settled += _settle_if_still_due(endorsement.proposal)
        except DeedError:
            # One that cannot be settled must not stop the others.
            log.exception("provisional outcome of %s could not be settled", endorsement.proposal.symbol)
    return settled


def _settle_if_still_due(proposal: Proposal) -> int:
    with transaction.atomic():
        locked = steps.locked(proposal)
        if locked.state != State.PROVISIONAL:
            return 0
        settle(locked, by=None)
        return 1
