"""Deeds on the course of a meeting: planned, its slots asked, announced, changed, postponed, cancelled."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices.actions import next_number
from ip5.offices.models import Office
from ip5.outbox import actions as outbox
from meetings.actions import steps
from meetings.actions.agenda import begin_agenda, spread_items
from meetings.models import Meeting, SlotAnswer, SlotOption
from meetings.rules import course as rules
from meetings.states import Fit, State

MAX_OPTIONS = 12
FIELDS = ("title", "mode", "place", "venue", "link", "zone", "host", "co_host")
MOVABLE = ("place", "venue", "link", "registration_closes_on", "papers_due_on")


@transaction.atomic
def plan_meeting(*, by: Hat, values: dict[str, Any]) -> Meeting:
    """Begin a meeting, of the body's own class until it is announced or its slots are asked about."""
    require(rules.may_plan_meeting(by))
    _check(values)
    made: Meeting = Meeting.objects.create(
        planned_at=clock.now(),
        planned_by_id=by.pk,
        **{name: values[name] for name in FIELDS if name in values},
    )
    audit.record(made, "meeting.planned", by=by)
    return made


def _check(values: dict[str, Any]) -> None:
    if not values.get("title", "x").strip():
        raise Invalid({"title": [_("Give the meeting a title.")]})
    host, other = values.get("host"), values.get("co_host")
    if host is not None and host == other:
        raise Invalid({"co_host": [_("The host and the office with it are two.")]})


@transaction.atomic
def edit(meeting: Meeting, *, by: Hat, values: dict[str, Any], seen: int) -> Meeting:
    """Change title, place and hosts of a planned or postponed meeting; ``Conflict`` where it changed since."""
    row = steps.locked(meeting)
    require(rules.may_plan(by, row))
    steps.check_seen(row, seen)
    _check(values)
    changed = [name for name in FIELDS if name in values and getattr(row, name) != values[name]]
    if changed:
        _write(row, {name: values[name] for name in changed})
        audit.record(row, "meeting.edited", by=by, data={"fields": changed})
    return row


