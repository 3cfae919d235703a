"""The six cities of the finder with their closed days, and what each office bore in former meetings."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from ip5.offices.models import Holiday, Office
from meetings import finder
from meetings.finder import Burden, City
from meetings.models import Meeting, Session
from meetings.states import HELD, Mode


def cities(first: dt.date, last: dt.date) -> list[City]:
    """Return the members and the observer in protocol order, with their closed days between two days."""
    offices = [each for each in Office.objects.directory().offices if each.is_member or each.is_observer]
    # A day more on each side: a day in UTC is two days somewhere.
    day = dt.timedelta(days=1)
    closed = Holiday.objects.closed_days(first - day, last + day)
    return [
        City(each.code, str(each.zone), frozenset(closed.get(each.pk, {})), is_member=each.is_member)
        for each in offices
    ]


def carried(before: Meeting | None = None) -> dict[str, int]:
    """Return what each member office bore in the meetings that were held online, by code.

    In the room of a meeting in person everybody lives by its clock: it costs nobody anything here.
    """
    held = Meeting.objects.filter(state__in=HELD).exclude(mode=Mode.IN_PERSON)
    if before is not None:
        held = held.exclude(pk=before.pk)
    sessions = list(Session.objects.filter(meeting__in=held).order_by("starts_at"))
    borne: Counter[str] = Counter()
    if not sessions:
        return borne
    known = [
        each for each in cities(sessions[0].starts_at.date(), sessions[-1].ends_at.date()) if each.is_member
    ]
    for session in sessions:
        for city in known:
            borne[city.code] += of_session(session, city).score
    return borne


def of_session(session: Session, city: City) -> Burden:
    """Return what a session costs a city; one that begins at any minute is counted from the quarter before."""
    start = session.starts_at - dt.timedelta(minutes=session.starts_at.minute % finder.STEP)
    minutes = -(-session.minutes // finder.STEP) * finder.STEP
    return finder.burden(start, minutes, city)
