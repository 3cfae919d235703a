"""The filters of the register, and the words with which an action item ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ip5.offices.models import Office
from ip5.register.models import ActionItem

BETWEEN = "between"
OVERDUE = "overdue"


class RegisterForm(forms.Form):
    """Whose, how it stands, of which meeting; the filters live in the address."""

    view = forms.CharField(required=False, widget=forms.HiddenInput)
    office = forms.ChoiceField(label=_("Owner"), required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("Any state")), *ActionItem.State.choices, (OVERDUE, _("Overdue"))],
    )
    meeting = forms.ChoiceField(label=_("Meeting"), required=False)

    def __init__(self, data: Any, meetings: list[int], *, is_of_decisions: bool) -> None:
        """``meetings`` are the numbers of those the reader may see; decisions have no owner and no state."""
        super().__init__(data)
        offices = [each for each in Office.objects.directory().offices if each.is_member or each.is_observer]
        self.fields["office"].choices = [
            ("", _("Any owner")),
            *((each.code, each.acronym) for each in offices),
        ]
        self.fields["meeting"].choices = [
            ("", _("All meetings")),
            *((str(number), f"NETAI/{number}") for number in meetings),
            (BETWEEN, _("Between meetings")),
        ]
        if is_of_decisions:
            del self.fields["office"], self.fields["state"]

    def chosen(self, today: Any) -> Q:
        """Return the filters as a condition; a filter that is not understood leaves nothing."""
        if not self.is_valid():
            return Q(pk__in=[])
        asked, found = self.cleaned_data, Q()
        if asked["meeting"]:
            between = asked["meeting"] == BETWEEN
            found &= Q(meeting_number__isnull=True) if between else Q(meeting_number=int(asked["meeting"]))
        if asked.get("office"):
            found &= Q(office__code=asked["office"])
        if asked.get("state") == OVERDUE:
            found &= Q(state=ActionItem.State.OPEN, due__lt=today)
        elif asked.get("state"):
            found &= Q(state=asked["state"])
        return found


class NoteForm(forms.Form):
    """What came of an action item."""

    note = forms.CharField(
        label=_("What came of it"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2_000
    )
