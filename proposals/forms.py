"""Forms of proposals: the draft, the list's filters, and the words a deed asks for."""

from __future__ import annotations

import functools
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ip5.kernel.visibility import Visibility
from ip5.offices.models import Group, Office
from proposals.actions.steps import MAX_REASON
from proposals.completeness import REQUIRED
from proposals.models import MAX_SECTION, SECTIONS, Area, Participation, Proposal
from proposals.states import Horizon, State

HELP = {
    "summary": _("One paragraph, shown in lists."),
    "problem": _("What does not work today, for whom, and how do you know?"),
    "benefit": _("Name users separately from offices."),
    "deliverables": _("What is handed over, one line each, with its date."),
    "resources": _("Experts, days, systems; by office where they differ."),
    "risks": _("Also data protection, licences, and what the law of an office forbids."),
    "data_needed": _("Which data, from whom, under which terms. “None” is an answer."),
    "earlier_work": _("Projects, groups and documents this builds on. “None” is an answer."),
    "wipo_effect": _("Committees or standards touched. “None” is an answer."),
}
ROWS = {"summary": 3, "problem": 6, "benefit": 5, "deliverables": 5}


def section(name: str) -> forms.CharField:
    """Return a section's field: it keeps what was typed however long, and says how long it may be."""
    return forms.CharField(
        label=SECTIONS[name],
        help_text=HELP[name],
        required=False,
        strip=False,
        validators=[MaxLengthValidator(MAX_SECTION)],
        widget=forms.Textarea(attrs={"rows": ROWS.get(name, 4)}),
    )


class StartForm(forms.Form):
    """What a new draft begins with."""

    title = forms.CharField(
        label=_("Title"),
        help_text=_("A noun phrase, no acronym that is not spelled out in the text."),
        validators=[MaxLengthValidator(200)],
    )


class DraftForm(forms.Form):
    """The whole text of a draft; everything may be missing until submission."""

    marks: ClassVar[dict[str, Any]] = {check: _("needed before submission") for check, _label in REQUIRED}

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title = forms.CharField(
        label=_("Title"),
        required=False,
        validators=[MaxLengthValidator(200)],
        help_text=_("A noun phrase, no acronym that is not spelled out in the text."),
    )
    area = forms.ModelChoiceField(
        Area.objects.all(),
        label=_("Area"),
        required=False,
        to_field_name="code",
        empty_label=_("Not chosen yet"),
    )
    horizon = forms.ChoiceField(label=_("Horizon"), required=False)
    group = forms.ModelChoiceField(
        Group.objects.all(),
        label=_("Responsible group"),
        required=False,
        to_field_name="code",
        empty_label=_("Not chosen yet"),
    )
    submit_visibility = forms.ChoiceField(
        label=_("Visible after submission to"),
        widget=forms.RadioSelect,
        choices=[
            (Visibility.MEMBERS_OBSERVERS, _("Members and observers")),
            (Visibility.MEMBERS, _("Members only")),
        ],
        help_text=_(
            "A proposal restricted to members takes a number of its own series, so that no gap shows."
        ),
    )

    def __init__(self, *args: Any, proposal: Proposal, **kwargs: Any) -> None:
        self.proposal = proposal
        super().__init__(*args, initial=self.initial_of(proposal), **kwargs)
        self.fields["horizon"].choices = [("", _("Not chosen yet")), *Horizon.choices]
        for name in SECTIONS:
            self.fields[name] = section(name)
        self.others = list(Office.objects.members().exclude(pk=proposal.lead_office_id))
        named = {each.office_id: each.role for each in proposal.participations.all()}
        for office in self.others:
            self.fields[f"office_{office.code}"] = forms.ChoiceField(
                label=f"{office.acronym}, {office.name}",
                required=False,
                choices=[("", _("Does not take part")), *Participation.Role.choices],
                initial=named.get(office.pk, ""),
            )

    @staticmethod
    def initial_of(proposal: Proposal) -> dict[str, Any]:
        """Return the draft's present text as the form's start."""
        return {
            "version": proposal.version,
            "title": proposal.title,
            "area": proposal.area.code if proposal.area else "",
            "horizon": proposal.horizon,
            "group": proposal.group.code if proposal.group else "",
            "submit_visibility": proposal.submit_visibility,
            **{name: getattr(proposal, name) for name in SECTIONS},
        }

    def sections(self) -> list[forms.BoundField]:
        """Return the sections' fields in the order of the page."""
        return [self[name] for name in SECTIONS]

    def office_fields(self) -> list[tuple[Office, forms.BoundField]]:
        """Return each other member office with its role field, in protocol order."""
        return [(office, self[f"office_{office.code}"]) for office in self.others]

    def values(self) -> dict[str, Any]:
        """Return the text as the deed takes it."""
        names = ("title", "area", "horizon", "group", "submit_visibility", *SECTIONS)
        return {name: self.cleaned_data[name] for name in names}

    def offices(self) -> dict[int, str]:
        """Return the offices named, key -> role."""
        roles = {office.pk: self.cleaned_data[f"office_{office.code}"] for office in self.others}
        return {key: role for key, role in roles.items() if role}


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
    """Filters of the list; they live in the address."""

    q = forms.CharField(label=_("Words or symbol"), required=False, max_length=100)
    area = forms.ChoiceField(label=_("Area"), required=False, choices=area_choices)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("Any state")), *State.choices]
    )
    horizon = forms.ChoiceField(
        label=_("Horizon"), required=False, choices=[("", _("Any horizon")), *Horizon.choices]
    )
    office = forms.ChoiceField(label=_("Office"), required=False, choices=office_choices)


class NoWords(forms.Form):
    """A deed that asks for nothing but the confirmation."""


class TextRead(forms.Form):
    """The fingerprint of the text that was read: what a stamp or a consent names."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)


def reason_field(label: Any, *, required: bool = True) -> forms.CharField:
    """Return the field of a reason that is printed."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=_("It is printed and sent to those concerned."),
        validators=[MaxLengthValidator(MAX_REASON)],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Give the reason; it is printed on the proposal.")},
    )


class Reason(forms.Form):
    """A deed that needs its reason."""

    reason = reason_field(_("Reason"))


class OptionalReason(forms.Form):
    """A deed whose reason is needed only in some cases; the deed says when."""

    reason = reason_field(_("Reason for tabling early"), required=False)


def days_field(initial: int) -> forms.IntegerField:
    """Return the field of a period in common working days."""
    return forms.IntegerField(
        label=_("Common working days"),
        initial=initial,
        min_value=1,
        max_value=60,
        help_text=_(
            "Days on which all five offices are open; the period ends at 17:00 in the westernmost office."
        ),
    )


class ReviewPeriod(forms.Form):
    """How long the review lasts."""

    days = days_field(15)


class Opening(forms.Form):
    """How long the round lasts, and why it is short if it is."""

    days = days_field(10)
    short_reason = forms.CharField(
        label=_("Reason for a short round"),
        required=False,
        help_text=_(
            "Only for fewer than ten days, at least five; any head of delegation may then press “not urgent”."
        ),
        validators=[MaxLengthValidator(MAX_REASON)],
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Extension(forms.Form):
    """By how much a round is extended, and why."""

    days = days_field(5)
    reason = reason_field(_("Reason"))
