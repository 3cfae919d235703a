"""Rounds of the Heads: no end, no silence, not sealed among their circle (domain.md section 4, ``heads``)."""

from __future__ import annotations

from django.db import transaction

from ip5.accounts.models import Capacity, Mandate
from ip5.ballots import rules
from ip5.ballots.actions.closing import close
from ip5.ballots.actions.opening import (
    Question,
    Terms,
    current_rule,
    record_opening,
    speakers,
    write_round,
)
from ip5.ballots.actions.running import locked_round
from ip5.ballots.models import Round
from ip5.ballots.states import Procedure
from ip5.kernel import clock
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.outbox import actions as outbox

ANSWERING = (Capacity.HEAD, Capacity.DEPUTY)
DECISION_READERS = (*ANSWERING, Capacity.HOD)


def _put(question: Question, *, by: Hat) -> Round:
    terms = Terms(current_rule(Procedure.HEADS))
    opened = write_round(question, terms, by=by, opened_at=clock.instant())
    outbox.notify("heads_answer_requested", to=speakers(opened, ANSWERING), subject=opened)
    return opened


@transaction.atomic
def open_heads(question: Question, *, by: Hat) -> Round:
    """Put ``question`` to the five Heads; it has no end. Heads and deputy heads are told at once.

    The caller has asked its own rule. The Heads answer with ``cast``: endorse, endorse_subject_to (items,
    see ``packed``), return (items), defer (``until`` and text); each change is a row of its own.
    """
    opened = _put(question, by=by)
    record_opening(opened, "ballot.opened", by=by)
    return opened


@transaction.atomic
def close_heads(round: Round, *, by: Hat, closing_note: str = "") -> Round:
    """Close a round of the Heads and tell Heads, deputy heads, HoDs and co-chairs of the decision.

    At the earliest 24 hours after the last answer, or at the Heads' meeting that ``closing_note`` names.
    The caller has asked its own rule. Refuses like ``rules.may_be_closed``: also while a Head is missing
    and none returns.
    """
    closed = close(round, by=by, closing_note=closing_note)
    chairs = Mandate.objects.active().in_capacity(Capacity.CHAIR)
    told = [*speakers(closed, DECISION_READERS), *chairs]
    outbox.notify("heads_decision", to=told, subject=closed)
    return closed


@transaction.atomic
def open_deferred(round: Round, *, address: str | None = None) -> Round:
    """Open the next round on a deferred question, by the clock; a second time returns that same round.

    Same text, no answer carried over; the Heads are told. ``address`` is that of the new round's page,
    where the subject's app has one; the caller maps its subject to the new round.
    Refuses ``WrongState`` unless the Heads deferred, ``Refused`` before the latest date they named.
    """
    former = locked_round(round)
    require(rules.may_be_put_again(former, clock.instant()))
    found = Round.objects.filter(symbol=former.symbol, number__gt=former.number).order_by("number").first()
    if found is not None:
        return found
    question = Question(
        title=former.title,
        text=former.text,
        subject_symbol=former.subject_symbol,
        address=former.address if address is None else address,
        visibility=former.visibility,
        series=former,
        group=former.group,
    )
    opened = _put(question, by=former.opened_by)
    record_opening(opened, "ballot.opened", by=None, former=former.full_symbol)
    return opened
