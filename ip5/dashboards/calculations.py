"""Pure reckoning of the dashboards: what is left, days of a list, the matrix, a mail read from its bytes."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

SOON = dt.timedelta(days=3)
ONE_HOUR = dt.timedelta(hours=1)
STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL | re.IGNORECASE)


def left(now: dt.datetime, end: dt.datetime) -> str:
    """Return in words how long it is from ``now`` to ``end``; empty once it has come."""
    span = end - now
    if span <= dt.timedelta():
        return ""
    if span.days:
        return ngettext("%(n)d day left", "%(n)d days left", span.days) % {"n": span.days}
    hours = span // ONE_HOUR
    if hours:
        return ngettext("%(n)d hour left", "%(n)d hours left", hours) % {"n": hours}
    return _("Less than an hour left")


def is_soon(now: dt.datetime, end: dt.datetime) -> bool:
    """Whether three days or less are left."""
    return end - now <= SOON


def by_day(rows: Iterable[Mapping[str, Any]], zone: ZoneInfo) -> list[tuple[dt.date, list[Any]]]:
    """Return rows with ``at``, newest first, grouped by their day in ``zone``."""
    days = groupby(rows, key=lambda row: row["at"].astimezone(zone).date())
    return [(day, list(those)) for day, those in days]


def by_state(counted: Iterable[Mapping[str, Any]]) -> Counter[str]:
    """Return state -> number from rows with ``state`` and ``n``."""
    found: Counter[str] = Counter()
    for row in counted:
        found[row["state"]] += row["n"]
    return found


def by_cell(counted: Iterable[Mapping[str, Any]]) -> Counter[tuple[str, str]]:
    """Return (area, horizon) -> number from rows with ``area__code``, ``horizon`` and ``n``."""
    found: Counter[tuple[str, str]] = Counter()
    for row in counted:
        found[row["area__code"], row["horizon"]] += row["n"]
    return found


def short_titles(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], list[str]]:
    """Return (area, horizon) -> titles, each behind the last part of its symbol."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        number = (row["symbol"] or "").rpartition("/")[2]
        found[row["area__code"], row["horizon"]].append(f"{number} {row['title']}".strip())
    return found


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail of the demo's sink as its page shows it."""

    key: str
    to: str
    sender: str
    subject: str
    at: dt.datetime | None
    text: str
    html: str


def read_mail(key: str, raw: bytes) -> Mail:
    """Return the mail of these bytes; parts that cannot be read are empty."""
    message = message_from_bytes(raw, policy=default)
    date = message["Date"]
    return Mail(
        key=key,
        to=str(message["To"] or ""),
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        at=getattr(date, "datetime", None),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content())
    except (LookupError, ValueError):
        return ""


def style_hashes(html: str) -> list[str]:
    """Return the CSP source of each style block, so that exactly these may apply."""
    blocks = (hashlib.sha256(block.encode()).digest() for block in STYLE.findall(html))
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in blocks]
