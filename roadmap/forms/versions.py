"""The words of deeds on a version."""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.reasons import MAX_REASON
from proposals.forms.deeds import days_field, reason_field
from roadmap.actions.compiling import MAX_PREAMBLE, MAX_TITLE
from roadmap.models import Version
from roadmap.states import Amendment, Stage


class Start(forms.Form):
    """Which kind of version is begun."""

    kind = forms.ChoiceField(
        label=_("Kind of change"),
        choices=Amendment.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "A major version takes the full path to the Heads. Of a minor one the deputy heads take note. A "
            "corrigendum changes words only."
        ),
    )

    def __init__(self, *args: Any, is_first: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            self.fields["kind"].choices = [(Amendment.MAJOR, Amendment.MAJOR.label)]
            self.fields["kind"].initial = Amendment.MAJOR


class Texts(forms.Form):
    """Title, preamble and kind of the version being compiled; ``seen`` is the row that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title = forms.CharField(label=_("Title"), validators=[MaxLengthValidator(MAX_TITLE)])
    kind = forms.ChoiceField(label=_("Kind of change"), choices=Amendment.choices)
    preamble = forms.CharField(
        label=_("Preamble"),
        required=False,
        strip=False,
        help_text=_("What the offices set out to do together; Markdown. The version is frozen with it."),
        validators=[MaxLengthValidator(MAX_PREAMBLE)],
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class Silence(forms.Form):
    """How long silence lasts once it is open."""

    days = forms.IntegerField(
        label=_("Common working days of silence"),
        initial=5,
        min_value=3,
        max_value=10,
        help_text=_("5 to 10 days; 3 for a corrigendum. They begin two days after the announcement."),
    )

    def narrow(self, version: Version, _hat: Hat) -> None:
        """Offer three days for a corrigendum."""
        if version.kind == Amendment.CORRIGENDUM:
            self.fields["days"].initial = 3


class Ballot(forms.Form):
    """How long the explicit round lasts, and what the chair says to it."""

    days = days_field(10)
    short_reason = forms.CharField(
        label=_("Reason for a short round"),
        required=False,
        help_text=_("Only for fewer than ten days, at least five."),
        validators=[MaxLengthValidator(MAX_REASON)],
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    note = forms.CharField(
        label=_("Note on this round"),
        required=False,
        help_text=_(
            "Read by all five offices. Needed if the text is that of the last round: say why it is put again."
        ),
        validators=[MaxLengthValidator(MAX_REASON)],
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def narrow(self, version: Version, _hat: Hat) -> None:
        """Ask for the note only where there was a round before, on this version or on one of its edition line."""
        if not any(each.stage == Stage.TASK_FORCE for each in version.line_rounds):
            del self.fields["note"]


class Comments(forms.Form):
    """What a deputy head returns a version with."""

    text = reason_field(_("Comments"))


class Meeting(forms.Form):
    """Which Heads' meeting closes the round before its 24 hours, if one does."""

    closing_note = forms.CharField(
        label=_("Heads’ meeting"),
        required=False,
        max_length=200,
        help_text=_(
            "Only to close within 24 hours of the last answer: name the meeting at which it is closed."
        ),
    )


class Embargo(forms.Form):
    """When a version becomes public."""

    embargo_until = forms.DateTimeField(
        label=_("Public from"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )

    def narrow(self, _version: Version, hat: Any) -> None:
        """Read the instant in the zone of the hat's office, and say so."""
        self.zone = ZoneInfo(str(hat.office.zone))
        self.fields["embargo_until"].help_text = _(
            "Empty: at once. Else an instant in your office’s time, %(zone)s. What is public stays public."
        ) % {"zone": self.zone.key}

    def clean_embargo_until(self) -> dt.datetime | None:
        """Return the instant with the office's zone."""
        found: dt.datetime | None = self.cleaned_data["embargo_until"]
        return found.replace(tzinfo=self.zone) if found else None
