"""The order in which a meeting's items are called, and their numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from meetings import numbering
from meetings.models import AgendaItem, Meeting


def ordered(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """Return items as the agenda prints them: each standing item, then what stands under it."""
    rows = sorted(items, key=lambda each: (each.position, each.pk))
    keys = {each.pk for each in rows}
    parts: defaultdict[int | None, list[AgendaItem]] = defaultdict(list)
    for each in rows:
        parts[each.under_id if each.under_id in keys else None].append(each)
    return [row for top in parts[None] for row in (top, *parts[top.pk])]


def numbered(items: list[AgendaItem]) -> dict[int, str]:
    """Return the number of each item by its key; the items as ``ordered`` gives them, all of the meeting."""
    keys = {each.pk for each in items}
    rows = [
        (each.pk, each.under_id if each.under_id in keys else None, each.is_closed_to_observers)
        for each in items
    ]
    return {int(str(key)): number for key, number in numbering.numbers(rows).items()}


def called_in_turn(items: list[AgendaItem]) -> list[AgendaItem]:
    """Return the items that are called: a standing item under which others stand is a heading only."""
    headings = {each.under_id for each in items}
    return [each for each in items if each.pk not in headings]


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """Return all items on the agenda of the meeting, as ``ordered``."""
    return ordered(AgendaItem.objects.filter(meeting=meeting).on_agenda().select_related("lead_office"))
