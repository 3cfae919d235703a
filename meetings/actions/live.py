"""Deeds on the sitting: opened, items called one after the other, suspended, the floor, closed.

Every deed locks the meeting first. One pressed twice finds what it wanted done already, and does nothing.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from meetings.actions import steps
from meetings.gathering.agenda import items_of
from meetings.gathering.sequence import called_in_turn
from meetings.models import AgendaItem, Conclusion, Live, Meeting, Session
from meetings.rules import live as rules
from meetings.states import ConclusionState, ItemState, State


@transaction.atomic
def open_session(meeting: Meeting, *, by: Hat) -> Meeting:
    """Open the meeting: its first session begins, its first item is called.

    Refuses like ``rules.may_open_session``.
    """
    row = steps.locked(meeting)
    require(rules.may_open_session(by, row))
    row.state, row.opened_at = State.IN_SESSION, clock.now()
    row.version += 1
    row.save(update_fields=["state", "opened_at", "version"])
    # What stands under a closed item is closed with it, from here on by its own row.
    closed = AgendaItem.objects.filter(meeting=row, under__visibility=Visibility.MEMBERS)
    closed.update(visibility=Visibility.MEMBERS)
    Live.objects.create(meeting=row, session=row.sessions.first())
    audit.record(row, "meeting.opened", by=by)
    _call(row, called_in_turn(items_of(row))[0], by)
    return row


@transaction.atomic
def close(meeting: Meeting, *, by: Hat) -> Meeting:
    """Close the meeting once nothing is open; who has the floor ends, empty drafts are dropped.

    Refuses like ``rules.may_close``, with the numbers of the items that are open.
    """
    row = steps.locked(meeting)
    require(rules.may_close(by, row))
    now = clock.now()
    row.speakers.filter(ended_at__isnull=True).update(ended_at=now)
    Conclusion.objects.filter(meeting=row, state=ConclusionState.DRAFT).update(state=ConclusionState.DROPPED)
    Live.objects.filter(meeting=row).update(item=None, is_suspended=False)
    row.state, row.closed_at = State.CLOSED, now
    row.version += 1
    row.save(update_fields=["state", "closed_at", "version"])
    audit.record(row, "meeting.closed", by=by)
    steps.beat(row)
    return row


def running(meeting: Meeting) -> Live:
    """Return the live row of a locked meeting with what is called now; refuse one not in session."""
    require(rules.is_in_session(meeting))
    found: Live = Live.objects.select_related("item", "session").get(meeting=meeting)
    found.meeting = meeting
    return found


def _stop(item: AgendaItem | None, now: dt.datetime, *, is_done: bool) -> None:
    """Stop the item's clock; what was spent is kept."""
    if item is None:
        return
    if item.began_at is not None and item.done_at is None:
        item.spent_seconds += max(0, round((now - item.began_at).total_seconds()))
    item.began_at, item.done_at = None, now if is_done else item.done_at
    item.save(update_fields=["spent_seconds", "began_at", "done_at"])


def _call(meeting: Meeting, item: AgendaItem, by: Hat) -> None:
    """Call an item of a meeting whose former one has stopped; its clock runs unless the sitting is suspended."""
    live = running(meeting)
    was_closed = live.item is not None and live.item.is_closed_to_observers
    item.began_at, item.done_at = None if live.is_suspended else clock.now(), None
    item.save(update_fields=["began_at", "done_at"])
    _end_floor(meeting)
    Live.objects.filter(pk=live.pk).update(item=item)
    audit.record(
        meeting, "meeting.item_called", by=by, visibility=item.visibility, data={"item": str(item.uuid)}
    )
    # From one closed item to the next an observer's screen has no cause to change.
    steps.beat(meeting, is_open=not (was_closed and item.is_closed_to_observers))


def _end_floor(meeting: Meeting) -> None:
    """Whoever asked for the floor asked under the item that ends."""
    meeting.speakers.filter(ended_at__isnull=True).update(ended_at=clock.now())


@transaction.atomic
def call(meeting: Meeting, *, by: Hat, item: AgendaItem) -> AgendaItem | None:
    """Call an item of the agenda; the one before is interrupted, and open still. A done one is open again.

    Refuses like ``rules.may_run``; ``Invalid`` an item that is not called (not of this agenda, a heading).
    """
    row = steps.locked(meeting)
    require(rules.may_run(by, row))
    live, items = running(row), called_in_turn(items_of(row))
    found = next((each for each in items if each.pk == item.pk), None)
    if found is None:
        raise Invalid({"item": [_("Choose an item of this agenda.")]})
    if live.item_id != found.pk:
        _refuse_while_put(row)
        _stop(live.item, clock.now(), is_done=False)
        _call(row, found, by)
    return found


