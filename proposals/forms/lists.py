"""The filters of the list of proposals."""

from __future__ import annotations

import functools
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.offices.models import Office
from proposals.models import Area
from proposals.states import Horizon, State


@functools.cache
def known_areas() -> dict[str, tuple[int, str]]:
    """Return code -> (key, words) of every area, read once: they come with a migration and a new start."""
    return {area.code: (area.pk, str(area)) for area in Area.objects.all()}


def area_choices() -> list[tuple[str, Any]]:
    """Return the areas as choices of the list."""
    return [("", _("Any area")), *((code, words) for code, (_key, words) in known_areas().items())]


def office_choices() -> list[tuple[str, Any]]:
    """Return the member offices as choices of the list, from the request's directory."""
    members = [each for each in Office.objects.directory().offices if each.is_member]
    return [("", _("Any office")), *((each.code, str(each)) for each in members)]


class ListForm(forms.Form):
    """Filters of the list, and the saved view they narrow; they live in the address."""

    view = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Words or symbol"), required=False, max_length=100)
    area = forms.ChoiceField(label=_("Area"), required=False, choices=area_choices)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *State.choices]
    )
    horizon = forms.ChoiceField(
        label=_("Horizon"), required=False, choices=[("", _("Any horizon")), *Horizon.choices]
    )
    office = forms.ChoiceField(label=_("Office"), required=False, choices=office_choices)
