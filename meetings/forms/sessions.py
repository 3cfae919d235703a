"""The sessions of a meeting, typed as days and times of its place."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import formats
from django.utils.translation import gettext as said
from django.utils.translation import gettext_lazy as _

from meetings import localtimes
from meetings.actions.sessions import LONGEST, MAX_SESSIONS, SHORTEST, Span
from meetings.forms.course import day_field
from meetings.models import Meeting, Session

USUAL_MINUTES = 150
# Beyond them the clocks of some city leave what a calendar can count.
YEARS = range(2000, 3000)


def start_field() -> forms.TimeField:
    """Return the field for a time of day, shown by the browser's own picker."""
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=_("Start"), required=False, widget=widget)


def minutes_field() -> forms.IntegerField:
    """Return the field for the length of a session."""
    return forms.IntegerField(
        label=_("Minutes"), required=False, min_value=SHORTEST, max_value=LONGEST, initial=USUAL_MINUTES
    )


class SessionsForm(forms.Form):
    """A line a session: day, start and length by the clocks of the place; an empty line is no session.

    ``seen`` is the row that was read, ``lines`` how many lines there are. Another one comes by the button of the
    page, up to nine; a session is taken out by its mark.
    """

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    lines = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_SESSIONS)

    def __init__(self, data: Any = None, *, meeting: Meeting, more: int = 0) -> None:
        sessions = list(meeting.sessions.all())
        self.zone = meeting.tzinfo
        self.count = min(MAX_SESSIONS, max(1, (_count(data) if data else len(sessions)) + more))
        super().__init__(data, initial={"seen": meeting.version, "lines": self.count})
        for number in range(1, self.count + 1):
            self.fields[f"day_{number}"] = day_field(_("Day"))
            self.fields[f"start_{number}"] = start_field()
            self.fields[f"minutes_{number}"] = minutes_field()
            self.fields[f"out_{number}"] = forms.BooleanField(label=_("Take out"), required=False)
        for number, each in enumerate(sessions[: self.count], 1):
            self.initial |= self._line(number, each)

    def _line(self, number: int, session: Session) -> dict[str, Any]:
        local = session.starts_at.astimezone(self.zone)
        return {
            f"day_{number}": local.date(),
            f"start_{number}": local.time(),
            f"minutes_{number}": session.minutes,
        }

    def rows(self) -> list[dict[str, Any]]:
        """Return the lines with their fields, for the page."""
        names = ("day", "start", "minutes", "out")
        return [
            {"number": number} | {name: self[f"{name}_{number}"] for name in names}
            for number in range(1, self.count + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Read each line as two instants; refuses half a line, and a time that the clocks skip or show twice."""
        values = super().clean() or {}
        found = [self._span(number, values) for number in range(1, self.count + 1)]
        values["spans"] = sorted(each for each in found if each is not None)
        return values

    def _span(self, number: int, values: dict[str, Any]) -> Span | None:
        day, start = values.get(f"day_{number}"), values.get(f"start_{number}")
        names = (f"day_{number}", f"start_{number}", f"minutes_{number}")
        if values.get(f"out_{number}") or any(name in self.errors for name in names):
            return None
        if day is None and start is None:
            return None
        for name, label in zip(
            names, (_("Give the day."), _("Give the start."), _("Give the length.")), strict=True
        ):
            if values.get(name) is None:
                self.add_error(name, label)
                return None
        if day.year not in YEARS:
            self.add_error(names[0], _("There is no meeting in that year."))
            return None
        begins = self._instant(number, day, start)
        return (begins, begins + dt.timedelta(minutes=values[names[2]])) if begins else None

    def _instant(self, number: int, day: Any, start: Any) -> dt.datetime | None:
        facts = {
            "time": f"{start:%H:%M}",
            "day": formats.date_format(day, "l j F Y"),
            "zone": self.zone.key,
        }
        try:
            return localtimes.instant(day, start, self.zone)
        except localtimes.NoSuchTime:
            words = said("%(time)s does not exist on %(day)s in %(zone)s: the clocks go forward then.")
        except localtimes.TwiceThatDay:
            words = said("%(time)s comes twice on %(day)s in %(zone)s: the clocks go back then.")
        self.add_error(f"start_{number}", words % facts)
        return None


def _count(data: Any) -> int:
    """Return how many lines a form was sent with; a count that is none is one."""
    text = str(data.get("lines", ""))
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 else 1
