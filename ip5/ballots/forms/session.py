"""The forms of a session: objecting or reserving on the own screen, taking down what was said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.ballots.actions import check_words
from ip5.ballots.forms.fields import words
from ip5.ballots.states import Answer, ReservationKind
from ip5.kernel.errors import Invalid

SESSION = (Answer.OBJECT, Answer.RESERVE)
HELP = {
    Answer.OBJECT: _("One objection means no consensus on this conclusion."),
    Answer.RESERVE: _("The conclusion is agreed, with a reservation printed beside it for members."),
}
PARTS = ("passage", "text", "remedy", "kind")


class PressForm(forms.Form):
    """Object or reserve, each with words of its own; an office that presses nothing did not object."""

    marks: ClassVar[dict[str, str]] = dict.fromkeys(
        ("object_passage", "object_text", "object_remedy", "reserve_text"), ""
    )
    answer = forms.ChoiceField(
        choices=[(each.value, each.label) for each in SESSION], widget=forms.RadioSelect, label=_("Position")
    )
    object_passage = words(_("Passage"), _("Name the passage you object to."), 1)
    object_text = words(_("Reason"), "", 2)
    object_remedy = words(_("What would lift the objection"), "", 1)
    reserve_kind = forms.ChoiceField(
        label=_("Kind of reservation"), choices=ReservationKind.choices, required=False
    )
    reserve_passage = words(_("Passage"), _("Name the passage the reservation is tied to."), 1)
    reserve_text = words(_("Reservation"), "", 2)

    def deed(self) -> dict[str, str]:
        """Return what the deed takes; only after the form is valid."""
        return self.said()

    def said(self) -> dict[str, str]:
        """Return the answer with its words."""
        answer = self.cleaned_data.get("answer", "")
        return {"answer": answer} | {
            name: self.cleaned_data.get(f"{answer}_{name}") or ""
            for name in PARTS
            if f"{answer}_{name}" in self.fields
        }

    def clean(self) -> dict[str, Any]:
        """Check the words the answer needs, by the deed's own check."""
        cleaned = super().clean() or {}
        answer = cleaned.get("answer")
        if not answer or self.errors:
            return cleaned
        try:
            check_words([each.value for each in SESSION], **self.said())  # type: ignore[arg-type]
        except Invalid as error:
            for field, lines in error.errors.items():
                name = f"{answer}_{field}"
                for line in lines:
                    self.add_error(name if name in self.fields else None, line)
        return cleaned

    def choices(self) -> list[dict[str, Any]]:
        """Return the two answers as rows of the choices component, each with its own fields."""
        chosen = self["answer"].value()
        return [
            {
                "value": value,
                "label": label,
                "answer": value,
                "help": HELP[Answer(value)],
                "checked": chosen == value,
                "blocking": value == Answer.OBJECT,
                "fields": [self[name] for name in self.fields if name.startswith(f"{value}_")],
            }
            for value, label in self.fields["answer"].choices  # type: ignore[attr-defined]
        ]


class RecordForm(PressForm):
    """What a present office said, as the secretariat took it down."""

    office = forms.ChoiceField(label=_("Office that spoke"))

    def __init__(self, offices: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = list(offices)  # type: ignore[attr-defined]

    def deed(self) -> dict[str, str]:
        """Return what ``actions.record_words`` takes; only after the form is valid."""
        return {"office": self.cleaned_data.get("office", ""), **self.said()}
