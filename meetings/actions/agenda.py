"""Deeds on the working agenda: filled, items added, changed, ordered, drawn in, carried over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices.actions import next_number
from ip5.offices.symbols import meeting_key
from meetings.actions import steps
from meetings.gathering import drawn
from meetings.gathering.agenda import items_of
from meetings.models import AgendaItem, Meeting
from meetings.printed import nudged, sessions_of, spread
from meetings.rules import agenda as rules
from meetings.states import STANDING, ItemState

MAX_ITEMS = 100
FIELDS = ("title", "note", "type", "visibility", "lead_office", "minutes", "session", "under")


def begin_agenda(meeting: Meeting) -> None:
    """A step of announcing: the agenda takes number 1 of the meeting's documents and gets its standing items."""
    number = next_number(meeting_key(meeting.number or 0))
    assert number == 1, "the agenda is the first document of a meeting"
    if not meeting.items.exists():
        _fill(meeting)


def _fill(meeting: Meeting) -> None:
    AgendaItem.objects.bulk_create(
        [
            AgendaItem(
                meeting=meeting,
                key=key,
                type=kind,
                title=str(title),
                minutes=minutes,
                position=place,
                lead_office=meeting.host,
            )
            for place, (key, kind, title, minutes) in enumerate(STANDING, 1)
        ]
    )
    spread_items(meeting)


def spread_items(meeting: Meeting) -> None:
    """A step: items of no session fall into the sessions in their order, each until it is full."""
    sessions = list(meeting.sessions.all())
    items = [each for each in items_of(meeting) if each.under_id is None]
    if not sessions or any(each.session_id for each in items):
        return
    places = spread([each.minutes for each in items], [each.minutes for each in sessions])
    for item, place in zip(items, places, strict=True):
        item.session = sessions[place]
    AgendaItem.objects.bulk_update(items, ["session"])


def note_edit(meeting: Meeting, by: Hat, what: str) -> None:
    """A step: the working agenda is the body's until it is published, so is the entry; it holds no title."""
    steps.beat(meeting)
    audit.record(
        meeting,
        "meeting.agenda_edited",
        by=by,
        visibility=Visibility.OFFICE_INTERNAL,
        data={"what": what},
    )


@transaction.atomic
def fill_agenda(meeting: Meeting, *, by: Hat) -> None:
    """Write the standing items onto an agenda that has none; nothing happens where there are some."""
    row = steps.locked(meeting)
    require(rules.may_edit_agenda(by, row))
    if not row.items.filter(state=ItemState.ACCEPTED).exists():
        _fill(row)
        note_edit(row, by, "filled")


@transaction.atomic
def add_item(meeting: Meeting, *, by: Hat, values: dict[str, Any]) -> AgendaItem:
    """Add an item at the end of the agenda, or of the item it stands under. Refuses the hundred-and-first."""
    row = steps.locked(meeting)
    require(rules.may_edit_agenda(by, row))
    check_item(row, values)
    facts = {name: values[name] for name in FIELDS if name in values}
    made: AgendaItem = AgendaItem.objects.create(meeting=row, position=next_position(row), **facts)
    note_edit(row, by, "added")
    return made


def next_position(meeting: Meeting) -> int:
    """Return the place behind the last item. A look-up."""
    last = meeting.items.order_by("-position").values_list("position", flat=True).first()
    return (last or 0) + 1


def check_item(meeting: Meeting, values: dict[str, Any], item: AgendaItem | None = None) -> None:
    """Refuse with ``Invalid`` an item without a title, endless minutes, a session or heading of another meeting.

    A check without effect. Closed stays what is about something closed; open what an observer asked for.
    """
    errors: dict[str, list[str]] = {}
    if not values.get("title", "x").strip():
        errors["title"] = [_("Give the item a title.")]
    if not 0 <= values.get("minutes", 0) <= 600:
        errors["minutes"] = [_("An item takes up to 600 minutes.")]
    session, under = values.get("session"), values.get("under")
    if session is not None and session.meeting_id != meeting.pk:
        errors["session"] = [_("Choose a session of this meeting.")]
    if under is not None and (under.meeting_id != meeting.pk or under.under_id or under == item):
        errors["under"] = [_("Choose an item of this agenda that stands by itself.")]
    if under is not None and item is not None and item.parts.exists():
        errors["under"] = [_("This item has parts of its own, so it stands by itself.")]
    if item is None and meeting.items.count() >= MAX_ITEMS:
        errors["__all__"] = [_("An agenda has at most %(n)d items.") % {"n": MAX_ITEMS}]
    errors |= _circle_errors(values.get("visibility"), item)
    if errors:
        raise Invalid(errors)


def _circle_errors(visibility: str | None, item: AgendaItem | None) -> dict[str, list[str]]:
    if item is None or visibility is None or visibility == item.visibility:
        return {}
    if visibility == Visibility.MEMBERS:
        if item.asked_by is not None and item.asked_by.is_observer:
            return {"visibility": [_("The observer asked for this item, so observers stay.")]}
        if item.papers.exclude(visibility=Visibility.MEMBERS).exists():
            return {
                "visibility": [
                    _("A document of this item is open to observers: move it to another item first.")
                ]
            }
    elif drawn.is_restricted(item):
        return {"visibility": [_("What it is about is open to members only, so observers leave.")]}
    return {}


def locked_item(item: AgendaItem) -> AgendaItem:
    """Return the item as it is now, with who asked for it; lock its meeting first. A step."""
    return AgendaItem.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=item.pk)


