"""What the forms of an answer share: every answer has its own fields, so that changing one's mind loses nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from ip5.ballots.actions import check_words
from ip5.ballots.states import Answer
from ip5.kernel.errors import Invalid


class AnswerForm(forms.Form):
    """An answer and its words, in fields named ``<answer>_<part>``; a form adds ``answer`` and those fields.

    ``helps`` is a sentence for each answer, ``drawn_as`` whose drawing stands beside one that has none of its
    own, ``blocking`` the answers that stop the question, ``parts`` what the deed takes of the words.
    """

    helps: ClassVar[Mapping[str, Any]] = {}
    drawn_as: ClassVar[Mapping[str, str]] = {}
    blocking: ClassVar[frozenset[str]] = frozenset({Answer.OBJECT})
    parts: ClassVar[tuple[str, ...]] = ("passage", "text", "remedy", "kind")

    def said(self) -> dict[str, Any]:
        """Return the answer with its words as the deed takes them."""
        answer = self.cleaned_data.get("answer", "")
        words = {name: self.cleaned_data.get(f"{answer}_{name}") or "" for name in self.parts}
        return {"answer": answer, **words}

    def deed(self) -> dict[str, Any]:
        """Return what the deed takes; only after the form is valid."""
        return self.said()

    def field_of(self, answer: str, part: str) -> str:
        """Return the name of the field in which a part of an answer is written."""
        return part if part == "answer" else f"{answer}_{part}"

    def belongs(self, name: str, answer: str) -> bool:
        """Whether a field belongs to an answer."""
        return name.startswith(f"{answer}_")

    def check_parts(self, answer: str) -> None:
        """Add the errors that only this form can see; none here."""

    def clean(self) -> dict[str, Any]:
        """Check the words the answer needs, by the deed's own check."""
        cleaned = super().clean() or {}
        answer = cleaned.get("answer")
        if answer and not self.errors:
            self.check_parts(answer)
        if answer and not self.errors:
            self._check_words(answer)
        return cleaned

    def _check_words(self, answer: str) -> None:
        known = [value for value, _label in self.fields["answer"].choices]  # type: ignore[attr-defined]
        try:
            check_words(known, **self.said())
        except Invalid as error:
            for part, lines in error.errors.items():
                name = self.field_of(answer, part)
                for line in lines:
                    self.add_error(name if name in self.fields else None, line)

    def choices(self) -> list[dict[str, Any]]:
        """Return the answers as rows of the choices component, each with its own fields."""
        chosen = self["answer"].value()
        return [
            {
                "value": value,
                "label": label,
                "answer": self.drawn_as.get(value, value),
                "help": self.helps[value],
                "checked": chosen == value,
                "blocking": value in self.blocking,
                "fields": [self[name] for name in self.fields if self.belongs(name, value)],
            }
            for value, label in self.fields["answer"].choices  # type: ignore[attr-defined]
        ]