@transaction.atomic
def call_next(meeting: Meeting, *, by: Hat, after: AgendaItem | None) -> AgendaItem | None:
    """End the item that is called and call the next open one, first of those that follow; return it.

    ``after`` is the item that stood on the screen: where another is called by now, this was pressed twice or on
    an old screen, and nothing is done. Refuses like ``rules.may_run``.
    """
    row = steps.locked(meeting)
    require(rules.may_run(by, row))
    live = running(row)
    if live.item_id != (after.pk if after else None):
        return live.item
    _refuse_while_put(row)
    _stop(live.item, clock.now(), is_done=True)
    items = called_in_turn(items_of(row))
    place = next((at for at, each in enumerate(items) if each.pk == live.item_id), -1)
    following = [each for each in [*items[place + 1 :], *items[: max(place, 0)]] if each.done_at is None]
    if following:
        _call(row, following[0], by)
        return following[0]
    _call_nothing(row, live, by)
    return None


def _call_nothing(meeting: Meeting, live: Live, by: Hat) -> None:
    _end_floor(meeting)
    seen = live.item.visibility if live.item else None
    Live.objects.filter(pk=live.pk).update(item=None)
    audit.record(meeting, "meeting.item_ended", by=by, visibility=seen)
    steps.beat(meeting)


def _refuse_while_put(meeting: Meeting) -> None:
    """An item does not end while its conclusion is before the delegations."""
    if Conclusion.objects.filter(meeting=meeting, state=ConclusionState.PUT).exists():
        raise Conflict(_("A conclusion is put to the delegations: record it first."))


@transaction.atomic
def leave(item: AgendaItem, *, by: Hat, reason: str, to_next: bool) -> AgendaItem:
    """Leave an item that is not gone through to the end, with the reason, which is printed.

    With ``to_next`` a like item waits in the backlog for the next meeting, moved from this one. Refuses like
    ``rules.may_leave``; ``Invalid`` without a reason.
    """
    require(rules.may_leave(by, item))
    row = steps.locked(item.meeting)  # type: ignore[arg-type]
    found = AgendaItem.objects.select_related("meeting").get(pk=item.pk)
    require(rules.may_leave(by, found))
    live, now, text = running(row), clock.now(), steps.checked_reason(reason)
    if live.item_id == found.pk:
        _refuse_while_put(row)
    if to_next:
        _put_into_backlog(found, row, now)
    _stop(found, now, is_done=True)
    found.left_reason, found.is_moved_on = text, to_next
    found.save(update_fields=["left_reason", "is_moved_on"])
    if live.item_id == found.pk:
        _end_floor(row)
        Live.objects.filter(pk=live.pk).update(item=None)
    verb = "meeting.item_moved" if to_next else "meeting.item_left"
    audit.record(row, verb, by=by, visibility=found.visibility, reason=text, data={"item": str(found.uuid)})
    steps.beat(row, is_open=not found.is_closed_to_observers)
    return found


COPIED = (
    *("title", "note", "type", "visibility", "minutes", "lead_office_id", "asked_by_id"),
    *("subject_kind", "subject_uuid", "subject_symbol", "subject_address"),
)


def _put_into_backlog(item: AgendaItem, meeting: Meeting, now: dt.datetime) -> None:
    values = {name: getattr(item, name) for name in COPIED}
    AgendaItem.objects.create(state=ItemState.BACKLOG, moved_from=meeting, asked_at=now, **values)


@transaction.atomic
def suspend(meeting: Meeting, *, by: Hat) -> Live:
    """Suspend the sitting: the item's clock stands still. Refuses like ``rules.may_suspend``."""
    row = steps.locked(meeting)
    live = running(row)
    require(rules.may_suspend(by, live))
    _stop(live.item, clock.now(), is_done=False)
    live.is_suspended = True
    live.save(update_fields=["is_suspended"])
    audit.record(row, "meeting.suspended", by=by)
    steps.beat(row, is_open=True)
    return live


@transaction.atomic
def resume(meeting: Meeting, *, by: Hat, session: Session | None = None) -> Live:
    """Resume the sitting, in ``session`` where another one begins: its roll is called anew.

    Refuses like ``rules.may_resume``; ``Invalid`` a session of another meeting.
    """
    row = steps.locked(meeting)
    live = running(row)
    require(rules.may_resume(by, live))
    if session is not None and session.meeting_id != row.pk:
        raise Invalid({"session": [_("Choose a session of this meeting.")]})
    live.is_suspended, live.session = False, session or live.session
    live.save(update_fields=["is_suspended", "session"])
    if live.item is not None:
        AgendaItem.objects.filter(pk=live.item.pk).update(began_at=clock.now())
    audit.record(row, "meeting.resumed", by=by)
    steps.beat(row, is_open=True)
    return live


def count_typed(meeting: Meeting) -> None:
    """Count what only the body's screens show: words being typed. A step inside a deed's transaction."""
    Live.objects.filter(meeting=meeting).update(desk_pulse=F("desk_pulse") + 1)