@transaction.atomic
def edit_item(item: AgendaItem, *, by: Hat, values: dict[str, Any], seen: int) -> AgendaItem:
    """Change an item of the agenda; ``Conflict`` where it changed since it was read."""
    meeting = steps.locked(_meeting_of(item))
    require(rules.may_edit_agenda(by, meeting))
    row = locked_item(item)
    if row.version != seen:
        raise Conflict(_("Somebody else changed it meanwhile. What you typed is kept below."))
    check_item(meeting, values, row)
    for name in FIELDS:
        if name in values:
            setattr(row, name, values[name])
    row.version += 1
    row.save()
    note_edit(meeting, by, "changed")
    return row


def _meeting_of(item: AgendaItem) -> Meeting:
    if item.meeting is None:
        raise Invalid({"__all__": [_("This item is on no agenda.")]})
    return item.meeting


@transaction.atomic
def remove_item(item: AgendaItem, *, by: Hat) -> None:
    """Take an item with its parts off the agenda. What an office asked for goes to the backlog, not away."""
    meeting = steps.locked(_meeting_of(item))
    require(rules.may_edit_agenda(by, meeting))
    for each in [*item.parts.all(), item]:
        if each.asked_by_id:
            _set_aside(each)
        else:
            each.delete()
    note_edit(meeting, by, "removed")


def _set_aside(item: AgendaItem) -> None:
    item.moved_from = item.meeting or item.moved_from
    item.meeting = item.under = item.session = None
    item.state, item.position = ItemState.BACKLOG, 0
    item.version += 1
    item.save()


@transaction.atomic
def order_items(
    meeting: Meeting, *, by: Hat, order: Sequence[str], nudge: tuple[str, int] | None = None
) -> None:
    """Bring the items into an order: keys, and a marker where each session begins (``printed.marker``).

    Parts stay under their items; what is not named comes last. ``nudge`` then moves one item up (-1) or down (1).
    Refuses with ``Invalid`` an item that is not on this agenda, and what is no order.
    """
    row = steps.locked(meeting)
    require(rules.may_edit_agenda(by, row))
    items = {str(each.uuid): each for each in items_of(row)}
    keys = {each.pk: key for key, each in items.items()}
    if nudge is not None:
        order = nudged(order, {key: keys.get(each.under_id or 0, "") for key, each in items.items()}, *nudge)
    sessions = {each.number: each for each in row.sessions.all()}
    try:
        wanted = dict(sessions_of(order))
    except ValueError:
        wanted = {"": 0}
    if not set(wanted) <= set(items):
        raise Invalid({"__all__": [_("The agenda changed meanwhile; order it anew.")]})
    for key in wanted:
        items[key].session = sessions.get(wanted[key], items[key].session)
    placed = [items[key] for key in wanted] + [each for key, each in items.items() if key not in wanted]
    for place, each in enumerate(placed, 1):
        each.position = place
    AgendaItem.objects.bulk_update(placed, ["position", "session"])
    note_edit(row, by, "ordered")


@transaction.atomic
def draw_in(meeting: Meeting, *, by: Hat, keys: Iterable[str]) -> list[AgendaItem]:
    """Put what is offered by query onto the agenda, each under its standing item; what is there stays once.

    ``keys`` are those of ``drawn.offers_of``. An item is open to observers only where what it is about is.
    """
    row = steps.locked(meeting)
    require(rules.may_edit_agenda(by, row))
    offered = {each.key: each for each in drawn.offers_of(row, by)}
    wanted = [each for each in dict.fromkeys(keys) if each in offered]
    if not wanted:
        raise Invalid({"__all__": [_("Choose at least one.")]})
    if row.items.count() + len(wanted) > MAX_ITEMS:
        raise Invalid({"__all__": [_("An agenda has at most %(n)d items.") % {"n": MAX_ITEMS}]})
    heads = {each.key: each for each in row.items.filter(state=ItemState.ACCEPTED).exclude(key="")}
    first = next_position(row)
    made = [
        AgendaItem.objects.create(
            meeting=row, position=place, under=heads.get(offered[key].head), **offered[key].facts()
        )
        for place, key in enumerate(wanted, first)
    ]
    note_edit(row, by, "drawn")
    return made


@transaction.atomic
def carry_item(item: AgendaItem, *, by: Hat, to: Meeting | None) -> AgendaItem:
    """Move an item with its parts to another meeting's agenda, or to the backlog (None).

    Refuses with ``Invalid`` one that was concluded on, and a meeting whose agenda is made no more.
    """
    pair = [_meeting_of(item)] if to is None else [_meeting_of(item), to]
    locked = {each.pk: steps.locked(each) for each in sorted(pair, key=lambda each: each.pk)}
    meeting = locked[pair[0].pk]
    require(rules.may_carry_item(by, meeting))
    if to is not None:
        require(rules.may_edit_agenda(by, locked[to.pk]))
    row = locked_item(item)
    moved = [row, *row.parts.all()]
    if any(each.conclusions.exists() or each.began_at for each in moved):
        raise Invalid({"__all__": [_("It was called in this meeting, so it stays on its agenda.")]})
    if to is None:
        for each in moved:
            _set_aside(each)
    else:
        _carry(moved, meeting, locked[to.pk])
        note_edit(locked[to.pk], by, "carried")
    note_edit(meeting, by, "carried")
    row.refresh_from_db()
    return row


def _carry(moved: list[AgendaItem], meeting: Meeting, to: Meeting) -> None:
    heads = {each.key: each for each in to.items.filter(state=ItemState.ACCEPTED).exclude(key="")}
    for place, each in enumerate(moved, next_position(to)):
        if each.under_id != moved[0].pk:
            each.under = heads.get(each.under.key) if each.under else None
        each.meeting, each.session, each.moved_from, each.position = to, None, meeting, place
        each.key, each.version = "", each.version + 1
        each.save()
