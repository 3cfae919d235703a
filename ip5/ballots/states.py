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


class Answer(models.TextChoices):
    """What an office answers under ``tf_explicit``."""

    SUPPORT = "support", _("Support")
    RESERVE = "reserve", _("Reserve")
    AD_REFERENDUM = "ad_referendum", _("Ad referendum")
    ABSTAIN = "abstain", _("Abstain")
    OBJECT = "object", _("Object")


NEEDS_TEXT = frozenset({Answer.RESERVE, Answer.AD_REFERENDUM, Answer.OBJECT})


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


class Level(models.TextChoices):
    """How far the offices agreed, where the outcome endorses."""

    FULL = "full", _("Full agreement")
    CONSENSUS = "consensus", _("Consensus")


OPEN = RoundState.OPEN
MACHINE = Machine(
    RoundState.choices,
    [
        move("cast", [OPEN], OPEN, _("Cast a position"), _("head of delegation, designated alternate")),
        move("press_not_urgent", [OPEN], OPEN, _("Not urgent"), _("head of delegation")),
        move("extend", [OPEN], OPEN, _("Extend"), _("co-chair; the clock, once")),
        move("cancel", [OPEN], RoundState.CANCELLED, _("Cancel the round"), _("co-chair")),
        move(
            "close",
            [OPEN],
            RoundState.CLOSED,
            _("Close"),
            _("the clock; co-chair once all five have answered"),
        ),
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
}
