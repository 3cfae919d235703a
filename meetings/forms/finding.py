"""What the finder is asked, and what an office says of the slots."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.kernel import clock
from meetings.forms.course import day_field
from meetings.models import SlotOption
from meetings.states import Fit

# domain.md section 5: eight weeks between announcement and meeting are suggested.
SUGGESTED_WEEKS, REACH_WEEKS, MOST_DAYS = 8, 10, 120


class Search(forms.Form):
    """Between which days, for how many days, how long each day; ``heat`` is the day of the heat map."""

    first = day_field(_("From"), required=True)
    last = day_field(_("To"), required=True)
    days = forms.TypedChoiceField(
        label=_("Days"), coerce=int, choices=[(each, str(each)) for each in (1, 2, 3)]
    )
    minutes = forms.TypedChoiceField(
        label=_("Minutes a day"), coerce=int, choices=[(each, str(each)) for each in range(60, 271, 30)]
    )
    heat = day_field(_("Heat map of"))

    def clean(self) -> dict[str, Any]:
        """Refuse days that are behind, turned round, or too many to look through."""
        values = super().clean() or {}
        first, last = values.get("first"), values.get("last")
        if first and first <= clock.now().date():
            self.add_error("first", _("Choose a day to come."))
        if first and last and last < first:
            self.add_error("last", _("The last day is not before the first."))
        elif first and last and (last - first).days > MOST_DAYS:
            self.add_error("last", _("At most %(n)d days at once.") % {"n": MOST_DAYS})
        return values


def first_question() -> dict[str, Any]:
    """Return what the finder asks before anybody typed: eight to ten weeks from now, three days of 150 minutes."""
    first = clock.now().date() + dt.timedelta(weeks=SUGGESTED_WEEKS)
    last = first + dt.timedelta(weeks=REACH_WEEKS - SUGGESTED_WEEKS)
    return {"first": first.isoformat(), "last": last.isoformat(), "days": 3, "minutes": 150}


class SlotField(forms.MultipleChoiceField):
    """Slots as ``2026-11-17T12:00/3/150``: start in UTC, days, minutes a day."""

    def clean(self, value: Any) -> list[tuple[dt.datetime, int, int]]:
        """Return the slots; refuses any other text."""
        if not value:
            raise forms.ValidationError(_("Choose at least one slot."))
        return [self._slot(each) for each in value]

    def _slot(self, text: str) -> tuple[dt.datetime, int, int]:
        try:
            start, days, minutes = text.split("/")
            begins = dt.datetime.strptime(start, "%Y-%m-%dT%H:%M").replace(tzinfo=dt.UTC)
            found = begins, int(days), int(minutes)
        except ValueError as error:
            raise forms.ValidationError(_("This is no slot.")) from error
        if not (1 <= found[1] <= 3 and 30 <= found[2] <= 600) or begins <= clock.now():
            raise forms.ValidationError(_("This is no slot to come."))
        return found


class Chosen(forms.Form):
    """The slots that the offices are asked about."""

    slots = SlotField(label=_("Slots"), required=False)


class Answers(forms.Form):
    """What an office says of each slot asked about."""

    def __init__(self, *args: Any, options: list[SlotOption], given: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for option in options:
            self.fields[f"slot_{option.pk}"] = forms.ChoiceField(
                label=option.starts_at.strftime("%a %d %b %Y %H:%M UTC"),
                choices=[("", _("Choose")), *Fit.choices],
                initial=given.get(option.pk),
            )

    def answers(self) -> dict[int, str]:
        """Return the answers by the key of the option."""
        return {int(name.removeprefix("slot_")): fit for name, fit in self.cleaned_data.items()}
