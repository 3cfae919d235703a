"""Deeds on a version's way to the Heads: deputy heads, submission, the Heads' round and what follows from it."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Mandate
from ip5.audit import actions as audit
from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from ip5.ballots.states import Outcome
from ip5.kernel import clock
from ip5.kernel.errors import Refused, WrongState, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from ip5.outbox import actions as outbox
from roadmap import rules
from roadmap.actions import steps
from roadmap.actions.approval import link, question_of
from roadmap.models import DeputyAnswer, Version
from roadmap.states import MACHINE, Clearance, Stage, VersionState

AFTER_HEADS = {
    Outcome.HEADS_ENDORSED: VersionState.HEADS_ENDORSED,
    Outcome.HEADS_ENDORSED_CONDITIONALLY: VersionState.HEADS_ENDORSED_CONDITIONALLY,
    Outcome.HEADS_RETURNED: VersionState.HEADS_RETURNED,
    Outcome.HEADS_DEFERRED: VersionState.HEADS_DEFERRED,
}


@transaction.atomic
def clear_as_deputy(version: Version, *, by: Hat, text: str = "") -> Version:
    """Clear the version for the own office, once; with the last of the five it is ready for the Heads."""
    row = steps.locked(version)
    require(rules.RULES["clear_as_deputy"](by, row))
    _answer(row, by, Clearance.CLEAR, text.strip())
    cleared = row.deputy_answers.filter(answer=Clearance.CLEAR).count()
    if cleared == Office.objects.members().count():
        row.state = VersionState.DEPUTIES_CLEARED
        row.save(update_fields=["state"])
        audit.record(row, "version.deputies_cleared", by=None)
        outbox.notify("version_deputies_cleared", to=Mandate.objects.active().of_body(), subject=row)
    return row


@transaction.atomic
def return_as_deputy(version: Version, *, by: Hat, text: str) -> Version:
    """Return the version with comments: nobody else is awaited, the next one is derived. The members are told."""
    row = steps.locked(version)
    require(rules.RULES["return_as_deputy"](by, row))
    _answer(row, by, Clearance.RETURN, steps.checked_reason(text, "text"))
    row.state = VersionState.DEPUTIES_RETURNED
    row.save(update_fields=["state"])
    audit.record(row, "version.deputies_returned", by=None)
    outbox.notify("version_returned", to=steps.members_told(row), subject=row)
    return row


@transaction.atomic
def take_note(version: Version, *, by: Hat) -> Version:
    """Take note of a minor amendment for the own office, once; its publication does not wait for it."""
    row = steps.locked(version)
    require(rules.RULES["take_note"](by, row))
    _answer(row, by, Clearance.NOTED, "")
    return row


def _answer(row: Version, by: Hat, answer: str, text: str) -> None:
    try:
        with transaction.atomic():
            DeputyAnswer.objects.create(  # type: ignore[misc]
                version=row, office_id=by.office_id, answer=answer, text=text, by_id=by.pk, at=clock.now()
            )
    except IntegrityError as error:
        raise WrongState(_("Your office has answered; a clearance is given once.")) from error
    audit.record(row, "version.deputy_answered", by=by, visibility="members", data={"answer": answer})


@transaction.atomic
def skip_deputies(version: Version, *, by: Hat, reason: str) -> Version:
    """Skip the deputy heads, with a co-chair's reason that is printed; deputies and members are told."""
    row = steps.locked(version)
    require(rules.RULES["skip_deputies"](by, row))
    row.deputies_skipped_reason = steps.checked_reason(reason)
    row.state = VersionState.DEPUTIES_CLEARED
    row.save(update_fields=["state", "deputies_skipped_reason"])
    audit.record(row, "version.deputies_skipped", by=by, reason=row.deputies_skipped_reason)
    outbox.notify("version_deputies_skipped", to=steps.members_told(row), subject=row)
    return row


@transaction.atomic
def submit(version: Version, *, by: Hat) -> Round:
    """Submit the version to the five Heads: their round opens, observers see it from now on.

    Refuses like ``rules.may_submit``: before the deputies cleared, or with a provisional item.
    """
    row = steps.locked(version)
    require(rules.RULES["submit"](by, row))
    row.state, row.visibility = VersionState.SUBMITTED, Visibility.MEMBERS_OBSERVERS
    row.submitted_at = clock.now()
    row.save(update_fields=["state", "visibility", "submitted_at"])
    last = rules.last_round_of_line(row, Stage.HEADS)
    opened = ballots.open_heads(question_of(row, last=last, visibility=row.visibility), by=by)
    link(row, opened, Stage.HEADS)
    audit.record(row, "version.submitted", by=by, data={"round": opened.full_symbol})
    outbox.notify("version_submitted", to=steps.members_told(row), subject=row)
    return opened


@transaction.atomic
def close_heads(version: Version, *, by: Hat, closing_note: str = "") -> Round:
    """Close the Heads' round and set the version to their decision.

    At the earliest 24 hours after the last answer, or at the Heads' meeting that ``closing_note`` names.
    """
    row = steps.locked(version)
    require(rules.RULES["close_heads"](by, row))
    round = rules.heads_round_of(row)
    if round is None:
        raise Refused(_("No round of this version is open."))
    closed = ballots.close_heads(round, by=by, closing_note=closing_note)
    take_decision(row, closed)
    return closed


def take_decision(row: Version, round: Round) -> None:
    """Set a locked version to what the Heads decided, as it stands. A step inside a deed."""
    state = AFTER_HEADS[Outcome(round.standing_outcome)]
    if state == row.state:
        return
    row.state = state
    if state == VersionState.HEADS_ENDORSED:
        row.endorsed_at = round.settled.at if round.settled else round.closed_at
    row.save(update_fields=["state", "endorsed_at"])
    data = {"round": round.full_symbol, "outcome": round.standing_outcome, "level": round.standing_level}
    audit.record(row, "version.heads_decided", by=None, data=data)
    outbox.notify("version_heads_decided", to=steps.members_told(row), subject=row)


@transaction.atomic
def follow_heads(version: Version, *, by: Hat | None = None) -> Version:
    """Bring a version to where the Heads' round stands: conditions settled, a deferral's date come.

    The clock calls it; a second time it finds nothing to do.
    """
    row = steps.locked(version)
    round = rules.heads_round_of(row)
    if round is None or not round.is_closed:
        return row
    if row.state == VersionState.HEADS_DEFERRED:
        if Round.objects.deferred().filter(pk=round.pk).exists():
            put_again(row)
    elif row.state in {VersionState.SUBMITTED, VersionState.HEADS_ENDORSED_CONDITIONALLY}:
        take_decision(row, round)
    row.refresh_from_db(fields=["state"])
    return row


@transaction.atomic
def put_again(version: Version) -> Round:
    """Open the next round of the Heads on a deferred version, by the clock; answers are not carried over."""
    row = steps.locked(version)
    require(MACHINE.may("put_again", row.state))
    round = rules.heads_round_of(row)
    if round is None:
        raise Refused(_("No round of this version is open."))
    opened = ballots.open_deferred(round)
    link(row, opened, Stage.HEADS)
    row.state = VersionState.SUBMITTED
    row.save(update_fields=["state"])
    audit.record(row, "version.put_again", by=None, data={"round": opened.full_symbol})
    return opened
