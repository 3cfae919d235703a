"""The filters of the roadmap's page; they live in the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.offices.models import Office
from proposals.states import Horizon
from roadmap.board import STANDINGS
from roadmap.models import Version
from roadmap.plan import Plan


class ListForm(forms.Form):
    """Which version, and what of it: area, horizon, office, group, how it stands."""

    view = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.ChoiceField(label=_("Version"), required=False)
    area = forms.ChoiceField(label=_("Area"), required=False)
    horizon = forms.ChoiceField(
        label=_("Horizon"), required=False, choices=[("", _("Any horizon")), *Horizon.choices]
    )
    office = forms.ChoiceField(label=_("Office"), required=False)
    group = forms.ChoiceField(label=_("Group"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), required=False, choices=[("", _("Any status")), *STANDINGS.items()]
    )

    def __init__(self, data: Any, plan: Plan, versions: Iterable[Version], first: Version) -> None:
        """``plan`` gives the areas and groups to choose from; ``first`` is the version shown when none is chosen."""
        super().__init__(data)
        others = [(str(each.uuid), named(each)) for each in versions if each != first]
        self._choose("version", named(first), others)
        self._choose("area", _("Any area"), list(plan.area_names.items()))
        members = [each for each in Office.objects.directory().offices if each.is_member]
        self._choose("office", _("Any office"), [(each.code, each.acronym) for each in members])
        groups = sorted({each.group for each in plan.projects if each.group})
        self._choose("group", _("Any group"), [(each, each) for each in groups])
        if not others:
            self.fields["version"].widget = forms.HiddenInput()

    def _choose(self, name: str, nothing: Any, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", nothing), *choices]

    def narrowed(self, plan: Plan) -> Plan:
        """Return what of a plan the filters leave; a filter that is not understood leaves nothing."""
        if not self.is_valid():
            return plan.where(area="?")
        chosen = self.cleaned_data
        return plan.where(
            area=chosen["area"],
            horizon=chosen["horizon"],
            office=chosen["office"],
            group=chosen["group"],
            standing=chosen["status"],
        )


def named(version: Version) -> str:
    """Return a version as the chooser names it: its symbol, and where it stands."""
    state = version.get_state_display()
    return f"{version.printed_symbol}, {state}" if version.printed_symbol else str(state)
