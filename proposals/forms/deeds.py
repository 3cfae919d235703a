"""The words a deed asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.reasons import MAX_REASON
from proposals.models import Proposal


class NoWords(forms.Form):
    """A deed that asks for nothing but the confirmation."""


class TextRead(forms.Form):
    """The fingerprint of the text that was read: what a stamp or a consent names."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)


def reason_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Return the field of a reason that is printed."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=_("It is printed and sent to those concerned."),
        validators=[MaxLengthValidator(MAX_REASON)],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the reason; it is printed on the proposal.")},
    )


class Reason(forms.Form):
    """A deed that needs its reason."""

    reason = reason_field(_("Reason"))


class OptionalReason(forms.Form):
    """A deed whose reason is needed only in some cases; the deed says when."""

    reason = reason_field(_("Reason for tabling early"), required=False)


def days_field(initial: int) -> forms.IntegerField:
    """Return the field of a period in common working days."""
    return forms.IntegerField(
        label=_("Common working days"),
        initial=initial,
        min_value=1,
        max_value=60,
        help_text=_(
            "Days on which all five offices are open; the period ends at 17:00 in the westernmost office."
        ),
    )


class ReviewPeriod(forms.Form):
    """How long the review lasts."""

    days = days_field(15)


class Opening(forms.Form):
    """How long the round lasts, why it is short if it is, and what an office has to confirm afterwards."""

    days = days_field(10)
    ad_referendum_days = forms.IntegerField(
        label=_("Days to confirm ad referendum"),
        required=False,
        initial=10,
        help_text=_("Common working days after the close, at least 10, at most 20."),
    )
    short_reason = forms.CharField(
        label=_("Reason for a short round"),
        required=False,
        help_text=_(
            "Only for fewer than ten days, at least five; any head of delegation may then press “not urgent”."
        ),
        validators=[MaxLengthValidator(MAX_REASON)],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    note = forms.CharField(
        label=_("Note on this round"),
        required=False,
        help_text=_(
            "Read by all five offices. Needed if the text is that of the last round: say why it is put again."
        ),
        validators=[MaxLengthValidator(MAX_REASON)],
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def narrow(self, proposal: Proposal, _hat: Hat) -> None:
        """Ask for the note only where there was a round before."""
        if not proposal.endorsements.all():
            del self.fields["note"]


class Announcement(forms.Form):
    """How long silence lasts once it is open, and whether the text changes words only."""

    days = forms.IntegerField(
        label=_("Common working days of silence"),
        initial=5,
        min_value=3,
        max_value=10,
        help_text=_("5 to 10 days; 3 for an editorial text. They begin two days after the announcement."),
    )
    is_editorial = forms.BooleanField(label=_("The text is editorial: it changes words only"), required=False)


class Extension(forms.Form):
    """By how much a round is extended, and why."""

    days = days_field(5)
    reason = reason_field(_("Reason"))
