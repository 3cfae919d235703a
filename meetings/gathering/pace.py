"""How a meeting keeps to its plan: what an item took, how far it is behind, what is still needed. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from meetings.models import AgendaItem


def spent(item: AgendaItem, now: dt.datetime) -> int:
    """Return the seconds an item took so far, the present call included."""
    running = (now - item.began_at).total_seconds() if item.is_running and item.began_at else 0
    return item.spent_seconds + max(0, int(running))


@dataclass(frozen=True, slots=True)
class Pace:
    """Minutes behind the plan (ahead where negative), and minutes that what is open still needs."""

    behind: int
    needs: int


def pace(items: Iterable[AgendaItem], now: dt.datetime) -> Pace:
    """Return the pace over the items that are called: done ones count whole, an open one once over its time."""
    behind = needs = 0
    for each in items:
        over = spent(each, now) - each.minutes * 60
        behind += over if each.done_at is not None else max(0, over)
        needs += 0 if each.done_at is not None else max(0, -over)
    return Pace(behind=round(behind / 60), needs=-(-needs // 60))
