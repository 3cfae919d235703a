"""Rows that several of the pages show: a round with its deadline, the news of a hat, the zones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from ip5.accounts.models import Mandate
from ip5.ballots.models import Round
from ip5.dashboards import calculations, querysets
from ip5.kernel import clock
from ip5.offices import deadlines
from ip5.offices.models import Office
from ip5.outbox.models import Notice
from ip5.post.subjects import SOURCES

NEWS = 6
ICONS = {
    "ballots.round": "ballot",
    "proposals.proposal": "proposal",
    "accounts.mandate": "user",
    "meetings.meeting": "meeting",
}


def round_row(each: Round, *, answered: Iterable[int], offices: list[Office]) -> dict[str, Any]:
    """Return a round as its row shows it: end, what is left, six cities, how many have answered.

    A round of the Heads has no end, and no cities beside it.
    """
    now, count, end = clock.now(), len(set(answered)), each.ends_at
    return {
        "round": each,
        "at": end,
        "left": calculations.left(now, end) if end else _("No time-out"),
        "is_soon": bool(end and calculations.is_soon(now, end)),
        "zones": deadlines.local_times(end, offices) if end else [],
        "count": count,
        "answered_words": _("%(n)d of %(all)d have answered") % {"n": count, "all": each.seat_count},
    }


def patent_offices() -> list[Office]:
    """Return the six offices of the zone tables from the request's directory, without a query."""
    return [each for each in Office.objects.directory().offices if each.is_member or each.is_observer]


def seat_rows(seated: Iterable[int], answered: Iterable[int]) -> list[dict[str, Any]]:
    """Return one row for each seat: the office and whether it has answered."""
    directory, given = Office.objects.directory(), set(answered)
    return [{"office": directory.of_id(each), "has_answered": each in given} for each in seated]


def news_of(hat: Mandate) -> list[dict[str, Any]]:
    """Return the newest notices of the hat."""
    return [notice_row(each) for each in querysets.notices_of(hat)[:NEWS]]


def notice_row(notice: Notice) -> dict[str, Any]:
    """Return a notice as its row shows it; ``notice.facts`` was read under the hat's rights."""
    known: Mapping[str, Any] = notice.facts  # type: ignore[attr-defined]
    source = SOURCES[notice.subject_kind]
    facts = source.facts(*(known[name] for name in source.columns))
    return {
        "uuid": notice.uuid,
        "label": str(notice.words.line) % {"symbol": facts.symbol or _("a draft"), **notice.data},
        "title": known.get("title") or "",
        "url": facts.path,
        "call": notice.words.call,
        "icon": ICONS.get(notice.subject_kind, "bell"),
        "at": notice.created_at,
        "is_unread": not notice.is_read,
        "is_wanted": notice.immediate,
    }


def next_meeting(ahead: Iterable[Any]) -> dict[str, Any] | None:
    """Return the next announced meeting of ``querysets.meetings_ahead`` with what is left until it; else None."""
    meeting = next((each for each in ahead if not each.is_planned), None)
    if meeting is None:
        return None
    now, start = clock.now(), meeting.next_starts
    return {"meeting": meeting, "left": calculations.left(now, start) if start and start > now else ""}


def header(hat: Mandate) -> dict[str, Any]:
    """Return what every page's header says: today's date where the hat's office is, and whose times."""
    today: dt.date = hat.office.today
    return {"today": today, "city": hat.office.city, "zone": hat.office.tz}


def proposals_url(**chosen: str) -> str:
    """Return the address of the list of proposals, narrowed."""
    return f"{reverse('proposals:list')}?{urlencode(chosen)}"
