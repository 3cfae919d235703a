"""Settling what was agreed ad referendum of an absent office: when its time has run, the decision is numbered."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import Q

from ip5.audit import actions as audit
from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.ballots.states import Outcome
from ip5.kernel import clock
from ip5.kernel.errors import DeedError
from meetings.actions import steps
from meetings.actions.conclusions import AGREED, decide
from meetings.models import Conclusion

log = logging.getLogger(__name__)


def settle_due() -> int:
    """Settle the rounds of conclusions that are due and number what was agreed; return how many were.

    May run twice or in parallel: the second finds the decision written and passes on.
    """
    settled = 0
    is_due = Q(round__settlement__isnull=True, round__settle_due_at__lte=clock.now())
    is_agreed = Q(round__settlement__outcome__in=AGREED)
    waiting = Conclusion.objects.filter(
        is_due | is_agreed, round__outcome=Outcome.PROVISIONAL, decision__isnull=True
    )
    for found in waiting.select_related("meeting").order_by("pk"):
        try:
            settled += _settle(found)
        except DeedError:
            # One that cannot be settled must not stop the others.
            log.exception("a conclusion of %s could not be settled", found.meeting.symbol)
    return settled


@transaction.atomic
def _settle(conclusion: Conclusion) -> int:
    row = steps.locked(conclusion.meeting)
    found = Conclusion.objects.select_related("item", "round").get(pk=conclusion.pk)
    found.meeting = row
    if found.decision_id is not None or found.round is None:
        return 0
    round = Round.objects.select_related("rule_set", "settlement").get(pk=found.round.pk)
    settlement = round.settled or ballots.settle(round, by=None)
    if settlement.outcome not in AGREED:
        return 0
    found.decision = decide(found, by=None)
    found.save(update_fields=["decision"])
    facts = {"conclusion": str(found.uuid), "outcome": settlement.outcome}
    audit.record(row, "conclusion.settled", by=None, visibility=found.visibility, data=facts)
    steps.beat(row, is_open=not found.item.is_closed_to_observers)
    return 1
