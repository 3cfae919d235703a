"""Proposals, and plain rounds, on which a silence procedure is announced or runs.

No clock can be set: an opening is announced for the next instant, and then waited for.
"""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

from django.db import DatabaseError, transaction

from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.kernel import clock
from proposals import actions
from proposals.actions.rounds import question_of
from proposals.models import Endorsement, Proposal
from tests import stages
from tests.cast import HODS, Cast

LONG = dt.timedelta(days=1)
WAITS = (0.2, 1.0, 5.0)
AMENDMENT = {"answer": "amend", "passage": "The second sentence.", "text": "Say “may” instead of “shall”."}


def ready(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A tabled proposal whose review period is over."""
    proposal = stages.under_review(cast, *args, **changes)
    Proposal.objects.filter(pk=proposal.pk).update(review_ends_at=clock.now() - dt.timedelta(hours=1))
    proposal.refresh_from_db()
    return actions.table(proposal, by=cast.chair_kr, reason="")


def announced(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A proposal on which five days of silence are announced."""
    proposal = ready(cast, *args, **changes)
    actions.announce_round(proposal, by=cast.chair_kr, days=5)
    return Proposal.objects.get(pk=proposal.pk)


def soon(cast: Cast, question: ballots.Question, days: int = 5, lasts: dt.timedelta = LONG) -> Round:
    """A round announced to open in the next instant, as nobody could by the product's own deeds.

    The instant must still be to come when the row is written: on a busy machine a later one is tried.
    """
    for wait in WAITS:
        now = clock.instant()
        opens = now + dt.timedelta(seconds=wait)
        stamps = {"days": days, "announced_at": now, "ends_at": opens + lasts}
        terms = ballots.Terms(ballots.current_rule("tf_silence"), state="announced", stamps=stamps)
        try:
            with transaction.atomic():
                return ballots.write_round(question, terms, by=cast.chair_kr, opened_at=opens)
        except DatabaseError:
            if wait == WAITS[-1]:
                raise
    raise AssertionError("the last attempt returns or raises")


def wait_for(moment: dt.datetime) -> None:
    """Let time pass until just after an instant of the database's clock."""
    time.sleep(max(0.0, (moment - clock.instant()).total_seconds()) + 0.05)


def running(cast: Cast, question: ballots.Question, days: int = 5) -> Round:
    """A plain round on which the silence runs."""
    found = soon(cast, question, days)
    wait_for(found.opened_at)
    return ballots.open_announced(found)


def in_silence(cast: Cast, *args: Any, **changes: Any) -> Proposal:
    """A proposal on which five days of silence run."""
    proposal = ready(cast, *args, **changes)
    question, revision = question_of(proposal)
    found = soon(cast, question)
    Endorsement.objects.create(proposal=proposal, revision=revision, round=found)
    wait_for(found.opened_at)
    actions.open_announced_round(proposal)
    return Proposal.objects.get(pk=proposal.pk)


def adopted(cast: Cast, *args: Any, **changes: Any) -> Round:
    """A round of four seconds that every office received and none broke, closed by the clock."""
    proposal = ready(cast, *args, **changes)
    question, revision = question_of(proposal)
    found = soon(cast, question, lasts=dt.timedelta(seconds=4))
    Endorsement.objects.create(proposal=proposal, revision=revision, round=found)
    wait_for(found.opened_at)
    # Past the deed, which would give the silence its full days.
    Round.objects.filter(pk=found.pk).update(state="open")
    for key in HODS:
        ballots.receive(found, by=cast.hat(key))
    wait_for(found.end)
    return ballots.close(found, by=None)
