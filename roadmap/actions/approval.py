"""Deeds on a version's round of the task force: silence or explicit endorsement, and what follows from it."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Collection

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.ballots.states import Outcome, RoundState
from ip5.kernel.errors import Refused, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from ip5.outbox import actions as outbox
from ip5.register import actions as register
from ip5.register.models import ActionItem
from roadmap import rules
from roadmap.actions import steps
from roadmap.models import Version, VersionRound
from roadmap.rendition import text_of
from roadmap.states import Amendment, Stage, VersionState

log = logging.getLogger(__name__)

ENDORSED = frozenset({"tf_endorsed", "tf_endorsed_with_reservations"})


def question_of(version: Version, *, last: Round | None, visibility: str, note: str = "") -> ballots.Question:
    """Return what is put to the offices: the version's text with its fingerprint. A look-up.

    Where observers read the round, the text names no restricted source; the fingerprint is the whole plan's.
    """
    plan = version.plan if visibility == Visibility.MEMBERS else version.plan.for_observers()
    with translation.override(settings.LANGUAGE_CODE):
        text = text_of(plan, version.sha256)
    return ballots.Question(
        title=version.title,
        text=text,
        subject_symbol=version.symbol or "",
        # The round has a page of its own; the version's page leads there and back.
        address="",
        visibility=visibility,
        series=last,
        note=note.strip(),
    )


def current_round(version: Version) -> Round:
    """Return the task force's newest round of the version; refuse where there is none. A look-up."""
    found = rules.approval_round_of(version)
    if found is None:
        raise Refused(_("No round of this version is open."))
    return found


def link(version: Version, round: Round, stage: str) -> None:
    """Write down that the round is about the version. A step inside a deed's transaction."""
    VersionRound.objects.create(version=version, round=round, stage=stage)


@transaction.atomic
def announce_approval(version: Version, *, by: Hat, days: int) -> Round:
    """Announce a silence procedure on a frozen version; the clock opens it two common working days later.

    It is the next round of its edition line, as every round is: on the same version, or on the next Prov.n.
    A corrigendum is editorial: three days. Refuses like ``rules.may_announce_approval`` and, for the length,
    like ``ballots.announce`` (``Invalid``).
    """
    row = steps.locked(version)
    require(rules.RULES["announce_approval"](by, row))
    last = rules.last_round_of_line(row, Stage.TASK_FORCE)
    question = question_of(row, last=last, visibility=row.visibility)
    editorial = row.kind == Amendment.CORRIGENDUM
    announced = ballots.announce(question, by=by, days=days, is_editorial=editorial)
    link(row, announced, Stage.TASK_FORCE)
    data = {"round": announced.full_symbol, "opens_at": announced.opened_at.isoformat()}
    audit.record(row, "version.silence_announced", by=by, data=data)
    return announced


@transaction.atomic
def cancel_announcement(version: Version, *, by: Hat, reason: str) -> Round:
    """Call an announced silence procedure off, with a reason; the version stays frozen."""
    row = steps.locked(version)
    require(rules.RULES["cancel_announcement"](by, row))
    cancelled = ballots.cancel(current_round(row), by=by, reason=reason)
    _record_cancelled(row, cancelled, by)
    return cancelled


def _record_cancelled(row: Version, cancelled: Round, by: Hat | None) -> None:
    data = {"round": cancelled.full_symbol}
    audit.record(row, "version.round_cancelled", by=by, reason=cancelled.cancel_reason, data=data)


@transaction.atomic
def open_approval(version: Version, *, by: Hat, days: int, short_reason: str = "", note: str = "") -> Round:
    """Put a frozen version to the five offices under ``tf_explicit`` for ``days`` common working days.

    Refuses like ``rules.may_open_approval``, and with ``Invalid`` a period below the rule's and a next round on the
    same text without a ``note``.
    """
    row = steps.locked(version)
    require(rules.RULES["open_approval"](by, row))
    last = rules.last_round_of_line(row, Stage.TASK_FORCE)
    question = ballots.with_note(question_of(row, last=last, visibility=row.visibility), note)
    opened = ballots.open_round(question, by=by, days=days, short_reason=short_reason)
    link(row, opened, Stage.TASK_FORCE)
    _under_approval(row, opened, by)
    return opened


@transaction.atomic
def open_in_session(
    version: Version, *, by: Hat, absent: Collection[str], seconds: int | None = None, note: str = ""
) -> Round:
    """Put a frozen minor amendment to the delegations in the room under ``tf_session``; a meeting's conclusion does.

    ``absent`` are the codes of the offices not in the room, ``note`` the conclusion as it is read out. The meeting
    closes the round; ``follow_approval`` then moves the version. Source: domain.md section 4b. Refuses like
    ``rules.may_open_in_session`` and ``ballots.open_session``.
    """
    row = steps.locked(version)
    require(rules.RULES["open_in_session"](by, row))
    last = rules.last_round_of_line(row, Stage.TASK_FORCE)
    question = question_of(row, last=last, visibility=row.visibility, note=note)
    opened = ballots.open_session(question, by=by, absent=absent, seconds=seconds)
    link(row, opened, Stage.TASK_FORCE)
    _under_approval(row, opened, by)
    return opened


