"""The forms of a session: objecting or reserving on the own screen, taking down what was said."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.ballots.forms.answers import AnswerForm
from ip5.ballots.forms.fields import words
from ip5.ballots.states import Answer, ReservationKind

SESSION = (Answer.OBJECT, Answer.RESERVE)
HELP = {
    Answer.OBJECT: _("One objection means no consensus on this conclusion."),
    Answer.RESERVE: _("The conclusion is agreed, with a reservation printed beside it for members."),
}


class PressForm(AnswerForm):
    """Object or reserve, each with words of its own; an office that presses nothing did not object."""

    helps = HELP
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


class RecordForm(PressForm):
    """What a present office said, as the secretariat took it down."""

    office = forms.ChoiceField(label=_("Office that spoke"))

    def __init__(self, offices: Iterable[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = list(offices)  # type: ignore[attr-defined]

    def deed(self) -> dict[str, Any]:
        """Return what ``actions.record_words`` takes; only after the form is valid."""
        return {"office": self.cleaned_data.get("office", ""), **self.said()}
