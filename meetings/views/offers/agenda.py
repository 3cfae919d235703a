"""Deeds on a meeting that belong to its agenda."""

from __future__ import annotations

from meetings.views.offers.offer import Deed

DEEDS: dict[str, Deed] = {}
