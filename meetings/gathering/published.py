"""Which agenda a hat reads, and what of it."""

from __future__ import annotations

from ip5.kernel.hat import Hat
from meetings.gathering.agenda import printed_with
from meetings.gathering.papers import Held, by_item
from meetings.models import AgendaVersion, Meeting
from meetings.printed import Printed
from meetings.querysets import is_body, reads_closed


def newest(meeting: Meeting, hat: Hat) -> AgendaVersion | None:
    """Return the newest published agenda of a meeting, or None."""
    return AgendaVersion.objects.visible_to(hat).filter(meeting=meeting).select_related("meeting").first()


def as_read(agenda: Printed, hat: Hat) -> Printed:
    """Return an agenda cut to the hat's class: who does not read what is closed to observers reads as they do."""
    return agenda if reads_closed(hat) else agenda.for_observers()


def shown(meeting: Meeting, hat: Hat, version: AgendaVersion | None, papers: list[Held]) -> Printed | None:
    """Return what a hat reads: the body the working agenda, others the published one, all what was held."""
    if is_body(hat):
        return printed_with(meeting, by_item(papers))
    if version is None:
        return None
    if meeting.is_in_session or meeting.is_held:
        return as_read(printed_with(meeting, by_item(papers)), hat)
    return as_read(Printed.read(version.plain), hat)
