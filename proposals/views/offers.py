"""How each deed on a proposal is offered: its form, the sentence before it, the sentence after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals import actions
from proposals.forms import (
    Announcement,
    Deferral,
    DeputyReferral,
    Extension,
    MergeOffer,
    Merger,
    NoWords,
    Objection,
    Opening,
    OptionalReason,
    Reason,
    Referral,
    ReviewPeriod,
    SendingBack,
    TextRead,
)
from proposals.forms.review import Opening as CommentOpening
from proposals.states import MACHINE

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Deed:
    """How a deed is offered: its form, the sentence before, the sentence after, whether it shows the text."""

    form: type[forms.Form]
    before: str | _StrPromise
    after: str | _StrPromise
    act: Callable[..., Any]
    style: str = ""
    shows_text: bool = False
    label: str | _StrPromise = ""
    # What is done, as the sentence that is confirmed says it; such a deed is confirmed in a dialog.
    says: str | _StrPromise = ""


def deed(name: str, form: type[forms.Form], before: Any, after: Any, style: str = "", **options: Any) -> Deed:
    """Return the page of the move ``name``, labelled as the table of moves labels it."""
    label = MACHINE.moves[name].label
    return Deed(form, before, after, getattr(actions, name), style, label=label, **options)


DEEDS: dict[str, Deed] = {
    "ask_consent": deed(
        "ask_consent",
        NoWords,
        _("The heads of delegation of the offices named are asked, and see the text as it stands now."),
        _("The other offices are asked for their consent."),
    ),
    "consent": deed(
        "consent",
        TextRead,
        _("You consent to exactly the text shown here. If it is edited, you are asked again."),
        _("Your consent to this text is recorded."),
        "primary",
        shows_text=True,
    ),
    "decline": deed(
        "decline",
        NoWords,
        _("Your office does not take part in this proposal. The lead office is told."),
        _("The lead office is told that your office does not take part."),
    ),
    "ask_clearance": deed(
        "ask_clearance",
        NoWords,
        _("Your head of delegation is told that this text waits for clearance."),
        _("Your head of delegation is asked to clear the text."),
    ),
    "clear": deed(
        "clear",
        TextRead,
        _("Your stamp names exactly the text shown here and whom it will be open to. Any edit removes it."),
        _("The text is cleared. A delegate may now submit it."),
        shows_text=True,
    ),
    "submit": deed(
        "submit",
        NoWords,
        _(
            "The proposal is numbered, its text is fixed as Rev.0 and opened to those named. All members are told."
        ),
        _("The proposal is submitted."),
        "primary",
        shows_text=True,
    ),
    "send_back": deed(
        "send_back",
        SendingBack,
        _(
            "The text goes back to the desk with your note. A clearance stamp on it falls. Nobody else is told."
        ),
        _("The text is sent back. Your delegation is told."),
    ),
    "delete": deed(
        "delete",
        NoWords,
        _("The draft and its text are deleted. This cannot be undone."),
        _("The draft is deleted."),
        "danger",
    ),
    "admit": deed(
        "admit",
        ReviewPeriod,
        _("The offices review the proposal until the end of the period. All members are told."),
        _("The proposal is under review."),
        "primary",
    ),
    "return_for_revision": deed(
        "return_for_revision",
        Reason,
        _("The lead office is told at once and may submit a revision."),
        _("The proposal is returned to the lead office."),
    ),
    "table": deed(
        "table",
        OptionalReason,
        _("The proposal is put on the table of the task force, ready for the ballot."),
        _("The proposal is tabled."),
    ),
    "open_round": deed(
        "open_round",
        Opening,
        _(
            "The text is frozen and hashed, the five offices are on the roll, and their positions are requested."
        ),
        _("The ballot is open. The five heads of delegation are told."),
        "primary",
        says=_("open a ballot on"),
    ),
    "announce_round": deed(
        "announce_round",
        Announcement,
        _(
            "The text is frozen and hashed, and all five offices are told. The proposal stays where it is until the "
            "clock opens the silence two common working days later; until then any head of delegation may refuse it."
        ),
        _("The silence procedure is announced. All five offices are told."),
        says=_("announce a silence procedure on"),
    ),
    "cancel_announcement": deed(
        "cancel_announcement",
        Reason,
        _("The announced silence procedure does not open. All five offices are told."),
        _("The announcement is called off."),
        "danger",
        says=_("call off the silence procedure announced on"),
    ),
    "extend_round": deed(
        "extend_round",
        Extension,
        _("The end moves later, never earlier. All five offices are told."),
        _("The ballot is extended."),
        says=_("extend the ballot on"),
    ),
    "close_round": deed(
        "close_round",
        NoWords,
        _(
            "All five offices have answered. The positions are opened to the members and the outcome is fixed."
        ),
        _("The ballot is closed."),
        "primary",
        says=_("close the ballot on"),
    ),
    "cancel_round": deed(
        "cancel_round",
        Reason,
        _(
            "The round ends without an outcome. Its positions stay sealed for ever; all five offices are told."
        ),
        _("The round is cancelled."),
        "danger",
        says=_("cancel the ballot on"),
    ),
    "open_comments": deed(
        "open_comments",
        CommentOpening,
        _(
            "The comments, the lead office’s answers and the response table are read by whom you choose, those "
            "already written too. Open to consultation, industry also reads the proposal’s text. The offices’ "
            "reviews stay with the members. The lead office is told, and who is let in."
        ),
        _("It is done. The lead office is told."),
    ),
    "defer": deed(
        "defer",
        Deferral,
        _(
            "The proposal is set aside until the day you choose; the clock then brings it back. When the date of "
            "a second deferral passes, the proposal lapses."
        ),
        _("The proposal is deferred. All members are told."),
    ),
    "refer_to_group": deed(
        "refer_to_group",
        Referral,
        _("The group is asked by an action item with a number. The state of the proposal does not change."),
        _("The proposal is referred to the group."),
    ),
    "refer_to_deputies": deed(
        "refer_to_deputies",
        DeputyReferral,
        _(
            "The deputy heads are asked by an action item with a number. The state of the proposal does not change."
        ),
        _("The proposal is referred to the deputy heads. They are told."),
    ),
    "close": deed(
        "close",
        Reason,
        _("The proposal found no decision and ends here, with your reason. All members are told."),
        _("The proposal is closed."),
        "danger",
    ),
    "agree_merge": deed(
        "agree_merge",
        MergeOffer,
        _(
            "You agree that this proposal is merged into the other one. The head of delegation of the other lead "
            "office is told; once both agree, a co-chair may merge."
        ),
        _("Your agreement to the merger is recorded."),
    ),
    "merge": deed(
        "merge",
        Merger,
        _("This proposal ends here and names the other one, which goes on. All members are told."),
        _("The proposal is merged."),
        "primary",
    ),
    "leave": deed(
        "leave",
        NoWords,
        _("Your office no longer takes part in this proposal. It is recorded, and all members are told."),
        _("Your office has left the proposal."),
        "danger",
    ),
    "withdraw": deed(
        "withdraw",
        Reason,
        _(
            "The proposal is withdrawn with your reason. An open round is cancelled and its positions stay sealed "
            "for ever. Another office may take the text over within ten working days."
        ),
        _("The proposal is withdrawn. All members are told."),
        "danger",
    ),
    "take_over": deed(
        "take_over",
        NoWords,
        _(
            "Your office begins a draft of its own with this text. Nobody else learns of it; once it is submitted, "
            "this proposal names it."
        ),
        _("The text is now a draft of your office."),
        "primary",
    ),
    "ask_reconsideration": deed(
        "ask_reconsideration",
        Reason,
        _(
            "The heads of delegation are told. Unless one of another office objects within five working days, the "
            "clock puts the proposal on the table again."
        ),
        _("Reconsidering is asked for. The heads of delegation are told."),
    ),
    "object_to_reconsideration": deed(
        "object_to_reconsideration",
        Objection,
        _("The request ends and the outcome stands. The heads of delegation are told."),
        _("Your objection is recorded: the outcome stands."),
    ),
    # Its page is its own: views/revising.py shows what would be submitted.
    "revise": deed(
        "revise",
        TextRead,
        _("The text below becomes the next revision, immutable. All members are told."),
        _("The revision is submitted. All members are told."),
        "primary",
    ),
    "mark_editorial": deed(
        "mark_editorial",
        NoWords,
        _(
            "The newest revision changes words only: reviews and consents on the former text keep their worth. "
            "The heads of delegation are told; one objection makes it material."
        ),
        _("The revision is marked as editorial."),
    ),
    "object_to_editorial": deed(
        "object_to_editorial",
        NoWords,
        _("The revision counts as material: what it outdates is marked as such."),
        _("The revision counts as material."),
    ),
}
