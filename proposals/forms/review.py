"""Forms of the review: a comment, a reply, the lead office's answer, an office's review, the list's filters."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from ip5.kernel.hat import Hat
from proposals import rules
from proposals.actions.reviews import MAX_COMMENT
from proposals.forms.deeds import reason_field
from proposals.models import SECTIONS, Comment, CommentOpening, Criterion, Disposition, Proposal, Review

ABSTAIN = "none"
# The field's words, and what each means to who writes.
KINDS = [
    ("substantive", _("Substantive, on what the text says")),
    ("editorial", _("Editorial, on how it is worded")),
    ("procedural", _("Procedural, on how it is dealt with")),
]
STEPS = [("1", "1"), ("2", "2"), ("3", "3"), ("4", "4"), (ABSTAIN, _("abstain"))]


def words_field(label: Any, *, required: bool = True, rows: int = 4, help_text: Any = "") -> forms.CharField:
    """Return a text field that keeps what was typed however long it is, and says how long it may be."""
    return forms.CharField(
        label=label,
        required=required,
        help_text=help_text,
        validators=[MaxLengthValidator(MAX_COMMENT)],
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class CommentForm(forms.Form):
    """A comment on the whole proposal, on a section or on a passage, of a kind the hat may write."""

    section = forms.ChoiceField(label=_("On"), required=False)
    kind = forms.ChoiceField(label=_("Kind"))
    passage = words_field(
        _("Passage"), required=False, rows=2, help_text=_("The words of the text you refer to, if any.")
    )
    text = words_field(_("Comment"), help_text=_("Name an office as @JP to let its delegation know."))

    def __init__(self, *args: Any, hat: Hat, proposal: Proposal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = rules.kinds_of_comment(hat, proposal)
        self.fields["kind"].choices = [row for row in KINDS if row[0] in kinds]
        self.fields["section"].choices = [("", _("the whole proposal")), *SECTIONS.items()]


class ReplyForm(forms.Form):
    """A reply in a thread."""

    text = words_field(_("Reply"), help_text=_("Name an office as @JP to let its delegation know."))


class DispositionForm(forms.Form):
    """How the lead office answers a comment; the deed says which answers need their reason."""

    answer = forms.ChoiceField(
        label=_("Answer"), choices=Disposition.Answer.choices, widget=forms.RadioSelect
    )
    reason = words_field(
        _("Reason"),
        required=False,
        help_text=_(
            "Needed where the comment is not accepted, or only in part. Printed in the response table."
        ),
    )


class Opening(forms.Form):
    """Who reads the comments, whether observers may write, and why."""

    visibility = forms.ChoiceField(
        label=_("Who reads the comments"), choices=CommentOpening.Reach.choices, widget=forms.RadioSelect
    )
    invites_observers = forms.BooleanField(
        label=_("Observers are invited to comment"),
        required=False,
        help_text=_("Industry comments wherever the item is open to consultation."),
    )
    reason = reason_field(_("Reason"))

    def narrow(self, proposal: Proposal, _hat: Hat) -> None:
        """Start from how it is."""
        opening = rules.opening_of(proposal)
        self.initial["visibility"] = opening.visibility if opening else CommentOpening.Reach.MEMBERS
        self.initial["invites_observers"] = bool(opening and opening.invites_observers)


class ReviewForm(forms.Form):
    """An office's review: recommendation, a score for each criterion, words; all of it may still be open."""

    recommendation = forms.ChoiceField(
        label=_("Recommendation"),
        choices=Review.Recommendation.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    text = words_field(_("What your office says"), required=False, rows=8)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for each in criteria:
            self.fields[f"score_{each.code}"] = forms.ChoiceField(
                label=_(each.name), choices=STEPS, required=False, widget=forms.RadioSelect
            )

    @staticmethod
    def start(review: Review | None, version: int) -> dict[str, Any]:
        """Return the form's start from a saved review."""
        if review is None:
            return {"version": version}
        scores = {f"score_{code}": str(score or ABSTAIN) for code, score in review.scores.items()}
        return {"recommendation": review.recommendation, "text": review.text, "version": version} | scores

    def ratings(self) -> list[BoundField]:
        """Return the scores' fields in the order of the criteria."""
        return [self[f"score_{each.code}"] for each in self.criteria]

    def scores(self) -> dict[str, int | None]:
        """Return criterion -> score as the deed takes them; no mark is an abstention."""
        given = {each.code: self.cleaned_data.get(f"score_{each.code}") or ABSTAIN for each in self.criteria}
        return {code: None if value == ABSTAIN else int(value) for code, value in given.items()}


class Filing(forms.Form):
    """The version of the review that was read, and that the person may commit the office."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    sure = forms.BooleanField(
        label=_("I am authorised to commit my office in this matter."),
        error_messages={"required": _("Confirm first that you are authorised.")},
    )


class CommentFilter(forms.Form):
    """The filters of the comments."""

    section = forms.ChoiceField(
        label=_("Section"), required=False, choices=[("", _("Any")), *SECTIONS.items()]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("Any")), *Comment.Kind.choices])
    answered = forms.ChoiceField(
        label=_("Answer"),
        required=False,
        choices=[("", _("Any")), ("no", _("Not answered yet")), ("yes", _("Answered"))],
    )
