"""The working agenda as it would be printed now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ip5.kernel.visibility import Visibility
from meetings.models import AgendaItem, Meeting, MeetingPaper
from meetings.numbering import numbers
from meetings.printed import Line, Printed, Sitting
from meetings.states import ItemState

# Where a meeting keeps the items that were read with it.
ITEMS = "items_read"


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """Return the items of the agenda in its order, each part after the item it stands under; one query.

    None where they were read with the meeting (``gathering.page``).
    """
    read = vars(meeting).get(ITEMS)
    if read is None:
        chosen = AgendaItem.objects.filter(meeting=meeting).on_agenda()
        read = chosen.select_related("lead_office", "session")
    rows = [each for each in read if each.state == ItemState.ACCEPTED]
    tops = [each for each in rows if each.under_id is None]
    return [each for top in tops for each in (top, *(row for row in rows if row.under_id == top.pk))]


def numbers_of(items: Iterable[AgendaItem]) -> dict[int, str]:
    """Return the printed number of each item by its key; what stands under a closed item is closed with it."""
    rows = list(items)
    closed = {each.pk for each in rows if each.is_closed_to_observers}
    found = numbers((each.pk, each.under_id, each.pk in closed or (each.under_id in closed)) for each in rows)
    return {each.pk: found[each.pk] for each in rows}


def printed(meeting: Meeting) -> Printed:
    """Return the working agenda of a meeting as it would be published, closed items and their papers included."""
    papers = MeetingPaper.objects.filter(meeting=meeting, item__isnull=False).select_related("meeting")
    by_item: dict[int, list[MeetingPaper]] = {}
    for each in papers.order_by("is_restricted", "number"):
        by_item.setdefault(each.item_id or 0, []).append(each)
    return printed_with(meeting, by_item)


def printed_with(meeting: Meeting, papers: Mapping[int, list[MeetingPaper]]) -> Printed:
    """Return the working agenda with these papers, by the keys of their items.

    An item without a session of its own falls into that of the item before it.
    """
    items, sessions = items_of(meeting), list(meeting.sessions.all())
    given, keys = numbers_of(items), {each.pk: str(each.uuid) for each in items}
    closed = {each.pk for each in items if each.is_closed_to_observers}
    lines, now = [], 1 if sessions else 0
    for each in items:
        now = each.session.number if each.session else now
        line = _line(each, given[each.pk], now, keys.get(each.under_id or 0, ""), papers.get(each.pk, []))
        lines.append(replace(line, is_closed=line.is_closed or each.under_id in closed))
    lines.sort(key=lambda line: line.session)
    sittings = tuple(Sitting(each.number, each.starts_at, each.ends_at) for each in sessions)
    return Printed(meeting.symbol, sittings, tuple(lines))


def _line(item: AgendaItem, number: str, session: int, under: str, papers: list[MeetingPaper]) -> Line:
    return Line(
        key=str(item.uuid),
        number=number,
        title=item.title,
        type=item.type,
        minutes=item.minutes,
        note=item.note,
        under=under,
        session=session,
        lead=item.lead_office.code if item.lead_office else "",
        is_closed=item.is_closed_to_observers,
        subject=item.subject_symbol,
        address=item.subject_address,
        papers=tuple(each.symbol for each in papers if each.visibility != Visibility.MEMBERS),
        restricted=tuple(each.symbol for each in papers if each.visibility == Visibility.MEMBERS),
    )
