"""The words and choices of deeds on a summary."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from meetings.models import SummaryEntry


class EntryForm(forms.ModelForm):
    """One paragraph of a summary; ``seen`` is the row that was read."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)

    class Meta:
        model = SummaryEntry
        fields = ["heading", "kind", "text", "office", "visibility", "is_public"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8})}
        labels = {
            "heading": _("Heading"),
            "kind": _("Kind"),
            "office": _("Whose words it reports"),
            "visibility": _("Who reads it"),
        }
        help_texts = {
            "heading": _("Paragraphs that follow each other under one heading stand together."),
            "office": _("This office reads it in review, an observer too."),
            "is_public": _("Everybody reads it once the extract is published."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = [each for each in Office.objects.directory().offices if each.is_member or each.is_observer]
        self.fields["office"].queryset = Office.objects.filter(pk__in=[each.pk for each in offices])
        self.fields["visibility"].choices = [
            (Visibility.MEMBERS_OBSERVERS.value, Visibility.MEMBERS_OBSERVERS.label),
            (Visibility.MEMBERS.value, Visibility.MEMBERS.label),
        ]

    def values(self) -> dict[str, Any]:
        """Return what was typed, by field."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


class SuggestionForm(forms.Form):
    """What an entry should say instead, and why."""

    text = forms.CharField(label=_("Corrected text"), widget=forms.Textarea(attrs={"rows": 8}))
    reason = forms.CharField(
        label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000
    )


class AnswerForm(forms.Form):
    """Whether a correction is accepted, and what the secretariat says to it."""

    is_accepted = forms.TypedChoiceField(
        label=_("This correction is"),
        choices=[("yes", _("accepted: it becomes the text")), ("no", _("declined"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2_000,
        help_text=_("Needed where it is declined; the office that suggested it reads it."),
    )


class SilenceForm(forms.Form):
    """How long silence lasts once it is open."""

    days = forms.IntegerField(
        label=_("Common working days of silence"),
        initial=5,
        min_value=5,
        max_value=10,
        help_text=_("5 to 10 days. They begin two days after the announcement."),
    )
