"""The form of a position."""

from __future__ import annotations

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from ip5.ballots.forms.answers import AnswerForm
from ip5.ballots.forms.fields import kind_of_reservation, words
from ip5.ballots.states import Answer

HELP = {
    Answer.SUPPORT: _("Your office joins the endorsement."),
    Answer.RESERVE: _("Joins, with a reservation printed beside the text for members."),
    Answer.AD_REFERENDUM: _("Joins, to be confirmed at home by a date after the close."),
    Answer.ABSTAIN: _("Does not oppose. Counts for the quorum."),
    Answer.OBJECT: _("One objection means no consensus. No majority overrides it."),
}


EXPLICIT = (Answer.SUPPORT, Answer.RESERVE, Answer.AD_REFERENDUM, Answer.ABSTAIN, Answer.OBJECT)


class PositionForm(AnswerForm):
    """Answer and its words; every answer has fields of its own, so that changing one's mind loses nothing."""

    helps = HELP
    # Needed for their own answer though not for the form: the label must not call them optional.
    marks: ClassVar[dict[str, str]] = dict.fromkeys(
        (
            *("reserve_kind", "reserve_text", "ad_referendum_text"),
            *("object_passage", "object_text", "object_remedy"),
        ),
        "",
    )

    answer = forms.ChoiceField(
        choices=[(each.value, each.label) for each in EXPLICIT], widget=forms.RadioSelect, label=_("Position")
    )
    support_text = words(_("Comment"), _("It is printed with the position."))
    reserve_kind = kind_of_reservation()
    reserve_passage = words(_("Passage"), _("Name the passage the reservation is tied to."), 2)
    reserve_text = words(_("Reservation"), _("It can be narrowed or lifted later, never widened."))
    ad_referendum_text = words(_("What must be confirmed"), "", 2)
    abstain_text = words(_("Comment"), _("It is printed with the position."), 2)
    object_passage = words(_("Passage"), _("Name the passage you object to."), 2)
    object_text = words(_("Reason"))
    object_remedy = words(_("What would lift the objection"), "", 2)
