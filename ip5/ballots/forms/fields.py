"""Fields that the forms of answers share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ip5.ballots.actions import MAX_TEXT
from ip5.ballots.states import ReservationKind


def words(label: Any, help_text: Any = "", rows: int = 3) -> forms.CharField:
    """Return a text field that keeps what was typed however long it is, and says how long it may be."""
    return forms.CharField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": rows}),
        validators=[MaxLengthValidator(MAX_TEXT)],
    )


def kind_of_reservation() -> forms.ChoiceField:
    """Return the choice between a substantive and a linguistic reservation."""
    return forms.ChoiceField(
        label=_("Kind of reservation"),
        choices=ReservationKind.choices,
        required=False,
        initial=ReservationKind.SUBSTANTIVE,
        help_text=_("Linguistic: it concerns the wording alone."),
    )
