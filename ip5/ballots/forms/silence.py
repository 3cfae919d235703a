"""The forms of a silence procedure: refusing it, breaking it, a statement that does not break it."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.ballots.actions import check_words
from ip5.ballots.forms.answers import AnswerForm
from ip5.ballots.forms.fields import words
from ip5.ballots.states import BREAKS, Answer
from ip5.kernel.errors import Invalid

HELP = {
    Answer.OBJECT: _("Your office does not agree. Say to what, why, and what would change that."),
    Answer.AMEND: _("Your office proposes another wording."),
}


class RefusalForm(forms.Form):
    """Why an office refuses that silence may count as agreement."""

    marks: ClassVar[dict[str, str]] = {"text": ""}
    text = words(_("Reason"), _("It is printed with the round and read by the members."))

    def clean_text(self) -> str:
        """Refuse an empty reason."""
        text: str = self.cleaned_data["text"].strip()
        if not text:
            raise forms.ValidationError(_("Say why; all five offices read it."))
        return text

    def deed(self) -> dict[str, str]:
        """Return what the deed takes."""
        return {"reason": self.cleaned_data["text"]}


class StatementForm(forms.Form):
    """Words for the record, with which the silence goes on."""

    marks: ClassVar[dict[str, str]] = {"text": ""}
    text = words(_("Statement"), _("It is sealed until the close, and then printed with the outcome."), 5)

    def clean_text(self) -> str:
        """Check the words by the deed's own check."""
        text: str = self.cleaned_data["text"]
        try:
            check_words([Answer.STATEMENT], Answer.STATEMENT, text=text)
        except Invalid as error:
            raise forms.ValidationError(error.errors["text"]) from error
        return text

    def deed(self) -> dict[str, str]:
        """Return what the deed takes."""
        return {"text": self.cleaned_data["text"]}


class BreakForm(AnswerForm):
    """An objection or an amendment, each with words of its own."""

    helps = HELP
    # Either of them breaks the silence: they look alike.
    drawn_as: ClassVar[dict[str, str]] = {Answer.AMEND: Answer.OBJECT}
    blocking = BREAKS
    parts = ("passage", "text", "remedy")
    marks: ClassVar[dict[str, str]] = dict.fromkeys(
        ("object_passage", "object_text", "object_remedy", "amend_text"), ""
    )
    answer = forms.ChoiceField(
        choices=[(each.value, each.label) for each in Answer if each in BREAKS],
        widget=forms.RadioSelect,
        label=_("What breaks the silence"),
    )
    object_passage = words(_("Passage"), _("Name the passage you object to."), 2)
    object_text = words(_("Reason"))
    object_remedy = words(_("What would lift the objection"), "", 2)
    amend_passage = words(_("Passage"), _("Name the passage you would change."), 2)
    amend_text = words(_("The wording you propose, and why"))
