"""What a meeting's page says of its decisions and actions, and of those of the meeting before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ip5.kernel.hat import Hat
from ip5.register.models import ActionItem
from meetings.gathering.page import decisions_of
from meetings.models import Meeting

# What is shown beside a due day: icon and tone.
MARKS = {
    "done": ("check", "done"),
    "dropped": ("cross", ""),
    "overdue": ("warn", "over"),
    "open": ("clock", ""),
}


def part_of(meeting: Meeting, hat: Hat) -> dict[str, Any]:
    """Return the decisions and actions of the meeting, and the actions of the last one."""
    number = meeting.number
    if number is None:
        return {"decisions": [], "own_items": [], "last_items": None}
    # A number whose meeting was cancelled is not given again: the last one is the newest that was held.
    before = vars(meeting)["number_before"]
    items = ActionItem.objects.visible_to(hat).filter(meeting_number__in=(number, before or number))
    rows = list(items.select_related("office", "group", "person__person").order_by("opened_at", "pk"))
    last = [each for each in rows if each.meeting_number == before]
    return {
        "decisions": decisions_of(meeting),
        "own_items": rows_of((each for each in rows if each.meeting_number == number), hat, number),
        "last_items": rows_of(last, hat, number),
        "last_symbol": f"NETAI/{before}",
        "last_note": tally(last),
    }


def tally(rows: list[ActionItem]) -> str:
    """Return how many items there are, and how many of them are open, in words."""
    open_ones = sum(each.state == ActionItem.State.OPEN for each in rows)
    return ngettext("%(n)d, of which %(open)d open", "%(n)d, of which %(open)d open", len(rows)) % {
        "n": len(rows),
        "open": open_ones,
    }


def rows_of(items: Iterable[ActionItem], hat: Hat, newest: int) -> list[dict[str, Any]]:
    """Return action items as rows: how each stands, and since which meeting an open one is carried over."""
    return [row_of(each, hat, newest) for each in items]


def row_of(item: ActionItem, hat: Hat, newest: int) -> dict[str, Any]:
    """Return one action item as a row; ``newest`` is the number of the newest meeting.

    Who of an office sees to it is told to delegations and the body.
    """
    today: dt.date = hat.office.today  # type: ignore[attr-defined]
    knows = hat.is_delegation or hat.is_chair or hat.is_secretariat
    is_open = item.state == ActionItem.State.OPEN
    standing = "overdue" if item.is_overdue_on(today) else item.state
    icon, tone = MARKS[standing]
    is_carried = is_open and item.meeting_number is not None and item.meeting_number < newest
    return {
        "item": item,
        "person": item.person.person.name if knows and item.person else "",
        "icon": icon,
        "tone": tone,
        "due": due_words(item, standing, today),
        "carried": _("carried over, open since NETAI/%(n)d") % {"n": item.meeting_number}
        if is_carried
        else "",
    }


def due_words(item: ActionItem, standing: str, today: dt.date) -> str:
    """Return how an item stands, as a few words: done 9 April, 3 days overdue, due Fri 30 April."""
    if standing == "overdue":
        days = (today - item.due).days
        return ngettext("%(n)d day overdue", "%(n)d days overdue", days) % {"n": days}
    if standing == "open":
        return _("due %(day)s") % {"day": formats.date_format(item.due, "D j M Y")}
    day = formats.date_format(item.ended_at, "j M Y") if item.ended_at else ""
    return (_("done %(day)s") if standing == "done" else _("dropped %(day)s")) % {"day": day}
