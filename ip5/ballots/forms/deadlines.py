"""The form of the deadline page: an opening day, a length, a rule set."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.ballots.states import Procedure

COUNTED = (Procedure.EXPLICIT, Procedure.SILENCE)


class DeadlineForm(forms.Form):
    """What a deadline is reckoned from; sent with GET, so that the page has an address."""

    opened = forms.DateField(
        label=_("Opening day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The date in the easternmost member office."),
    )
    n = forms.IntegerField(label=_("Common working days"), min_value=1, max_value=60)
    rule = forms.ChoiceField(
        label=_("Rule set"), choices=[(each.value, each.label) for each in COUNTED], required=False
    )
    short = forms.BooleanField(
        label=_("Short: with the chair's reason, or an editorial text under silence"), required=False
    )

    def terms(self) -> dict[str, Any]:
        """Return the cleaned values; the rule set is explicit endorsement unless another is chosen."""
        data = self.cleaned_data
        return {**data, "rule": data["rule"] or Procedure.EXPLICIT.value}
