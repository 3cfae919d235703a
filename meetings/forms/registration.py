"""The answer to an invitation, and a line of a delegation's list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from meetings.models import Meeting
from meetings.querysets import is_body
from meetings.states import Attends, Part


def ways_of(meeting: Meeting, *, declining: bool = True) -> list[tuple[str, Any]]:
    """Return how one may take part in a meeting of this mode."""
    ways = {Attends.ROOM, Attends.REMOTE}
    ways -= {Attends.ROOM} if meeting.mode == "virtual" else set()
    ways -= {Attends.REMOTE} if meeting.mode == "in_person" else set()
    ways |= {Attends.DECLINED} if declining else set()
    return [(each.value, each.label) for each in Attends if each in ways]


class Reply(forms.Form):
    """How one takes part, or that one does not."""

    attends = forms.ChoiceField(label=_("Do you take part?"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attends"].choices = ways_of(meeting)


class Line(forms.Form):
    """Somebody on a delegation's list: with an account, or by name alone."""

    office = forms.ModelChoiceField(label=_("Delegation"), queryset=Office.objects.none())
    mandate = forms.ModelChoiceField(
        label=_("With an account"),
        queryset=Mandate.objects.none(),
        required=False,
        empty_label=_("nobody of these"),
    )
    name = forms.CharField(label=_("Or by name"), required=False, max_length=120)
    part = forms.ChoiceField(label=_("Capacity"))
    attends = forms.ChoiceField(label=_("Takes part"))

    def __init__(self, *args: Any, meeting: Meeting, hat: Hat, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attends"].choices = ways_of(meeting, declining=False)
        mandates = Mandate.objects.active().worn()
        taken = meeting.registrations.filter(mandate__isnull=False).values("mandate")
        if is_body(hat):
            self.fields["office"].queryset = Office.objects.with_observer()
            self.fields["mandate"].queryset = mandates.in_capacity(*PARTS).exclude(pk__in=taken)
        else:
            del self.fields["office"]
            own = mandates.of_office(hat.office_id).in_capacity(*PARTS)
            self.fields["mandate"].queryset = own.exclude(pk__in=taken)
        self.fields["mandate"].label_from_instance = lambda each: f"{each.person.name}, {each.acting_as}"  # type: ignore[attr-defined]
        parts = {Part.OBSERVER} if hat.capacity == "observer" else {Part.HEAD, Part.DELEGATE, Part.EXPERT}
        parts |= {Part.OBSERVER} if is_body(hat) else set()
        self.fields["part"].choices = [(each.value, each.label) for each in Part if each in parts]
        self.fields["part"].initial = Part.OBSERVER if hat.capacity == "observer" else Part.DELEGATE

    def clean(self) -> dict[str, Any]:
        """Refuse a line that names nobody."""
        values = super().clean() or {}
        if not values.get("mandate") and not (values.get("name") or "").strip():
            self.add_error("name", _("Choose somebody, or give a name."))
        return values


PARTS = ("delegate", "hod", "alternate", "deputy", "head", "observer", "expert")
