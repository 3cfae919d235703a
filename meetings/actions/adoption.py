"""Deeds on the adoption of a summary by silence: announced, called off, followed by the clock."""

from __future__ import annotations

import logging

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.ballots.states import Outcome
from ip5.kernel.errors import DeedError, Refused, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.outbox import actions as outbox
from meetings.actions import steps
from meetings.actions.summary import ADOPTED, SILENCE, keep
from meetings.gathering import summary as gathering
from meetings.models import Meeting, SummaryRound
from meetings.rules import summary as rules
from meetings.states import MACHINE, State

log = logging.getLogger(__name__)


def question_of(meeting: Meeting, *, last: Round | None) -> ballots.Question:
    """Return what is put to the offices: the whole summary, so it is the members' until it is adopted. A look-up."""
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Summary of the meeting %(symbol)s") % {"symbol": meeting.symbol}
        text = gathering.text_of(meeting)
    return ballots.Question(
        title=title,
        text=text,
        subject_symbol=meeting.summary_symbol,
        # The round has a page of its own; the summary's page leads there.
        address="",
        visibility=Visibility.MEMBERS,
        series=last,
    )


def running_round(meeting: Meeting) -> Round | None:
    """Return the round that is announced or runs on the summary. A look-up."""
    found = (
        SummaryRound.objects.filter(meeting=meeting, round__state__in=rules.RUNNING)
        .select_related("round")
        .first()
    )
    return found.round if found else None


@transaction.atomic
def announce_adoption(meeting: Meeting, *, by: Hat, days: int) -> Round:
    """Announce that silence adopts the summary; the clock opens it two common working days later.

    The text is kept and stands still from now on. Refuses, for the length, like ``ballots.announce`` (``Invalid``).
    """
    row = steps.locked(meeting)
    require(rules.may_announce_adoption(by, row))
    last = row.rounds.select_related("round").first()
    question = question_of(row, last=last.round if last else None)
    announced = ballots.announce(question, by=by, days=days)
    link(row, announced, by=by)
    data = {"round": announced.full_symbol, "opens_at": announced.opened_at.isoformat()}
    audit.record(row, "meeting.summary_silence_announced", by=by, visibility="members", data=data)
    return announced


def link(row: Meeting, round: Round, *, by: Hat | None) -> SummaryRound:
    """Keep the text as a version and write down that the round is about it. A step inside a deed's transaction."""
    version = keep(row, by=by, why=SILENCE)
    made: SummaryRound = SummaryRound.objects.create(meeting=row, version=version, round=round)
    return made


@transaction.atomic
def cancel_adoption(meeting: Meeting, *, by: Hat, reason: str) -> Round:
    """Call the silence off with a reason: the summary is in review as before."""
    row = steps.locked(meeting)
    require(rules.may_cancel_adoption(by, row))
    round = running_round(row)
    if round is None:
        raise Refused(_("No silence on the summary is announced or runs."))
    cancelled = ballots.cancel(round, by=by, reason=reason)
    data = {"round": cancelled.full_symbol}
    audit.record(
        row, "meeting.summary_silence_cancelled", by=by, visibility="members", reason=reason, data=data
    )
    return cancelled


@transaction.atomic
def follow_adoption(meeting: Meeting) -> bool:
    """Bring a summary to where its round stands, by the clock: opened, ended, adopted; say whether anything moved.

    A broken or lapsed silence leaves the summary in review. A second time, or at once with another, it finds
    nothing to do.
    """
    row = steps.locked(meeting)
    round = running_round(row)
    if round is None:
        return False
    if round.is_announced:
        if not Round.objects.to_open().filter(pk=round.pk).exists():
            return False
        ballots.open_announced(round)
        return True
    if not Round.objects.due().filter(pk=round.pk).exists():
        return False
    closed = ballots.close(round, by=None)
    if closed.is_closed and closed.standing_outcome == Outcome.ADOPTED_BY_SILENCE:
        _adopt(row, closed)
    return True


def _adopt(row: Meeting, round: Round) -> None:
    """Adopt the summary in review, as the round says. A step inside a deed."""
    require(MACHINE.may("adopt_summary", row.state))
    row.state, row.adopted_at, row.reason = State.SUMMARY_ADOPTED, round.closed_at, ""
    row.version += 1
    row.save(update_fields=["state", "adopted_at", "reason", "version"])
    keep(row, by=None, why=ADOPTED)
    audit.record(row, "meeting.summary_adopted", by=None)
    outbox.notify("meeting_summary_adopted", to=steps.told(row), subject=row)


def follow_summaries() -> int:
    """Bring every summary put to silence to where its round stands; return how many moved.

    Each in its own transaction; may run twice or in parallel.
    """
    moved = 0
    running = SummaryRound.objects.filter(round__state__in=rules.RUNNING).select_related("meeting")
    for found in running.order_by("pk"):
        try:
            moved += follow_adoption(found.meeting)
        except DeedError:
            # One that cannot be moved (a year without a holiday table) must not stop the others.
            log.exception("summary %s could not follow its round", found.meeting.summary_symbol)
    return moved
