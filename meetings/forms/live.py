"""What the forms of the room's screen send: an item, a session, an office, words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.offices.models import Group, Office
from meetings.actions.attendance import HERE
from meetings.models import AgendaItem, Meeting
from meetings.states import DECIDING, Attends, Verb


class Nothing(forms.Form):
    """A button alone."""


class ItemChoice(forms.Form):
    """The item that is called."""

    item = forms.UUIDField()


class After(forms.Form):
    """The item that stood on the screen, or none."""

    after = forms.UUIDField(required=False)


class SessionChoice(forms.Form):
    """The session in which the sitting is resumed, where another one begins."""

    session = forms.IntegerField(required=False, min_value=1)


class Declaration(forms.Form):
    """How the own delegation takes part."""

    attends = forms.ChoiceField(choices=[(each.value, Attends(each).label) for each in HERE])


class OfficeChoice(forms.Form):
    """An office by its code."""

    office = forms.CharField(max_length=8, required=False)


class Leaving(forms.Form):
    """An item that is not gone through to the end, with the reason that is printed."""

    item = forms.ModelChoiceField(AgendaItem.objects.none(), to_field_name="uuid", label=_("Item"))
    to_next = forms.TypedChoiceField(
        label=_("What becomes of it"),
        choices=[("1", _("Moved to the next meeting")), ("", _("Closed"))],
        coerce=bool,
        empty_value=False,
        required=False,
        initial="1",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Printed on the agenda and in the summary."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, meeting: Meeting, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = AgendaItem.objects.filter(meeting=meeting).on_agenda().filter(done_at__isnull=True)
        self.fields["item"].queryset = rows.filter(parts__isnull=True)  # type: ignore[attr-defined]


class Beginning(forms.Form):
    """A conclusion begun under an item; ``fresh`` is the same where the button is pressed twice."""

    item = forms.UUIDField()
    verb = forms.ChoiceField(choices=Verb.choices)
    fresh = forms.UUIDField(required=False)


class Wording(forms.Form):
    """The words of a conclusion as they are typed; ``version`` is the row that was read."""

    verb = forms.ChoiceField(label=_("Verb"), choices=Verb.choices)
    text = forms.CharField(label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    seconds = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    @property
    def is_deciding(self) -> bool:
        """Whether what was typed decides; only after the form is valid."""
        return self.cleaned_data["verb"] in DECIDING


class ActionForm(forms.Form):
    """What is to be done, by whom, until when; ``after`` is how many actions the item had."""

    text = forms.CharField(label=_("To do"), widget=forms.Textarea(attrs={"rows": 3}))
    office = forms.ModelChoiceField(
        Office.objects.none(), to_field_name="code", label=_("Office"), required=False
    )
    group = forms.ModelChoiceField(
        Group.objects.none(), to_field_name="code", label=_("Group"), required=False
    )
    person = forms.ModelChoiceField(
        Mandate.objects.none(), to_field_name="uuid", label=_("Person"), required=False
    )
    due = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    after = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["office"].queryset = Office.objects.filter(
            kind__in=[Office.Kind.MEMBER, Office.Kind.OBSERVER, Office.Kind.BODY]
        )
        fields["office"].label_from_instance = lambda office: office.acronym
        fields["group"].queryset = Group.objects.all()
        people = Mandate.objects.active().in_capacity(
            "hod", "alternate", "delegate", "expert", "secretariat", "observer"
        )
        fields["person"].queryset = people.select_related("person", "office")
        fields["person"].label_from_instance = lambda hat: f"{hat.person.name}, {hat.office.acronym}"
