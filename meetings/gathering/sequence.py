"""Which items of an agenda are called in session, one after the other."""

from __future__ import annotations

from meetings.models import AgendaItem, Meeting


def called_in_turn(items: list[AgendaItem]) -> list[AgendaItem]:
    """Return the items that are called: a standing item under which others stand is a heading only."""
    headings = {each.under_id for each in items}
    return [each for each in items if each.pk not in headings]


def items_called_of(meeting: Meeting) -> list[AgendaItem]:
    """Return the items of the agenda in its order, each part after the item it stands under; one query."""
    rows = list(AgendaItem.objects.filter(meeting=meeting).on_agenda())
    tops = [each for each in rows if each.under_id is None]
    return [each for top in tops for each in (top, *(row for row in rows if row.under_id == top.pk))]
