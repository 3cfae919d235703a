"""The forms of what is prepared, of a letter, and of other answers tried after the close."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.ballots.forms.answers import AnswerForm
from ip5.ballots.forms.fields import words
from ip5.ballots.forms.heads import HeadsForm, initial_of
from ip5.ballots.forms.positions import PositionForm
from ip5.ballots.forms.session import PressForm
from ip5.ballots.forms.silence import HELP as BREAK_HELP
from ip5.ballots.forms.silence import BreakForm
from ip5.ballots.models import PreparedPosition, Seat, Words
from ip5.ballots.states import BREAKS, Answer, Procedure

NO_POSITION = "none"
LABELS = {
    "present": _("Present, no objection"),
    "absent": _("Absent"),
}


class Noted(forms.Form):
    """What every prepared position has beside the answer: a note for the own delegation, the version read."""

    note = words(_("Note for your delegation"), _("It stays with your delegation and is never cast."))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)

    def deed(self) -> dict[str, Any]:
        """Return what the deed takes."""
        data = self.cleaned_data
        return {**self.said(), "note": data.get("note", ""), "version": data["version"]}  # type: ignore[attr-defined]


class PreparedForm(Noted, PositionForm):
    """A position as it may be cast."""


class PreparedSilence(Noted, BreakForm):
    """What would break the silence, or a statement that does not."""

    helps = BREAK_HELP | {
        Answer.STATEMENT: _("The silence goes on; your words are printed with the outcome.")
    }
    # A statement does not oppose.
    drawn_as: ClassVar[dict[str, str]] = {**BreakForm.drawn_as, Answer.STATEMENT: Answer.ABSTAIN}
    marks: ClassVar[dict[str, str]] = {**BreakForm.marks, "statement_text": ""}
    answer = forms.ChoiceField(
        choices=[(each.value, each.label) for each in (Answer.STATEMENT, *sorted(BREAKS, reverse=True))],
        widget=forms.RadioSelect,
        label=_("What your office would say"),
    )
    statement_text = words(_("Statement"), "", 5)


class PreparedPress(Noted, PressForm):
    """An objection or a reservation in session."""


class PreparedHeads(Noted, HeadsForm):
    """A Head's answer, prepared by the delegation."""


PREPARED_FORMS: dict[str, type[Any]] = {
    Procedure.EXPLICIT: PreparedForm,
    Procedure.SILENCE: PreparedSilence,
    Procedure.SESSION: PreparedPress,
    Procedure.HEADS: PreparedHeads,
}


def prepared_form(procedure: str, data: Any, own: PreparedPosition | None, version: int) -> Any:
    """Return the form in which a position is prepared under this rule; it starts with what was prepared."""
    form_class = PREPARED_FORMS[procedure]
    beside = {"version": version, "note": own.note if own else ""}
    if procedure != Procedure.HEADS:
        return form_class(data, initial=(filled(own, form_class) if own else {}) | beside)
    form = form_class(data, start=own)
    form.initial |= beside
    return form


def filled(said: Words, form: type[AnswerForm] = PositionForm) -> dict[str, Any]:
    """Return the fields of the form of an answer for what was said or prepared before."""
    if issubclass(form, HeadsForm):
        typed = {name: value for name, value in initial_of(said).items() if value is not None}
        return typed | {"rows": str(len(said.entries))}
    parts = {"passage": said.passage, "text": said.text, "remedy": said.remedy, "kind": said.kind}
    fields = {f"{said.answer}_{name}": value for name, value in parts.items() if value}
    return {"answer": said.answer, **{k: v for k, v in fields.items() if k in form.base_fields}}


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
