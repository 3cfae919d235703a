"""The words and choices of deeds on the course of a meeting."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from meetings.gathering.days import due_days
from meetings.models import Meeting


def day_field(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DateField:
    """Return a field for a day, shown by the browser's own picker."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


def link_field() -> forms.URLField:
    """Return the field of the link for those online."""
    return forms.URLField(
        label=_("Link for those online"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("Shown to those who are registered, and to nobody else."),
    )


class MeetingForm(forms.ModelForm):
    """Title, place and hosts of a meeting being planned; ``seen`` is the row that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)
    link = link_field()

    class Meta:
        model = Meeting
        fields = ["title", "mode", "host", "co_host", "place", "zone", "venue", "link"]
        widgets = {"venue": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "zone": _("An IANA name, such as Asia/Seoul. Times are kept in UTC and shown in six cities."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = Office.objects.members()
        for name in ("host", "co_host"):
            self.fields[name].queryset = members

    def clean_zone(self) -> str:
        """Refuse a name that no zone has."""
        zone: str = self.cleaned_data["zone"]
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no time zone of this name."))
        return zone


class MoveForm(forms.ModelForm):
    """Venue, link and due days of an announced meeting."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    link = link_field()
    registration_closes_on = day_field(_("Registration closes on"))
    papers_due_on = day_field(_("Documents due on"))

    class Meta:
        model = Meeting
        fields = ["place", "venue", "link", "registration_closes_on", "papers_due_on"]
        widgets = {"venue": forms.Textarea(attrs={"rows": 3})}


class Announcement(forms.Form):
    """Until when delegations register, and documents come in."""

    registration_closes_on = day_field(_("Registration closes on"))
    papers_due_on = day_field(
        _("Documents due on"),
        _("Ten common working days before the meeting; what comes later is marked late."),
    )

    def narrow(self, meeting: Meeting, hat: Hat) -> None:
        """Propose the days that follow from the first session."""
        days = due_days(meeting)
        self.fields["papers_due_on"].initial = days.papers
        self.fields["registration_closes_on"].initial = days.registration


class RegistrationDay(forms.Form):
    """Until when delegations register."""

    registration_closes_on = day_field(_("Registration closes on"))

    def narrow(self, meeting: Meeting, hat: Hat) -> None:
        """Show the day set at the announcement."""
        self.fields["registration_closes_on"].initial = meeting.registration_closes_on
