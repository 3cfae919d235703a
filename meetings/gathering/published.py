"""What a hat reads of a published agenda."""

from __future__ import annotations

from ip5.kernel.hat import Hat
from meetings.models import AgendaVersion, Meeting
from meetings.printed import Printed
from meetings.querysets import reads_closed


def newest(meeting: Meeting, hat: Hat) -> AgendaVersion | None:
    """Return the newest published agenda of a meeting, or None."""
    return AgendaVersion.objects.visible_to(hat).filter(meeting=meeting).select_related("meeting").first()


def as_read(agenda: Printed, hat: Hat) -> Printed:
    """Return an agenda cut to the hat's class: who does not read what is closed to observers reads as they do."""
    return agenda if reads_closed(hat) else agenda.for_observers()
