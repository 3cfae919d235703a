"""Deeds on items that offices ask for: asked, taken in, put into the backlog, declined."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Mandate
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.reasons import MAX_REASON
from ip5.kernel.visibility import Visibility
from ip5.outbox import actions as outbox
from meetings.actions import steps
from meetings.actions.agenda import locked_item, next_position
from meetings.models import AgendaItem, Meeting
from meetings.rules import agenda as rules
from meetings.states import ItemState, ItemType

MAX_OPEN = 20


@transaction.atomic
def request_item(
    meeting: Meeting,
    *,
    by: Hat,
    title: str,
    note: str = "",
    type: str = ItemType.DISCUSSION,
    minutes: int = 15,
) -> AgendaItem:
    """Ask for an item on the agenda for the own office; the body is told, and nobody else sees it.

    Refuses with ``Invalid`` one without a title, and the twenty-first that waits for an answer.
    """
    row = steps.locked(meeting)
    require(rules.may_request_item(by, row))
    line = " ".join(title.split())
    if not line or len(line) > 200:
        raise Invalid({"title": [_("Give a title of at most 200 characters.")]})
    if not 1 <= minutes <= 600 or type not in ItemType.values:
        raise Invalid({"minutes": [_("An item takes up to 600 minutes.")]})
    waiting = AgendaItem.objects.requested().filter(meeting=row, asked_by__office=by.office_id)
    if waiting.count() >= MAX_OPEN:
        raise Invalid({"__all__": [_("%(n)d items of your office wait for an answer.") % {"n": MAX_OPEN}]})
    made: AgendaItem = AgendaItem.objects.create(  # type: ignore[misc]
        meeting=row,
        title=line,
        note=note.strip(),
        type=type,
        minutes=minutes,
        state=ItemState.REQUESTED,
        lead_office_id=by.office_id,
        asked_by_id=by.pk,
        asked_at=clock.now(),
    )
    _record(row, "meeting.item_requested", by, made)
    outbox.notify("item_requested", to=Mandate.objects.active().of_body(), subject=row)
    return made


def _record(meeting: Meeting, verb: str, by: Hat, item: AgendaItem, reason: str = "") -> None:
    """Write the event for the asking office and the body alone; it holds no title."""
    asked = Mandate.objects.filter(pk=item.asked_by_id or 0).values_list("office_id", flat=True)
    readers = {*Mandate.objects.active().of_body().values_list("office_id", flat=True), *asked}
    audit.record(
        meeting,
        verb,
        by=by,
        visibility=Visibility.OFFICE_INTERNAL,
        offices=readers,
        reason=reason,
        data={"item": str(item.uuid), "state": item.state},
    )


def _told(item: AgendaItem, meeting: Meeting) -> None:
    outbox.notify(
        "item_answered", to=Mandate.objects.active().filter(pk=item.asked_by_id or 0), subject=meeting
    )


@transaction.atomic
def take_in(item: AgendaItem, *, by: Hat, meeting: Meeting) -> AgendaItem:
    """Take a requested item, or one of the backlog, onto a meeting's agenda; whoever asked is told."""
    row = steps.locked(meeting)
    found = locked_item(item)
    require(rules.may_answer_item(by, found) and rules.may_edit_agenda(by, row))
    found.meeting, found.state, found.position = row, ItemState.ACCEPTED, next_position(row)
    found.under, found.session, found.decline_reason = None, None, ""
    return _answered(found, row, by)


@transaction.atomic
def shelve_item(item: AgendaItem, *, by: Hat) -> AgendaItem:
    """Put a requested item into the backlog, from where a later agenda takes it in; whoever asked is told."""
    meeting = steps.locked(_asked_for(item))
    found = locked_item(item)
    require(rules.may_answer_item(by, found))
    found.moved_from, found.meeting, found.state = meeting, None, ItemState.BACKLOG
    return _answered(found, meeting, by)


@transaction.atomic
def decline_item(item: AgendaItem, *, by: Hat, reason: str) -> AgendaItem:
    """Decline a requested item, or one of the backlog, with a reason that whoever asked reads."""
    meeting = steps.locked(_asked_for(item))
    found = locked_item(item)
    require(rules.may_answer_item(by, found))
    text = reason.strip()
    if not text or len(text) > MAX_REASON:
        raise Invalid({"reason": [_("Give the reason; whoever asked reads it.")]})
    found.state, found.decline_reason = ItemState.DECLINED, text
    return _answered(found, meeting, by, text)


def _asked_for(item: AgendaItem) -> Meeting:
    """Return the meeting an item was asked for, or from which it came into the backlog."""
    meeting = item.meeting or item.moved_from
    if meeting is None:
        raise Invalid({"__all__": [_("This item was asked for at no meeting.")]})
    return meeting


def _answered(item: AgendaItem, meeting: Meeting, by: Hat, reason: str = "") -> AgendaItem:
    item.version += 1
    item.save()
    _record(meeting, "meeting.item_answered", by, item, reason)
    _told(item, meeting)
    return item
