"""States and moves of a proposal (domain.md section 3) as one table."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ip5.kernel.machine import Machine, move


class State(models.TextChoices):
    """Where a proposal stands; a proposal ends at its task-force outcome."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    UNDER_REVIEW = "under_review", _("Under review")
    RETURNED = "returned", _("Returned for revision")
    TABLED = "tabled", _("Tabled")
    IN_BALLOT = "in_ballot", _("In ballot")
    TF_ENDORSED = "tf_endorsed", _("Endorsed by the task force")
    TF_ENDORSED_WITH_RESERVATIONS = (
        "tf_endorsed_with_reservations",
        _("Endorsed by the task force with reservations"),
    )
    PROVISIONAL = "provisional", _("Provisional, ad referendum")
    NO_CONSENSUS = "no_consensus", _("No consensus")
    INQUORATE = "inquorate", _("Inquorate")
    INSUFFICIENT_SUPPORT = "insufficient_support", _("Insufficient support")
    DEFERRED = "deferred", _("Deferred")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")
    LAPSED = "lapsed", _("Lapsed")
    CLOSED = "closed", _("Closed")


class Horizon(models.TextChoices):
    """How far a goal reaches (domain.md section 1)."""

    SHORT = "short", _("Short term, up to 12 months")
    MEDIUM = "medium", _("Medium term, 12 to 36 months")
    LONG = "long", _("Long term, over 36 months")


HORIZON_WORDS = {
    Horizon.SHORT: _("Short term"),
    Horizon.MEDIUM: _("Medium term"),
    Horizon.LONG: _("Long term"),
}

OUTCOMES = [
    State.TF_ENDORSED,
    State.TF_ENDORSED_WITH_RESERVATIONS,
    State.PROVISIONAL,
    State.NO_CONSENSUS,
    State.INQUORATE,
    State.INSUFFICIENT_SUPPORT,
]
ENDORSED = [State.TF_ENDORSED, State.TF_ENDORSED_WITH_RESERVATIONS]
UNDECIDED = [State.INQUORATE, State.INSUFFICIENT_SUPPORT, State.NO_CONSENSUS]
IN_WORK = [
    State.SUBMITTED,
    State.UNDER_REVIEW,
    State.RETURNED,
    State.TABLED,
    State.IN_BALLOT,
    State.PROVISIONAL,
]
SET_ASIDE = [State.DEFERRED, State.WITHDRAWN, State.MERGED, State.LAPSED, State.CLOSED]

HOD = _("head of delegation of the lead office")
CHAIR = _("co-chair not seconded by the lead office")

MACHINE = Machine(
    State.choices,
    [
        move("edit", [State.DRAFT], State.DRAFT, _("Edit"), _("delegate or HoD")),
        move(
            "ask_consent",
            [State.DRAFT],
            State.DRAFT,
            _("Ask for consent"),
            _("delegate or HoD of the lead office"),
        ),
        move(
            "consent", [State.DRAFT], State.DRAFT, _("Consent"), _("head of delegation of the office asked")
        ),
        move(
            "decline", [State.DRAFT], State.DRAFT, _("Decline"), _("head of delegation of the office asked")
        ),
        move(
            "ask_clearance",
            [State.DRAFT],
            State.DRAFT,
            _("Ask for clearance"),
            _("delegate of the lead office"),
        ),
        move("clear", [State.DRAFT], State.DRAFT, _("Clear"), HOD),
        move("submit", [State.DRAFT], State.SUBMITTED, _("Submit"), _("HoD, or delegate of a cleared text")),
        move(
            "delete",
            [State.DRAFT],
            State.DRAFT,
            _("Delete the draft"),
            _("delegate or HoD of the lead office"),
        ),
        move("admit", [State.SUBMITTED], State.UNDER_REVIEW, _("Admit to review"), CHAIR),
        move(
            "return_for_revision",
            [State.SUBMITTED, State.UNDER_REVIEW, *UNDECIDED],
            State.RETURNED,
            _("Return for revision"),
            CHAIR,
        ),
        move("table", [State.SUBMITTED, State.UNDER_REVIEW], State.TABLED, _("Table"), CHAIR),
        move("open_round", [State.TABLED, *UNDECIDED], State.IN_BALLOT, _("Open the ballot"), CHAIR),
        move("extend_round", [State.IN_BALLOT], State.IN_BALLOT, _("Extend the ballot"), CHAIR),
        move("cancel_round", [State.IN_BALLOT], State.TABLED, _("Cancel the round"), CHAIR),
        move(
            "close_round", [State.IN_BALLOT], OUTCOMES, _("Close the ballot"), _("the clock, or a co-chair")
        ),
    ],
)

TONES = {
    State.DRAFT: "past",
    State.SUBMITTED: "move",
    State.UNDER_REVIEW: "move",
    State.RETURNED: "care",
    State.TABLED: "move",
    State.IN_BALLOT: "open",
    State.TF_ENDORSED: "good",
    State.TF_ENDORSED_WITH_RESERVATIONS: "care",
    State.PROVISIONAL: "care",
    State.NO_CONSENSUS: "bad",
    State.INQUORATE: "care",
    State.INSUFFICIENT_SUPPORT: "care",
    State.DEFERRED: "past",
    State.WITHDRAWN: "past",
    State.MERGED: "past",
    State.LAPSED: "past",
    State.CLOSED: "past",
}
