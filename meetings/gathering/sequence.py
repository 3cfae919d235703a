"""Which items of an agenda are called in session, one after the other."""

from __future__ import annotations

from meetings.models import AgendaItem


def called_in_turn(items: list[AgendaItem]) -> list[AgendaItem]:
    """Return the items that are called: a standing item under which others stand is a heading only."""
    headings = {each.under_id for each in items}
    return [each for each in items if each.pk not in headings]
