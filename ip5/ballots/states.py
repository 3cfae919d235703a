"""States and moves of a round, the answers an office may give, and the outcomes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ip5.kernel.machine import Machine, move


class RoundState(models.TextChoices):
    """Where a round stands; ``announced`` and ``refused`` belong to the silence procedure."""

    ANNOUNCED = "announced", _("Announced")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")
    CANCELLED = "cancelled", _("Cancelled")
    REFUSED = "refused", _("Refused")


class Procedure(models.TextChoices):
    """The rule sets (domain.md section 4), by their codes."""

    EXPLICIT = "tf_explicit", _("Explicit endorsement")
    SILENCE = "tf_silence", _("Silence procedure")
    SESSION = "tf_session", _("Agreement in session")
    HEADS = "heads", _("Endorsement by the Heads")


class Answer(models.TextChoices):
    """What an office answers; each rule set names those it knows.

    ``present`` and ``absent`` are read from the roll of a session and never cast.
    """

    SUPPORT = "support", _("Support")
    RESERVE = "reserve", _("Reserve")
    AD_REFERENDUM = "ad_referendum", _("Ad referendum")
    ABSTAIN = "abstain", _("Abstain")
    OBJECT = "object", _("Object")
    AMEND = "amend", _("Propose an amendment")
    STATEMENT = "statement", _("Statement for the record")
    ENDORSE = "endorse", _("Endorse")
    ENDORSE_SUBJECT_TO = "endorse_subject_to", _("Endorse subject to conditions")
    RETURN = "return", _("Return with comments")
    DEFER = "defer", _("Defer")


NEEDS_TEXT = frozenset(
    {Answer.RESERVE, Answer.AD_REFERENDUM, Answer.OBJECT, Answer.AMEND, Answer.STATEMENT, Answer.DEFER}
)
NEEDS_ITEMS = frozenset({Answer.ENDORSE_SUBJECT_TO, Answer.RETURN})
BREAKS = frozenset({Answer.OBJECT, Answer.AMEND})


class ReservationKind(models.TextChoices):
    """What a reservation concerns."""

    SUBSTANTIVE = "substantive", _("substantive")
    LINGUISTIC = "linguistic", _("linguistic")


class AdditionKind(models.TextChoices):
    """What may be added to a closed round."""

    CONFIRM = "confirm", _("Confirmed")
    CONFIRM_WITH_RESERVATION = "confirm_with_reservation", _("Confirmed with a reservation")
    DECLINE = "decline", _("Declined")
    CONDITION_MET = "condition_met", _("Condition logged as met")
    CONDITION_CONFIRMED = "condition_confirmed", _("Condition confirmed as met")
    CONDITION_REFUSED = "condition_refused", _("Condition refused as not met")
    RESERVATION_NARROWED = "reservation_narrowed", _("Reservation narrowed")
    RESERVATION_LIFTED = "reservation_lifted", _("Reservation lifted")


CONFIRMATIONS = {
    AdditionKind.CONFIRM: Answer.SUPPORT,
    AdditionKind.CONFIRM_WITH_RESERVATION: Answer.RESERVE,
    AdditionKind.DECLINE: Answer.OBJECT,
}


class Outcome(models.TextChoices):
    """What a close decides."""

    TF_ENDORSED = "tf_endorsed", _("Endorsed by the task force")
    TF_ENDORSED_WITH_RESERVATIONS = (
        "tf_endorsed_with_reservations",
        _("Endorsed by the task force with reservations"),
    )
    PROVISIONAL = "provisional", _("Provisional, ad referendum")
    NO_CONSENSUS = "no_consensus", _("No consensus")
    INQUORATE = "inquorate", _("Inquorate")
    INSUFFICIENT_SUPPORT = "insufficient_support", _("Insufficient support")
    ADOPTED_BY_SILENCE = "adopted_by_silence", _("Adopted by silence")
    BROKEN = "broken", _("Silence broken")
    LAPSED_UNDELIVERED = "lapsed_undelivered", _("Lapsed, not delivered to every office")
    AGREED = "agreed", _("Agreed in session")
    AGREED_WITH_RESERVATIONS = "agreed_with_reservations", _("Agreed in session with reservations")
    HEADS_ENDORSED = "heads_endorsed", _("Endorsed by the Heads")
    HEADS_ENDORSED_CONDITIONALLY = (
        "heads_endorsed_conditionally",
        _("Endorsed by the Heads subject to conditions"),
    )
    HEADS_RETURNED = "heads_returned", _("Returned by the Heads")
    HEADS_DEFERRED = "heads_deferred", _("Deferred by the Heads")


SETTLED_LATER = frozenset({Outcome.PROVISIONAL, Outcome.HEADS_ENDORSED_CONDITIONALLY})
# Where a reservation stands beside a text: in an outcome without consensus it qualifies nothing.
CARRYING = frozenset(
    {Outcome.TF_ENDORSED_WITH_RESERVATIONS, Outcome.AGREED_WITH_RESERVATIONS, Outcome.PROVISIONAL}
)


class Level(models.TextChoices):
    """How far the offices agreed, where the outcome endorses."""

    FULL = "full", _("Full agreement")
    CONSENSUS = "consensus", _("Consensus")


ANNOUNCED, OPEN, CLOSED = RoundState.ANNOUNCED, RoundState.OPEN, RoundState.CLOSED
VOICE = _("head of delegation, designated alternate")
HEAD = _("head of office, deputy head by dated delegation")
CHAIR = _("co-chair")
MACHINE = Machine(
    RoundState.choices,
    [
        move("open_announced", [ANNOUNCED], OPEN, _("Open the announced round"), _("the clock")),
        move("refuse", [ANNOUNCED], RoundState.REFUSED, _("Refuse the silence procedure"), _("any HoD")),
        move("cast", [OPEN], OPEN, _("Cast a position"), VOICE),
        move("answer_as_head", [OPEN], OPEN, _("Answer as Head"), HEAD),
        move("receive", [OPEN], OPEN, _("Received"), _("head of delegation, alternate")),
        move("break_silence", [OPEN], CLOSED, _("Break the silence"), VOICE),
        move("state_for_record", [OPEN], OPEN, _("Statement for the record"), VOICE),
        move("prepare", [ANNOUNCED, OPEN], [ANNOUNCED, OPEN], _("Prepare a position"), _("delegate, HoD")),
        move("record_words", [OPEN], OPEN, _("Record words said in session"), _("secretariat")),
        move("confirm_words", [OPEN], OPEN, _("Confirm recorded words"), VOICE),
        move("press_not_urgent", [OPEN], OPEN, _("Not urgent"), _("head of delegation")),
        move("extend", [OPEN], OPEN, _("Extend"), _("co-chair; the clock, once")),
        move("cancel", [ANNOUNCED, OPEN], RoundState.CANCELLED, _("Cancel the round"), CHAIR),
        move("close", [OPEN], CLOSED, _("Close"), _("the clock; co-chair once all five have answered")),
        move("confirm", [CLOSED], CLOSED, _("Confirm ad referendum"), VOICE),
        move("log_condition_met", [CLOSED], CLOSED, _("Log a condition as met"), _("secretariat")),
        move("confirm_condition", [CLOSED], CLOSED, _("Confirm a condition"), HEAD),
        move("lift_reservation", [CLOSED], CLOSED, _("Lift or narrow a reservation"), VOICE),
        move("settle", [CLOSED], CLOSED, _("Settle"), _("the last confirmation, the clock")),
    ],
)

TONES = {
    RoundState.ANNOUNCED: "move",
    RoundState.OPEN: "open",
    RoundState.CLOSED: "past",
    RoundState.CANCELLED: "past",
    RoundState.REFUSED: "bad",
    Outcome.TF_ENDORSED: "good",
    Outcome.TF_ENDORSED_WITH_RESERVATIONS: "care",
    Outcome.PROVISIONAL: "care",
    Outcome.NO_CONSENSUS: "bad",
    Outcome.INQUORATE: "care",
    Outcome.INSUFFICIENT_SUPPORT: "care",
    Outcome.ADOPTED_BY_SILENCE: "good",
    Outcome.BROKEN: "bad",
    Outcome.LAPSED_UNDELIVERED: "care",
    Outcome.AGREED: "good",
    Outcome.AGREED_WITH_RESERVATIONS: "care",
    Outcome.HEADS_ENDORSED: "good",
    Outcome.HEADS_ENDORSED_CONDITIONALLY: "care",
    Outcome.HEADS_RETURNED: "bad",
    Outcome.HEADS_DEFERRED: "care",
}
