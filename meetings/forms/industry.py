"""The words of updates for industry."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.forms.course import day_field


class UpdateForm(forms.Form):
    """Title and text of an update; ``seen`` is the row that was read."""

    title = forms.CharField(label=_("Title"), max_length=200)
    text = forms.CharField(
        label=_("Text"),
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("Markdown. Industry reads all of it once a co-chair opens it."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class DeliveryForm(forms.Form):
    """When and where an update was given."""

    delivered_on = day_field(_("Delivered on"), required=True)
    occasion = forms.CharField(
        label=_("At which meeting"), max_length=200, help_text=_("Such as the Global Dossier Task Force.")
    )
