"""Deeds on a meeting that belong to its summary."""

from __future__ import annotations

from meetings.views.offers.offer import Deed

DEEDS: dict[str, Deed] = {}
