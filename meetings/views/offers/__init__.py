"""How each deed on a meeting is offered, by name: address, rule and words follow from it."""

from __future__ import annotations

from meetings.views.offers import agenda, course, live, summary
from meetings.views.offers.offer import Deed

DEEDS: dict[str, Deed] = {**course.DEEDS, **agenda.DEEDS, **live.DEEDS, **summary.DEEDS}

__all__ = ["DEEDS", "Deed"]
