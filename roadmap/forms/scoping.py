"""Form of the next scoping document: a fact with its source, and the areas it names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from roadmap.actions.scoping import MAX_NAME, MAX_TEXT, MAX_TITLE
from roadmap.forms.plans import day_field
from roadmap.models.scoping import NamedArea

MORE_AREAS = 4


class ScopingForm(forms.Form):
    """Title, text, day and meeting of the Heads' endorsement, sources; a line for each area."""

    title = forms.CharField(label=_("Title"), validators=[MaxLengthValidator(MAX_TITLE)])
    endorsed_on = day_field(_("Endorsed by the Heads on"), required=True)
    endorsed_at_meeting = forms.CharField(
        label=_("Reference of the endorsement"),
        help_text=_("The meeting of the Heads, or the document that says so."),
        validators=[MaxLengthValidator(MAX_TITLE)],
    )
    sources = forms.CharField(
        label=_("Sources"),
        help_text=_("Public web addresses where the endorsement is told, one a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    text = forms.CharField(
        label=_("Text"),
        strip=False,
        help_text=_("Markdown. The areas are added below it as a list."),
        validators=[MaxLengthValidator(MAX_TEXT)],
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, known: Iterable[NamedArea], **kwargs: Any) -> None:
        """``known`` are the areas of the document that counts now, offered to be named again."""
        super().__init__(*args, **kwargs)
        self.rows = [*known, *(NamedArea("", "") for _each in range(MORE_AREAS))]
        for number, area in enumerate(self.rows):
            self.fields[f"code_{number}"] = forms.CharField(
                label=_("Code"), required=False, max_length=2, initial=area.code
            )
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Title of the area"), required=False, max_length=MAX_NAME, initial=area.name
            )
            self.fields[f"about_{number}"] = forms.CharField(label=_("What it is about"), required=False)

    @property
    def area_fields(self) -> list[tuple[Any, Any, Any]]:
        """The three fields of each area's line."""
        return [(self[f"code_{n}"], self[f"name_{n}"], self[f"about_{n}"]) for n in range(len(self.rows))]

    def values(self) -> dict[str, Any]:
        """Return the document as the deed takes it; a line without a code names no area."""
        given = self.cleaned_data
        areas = [
            (given[f"code_{n}"].upper(), given[f"name_{n}"], given[f"about_{n}"])
            for n in range(len(self.rows))
            if given[f"code_{n}"]
        ]
        names = ("title", "endorsed_on", "endorsed_at_meeting", "text")
        lines = [each.strip() for each in given["sources"].splitlines() if each.strip()]
        return {name: given[name] for name in names} | {"sources": lines, "areas": areas}
