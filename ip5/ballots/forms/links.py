"""The forms of a Head's link: to whom it goes, and the code that its answer needs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.ballots import tokens


class SendLinkForm(forms.Form):
    """To which Head the link goes; where there is one alone it is chosen already."""

    to = forms.ChoiceField(label=_("To"), widget=forms.RadioSelect)

    def __init__(self, heads: Iterable[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        self.fields["to"].choices = list(heads)  # type: ignore[attr-defined]
        if len(self.fields["to"].choices) == 1:  # type: ignore[attr-defined]
            self.fields["to"].initial = self.fields["to"].choices[0][0]  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """The code that came another way than the link."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Eight letters and digits; capitals and the hyphen do not matter."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={"required": _("Give the code: without it nothing is answered.")},
    )

    def clean_code(self) -> str:
        """Return the code without spaces and hyphens, in capitals."""
        return tokens.plain(self.cleaned_data["code"])
