"""The forms of what is added to a closed round, and the filters of the reservations' ledger."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.ballots import ledger
from ip5.ballots.actions import check_addition, check_narrower
from ip5.ballots.forms.fields import kind_of_reservation, words
from ip5.ballots.states import AdditionKind, Answer, ReservationKind
from ip5.kernel.errors import Invalid
from ip5.offices.models import Office

SAYS = {
    AdditionKind.CONFIRM: (Answer.SUPPORT, _("Confirm"), _("Your office joins the endorsement.")),
    AdditionKind.CONFIRM_WITH_RESERVATION: (
        Answer.RESERVE,
        _("Confirm with a reservation"),
        _("Joins, with a reservation printed beside the text for members."),
    ),
    AdditionKind.DECLINE: (
        Answer.OBJECT,
        _("Decline"),
        _("Counts as an objection: there is no consensus then."),
    ),
}


class ConfirmationForm(forms.Form):
    """What an office says to what it accepted ad referendum; each answer has fields of its own."""

    marks: ClassVar[dict[str, str]] = dict.fromkeys(
        ("confirm_with_reservation_text", "confirm_with_reservation_reservation", "decline_text"), ""
    )
    kind = forms.ChoiceField(
        choices=[(kind.value, says[1]) for kind, says in SAYS.items()],
        widget=forms.RadioSelect,
        label=_("Answer"),
    )
    confirm_with_reservation_reservation = kind_of_reservation()
    confirm_with_reservation_passage = words(
        _("Passage"), _("Name the passage the reservation is tied to."), 2
    )
    confirm_with_reservation_text = words(
        _("Reservation"), _("It can be narrowed or lifted later, never widened.")
    )
    decline_text = words(_("Reason"), _("It is printed with the outcome."))

    def deed(self) -> dict[str, str]:
        """Return kind and words as the deed takes them."""
        kind = self.cleaned_data.get("kind", "")
        part = {
            name: self.cleaned_data.get(f"{kind}_{name}") or "" for name in ("passage", "text", "reservation")
        }
        return {"kind": kind, **part}

    def clean(self) -> dict[str, Any]:
        """Check the words the answer needs, by the deed's own check."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") and not self.errors:
            try:
                check_addition(**self.deed())
            except Invalid as error:
                place(self, error, f"{cleaned['kind']}_")
        return cleaned

    def choices(self) -> list[dict[str, Any]]:
        """Return the answers as rows of the choices component, each with its own fields."""
        chosen = self["kind"].value()
        return [
            {
                "value": kind.value,
                "label": label,
                "answer": answer.value,
                "help": help_text,
                "checked": chosen == kind,
                "blocking": kind == AdditionKind.DECLINE,
                "fields": [self[name] for name in self.fields if name.rpartition("_")[0] == kind],
            }
            for kind, (answer, label, help_text) in SAYS.items()
        ]


class NarrowForm(forms.Form):
    """A reservation as it now stands: never wider than ``former``."""

    marks: ClassVar[dict[str, str]] = {"text": "", "reservation": ""}
    reservation = kind_of_reservation()
    passage = words(_("Passage"), _("Keep it, or name a part of it."), 2)
    text = words(_("Reservation"), _("Every former wording stays in the ledger."), 5)

    def __init__(self, former: ledger.Wording, data: Any = None) -> None:
        """Start with the former wording, so that narrowing is editing."""
        self.former = former
        initial = {"reservation": former.kind, "passage": former.passage, "text": former.text}
        super().__init__(data, initial=initial)

    def deed(self) -> dict[str, str]:
        """Return what the deed takes."""
        return {name: (self.cleaned_data.get(name) or "").strip() for name in self.fields}

    def clean(self) -> dict[str, Any]:
        """Check that nothing is widened, by the deed's own check."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                check_narrower(self.former, **self.deed())
            except Invalid as error:
                place(self, error)
        return cleaned


class LiftForm(forms.Form):
    """Nothing is asked: a reservation is lifted as a whole."""

    def deed(self) -> dict[str, str]:
        """Return what the deed takes."""
        return {}


class ConditionForm(forms.Form):
    """Words to a condition that is logged, confirmed or refused; a refusal needs them."""

    def __init__(self, kind: str, data: Any = None) -> None:
        """Ask for the words of this kind of answer."""
        self.kind = kind
        super().__init__(data)
        if kind == AdditionKind.CONDITION_REFUSED:
            self.fields["text"] = words(_("What is missing"), _("The other Heads read it."))
            self.marks = {"text": ""}
        else:
            self.fields["text"] = words(_("Note"), _("Such as where the change is found."), 2)

    def deed(self) -> dict[str, str]:
        """Return what the deed takes."""
        return {"text": self.cleaned_data.get("text") or ""}

    def clean(self) -> dict[str, Any]:
        """Check the words, by the deed's own check."""
        cleaned = super().clean() or {}
        if not self.errors:
            try:
                check_addition(self.kind, **self.deed())
            except Invalid as error:
                place(self, error)
        return cleaned


class LedgerForm(forms.Form):
    """The filters of the ledger: whose, of which kind, how it stands."""

    office = forms.ChoiceField(label=_("Office"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[("", _("All kinds")), *ReservationKind.choices],
    )
    standing = forms.ChoiceField(
        label=_("Standing"),
        required=False,
        choices=[
            ("", _("All")),
            (ledger.STANDING, _("Standing")),
            (ledger.NARROWED, _("Narrowed")),
            (ledger.LIFTED, _("Lifted")),
        ],
    )

    def __init__(self, data: Any = None) -> None:
        """Offer the member offices, in protocol order."""
        super().__init__(data)
        offices = [each for each in Office.objects.directory().offices if each.kind == Office.Kind.MEMBER]
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            ("", _("All offices")),
            *((each.code, each.acronym) for each in sorted(offices, key=lambda each: each.protocol_order)),
        ]


def place(form: forms.Form, error: Invalid, prefix: str = "") -> None:
    """Put a deed's errors at their fields."""
    for field, lines in error.errors.items():
        name = f"{prefix}{field}"
        for line in lines:
            form.add_error(name if name in form.fields else None, line)
