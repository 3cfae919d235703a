"""Which of the plans between two brought each change. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from roadmap.comparison.comparing import compare
from roadmap.comparison.values import Change, Comparison, ReservationChange
from roadmap.plan import Plan

Mark = tuple[str, str, str, str]


def decided_in(found: Comparison, plans: Sequence[Plan]) -> dict[Change, int]:
    """Return change -> the place of the plan that brought it, of ``plans`` in their order.

    ``found`` compares the first of them with the last. What was changed twice was decided by the last one that
    touched it; so is what stands between the plans in no step of its own.
    """
    last: dict[Mark, int] = {}
    for place in range(1, len(plans)):
        for change in compare(plans[place - 1], plans[place]).changes:
            last[_mark(change)] = place
    return {change: last.get(_mark(change), len(plans) - 1) for change in found.changes}


def _mark(change: Change) -> Mark:
    """Return what a change is about, without what it says."""
    if isinstance(change, ReservationChange):
        line = change.new or change.old
        return (change.thing.kind, change.thing.key, "reservation", line.office if line else "")
    return (change.thing.kind, change.thing.key, change.field, getattr(change, "part", ""))
