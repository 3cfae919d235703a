"""Deeds on a proposal's silence procedure: announced, called off, opened by the clock, broken."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.kernel.errors import DeedError, Refused, require
from ip5.kernel.hat import Hat
from proposals import rules
from proposals.actions import steps
from proposals.actions.rounds import current_round, question_of, take_outcome
from proposals.models import Endorsement, Proposal
from proposals.states import MACHINE, State

log = logging.getLogger(__name__)


def announced_endorsement(proposal: Proposal) -> Endorsement:
    """Return the proposal's announced round with its revision; refuse where none is announced."""
    found = (
        Endorsement.objects.filter(proposal=proposal, round__state="announced")
        .select_related("round__rule_set", "revision")
        .first()
    )
    if found is None:
        raise Refused(_("No silence procedure of this proposal is announced."))
    return found


@transaction.atomic
def announce_round(proposal: Proposal, *, by: Hat, days: int, is_editorial: bool = False) -> Round:
    """Announce a silence procedure on the newest revision; the clock opens it two common working days later.

    The proposal stays where it is until then. Refuses a text that has been through no review and no round,
    whoever may not open a round, and a length other than the rule's (``Invalid``).
    """
    locked = steps.locked(proposal)
    require(rules.RULES["announce_round"](by, locked))
    question, revision = question_of(locked)
    announced = ballots.announce(question, by=by, days=days, is_editorial=is_editorial)
    Endorsement.objects.create(proposal=locked, revision=revision, round=announced)
    steps.touch(locked, by)
    audit.record(
        locked,
        "proposal.silence_announced",
        by=by,
        data={
            "round": announced.full_symbol,
            "revision": revision.number,
            "opens_at": announced.opened_at.isoformat(),
            "ends_at": announced.end.isoformat(),
        },
    )
    return announced


@transaction.atomic
def cancel_announcement(proposal: Proposal, *, by: Hat, reason: str) -> Round:
    """Call an announced silence procedure off, with a reason; the proposal stays where it is."""
    locked = steps.locked(proposal)
    require(rules.RULES["cancel_announcement"](by, locked))
    cancelled = ballots.cancel(announced_endorsement(locked).round, by=by, reason=reason)
    _record_cancelled(locked, cancelled, by)
    return cancelled


def _record_cancelled(locked: Proposal, cancelled: Round, by: Hat | None) -> None:
    steps.touch(locked, by)
    audit.record(
        locked,
        "proposal.round_cancelled",
        by=by,
        reason=cancelled.cancel_reason,
        data={"round": cancelled.full_symbol},
    )


@transaction.atomic
def open_announced_round(proposal: Proposal) -> Round:
    """Open the announced round by the clock: the proposal is in ballot; or cancel it if the proposal has moved.

    It has moved where it stands elsewhere than where a round is opened from, or has a newer revision.
    """
    locked = steps.locked(proposal)
    endorsement = announced_endorsement(locked)
    newest = locked.revisions.order_by("-number").values_list("number", flat=True)[0]
    if not MACHINE.may("open_announced", locked.state) or endorsement.revision.number != newest:
        reason = _("The proposal has moved since the announcement; the clock does not open the round.")
        cancelled = ballots.cancel(endorsement.round, by=None, reason=reason)
        _record_cancelled(locked, cancelled, None)
        return cancelled
    opened = ballots.open_announced(endorsement.round)
    locked.state = State.IN_BALLOT
    steps.touch(locked, None, "state")
    audit.record(
        locked,
        "proposal.round_opened",
        by=None,
        data={
            "round": opened.full_symbol,
            "revision": endorsement.revision.number,
            "ends_at": opened.end.isoformat(),
        },
    )
    return opened


@transaction.atomic
def break_silence(
    proposal: Proposal, *, by: Hat, answer: str, passage: str = "", text: str = "", remedy: str = ""
) -> Round:
    """Break the silence on the proposal in writing: its round closes at once and it is tabled again.

    Refuses like ``ballots.rules.may_break_silence``; ``Invalid`` for missing words.
    """
    locked = steps.locked_with_rounds(proposal)
    require(rules.RULES["break_silence"](by, locked))
    closed = ballots.break_silence(
        current_round(locked), by=by, answer=answer, passage=passage, text=text, remedy=remedy
    )
    # As in the round's own record, observers read that it was closed and not by whom.
    take_outcome(locked, closed, by=None)
    return closed


def open_due_rounds(at: dt.datetime | None = None) -> int:
    """Open, or cancel, every announced round whose opening has come; return how many were opened.

    Each in its own transaction. May run twice or in parallel: the second finds it opened and passes on.
    """
    opened = 0
    due = Endorsement.objects.filter(round__in=Round.objects.to_open(at)).select_related("proposal")
    for endorsement in due:
        try:
            opened += _open_if_still_due(endorsement.proposal)
        except DeedError:
            # One that cannot be opened (a year without a holiday table) must not stop the others.
            log.exception("round of %s could not be opened", endorsement.proposal.symbol)
    return opened


def _open_if_still_due(proposal: Proposal) -> int:
    with transaction.atomic():
        locked = steps.locked(proposal)
        if not Round.objects.to_open().filter(endorsement__proposal=locked).exists():
            return 0
        return int(open_announced_round(locked).is_open)
