"""What a meeting's page says of its times and of what is needed next."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.offices.deadlines import local_times
from ip5.offices.models import Office
from meetings.gathering.page import chairs_of
from meetings.models import Meeting, Session
from meetings.rules import course as rules
from meetings.states import State

STEPS = (
    (State.PLANNED, gettext_lazy("Planned")),
    (State.ANNOUNCED, gettext_lazy("Announced")),
    (State.REGISTRATION, gettext_lazy("Registration")),
    (State.AGENDA_PROV, gettext_lazy("Agenda")),
    (State.IN_SESSION, gettext_lazy("In session")),
    (State.SUMMARY_DRAFT, gettext_lazy("Summary")),
    (State.SUMMARY_PUBLISHED, gettext_lazy("Published")),
)
AT = {
    State.PLANNED: 0,
    State.POSTPONED: 0,
    State.CANCELLED: 0,
    State.ANNOUNCED: 1,
    State.REGISTRATION: 2,
    State.AGENDA_PROV: 3,
    State.IN_SESSION: 4,
    State.CLOSED: 5,
    State.SUMMARY_DRAFT: 5,
    State.SUMMARY_REVIEW: 5,
    State.SUMMARY_ADOPTED: 6,
    State.SUMMARY_PUBLISHED: 7,
}


def part_of(meeting: Meeting, hat: Hat) -> dict[str, Any]:
    """Return the life cycle, the times in six cities, and what the body may change."""
    sessions = list(meeting.sessions.all())
    return {
        "sessions": sessions,
        "cycle": [(label, "") for _state, label in STEPS],
        "cycle_now": AT[State(meeting.state)],
        "clocks": clocks_of(sessions, hat) if sessions else None,
        "may_set_sessions": rules.may_set_sessions(hat, meeting),
        "hosts": hosts_of(meeting, sessions[0].starts_at if sessions else None),
        "chairs": [] if meeting.is_cancelled else chairs_of(meeting),
        "when": when(sessions),
        "may_edit": (rules.may_move if meeting.is_invited else rules.may_plan)(hat, meeting),
    }


def hosts_of(meeting: Meeting, starts_at: dt.datetime | None) -> list[str]:
    """Return the names that the hosts bore when the meeting began: that of 2021 is hosted by the KIPO of then."""
    at = starts_at or clock.now()
    return [each.acronym_on(at) for each in (meeting.host, meeting.co_host) if each is not None]


def when(sessions: list[Session]) -> str:
    """Return the days of the meeting as one line: 16 to 18 November 2026."""
    if not sessions:
        return _("No time yet")
    first, last = sessions[0].starts_at.date(), sessions[-1].starts_at.date()
    if first == last:
        return formats.date_format(first, "j F Y")
    start = "j" if (first.year, first.month) == (last.year, last.month) else "j F"
    start = start if first.year == last.year else "j F Y"
    return f"{formats.date_format(first, start)}–{formats.date_format(last, 'j F Y')}"


def clocks_of(sessions: list[Session], hat: Hat) -> dict[str, Any]:
    """Return the sessions in the six cities: a row each, with a cell for each city."""
    offices = [each for each in Office.objects.directory().offices if each.is_member or each.is_observer]
    return {
        "cities": [{"office": each, "is_mine": each.pk == hat.office_id} for each in offices],
        "rows": [
            {"session": each, **in_utc(each), "cells": cells_of(each, offices, hat)} for each in sessions
        ],
    }


def in_utc(session: Session) -> dict[str, str]:
    """Return the day on which a session begins in UTC, and its hours: Tue 16 Nov 2026, 12:00–14:30 UTC."""
    start, end = (each.astimezone(dt.UTC) for each in (session.starts_at, session.ends_at))
    return {"day": formats.date_format(start.date(), "D j M Y"), "hours": f"{start:%H:%M}–{end:%H:%M} UTC"}


def cells_of(session: Session, offices: list[Office], hat: Hat) -> list[dict[str, Any]]:
    """Return a session in each city: the times, the weekday, the shift against the day in UTC."""
    starts = local_times(session.starts_at, offices, dt.UTC)
    ends = local_times(session.ends_at, offices, dt.UTC)
    rows = []
    for begin, end in zip(starts, ends, strict=True):
        local = session.starts_at.astimezone(begin["office"].zone)
        rows.append(
            begin
            | {
                "until": end["time"],
                "is_mine": begin["office"].pk == hat.office_id,
                "day": formats.date_format(local, "D j M"),
                # At midnight sharp it ends with the day.
                "ends_next_day": end["date"] > begin["date"] and end["time"] != "00:00",
                # Of a band that is 240 wide: ten units an hour.
                "left": (local.hour * 60 + local.minute) // 6,
                "width": session.minutes // 6,
            }
        )
    return rows
