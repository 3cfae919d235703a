"""States and moves of a proposal (domain.md section 3) as one table."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from ip5.kernel.machine import Machine, Move, move


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

SUBMITTED_TO_BALLOT = [State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED, State.TABLED, State.IN_BALLOT]
DEFERRABLE = [State.SUBMITTED, State.UNDER_REVIEW, State.TABLED, *UNDECIDED]
RECONSIDERABLE = [*ENDORSED, State.NO_CONSENSUS, State.CLOSED]
REVISABLE = [State.RETURNED, State.UNDER_REVIEW]
COMMENTABLE = [State.SUBMITTED, State.UNDER_REVIEW, State.TABLED]
PAPERS_TAKEN = [State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW, State.RETURNED, State.TABLED]

DRAFTERS = _("delegate or HoD of the lead office")
ANY_HOD = _("head of delegation of a member office")


def stays(name: str, states: list[State], label: Any, hats: Any) -> Move:
    """Return a move that leaves the state as it is."""
    return move(name, states, states, label, hats)


DRAFT_MOVES = [
    stays("edit", [State.DRAFT], _("Edit"), DRAFTERS),
    stays("ask_consent", [State.DRAFT], _("Ask for consent"), DRAFTERS),
    stays(
        "consent",
        [State.DRAFT, State.SUBMITTED, State.UNDER_REVIEW],
        _("Consent"),
        _("head of delegation of the office asked"),
    ),
    stays("decline", [State.DRAFT], _("Decline"), _("head of delegation of the office asked")),
    stays("share", [State.DRAFT], _("Share the draft"), DRAFTERS),
    stays("ask_clearance", [State.DRAFT], _("Ask for clearance"), _("delegate of the lead office")),
    stays("clear", [State.DRAFT], _("Clear"), HOD),
    stays("send_back", [State.DRAFT], _("Send back"), HOD),
    move("submit", [State.DRAFT], State.SUBMITTED, _("Submit"), _("HoD, or delegate of a cleared text")),
    stays("delete", [State.DRAFT], _("Delete the draft"), DRAFTERS),
]
PAPER_MOVES = [
    stays("add_paper", PAPERS_TAKEN, _("Add a document"), DRAFTERS),
    stays("add_paper_version", PAPERS_TAKEN, _("Add a new version"), DRAFTERS),
    stays("remove_paper", [State.DRAFT], _("Take a document away"), DRAFTERS),
]
COURSE_MOVES = [
    move("admit", [State.SUBMITTED], State.UNDER_REVIEW, _("Admit to review"), CHAIR),
    move(
        "return_for_revision",
        [State.SUBMITTED, State.UNDER_REVIEW, *UNDECIDED],
        State.RETURNED,
        _("Return for revision"),
        CHAIR,
    ),
    stays("prepare_revision", REVISABLE, _("Write the revision"), DRAFTERS),
    move("revise", REVISABLE, State.SUBMITTED, _("Submit the revision"), HOD),
    move("table", [State.SUBMITTED, State.UNDER_REVIEW], State.TABLED, _("Table"), CHAIR),
    move("defer", DEFERRABLE, State.DEFERRED, _("Defer"), CHAIR),
    move("resume", [State.DEFERRED], [*DEFERRABLE, State.LAPSED], _("Resume"), _("the clock")),
    move("close", UNDECIDED, State.CLOSED, _("Close the proposal"), CHAIR),
    stays("refer_to_group", [*DEFERRABLE, State.RETURNED], _("Refer to a group"), CHAIR),
    stays("refer_to_deputies", UNDECIDED, _("Refer to the deputy heads"), CHAIR),
    stays(
        "agree_merge",
        [State.SUBMITTED, State.UNDER_REVIEW],
        _("Agree to a merger"),
        _("HoD of either lead office"),
    ),
    move("merge", [State.SUBMITTED, State.UNDER_REVIEW], State.MERGED, _("Merge"), CHAIR),
    move("withdraw", SUBMITTED_TO_BALLOT, State.WITHDRAWN, _("Withdraw"), HOD),
    stays("take_over", [State.WITHDRAWN], _("Take over the text"), _("delegate or HoD of another office")),
    stays("leave", SUBMITTED_TO_BALLOT, _("Leave the proposal"), _("HoD of a participating office")),
    stays("ask_reconsideration", RECONSIDERABLE, _("Ask to reconsider"), ANY_HOD),
    stays(
        "object_to_reconsideration", RECONSIDERABLE, _("Object to reconsidering"), _("another office's HoD")
    ),
    move("reconsider", RECONSIDERABLE, State.TABLED, _("Reconsider"), _("the clock")),
]
REVIEW_MOVES = [
    stays("comment", COMMENTABLE, _("Comment"), _("members; chair on procedure, secretariat on words")),
    stays("open_comments", SUBMITTED_TO_BALLOT, _("Open or close the comments"), CHAIR),
    stays("dispose", [*COMMENTABLE, State.RETURNED], _("Answer a comment"), DRAFTERS),
    stays(
        "prepare_review",
        [State.UNDER_REVIEW],
        _("Prepare the review"),
        _("delegate or HoD of another office"),
    ),
    stays("file_review", [State.UNDER_REVIEW], _("File the review"), _("HoD of another office")),
    stays(
        "mark_editorial", [State.SUBMITTED, State.UNDER_REVIEW], _("Mark the revision as editorial"), CHAIR
    ),
    stays("object_to_editorial", [State.SUBMITTED, State.UNDER_REVIEW], _("It is material"), ANY_HOD),
]
ROUND_MOVES = [
    move("open_round", [State.TABLED, *UNDECIDED], State.IN_BALLOT, _("Open the ballot"), CHAIR),
    stays("announce_round", [State.TABLED, *UNDECIDED], _("Announce a silence procedure"), CHAIR),
    stays("cancel_announcement", [State.TABLED, *UNDECIDED], _("Call the announcement off"), CHAIR),
    move(
        "open_announced",
        [State.TABLED, *UNDECIDED],
        State.IN_BALLOT,
        _("Open the announced round"),
        _("the clock"),
    ),
    move(
        "open_in_session",
        [State.TABLED, *UNDECIDED],
        State.IN_BALLOT,
        _("Put to the delegations in session"),
        _("co-chair, by a conclusion of the meeting"),
    ),
    move(
        "break_silence",
        [State.IN_BALLOT],
        State.TABLED,
        _("Break the silence"),
        _("head of delegation, designated alternate"),
    ),
    stays("extend_round", [State.IN_BALLOT], _("Extend the ballot"), CHAIR),
    move("cancel_round", [State.IN_BALLOT], State.TABLED, _("Cancel the round"), CHAIR),
    move(
        "close_round",
        [State.IN_BALLOT],
        [*OUTCOMES, State.TABLED],
        _("Close the ballot"),
        _("the clock, or a co-chair"),
    ),
]
SETTLE = move(
    "settle",
    [State.PROVISIONAL],
    [*ENDORSED, *UNDECIDED],
    _("Settle"),
    _("the last confirmation, or the clock"),
)
MACHINE = Machine(
    State.choices, [*DRAFT_MOVES, *PAPER_MOVES, *COURSE_MOVES, *REVIEW_MOVES, *ROUND_MOVES, SETTLE]
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
