"""The forms of what is prepared, of a letter, and of other answers tried after the close."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.ballots.forms.fields import words
from ip5.ballots.forms.positions import PositionForm
from ip5.ballots.models import PreparedPosition, Seat
from ip5.ballots.states import Answer

NO_POSITION = "none"
LABELS = {
    "present": _("Present, no objection"),
    "absent": _("Absent"),
}


class PreparedForm(PositionForm):
    """A position as it may be cast, a note for the own delegation, and the version that was read."""

    note = words(_("Note for your delegation"), _("It stays with your delegation and is never cast."))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    @staticmethod
    def start(prepared: PreparedPosition | None) -> dict[str, Any]:
        """Return what the form starts with: the prepared position, if there is one."""
        if prepared is None:
            return {"version": 0}
        return filled(prepared) | {"note": prepared.note, "version": prepared.version}

    def deed(self) -> dict[str, Any]:
        """Return what the deed takes."""
        data = self.cleaned_data
        return {**self.said(), "note": data.get("note", ""), "version": data["version"]}


def filled(said: Any) -> dict[str, str]:
    """Return the fields of the form of a position for what was said or prepared before."""
    parts = {"passage": said.passage, "text": said.text, "remedy": said.remedy, "kind": said.kind}
    fields = {f"{said.answer}_{name}": value for name, value in parts.items() if value}
    return {"answer": said.answer, **{k: v for k, v in fields.items() if k in PositionForm.base_fields}}


class LetterForm(forms.Form):
    """Whose letter it is, what it is called, and its file."""

    marks: ClassVar[dict[str, str]] = {}
    office = forms.ChoiceField(label=_("Office"), help_text=_("Whose letter it is."))
    title = forms.CharField(label=_("Title"), max_length=200)
    file = forms.FileField(
        label=_("File"), help_text=_("PDF, Office documents, images or text, at most 25 MB.")
    )

    def __init__(self, seats: list[Seat], *args: Any, **options: Any) -> None:
        """Offer the offices on the roll, in protocol order."""
        super().__init__(*args, **options)
        self.offices = {each.office.code: each.office for each in seats}
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (code, office.acronym) for code, office in self.offices.items()
        ]

    def clean_office(self) -> Any:
        """Return the office itself."""
        return self.offices[self.cleaned_data["office"]]


class WhatIfForm(forms.Form):
    """An answer for each office, starting with what it gave; sent with GET, kept nowhere."""

    def __init__(
        self, seats: list[Seat], known: list[str], given: Mapping[str, str | None], data: Any
    ) -> None:
        """Offer the answers of the rule to each office on the roll."""
        # An address that names some offices leaves the others as they answered, on the page too.
        start = {seat.office.code: given.get(seat.office.code) or NO_POSITION for seat in seats}
        super().__init__(start | {code: data[code] for code in start if data.get(code)} if data else None)
        choices = [(each, label_of(each)) for each in known]
        if "absent" not in known:
            choices.append((NO_POSITION, _("No position received")))
        for seat in seats:
            code = seat.office.code
            self.fields[code] = forms.ChoiceField(
                label=seat.office.acronym,
                choices=choices,
                initial=start[code],
            )

    def answers(self) -> dict[str, str | None]:
        """Return office code -> answer as the count reads it; what is not chosen stays as it was given."""
        chosen = {
            code: self.cleaned_data[code] if self.is_bound else field.initial
            for code, field in self.fields.items()
        }
        return {code: None if answer == NO_POSITION else answer for code, answer in chosen.items()}


def label_of(answer: str) -> Any:
    """Return an answer as people read it."""
    return LABELS[answer] if answer in LABELS else Answer(answer).label
