"""How each deed on a version is offered: its form, the sentence before it, the sentence after."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.forms import DeputyReferral, Extension, NoWords, Reason
from proposals.views.offers import Deed
from roadmap import actions
from roadmap.forms import versions
from roadmap.states import MACHINE


def deed(name: str, form: type[forms.Form], before: Any, after: Any, style: str = "", says: Any = "") -> Deed:
    """Return the page of the move ``name``, labelled as the table of moves labels it."""
    label = MACHINE.moves[name].label
    return Deed(form, before, after, getattr(actions, name), style, label=label, says=says)


DEEDS: dict[str, Deed] = {
    "freeze": deed(
        "freeze",
        NoWords,
        _(
            "The plan is written down with its fingerprint and a symbol. From then on nobody can change it; the "
            "members are told and read it."
        ),
        _("The version is frozen."),
        "primary",
    ),
    "announce_approval": deed(
        "announce_approval",
        versions.Silence,
        _(
            "All five offices are told. The clock opens the silence two common working days later; until then any "
            "head of delegation may refuse it."
        ),
        _("The silence procedure is announced. All five offices are told."),
        "primary",
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
    "open_approval": deed(
        "open_approval",
        versions.Ballot,
        _("The five offices are on the roll, and their positions on this version are requested."),
        _("The ballot is open. The five heads of delegation are told."),
        says=_("open a ballot on"),
    ),
    "refer_to_deputies": deed(
        "refer_to_deputies",
        DeputyReferral,
        _(
            "The deputy heads are asked by an action item with a number. The version stays frozen; on its edition no "
            "further round is opened this year."
        ),
        _("The version is referred to the deputy heads. They are told."),
    ),
    "extend_approval": deed(
        "extend_approval",
        Extension,
        _("The end moves later, never earlier. All five offices are told."),
        _("The round is extended."),
        says=_("extend the round on"),
    ),
    "close_approval": deed(
        "close_approval",
        NoWords,
        _(
            "All five offices have answered. The positions are opened to the members and the outcome is fixed."
        ),
        _("The round is closed."),
        "primary",
        says=_("close the round on"),
    ),
    "cancel_approval": deed(
        "cancel_approval",
        Reason,
        _(
            "The round ends without an outcome; its positions stay sealed for ever. All five offices are told."
        ),
        _("The round is cancelled. The version is frozen as before."),
        "danger",
        says=_("cancel the round on"),
    ),
    "clear_as_deputy": deed(
        "clear_as_deputy",
        NoWords,
        _("Your office clears this version for the Heads. It is given once."),
        _("Your clearance is recorded."),
        "primary",
    ),
    "return_as_deputy": deed(
        "return_as_deputy",
        versions.Comments,
        _(
            "The version does not go to the Heads. Your comments are read by the members and become action items."
        ),
        _("The version is returned. The members are told."),
        "danger",
    ),
    "take_note": deed(
        "take_note",
        NoWords,
        _("You take note of this amendment for your office; its publication does not wait for it."),
        _("It is recorded that you took note."),
    ),
    "skip_deputies": deed(
        "skip_deputies",
        Reason,
        _(
            "The version goes to the Heads without the deputy heads. Your reason is printed; the members are told."
        ),
        _("The deputy heads are skipped. The members are told."),
        "danger",
    ),
    "submit": deed(
        "submit",
        NoWords,
        _(
            "The five Heads are asked. There is no silence and no time-out; from now on observers read the version."
        ),
        _("The version is submitted to the Heads."),
        "primary",
        says=_("submit to the Heads"),
    ),
    "close_heads": deed(
        "close_heads",
        versions.Meeting,
        _("The Heads’ answers are counted and the decision is fixed."),
        _("The Heads’ round is closed."),
        "primary",
        says=_("close the Heads’ round on"),
    ),
    "replace": deed(
        "replace",
        NoWords,
        _("The next version begins with this plan. This one is withdrawn; the reason names its last round."),
        _("The next version is being compiled."),
    ),
    "derive": deed(
        "derive",
        NoWords,
        _(
            "The next version begins with this plan. This one stays as it is; what was commented item by item "
            "becomes action items."
        ),
        _("The next version is being compiled."),
        "primary",
    ),
    "approve_publication": deed(
        "approve_publication",
        NoWords,
        _("The secretariat may then publish the version, at once or at an embargo instant."),
        _("The publication is approved."),
        "primary",
    ),
    "publish": deed(
        "publish",
        versions.Embargo,
        _(
            "The edition is numbered, the public rendition opens to everybody and the former edition is superseded. "
            "What is published is never taken back."
        ),
        _("The publication is set."),
        "primary",
        says=_("publish"),
    ),
    "stop_publication": deed(
        "stop_publication",
        Reason,
        _("The publication that is set does not come. It may be set anew."),
        _("The publication is stopped."),
    ),
    "withdraw": deed(
        "withdraw",
        Reason,
        _("The version ends here with your reason. An open round is cancelled. The members are told."),
        _("The version is withdrawn. The members are told."),
        "danger",
        says=_("withdraw"),
    ),
    "discard": deed(
        "discard",
        NoWords,
        _("The version being compiled is deleted; the plan stands again as it was endorsed last."),
        _("The version is given up."),
        "danger",
    ),
}
