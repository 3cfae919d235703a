"""Filters of the list of proposals."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.offices.models import Office
from proposals.models import Area
from proposals.states import Horizon, State


class ListForm(forms.Form):
    """Filters of the list; they live in the address."""

    q = forms.CharField(label=_("Words or symbol"), required=False, max_length=100)
    area = forms.ModelChoiceField(
        Area.objects.all(), label=_("Area"), required=False, to_field_name="code", empty_label=_("Any area")
    )
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *State.choices]
    )
    horizon = forms.ChoiceField(
        label=_("Horizon"), required=False, choices=[("", _("Any horizon")), *Horizon.choices]
    )
    office = forms.ModelChoiceField(
        Office.objects.members(),
        label=_("Office"),
        required=False,
        to_field_name="code",
        empty_label=_("Any office"),
    )
