"""The words of deeds that set a proposal aside, join it with another or ask a group about it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from ip5.kernel.reasons import MAX_REASON
from ip5.offices.models import Group
from proposals import rules
from proposals.actions.sharing import MAX_NOTE
from proposals.forms.deeds import reason_field
from proposals.models import Proposal
from proposals.states import MACHINE


class Deferral(forms.Form):
    """Until when, and what is printed about it."""

    until = forms.DateField(
        label=_("Until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("On this day the clock brings the proposal back to its present state."),
    )
    reference = forms.CharField(
        label=_("Reference"),
        help_text=_("What is waited for, or the decision it rests on; it is printed on the proposal."),
        validators=[MaxLengthValidator(MAX_REASON)],
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Give the reason; it is printed on the proposal.")},
    )


class Referral(forms.Form):
    """Which group is asked what, and by when."""

    group = forms.ModelChoiceField(
        Group.objects.all(), label=_("Group"), to_field_name="code", empty_label=_("Choose a group")
    )
    task = forms.CharField(
        label=_("Task"),
        help_text=_("What the group is asked to do. It becomes an action item with a number."),
        validators=[MaxLengthValidator(MAX_REASON)],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class DeputyReferral(forms.Form):
    """What the deputy heads are asked, and by when."""

    task = forms.CharField(
        label=_("Task"),
        help_text=_("What the deputy heads are asked. It becomes an action item with a number."),
        validators=[MaxLengthValidator(MAX_REASON)],
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due = forms.DateField(label=_("Due"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class ProposalField(forms.ModelChoiceField):
    """A proposal chosen by its symbol."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Proposal.objects.none(), to_field_name="symbol", empty_label=_("Choose a proposal"), **options
        )

    def label_from_instance(self, obj: Any) -> str:
        """Return the symbol with the title."""
        return f"{obj.symbol}, {obj.title}"


class MergeOffer(forms.Form):
    """Into which proposal: one that the reader sees, that is under way, and that one of the two offices leads."""

    into = ProposalField(label=_("Merged into"))

    def narrow(self, proposal: Proposal, hat: Hat) -> None:
        """Offer what the hat may agree about."""
        others = Proposal.objects.visible_to(hat).filter(state__in=MACHINE.moves["agree_merge"].sources)
        if hat.office_id != proposal.lead_office_id:
            others = others.led_by(hat.office_id)
        self.fields["into"].queryset = others.exclude(pk=proposal.pk).order_by("symbol")


class Merger(forms.Form):
    """Into which of the proposals to which both heads of delegation agreed."""

    into = ProposalField(label=_("Merged into"))

    def narrow(self, proposal: Proposal, hat: Hat) -> None:
        """Offer the mergers agreed."""
        agreed = [each.pk for each in rules.mergers_agreed(proposal)]
        self.fields["into"].queryset = Proposal.objects.visible_to(hat).filter(pk__in=agreed)


class SendingBack(forms.Form):
    """What the desk is asked to change; read inside the office alone."""

    reason = forms.CharField(
        label=_("Note to the desk"),
        help_text=_("Read inside your office alone; it is never printed on the proposal."),
        validators=[MaxLengthValidator(MAX_NOTE)],
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class Objection(forms.Form):
    """Why an office objects to reconsidering; the members read it."""

    reason = reason_field(_("Why your office objects"))
