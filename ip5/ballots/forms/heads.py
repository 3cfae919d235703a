"""The form of a Head's answer: each answer with fields of its own, its items as repeated rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ip5.ballots.actions import MAX_ITEMS, MAX_TEXT, packed
from ip5.ballots.forms.answers import AnswerForm
from ip5.ballots.forms.fields import words
from ip5.ballots.models import Words
from ip5.ballots.states import NEEDS_ITEMS, Answer

ROWS = 5
MORE = 5
HEADS = (Answer.ENDORSE, Answer.ENDORSE_SUBJECT_TO, Answer.RETURN, Answer.DEFER)
HELP = {
    Answer.ENDORSE: _("Your office endorses the version as it stands."),
    Answer.ENDORSE_SUBJECT_TO: _("Endorses once every condition is met; you confirm each of them later."),
    Answer.RETURN: _("One return sends the version back, with your comments on its items."),
    Answer.DEFER: _("The question is put again on the latest day that a Head names."),
}
ITEM_LABELS: dict[str, tuple[str | Promise, str | Promise]] = {
    Answer.ENDORSE_SUBJECT_TO: (_("Condition %(n)d"), _("Passage of condition %(n)d")),
    Answer.RETURN: (_("Comment %(n)d"), _("Item of comment %(n)d")),
}


# Which drawing of the positions stands beside an answer of the Heads, or of a session's roll.
DRAWN_AS: dict[str, str] = {
    Answer.ENDORSE: Answer.SUPPORT,
    Answer.ENDORSE_SUBJECT_TO: Answer.RESERVE,
    Answer.RETURN: Answer.OBJECT,
    Answer.DEFER: Answer.AD_REFERENDUM,
}


class HeadsForm(AnswerForm):
    """A Head's answer. ``rows`` says how many rows of items there are; "add" asks for more of them."""

    helps = HELP
    drawn_as = DRAWN_AS
    blocking = frozenset({Answer.RETURN})

    answer = forms.ChoiceField(
        choices=[(each.value, each.label) for each in HEADS], widget=forms.RadioSelect, label=_("Answer")
    )
    defer_until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    defer_text = words(_("Reason"), _("The other Heads and the circle of the round read it."))
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None = None, *, start: Words | None = None) -> None:
        self.start = start
        super().__init__(data, initial=initial_of(start))
        self.marks = {"defer_until": "", "defer_text": ""}
        self.count = row_count(data, start)
        self.fields["rows"].initial = self.count
        for answer in ITEM_LABELS:
            for number in range(1, self.count + 1):
                self._add_row(answer, number)

    def _add_row(self, answer: str, number: int) -> None:
        text_label, passage_label = ITEM_LABELS[answer]
        passage, text = f"{answer}_{number}_passage", f"{answer}_{number}_text"
        self.fields[passage] = forms.CharField(
            label=passage_label % {"n": number}, required=False, validators=[MaxLengthValidator(MAX_TEXT)]
        )
        self.fields[text] = words(text_label % {"n": number}, "", 2)
        if number == 1:
            self.marks[text] = ""

    def entries(self, answer: str) -> list[dict[str, str]]:
        """Return the rows of an answer that have words, as ``actions.packed`` takes them."""
        given = self.cleaned_data
        rows = [
            {name: given.get(f"{answer}_{number}_{name}") or "" for name in ("passage", "text")}
            for number in range(1, self.count + 1)
        ]
        return [each for each in rows if each["text"].strip()]

    def said(self) -> dict[str, Any]:
        """Return the answer with its words as ``actions.cast`` takes them."""
        answer = self.cleaned_data.get("answer", "")
        if answer in NEEDS_ITEMS:
            return {"answer": answer, "items": packed(self.entries(answer))}
        if answer == Answer.DEFER:
            given = self.cleaned_data
            return {"answer": answer, "text": given.get("defer_text", ""), "until": given.get("defer_until")}
        return {"answer": answer}

    def field_of(self, answer: str, part: str) -> str:
        """Return the field of a part; what is wrong with the items stands at the first."""
        return f"{answer}_1_text" if part == "items" else super().field_of(answer, part)

    def belongs(self, name: str, answer: str) -> bool:
        """Whether a field belongs to an answer; "endorse" has none, though another's name begins with it."""
        return answer != Answer.ENDORSE and super().belongs(name, answer)

    def check_parts(self, answer: str) -> None:
        """Refuse a passage without its words: alone it is not a condition."""
        for number in range(1, self.count + 1) if answer in NEEDS_ITEMS else ():
            passage, text = f"{answer}_{number}_passage", f"{answer}_{number}_text"
            given = self.cleaned_data
            if (given.get(passage) or "").strip() and not (given.get(text) or "").strip():
                self.add_error(text, _("Give the words, or empty the passage."))

    def more(self) -> HeadsForm:
        """Return the form with more rows and everything that was typed, nothing checked yet."""
        data = {name: self.data.get(name, "") for name in self.fields}
        start = type(self)({**data, "rows": str(min(self.count + MORE, MAX_ITEMS))})
        return _unchecked(start)


def _unchecked(form: HeadsForm) -> HeadsForm:
    """Return the form bound, its values shown, without any error."""
    form._errors = forms.utils.ErrorDict()
    form.cleaned_data = {}
    return form


def row_count(data: Mapping[str, Any] | None, start: Words | None) -> int:
    """Return how many rows of items the form has: those sent, else enough for what was answered."""
    if data is None:
        return max(ROWS, len(start.entries) if start else 0)
    sent = str(data.get("rows", ""))
    return min(max(ROWS, int(sent)), MAX_ITEMS) if sent.isdecimal() and len(sent) < 4 else ROWS


def initial_of(start: Words | None) -> dict[str, Any]:
    """Return what the form starts with: the present answer of the office, so that changing is editing."""
    if start is None:
        return {}
    initial: dict[str, Any] = {"answer": start.answer}
    initial |= {"defer_until": start.until, "defer_text": start.text if start.until else ""}
    for number, entry in enumerate(start.entries, start=1):
        initial |= {f"{start.answer}_{number}_{name}": entry[name] for name in ("passage", "text")}
    return initial