def _under_approval(row: Version, opened: Round, by: Hat | None) -> None:
    row.state = VersionState.UNDER_APPROVAL
    row.save(update_fields=["state"])
    ends = opened.ends_at.isoformat() if opened.ends_at else None
    audit.record(row, "version.round_opened", by=by, data={"round": opened.full_symbol, "ends_at": ends})


@transaction.atomic
def extend_approval(version: Version, *, by: Hat, days: int, reason: str) -> Round:
    """Extend the open round by ``days`` common working days, with a reason; all five are told."""
    row = steps.locked(version)
    require(rules.RULES["extend_approval"](by, row))
    return ballots.extend(current_round(row), by=by, days=days, reason=reason)


@transaction.atomic
def cancel_approval(version: Version, *, by: Hat, reason: str) -> Round:
    """Cancel the open round with a reason: the version is frozen again, positions stay sealed for ever."""
    row = steps.locked(version)
    require(rules.RULES["cancel_approval"](by, row))
    cancelled = ballots.cancel(current_round(row), by=by, reason=reason)
    row.state = VersionState.FROZEN
    row.save(update_fields=["state"])
    _record_cancelled(row, cancelled, by)
    return cancelled


@transaction.atomic
def close_approval(version: Version, *, by: Hat | None) -> Round:
    """Close the open round, by a co-chair or by the clock (``by`` None), and set the version to what follows.

    With an office missing at the end the round is extended once instead.
    """
    row = steps.locked(version)
    if by is not None:
        require(rules.RULES["close_approval"](by, row))
    closed = ballots.close(current_round(row), by=by)
    take_outcome(row, closed)
    return closed


@transaction.atomic
def refer_to_deputies(version: Version, *, by: Hat, task: str, due: dt.date) -> ActionItem:
    """Refer what the year's rounds did not decide to the deputy heads: writes an action item, changes no state.

    The body owns the item; all deputy heads are told at once. Refuses like ``rules.may_refer_to_deputies``.
    """
    row = steps.locked(version)
    require(rules.RULES["refer_to_deputies"](by, row))
    text = _("For the deputy heads: %(task)s") % {"task": steps.checked_reason(task, "task")}
    item = register.open_item(subject=row, by=by, office=Office.objects.body(), text=text, due=due)
    audit.record(row, "version.referred_to_deputies", by=by, data={"action": item.symbol})
    outbox.notify("version_referred_to_deputies", to=steps.deputies(), subject=row)
    return item


def take_outcome(row: Version, round: Round) -> None:
    """Set a locked version under approval to what its ended round makes of it. A step inside a deed.

    Source: domain.md section 4b: endorsed -> ``tf_endorsed``, the deputies are asked; provisional waits;
    anything else -> ``frozen``.
    """
    if not round.is_closed or round.standing_outcome == Outcome.PROVISIONAL:
        return
    is_endorsed = round.subject_outcome in ENDORSED
    row.state = VersionState.TF_ENDORSED if is_endorsed else VersionState.FROZEN
    if is_endorsed:
        row.approved_at = round.settled.at if round.settled else round.closed_at
    row.save(update_fields=["state", "approved_at"])
    data = {"round": round.full_symbol, "outcome": round.standing_outcome, "level": round.standing_level}
    audit.record(row, "version.round_closed", by=None, data=data)
    outbox.notify("version_approval_ended", to=steps.members_told(row), subject=row)
    if is_endorsed and row.kind != Amendment.CORRIGENDUM:
        kind = "version_deputies_asked" if row.is_major else "version_deputies_note"
        outbox.notify(kind, to=steps.deputies(), subject=row)


@transaction.atomic
def open_announced(version: Version) -> Round:
    """Open the announced round by the clock: the version is under approval. Refuses before its instant."""
    row = steps.locked(version)
    round = current_round(row)
    if row.state != VersionState.FROZEN:
        reason = _("The version has moved since the announcement; the clock does not open the round.")
        cancelled = ballots.cancel(round, by=None, reason=reason)
        _record_cancelled(row, cancelled, None)
        return cancelled
    opened = ballots.open_announced(round)
    _under_approval(row, opened, None)
    return opened


@transaction.atomic
def follow_approval(version: Version, *, by: Hat | None = None) -> Version:
    """Bring a version to where its round of the task force stands: opened, due, ended, broken, settled.

    The clock calls it; a second time, or at once with another, it finds nothing to do.
    """
    row = steps.locked(version)
    round = rules.approval_round_of(row)
    if round is None:
        return row
    if round.is_announced:
        if Round.objects.to_open().filter(pk=round.pk).exists():
            open_announced(row)
    elif row.state == VersionState.UNDER_APPROVAL:
        if Round.objects.due().filter(pk=round.pk).exists():
            close_approval(row, by=None)
        elif round.is_closed and round.outcome == Outcome.PROVISIONAL and round.settled is None:
            _settle_if_due(row, round)
        elif round.state == RoundState.CLOSED:
            take_outcome(row, round)
    row.refresh_from_db(fields=["state"])
    return row


def _settle_if_due(row: Version, round: Round) -> None:
    if round.settle_due_at is not None and round.moment >= round.settle_due_at:
        ballots.settle(round, by=None)
        take_outcome(row, Round.objects.select_related("rule_set", "settlement").get(pk=round.pk))
