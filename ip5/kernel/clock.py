"""The one clock of the application; ballots and chains use the database's own."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def now() -> dt.datetime:
    """Return the present instant, aware, in UTC."""
    return timezone.now().astimezone(dt.UTC)
