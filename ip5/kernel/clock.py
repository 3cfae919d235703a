"""The clocks: the host's for pages and wishes, the database's for everything that decides."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone


def now() -> dt.datetime:
    """Return the present instant, aware, in UTC."""
    return timezone.now().astimezone(dt.UTC)


def instant() -> dt.datetime:
    """Return the database's present instant, aware, in UTC: what opens and closes, whatever the host's clock says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: dt.datetime = cursor.fetchone()[0]
    return moment.astimezone(dt.UTC)
