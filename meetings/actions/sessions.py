"""The sessions of a meeting, set directly or by the choice of a slot; after the announcement the meeting is moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.outbox import actions as outbox
from meetings.actions import steps
from meetings.models import Meeting, Session, SlotOption
from meetings.rules import course as rules

MAX_SESSIONS = 9
# Of one session, in minutes: half an hour to ten hours.
SHORTEST, LONGEST = 30, 600
# Beyond every number a session has, while they are numbered anew.
ASIDE = 100
Span = tuple[dt.datetime, dt.datetime]


@transaction.atomic
def set_sessions(meeting: Meeting, *, by: Hat, spans: Iterable[Span], seen: int | None = None) -> Meeting:
    """Set the sessions of a meeting, in UTC and in their order; the same ones again change nothing.

    Of an announced meeting it is a move: everybody invited is told at once and calendars follow. An item stays under
    its session where that keeps its start. Refuses with ``Conflict`` what was typed on an older row than ``seen``,
    with ``Invalid`` none, more than nine, one that is too short, too long or lies in the past, and two that overlap.
    """
    row = steps.locked(meeting)
    require(rules.may_set_sessions(by, row))
    if seen is not None:
        steps.check_seen(row, seen)
    ordered = sorted(spans)
    check_spans(ordered)
    if ordered == [(each.starts_at, each.ends_at) for each in row.sessions.all()]:
        return row
    _write_sessions(row, ordered)
    row.version += 1
    starts = [start.isoformat() for start, _end in ordered]
    if not row.is_invited:
        row.save(update_fields=["version"])
        audit.record(row, "meeting.times_set", by=by, data={"starts": starts})
        return row
    row.sequence += 1
    row.invited_sessions = max(row.invited_sessions, len(ordered))
    row.save(update_fields=["version", "sequence", "invited_sessions"])
    audit.record(row, "meeting.times_moved", by=by, data={"starts": starts})
    outbox.notify("meeting_moved", to=steps.told(row), subject=row)
    return row


@transaction.atomic
def choose_slot(meeting: Meeting, *, by: Hat, option: SlotOption) -> Meeting:
    """Make the slot's days the sessions of a planned or postponed meeting."""
    require(rules.may_poll(by, steps.locked(meeting)))
    spans = [
        (
            option.starts_at + dt.timedelta(days=day),
            option.starts_at + dt.timedelta(days=day, minutes=option.minutes),
        )
        for day in range(option.days)
    ]
    return set_sessions(meeting, by=by, spans=spans)


def check_spans(spans: list[Span]) -> None:
    """Refuse with ``Invalid`` what ``set_sessions`` refuses of times in their order. A check without effect."""
    if not 1 <= len(spans) <= MAX_SESSIONS:
        raise Invalid({"sessions": [_("A meeting has one to %(n)d sessions.") % {"n": MAX_SESSIONS}]})
    if spans[0][0] <= clock.now():
        raise Invalid({"sessions": [_("Choose a time to come.")]})
    for (start, end), following in zip(spans, [*spans[1:], None], strict=True):
        if end <= start:
            raise Invalid({"sessions": [_("A session ends after it begins.")]})
        if not SHORTEST <= (end - start) / dt.timedelta(minutes=1) <= LONGEST:
            words = _("A session lasts %(least)d to %(most)d minutes.")
            raise Invalid({"sessions": [words % {"least": SHORTEST, "most": LONGEST}]})
        if following is not None and following[0] < end:
            raise Invalid({"sessions": [_("Two sessions overlap.")]})


def _write_sessions(row: Meeting, spans: list[Span]) -> None:
    """Write the spans onto the rows there are: first where the start is the same, then in their order."""
    rows = list(row.sessions.all())
    by_start = {each.starts_at: each for each in rows}
    kept = {start: by_start[start] for start, _end in spans if start in by_start}
    left = [each for each in rows if each.starts_at not in kept]
    row.sessions.update(number=F("number") + ASIDE)
    for number, (start, end) in enumerate(spans, 1):
        session = kept.get(start) or (left.pop(0) if left else Session(meeting=row))
        session.number, session.starts_at, session.ends_at = number, start, end
        session.save()
    row.sessions.filter(number__gt=ASIDE).delete()
