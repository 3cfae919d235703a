"""Forms of a draft's sharing and notes, and of ideas."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Capacity, Mandate
from ip5.offices.models import Office
from proposals.actions.ideas import MAX_IDEA
from proposals.actions.sharing import MAX_NOTE
from proposals.models import Proposal, Share


class ExpertField(forms.ModelChoiceField):
    """An expert of today, named with group and office."""

    def label_from_instance(self, obj: Any) -> str:
        """Return the person's name, capacity and office."""
        return f"{obj.person.name}, {obj.acting_as}, {obj.office.acronym}"


class OfficeShare(forms.Form):
    """To which other member office the draft is opened, and how far."""

    office = forms.ModelChoiceField(
        Office.objects.none(), label=_("Office"), to_field_name="code", empty_label=_("Choose an office")
    )
    level = forms.ChoiceField(label=_("Its delegation may"), choices=Share.Level.choices)

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, prefix="office", **kwargs)
        self.fields["office"].queryset = Office.objects.members().exclude(pk=proposal.lead_office_id)


class ExpertShare(forms.Form):
    """To which named expert the draft is opened, and how far."""

    expert = ExpertField(
        Mandate.objects.none(), label=_("Expert"), to_field_name="uuid", empty_label=_("Choose an expert")
    )
    level = forms.ChoiceField(label=_("This person may"), choices=Share.Level.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="expert", **kwargs)
        experts = Mandate.objects.active().in_capacity(Capacity.EXPERT).worn()
        self.fields["expert"].queryset = experts.order_by("office__protocol_order", "person__name")


class Note(forms.Form):
    """A note on a draft."""

    text = forms.CharField(
        label=_("Note"),
        validators=[MaxLengthValidator(MAX_NOTE)],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write something first.")},
    )


class IdeaForm(forms.Form):
    """An idea: a title and one paragraph."""

    title = forms.CharField(label=_("Title"), validators=[MaxLengthValidator(200)])
    text = forms.CharField(
        label=_("Idea"),
        help_text=_("One paragraph. Members and observers read it as soon as it is put forward."),
        validators=[MaxLengthValidator(MAX_IDEA)],
        widget=forms.Textarea(attrs={"rows": 6}),
    )
