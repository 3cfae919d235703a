"""Forms of a text: a draft's title, its whole text, the text of the next revision."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ip5.kernel.visibility import Visibility
from ip5.offices.models import Group, Office
from proposals.completeness import REQUIRED
from proposals.models import MAX_SECTION, SECTIONS, Area, Participation, Proposal, ProposalText
from proposals.states import Horizon

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


class TextForm(forms.Form):
    """A whole text, of a draft or of the next revision; everything may be missing while it is written."""

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

    def __init__(self, *args: Any, text: ProposalText, **kwargs: Any) -> None:
        super().__init__(*args, initial=self.initial_of(text), **kwargs)
        self.fields["horizon"].choices = [("", _("Not chosen yet")), *Horizon.choices]
        for name in SECTIONS:
            self.fields[name] = section(name)

    def initial_of(self, text: ProposalText) -> dict[str, Any]:
        """Return the present text as the form's start."""
        return {
            "version": text.version,
            "title": text.title,
            "area": text.area.code if text.area else "",
            "horizon": text.horizon,
            "group": text.group.code if text.group else "",
            **{name: getattr(text, name) for name in SECTIONS},
        }

    def sections(self) -> list[forms.BoundField]:
        """Return the sections' fields in the order of the page."""
        return [self[name] for name in SECTIONS]

    def values(self) -> dict[str, Any]:
        """Return the text as the deed takes it."""
        return {name: self.cleaned_data[name] for name in ("title", "area", "horizon", "group", *SECTIONS)}


class DraftForm(TextForm):
    """The whole text of a draft, whom it will be open to, and the offices named in it."""

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
        super().__init__(*args, text=proposal, **kwargs)
        self.others = list(Office.objects.members().exclude(pk=proposal.lead_office_id))
        named = {each.office_id: each.role for each in proposal.participations.all()}
        for office in self.others:
            self.fields[f"office_{office.code}"] = forms.ChoiceField(
                label=f"{office.acronym}, {office.name}",
                required=False,
                choices=[("", _("Does not take part")), *Participation.Role.choices],
                initial=named.get(office.pk, ""),
            )

    def initial_of(self, text: ProposalText) -> dict[str, Any]:
        """Return the draft's present text and circle as the form's start."""
        return super().initial_of(text) | {"submit_visibility": self.proposal.submit_visibility}

    def office_fields(self) -> list[tuple[Office, forms.BoundField]]:
        """Return each other member office with its role field, in protocol order."""
        return [(office, self[f"office_{office.code}"]) for office in self.others]

    def values(self) -> dict[str, Any]:
        """Return the text and its circle as the deed takes them."""
        return super().values() | {"submit_visibility": self.cleaned_data["submit_visibility"]}

    def offices(self) -> dict[int, str]:
        """Return the offices named, key -> role."""
        roles = {office.pk: self.cleaned_data[f"office_{office.code}"] for office in self.others}
        return {key: role for key, role in roles.items() if role}