def _write(row: Meeting, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version"])


@transaction.atomic
def move(meeting: Meeting, *, by: Hat, values: dict[str, Any], seen: int) -> Meeting:
    """Change venue, link or due days of an announced meeting; everybody invited is told, calendars follow."""
    row = steps.locked(meeting)
    require(rules.may_move(by, row))
    steps.check_seen(row, seen)
    changed = [name for name in MOVABLE if name in values and getattr(row, name) != values[name]]
    if changed:
        _write(row, {name: values[name] for name in changed} | {"sequence": row.sequence + 1})
        audit.record(row, "meeting.moved", by=by, data={"fields": changed})
        outbox.notify("meeting_moved", to=steps.told(row), subject=row)
    return row


@transaction.atomic
def ask_slots(
    meeting: Meeting, *, by: Hat, slots: Iterable[tuple[dt.datetime, int, int]]
) -> list[SlotOption]:
    """Ask the offices about slots: (start in UTC, days, minutes a day). The members and the observer are told.

    Return those that are new or changed. Slots asked about before stay with their answers; one that nobody
    answered takes other days or minutes. Refuses with ``Invalid`` none, one that lies in the past, more than
    twelve to come, and other days or minutes of a slot that an office answered.
    """
    row = steps.locked(meeting)
    require(rules.may_poll(by, row))
    wanted = {start: (days, minutes) for start, days, minutes in slots}
    known = {each.starts_at: each for each in row.options.ahead().prefetch_related("answers")}
    if not wanted or len({*known, *wanted}) > MAX_OPTIONS:
        raise Invalid({"slots": [_("Ask about one to %(n)d slots.") % {"n": MAX_OPTIONS}]})
    if min(wanted) <= clock.now():
        raise Invalid({"slots": [_("Choose a time to come.")]})
    asked = [_asked(row, start, facts, known.get(start)) for start, facts in wanted.items()]
    if row.visibility == Visibility.OFFICE_INTERNAL:
        row.visibility = Visibility.MEMBERS_OBSERVERS
        row.save(update_fields=["visibility"])
    audit.record(row, "meeting.slots_asked", by=by, data={"slots": len(wanted)})
    outbox.notify("meeting_slots_asked", to=steps.told(row), subject=row)
    return [each for each in asked if each is not None]


def _asked(
    row: Meeting, start: dt.datetime, facts: tuple[int, int], known: SlotOption | None
) -> SlotOption | None:
    """Return the slot where it is new or changed, None where it stands as it is asked."""
    days, minutes = facts
    if known is None:
        return SlotOption.objects.create(meeting=row, starts_at=start, days=days, minutes=minutes)
    if (known.days, known.minutes) == facts:
        return None
    # An answer holds for the days and minutes that the office read.
    if known.answers.all():
        said = _("The offices have answered about %(start)s UTC with other days or minutes.")
        raise Invalid({"slots": [said % {"start": f"{start:%Y-%m-%d %H:%M}"}]})
    known.days, known.minutes = facts
    known.save(update_fields=["days", "minutes"])
    return known


@transaction.atomic
def answer_slots(meeting: Meeting, *, by: Hat, answers: dict[int, str]) -> int:
    """Say for the own office which slots suit: {key of the option: fit}; return how many. May be changed.

    Refuses with ``Invalid`` a slot that is not asked about, and an answer that is none.
    """
    row = steps.locked(meeting)
    require(rules.may_answer_poll(by, row))
    known = set(row.options.ahead().values_list("pk", flat=True))
    if not answers or not set(answers) <= known or not set(answers.values()) <= set(Fit.values):
        raise Invalid({"slots": [_("Choose an answer for each slot.")]})
    for option, fit in answers.items():
        SlotAnswer.objects.update_or_create(  # type: ignore[misc]
            option_id=option,
            office_id=by.office_id,
            defaults={"fit": fit, "at": clock.now(), "by_id": by.pk},
        )
    audit.record(row, "meeting.slots_answered", by=by)
    return len(answers)


@transaction.atomic
def announce(
    meeting: Meeting,
    *,
    by: Hat,
    registration_closes_on: dt.date | None = None,
    papers_due_on: dt.date | None = None,
) -> Meeting:
    """Announce the meeting, for the first time or anew after it was postponed: number, invitations, notices."""
    row = steps.locked(meeting)
    require(rules.may_announce(by, row))
    is_new = row.number is None
    if is_new:
        row.number = next_number("M")
    row.state, row.visibility, row.announced_at = State.ANNOUNCED, Visibility.MEMBERS_OBSERVERS, clock.now()
    row.registration_closes_on, row.papers_due_on, row.reason = registration_closes_on, papers_due_on, ""
    row.sequence += 0 if is_new else 1
    row.invited_sessions = max(row.invited_sessions, row.sessions.count())
    row.version += 1
    row.save()
    if is_new:
        begin_agenda(row)
    spread_items(row)
    audit.record(row, "meeting.announced", by=by)
    outbox.notify("meeting_announced" if is_new else "meeting_moved", to=steps.told(row), subject=row)
    return row


@transaction.atomic
def open_registration(meeting: Meeting, *, by: Hat, registration_closes_on: dt.date | None = None) -> Meeting:
    """Open the registration; the delegations are told."""
    row = steps.locked(meeting)
    require(rules.may_open_registration(by, row))
    row.state = State.REGISTRATION
    row.registration_closes_on = registration_closes_on or row.registration_closes_on
    row.save(update_fields=["state", "registration_closes_on"])
    audit.record(row, "meeting.registration_opened", by=by)
    outbox.notify("meeting_registration_opened", to=steps.told(row), subject=row)
    return row


def _end(meeting: Meeting, by: Hat, state: str, reason: str, told: str) -> Meeting:
    text = steps.checked_reason(reason)
    readers = list(steps.told(meeting)) if meeting.visibility != Visibility.OFFICE_INTERNAL else []
    Meeting.objects.filter(pk=meeting.pk).update(
        state=state, reason=text, sequence=F("sequence") + 1, version=F("version") + 1
    )
    meeting.refresh_from_db()
    audit.record(meeting, told.replace("_", "."), by=by, reason=text)
    outbox.notify(told, to=readers, subject=meeting)
    return meeting


@transaction.atomic
def postpone(meeting: Meeting, *, by: Hat, reason: str) -> Meeting:
    """Postpone an announced meeting with a reason; number, agenda and papers stay, calendars are told."""
    row = steps.locked(meeting)
    require(rules.may_postpone(by, row))
    return _end(row, by, State.POSTPONED, reason, "meeting_postponed")


@transaction.atomic
def cancel(meeting: Meeting, *, by: Hat, reason: str) -> Meeting:
    """Cancel a meeting that was not opened, with a reason; its number is not given again."""
    row = steps.locked(meeting)
    require(rules.may_cancel(by, row))
    return _end(row, by, State.CANCELLED, reason, "meeting_cancelled")


def offices_polled() -> list[Office]:
    """Return the member offices and the observer in protocol order. A look-up."""
    return [each for each in Office.objects.directory().offices if each.is_member or each.is_observer]
