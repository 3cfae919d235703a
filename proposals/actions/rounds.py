"""Deeds on a proposal's endorsement round; the clock's too."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.kernel.errors import DeedError, Refused, require
from ip5.kernel.hat import Hat
from ip5.offices import symbols
from ip5.outbox import actions as outbox
from proposals import rules
from proposals.actions import steps
from proposals.models import Endorsement, Proposal, Revision
from proposals.states import OUTCOMES, State

log = logging.getLogger(__name__)


def current_round(proposal: Proposal) -> Round:
    """Return the open round of the proposal; refuse where none is open."""
    found = Round.objects.open().filter(endorsement__proposal=proposal).first()
    if found is None:
        raise Refused(_("No round of this proposal is open."))
    return found


def question_of(proposal: Proposal) -> tuple[ballots.Question, Revision]:
    """Return what is put to the offices, the newest revision's text, and that revision."""
    revision = proposal.revisions.order_by("-number")[0]
    last = proposal.endorsements.order_by("-round__number").select_related("round").first()
    number = last.round.number + 1 if last else 1
    question = ballots.Question(
        title=proposal.title,
        text=revision.content,
        subject_symbol=symbols.revised(proposal.symbol or "", revision.number),
        address=f"{proposal.get_absolute_url()}ballot/{number}/",
        visibility=proposal.visibility,
        series=last.round if last else None,
        group=proposal.group,
    )
    return question, revision


@transaction.atomic
def open_round(
    proposal: Proposal,
    *,
    by: Hat,
    days: int,
    short_reason: str = "",
    note: str = "",
    ad_referendum_days: int | None = None,
) -> Round:
    """Put the newest revision to the five offices under ``tf_explicit`` for ``days`` common working days.

    Freezes and hashes the text; ``ad_referendum_days`` is what an office has to confirm after the close. Refuses
    a co-chair whose seconding office leads the proposal, a fourth round in a year, a period below the rule's,
    and a next round on the same text without a ``note`` (``Invalid``).
    """
    locked = steps.locked(proposal)
    require(rules.RULES["open_round"](by, locked))
    question, revision = question_of(locked)
    question = ballots.with_note(question, note)
    opened = ballots.open_round(
        question, by=by, days=days, short_reason=short_reason, ad_referendum_days=ad_referendum_days
    )
    Endorsement.objects.create(proposal=locked, revision=revision, round=opened)
    locked.state = State.IN_BALLOT
    steps.touch(locked, by, "state")
    audit.record(
        locked,
        "proposal.round_opened",
        by=by,
        reason=opened.short_reason,
        data={
            "round": opened.full_symbol,
            "revision": revision.number,
            "ends_at": opened.end.isoformat(),
        },
    )
    return opened


@transaction.atomic
def extend_round(proposal: Proposal, *, by: Hat, days: int, reason: str) -> Round:
    """Extend the open round by ``days`` common working days, with a reason; all five are told."""
    locked = steps.locked_with_rounds(proposal)
    require(rules.RULES["extend_round"](by, locked))
    extended = ballots.extend(current_round(locked), by=by, days=days, reason=reason)
    steps.touch(locked, by)
    return extended


@transaction.atomic
def cancel_round(proposal: Proposal, *, by: Hat, reason: str) -> Round:
    """Cancel the open round with a reason: the proposal is tabled again, positions stay sealed for ever."""
    locked = steps.locked_with_rounds(proposal)
    require(rules.RULES["cancel_round"](by, locked))
    cancelled = ballots.cancel(current_round(locked), by=by, reason=reason)
    locked.state = State.TABLED
    steps.touch(locked, by, "state")
    audit.record(
        locked, "proposal.round_cancelled", by=by, reason=reason, data={"round": cancelled.full_symbol}
    )
    return cancelled


@transaction.atomic
def close_round(proposal: Proposal, *, by: Hat | None) -> Round:
    """Close the open round, by a co-chair once all five have answered or by the clock (``by`` None).

    Sets the proposal to the outcome and tells the members; with an office missing at the end the round
    is extended once instead, and the proposal stays in ballot.
    """
    locked = steps.locked_with_rounds(proposal)
    if by is not None:
        require(rules.RULES["close_round"](by, locked))
    closed = ballots.close(current_round(locked), by=by)
    if not closed.is_closed:
        return closed
    take_outcome(locked, closed, by=by)
    return closed


@transaction.atomic
def open_in_session(
    proposal: Proposal, *, by: Hat, absent: Collection[str], seconds: int | None = None, note: str
) -> Round:
    """Put the newest revision to the delegations in the room under ``tf_session``; a meeting's conclusion does.

    ``absent`` are the codes of the offices not in the room; ``note`` says where it is put. The meeting closes the
    round, ``follow_session`` then moves the proposal. Source: domain.md sections 3 and 4. Refuses like
    ``rules.may_open_in_session`` and ``ballots.open_session``.
    """
    locked = steps.locked(proposal)
    require(rules.may_open_in_session(by, locked))
    question, revision = question_of(locked)
    # Its page is the round's own, where a round in session is followed.
    question = replace(ballots.with_note(question, note), address="")
    opened = ballots.open_session(question, by=by, absent=absent, seconds=seconds)
    Endorsement.objects.create(proposal=locked, revision=revision, round=opened)
    locked.state = State.IN_BALLOT
    steps.touch(locked, by, "state")
    facts = {"round": opened.full_symbol, "revision": revision.number, "ends_at": opened.end.isoformat()}
    audit.record(locked, "proposal.round_opened", by=by, data=facts)
    return opened


@transaction.atomic
def follow_session(closed: Round, *, by: Hat) -> None:
    """Set the proposal whose round the meeting has closed to what it came to; of any other round do nothing."""
    endorsement = Endorsement.objects.filter(round=closed).select_related("proposal").first()
    if endorsement is None or not closed.is_closed:
        return
    locked = steps.locked(endorsement.proposal)
    if locked.state == State.IN_BALLOT:
        take_outcome(locked, closed, by=by)


def take_outcome(locked: Proposal, closed: Round, *, by: Hat | None) -> None:
    """Set the proposal to what its closed round makes of it and tell the members."""
    locked.state = closed.subject_outcome
    if locked.state in OUTCOMES:
        locked.outcome_at = closed.closed_at
    steps.touch(locked, by, "state", "outcome_at")
    audit.record(
        locked,
        "proposal.round_closed",
        by=by,
        data={"round": closed.full_symbol, "outcome": closed.outcome, "level": closed.level},
    )
    outbox.notify("round_closed", to=steps.members_told(locked), subject=closed, immediate=False)


def close_due_rounds(at: dt.datetime | None = None) -> int:
    """Close every round whose end has come and return how many ended; each in its own transaction.

    May run twice or in parallel: the second finds the round closed or extended and passes on.
    """
    ended = 0
    for endorsement in Endorsement.objects.filter(round__in=Round.objects.due(at)).select_related("proposal"):
        try:
            ended += _close_if_still_due(endorsement.proposal)
        except DeedError:
            # One round that cannot be closed (a year without a holiday table) must not stop the others.
            log.exception("round of %s could not be closed", endorsement.proposal.symbol)
    return ended


def _close_if_still_due(proposal: Proposal) -> int:
    with transaction.atomic():
        locked = steps.locked(proposal)
        if not Round.objects.due().filter(endorsement__proposal=locked).exists():
            return 0
        return int(close_round(locked, by=None).is_closed)
