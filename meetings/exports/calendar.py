"""A meeting as a calendar file (RFC 5545): one event a session, instants in UTC, the place's zone beside them.

An event keeps its UID for ever; SEQUENCE counts the changes told. A session that fell away, and every session of
a meeting that was postponed or cancelled, is sent as CANCELLED, so that calendars drop it. Source: RFC 5545
(3.6.1, 3.8.7.4) and RFC 5546 (REQUEST and CANCEL). The file holds no title of an item and, but for who is
registered, no link.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, Timezone, vCalAddress, vText, vUri

from meetings.models import Meeting, Session
from meetings.states import Attends, State

PRODUCT = "-//IP5//NET-AI roadmap//EN"
PARTSTAT = {Attends.ROOM: "ACCEPTED", Attends.REMOTE: "ACCEPTED", Attends.DECLINED: "DECLINED"}
FALLEN = frozenset({State.POSTPONED, State.CANCELLED})


def write(meetings: Iterable[Meeting], *, method: str = "PUBLISH", reader: str = "", part: str = "") -> bytes:
    """Return the file of these meetings, each with its sessions prefetched and ``shows_link`` set.

    ``reader`` is the address of who is invited and ``part`` the answer of that person, for the attendee's line.
    Byte-identical for the same facts.
    """
    found = list(meetings)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    for zone in dict.fromkeys(each.zone for each in found):
        if spans := [each for meeting in found if meeting.zone == zone for each in meeting.sessions.all()]:
            calendar.add_component(_zone(zone, spans))
    for meeting in found:
        for event in _events(meeting, reader, part):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def method_of(meeting: Meeting) -> str:
    """Return what a mail with the meeting's file asks of a calendar: CANCEL once it fell away, else REQUEST."""
    return "CANCEL" if meeting.state in FALLEN else "REQUEST"


def _zone(name: str, sessions: Sequence[Session]) -> Timezone:
    first = min(each.starts_at for each in sessions).date()
    last = max(each.ends_at for each in sessions).date()
    year = dt.timedelta(days=366)
    return Timezone.from_tzid(name, first_date=first - year, last_date=last + year)


def _events(meeting: Meeting, reader: str, part: str) -> list[Event]:
    sessions = list(meeting.sessions.all())
    events = [_event(meeting, each, len(sessions), reader, part) for each in sessions]
    # Calendars that hold a session which is no more are told by its UID alone.
    for number in range(len(sessions) + 1, meeting.invited_sessions + 1):
        if sessions:
            gone = Session(
                meeting=meeting,
                number=number,
                starts_at=sessions[-1].starts_at,
                ends_at=sessions[-1].ends_at,
            )
            events.append(_event(meeting, gone, len(sessions), reader, part, is_gone=True))
    return events


def _event(
    meeting: Meeting, session: Session, count: int, reader: str, part: str, *, is_gone: bool = False
) -> Event:
    event = Event()
    is_off = is_gone or meeting.state in FALLEN
    event.add("uid", f"{meeting.uuid}-{session.number}@netai.ip5.example")
    event.add("sequence", meeting.sequence)
    # The instant of the facts, not of the download, so that the same facts are the same file.
    event.add("dtstamp", meeting.announced_at or meeting.planned_at)
    event.add("dtstart", session.starts_at.astimezone(dt.UTC))
    event.add("dtend", session.ends_at.astimezone(dt.UTC))
    event.add("summary", _summary(meeting, session, count))
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("url", vUri(f"{settings.SITE_URL}{meeting.get_absolute_url()}"))
    if meeting.place:
        event.add("location", meeting.place)
    if getattr(meeting, "shows_link", False) and meeting.link and not is_off:
        event.add("conference", vUri(meeting.link))
    organiser = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL.rpartition('<')[2].rstrip('>')}")
    organiser.params["cn"] = vText("IP5 NET/AI")
    event.add("organizer", organiser)
    if reader:
        event.add("attendee", _attendee(reader, part))
    return event


def _summary(meeting: Meeting, session: Session, count: int) -> str:
    if count < 2:
        return meeting.symbol
    return _("%(symbol)s, session %(n)d of %(count)d") % {
        "symbol": meeting.symbol,
        "n": session.number,
        "count": count,
    }


def _attendee(reader: str, part: str) -> vCalAddress:
    attendee = vCalAddress(f"mailto:{reader}")
    attendee.params["rsvp"] = vText("FALSE" if part else "TRUE")
    attendee.params["partstat"] = vText(PARTSTAT[Attends(part)] if part else "NEEDS-ACTION")
    return attendee
