"""Rule sets, rounds, seats and positions."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.ballots.querysets import PositionQuerySet, RoundQuerySet, SeatQuerySet
from ip5.ballots.states import TONES, Answer, Level, Outcome, RoundState
from ip5.kernel import clock
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office

START = "0" * 64


def new_salt() -> str:
    """Return 128 random bits as 32 hexadecimal digits, so that a position's hash cannot be guessed."""
    return secrets.token_hex(16)


class RuleSet(models.Model):
    """A versioned rule: how long, who counts, which test decides. Stamped on each round."""

    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    data = models.JSONField()

    class Meta:
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_rule_a_version")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Round(models.Model):
    """A sealed question put to the member offices; its text is frozen and hashed at opening."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    symbol = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField(default=1)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="rounds")
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.OPEN)
    visibility = models.CharField(max_length=20, choices=Visibility)

    title = models.CharField(max_length=300)
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    subject_symbol = models.CharField(max_length=60)
    address = models.CharField(max_length=200)

    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField()
    short_reason = models.TextField(blank=True)
    not_urgent_until = models.DateTimeField(null=True, blank=True)
    not_urgent_end = models.DateTimeField(null=True, blank=True)
    not_urgent_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ends_at = models.DateTimeField()
    calendar_note = models.JSONField(default=dict, blank=True)
    extended_automatically_at = models.DateTimeField(null=True, blank=True)

    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.TextField(blank=True)
    outcome = models.CharField(max_length=32, choices=Outcome, blank=True)
    level = models.CharField(max_length=10, choices=Level, blank=True)
    explanation = models.JSONField(default=dict, blank=True)
    settle_due_at = models.DateTimeField(null=True, blank=True)

    # Kept by the insert trigger alone; the runtime role may not write them.
    seat_count = models.PositiveSmallIntegerField(default=5)
    position_count = models.PositiveIntegerField(default=0, editable=False)
    chain_head = models.CharField(max_length=64, default=START, editable=False)

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["symbol", "number"], name="one_round_a_number"),
            models.CheckConstraint(
                condition=~Q(state=RoundState.CLOSED) | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="round_closed_has_outcome",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="round_ends_after_opening"),
        ]
        indexes = [
            models.Index(fields=["visibility", "-opened_at"], name="round_visibility_newest"),
            models.Index(fields=["ends_at"], condition=Q(state=RoundState.OPEN), name="round_open_by_end"),
        ]

    def __str__(self) -> str:
        return self.full_symbol

    def get_absolute_url(self) -> str:
        return self.address

    @property
    def full_symbol(self) -> str:
        """The symbol with its round, as ``NETAI/B/2021/004 R2``."""
        return f"{self.symbol} R{self.number}"

    @property
    def tone(self) -> str:
        """The tone of the state pill: of the outcome once there is one."""
        return TONES[Outcome(self.outcome) if self.outcome else RoundState(self.state)]

    @property
    def status(self) -> str:
        """What the state pill names: the outcome once closed, else the state."""
        return self.outcome or self.state

    @property
    def status_label(self) -> str:
        return str(self.get_outcome_display() if self.outcome else self.get_state_display())

    @property
    def is_open(self) -> bool:
        """Whether positions are still received at this instant."""
        return self.state == RoundState.OPEN and clock.now() < self.ends_at

    @property
    def is_closed(self) -> bool:
        return self.state == RoundState.CLOSED

    @property
    def is_short(self) -> bool:
        """Whether it was opened for less than the rule's full length; a reason alone does not make it so."""
        return self.not_urgent_until is not None

    @property
    def rule(self) -> dict[str, Any]:
        """The rule's data as stamped on this round."""
        return dict(self.rule_set.data)

    def may_close_early_from(self) -> dt.datetime | None:
        """The instant before which a short round cannot be closed, while "not urgent" may be pressed."""
        return self.not_urgent_until


class Seat(models.Model):
    """One office's place on the roll, fixed at opening."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="seats")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["office__protocol_order"]
        constraints = [models.UniqueConstraint(fields=["round", "office"], name="one_seat_an_office")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.office_id}"


class Position(models.Model):
    """What an office answered, append-only; the last row of an office is its position.

    ``seq``, ``at``, ``prev`` and ``hash`` are set by the database's insert trigger whatever is sent.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="positions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=14, choices=Answer)
    passage = models.TextField(blank=True)
    text = models.TextField(blank=True)
    remedy = models.TextField(_("what would lift it"), blank=True)
    salt = models.CharField(max_length=32, default=new_salt)
    seq = models.PositiveIntegerField(default=0, editable=False)
    at = models.DateTimeField(default=clock.now, editable=False)
    prev = models.CharField(max_length=64, default=START, editable=False)
    hash = models.CharField(max_length=64, default=START, editable=False)

    objects = PositionQuerySet.as_manager()

    class Meta:
        ordering = ["round", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["round", "seq"], name="one_position_a_seq"),
            models.UniqueConstraint(fields=["round", "prev"], name="one_position_a_link"),
            models.CheckConstraint(condition=Q(salt__regex=r"^[0-9a-f]{32}$"), name="position_salt_128_bit"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="position_answer_known"),
            models.CheckConstraint(
                condition=~Q(answer__in=["reserve", "ad_referendum", "object"]) | ~Q(text=""),
                name="position_text_where_needed",
            ),
            models.CheckConstraint(
                condition=~Q(answer="object") | (~Q(passage="") & ~Q(remedy="")),
                name="position_objection_names_passage_and_remedy",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} #{self.seq}"
