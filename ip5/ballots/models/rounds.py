"""Rule sets, rounds and the roll."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from ip5.accounts.models import Mandate
from ip5.ballots.querysets import RoundQuerySet, RuleSetQuerySet, SeatQuerySet
from ip5.ballots.states import TONES, Level, Outcome, RoundState
from ip5.kernel import clock
from ip5.kernel.text import sha256_hex
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Group, Office
from ip5.register.models import Decision

if TYPE_CHECKING:
    from ip5.ballots.models.records import Settlement

START = "0" * 64


class RuleSet(models.Model):
    """A versioned rule: how long, who counts, which test decides. Stamped on each round."""

    code = models.CharField(max_length=20)
    version = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=80)
    data = models.JSONField()
    sha256 = models.CharField(max_length=64, default="", editable=False)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["code", "-version"]
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_rule_a_version")]

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Round(models.Model):
    """A sealed question put to the member offices; its text is frozen and hashed at opening.

    While ``announced`` its ``opened_at`` is the planned opening. A round of the Heads has no ``ends_at``:
    it never times out. ``address`` is the page of its subject's app, empty where the round has its own.
    ``record_form`` is the version of the hashed text of its rows.
    """

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
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    note = models.TextField(blank=True)

    announced_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    days = models.PositiveSmallIntegerField(default=0)
    is_editorial = models.BooleanField(default=False)
    # How long an office has to confirm what it accepts ad referendum; 0 is the figure of the rule.
    ad_referendum_days = models.PositiveSmallIntegerField(default=0)
    short_reason = models.TextField(blank=True)
    not_urgent_until = models.DateTimeField(null=True, blank=True)
    not_urgent_end = models.DateTimeField(null=True, blank=True)
    not_urgent_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ends_at = models.DateTimeField(null=True, blank=True)
    calendar_note = models.JSONField(default=dict, blank=True)
    extended_automatically_at = models.DateTimeField(null=True, blank=True)

    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cancel_reason = models.TextField(blank=True)
    refuse_reason = models.TextField(blank=True)
    closing_note = models.TextField(blank=True)
    outcome = models.CharField(max_length=32, choices=Outcome, blank=True)
    level = models.CharField(max_length=10, choices=Level, blank=True)
    explanation = models.JSONField(default=dict, blank=True)
    settle_due_at = models.DateTimeField(null=True, blank=True)
    deferred_until = models.DateTimeField(null=True, blank=True)
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="round"
    )

    # Kept by the triggers alone; the runtime role may not write them.
    seat_count = models.PositiveSmallIntegerField(default=5)
    record_form = models.PositiveSmallIntegerField(default=2, editable=False)
    genesis = models.CharField(max_length=64, default=START, editable=False)
    position_count = models.PositiveIntegerField(default=0, editable=False)
    chain_head = models.CharField(max_length=64, default=START, editable=False)
    closed_head = models.CharField(max_length=64, blank=True, default="", editable=False)
    addition_count = models.PositiveIntegerField(default=0, editable=False)
    addition_head = models.CharField(max_length=64, blank=True, default="", editable=False)

    objects = RoundQuerySet.as_manager()

    # Set where the row is locked for a deed (``actions.locked_round``); not a column.
    locked_at: dt.datetime | None = None

    class Meta:
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(fields=["symbol", "number"], name="one_round_a_number"),
            models.CheckConstraint(
                condition=~Q(state=RoundState.CLOSED) | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="round_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("opened_at")),
                name="round_ends_after_opening",
            ),
        ]
        indexes = [
            models.Index(fields=["visibility", "-opened_at"], name="round_visibility_newest"),
            models.Index(fields=["ends_at"], condition=Q(state=RoundState.OPEN), name="round_open_by_end"),
            models.Index(fields=["group", "-opened_at"], name="round_group_newest"),
        ]

    def __str__(self) -> str:
        return self.full_symbol

    def get_absolute_url(self) -> str:
        return self.address or reverse("ballots:detail", args=[self.uuid])

    @property
    def full_symbol(self) -> str:
        """The symbol with its round, as ``NETAI/B/2021/004 R2``."""
        return f"{self.symbol} R{self.number}"

    @property
    def tone(self) -> str:
        """The tone of the state pill: of the outcome once there is one."""
        return TONES[Outcome(self.standing_outcome) if self.outcome else RoundState(self.state)]

    @property
    def status(self) -> str:
        """What the state pill names: the outcome once closed, else the state."""
        return self.standing_outcome or self.state

    @property
    def status_label(self) -> str:
        return str(Outcome(self.standing_outcome).label if self.outcome else self.get_state_display())

    @property
    def is_open(self) -> bool:
        """Whether positions are still received at this instant."""
        return self.state == RoundState.OPEN and (self.ends_at is None or self.moment < self.ends_at)

    @property
    def moment(self) -> dt.datetime:
        """The instant that decides: the database's where it was read with the row, else the host's."""
        return self.locked_at or getattr(self, "read_at", None) or clock.now()

    @property
    def end(self) -> dt.datetime:
        """The end; refuses (ValueError) a round of the Heads, which has none."""
        if self.ends_at is None:
            raise ValueError(f"{self.full_symbol} has no end")
        return self.ends_at

    @property
    def is_announced(self) -> bool:
        """Whether it waits for its opening by the clock (silence procedure)."""
        return self.state == RoundState.ANNOUNCED

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

    @property
    def confirmation_days(self) -> int:
        """How many common working days an awaited office has after the close; 0 where nothing is confirmed."""
        days = self.ad_referendum_days or self.rule.get("ad_referendum_days") or self.rule.get("absent_days")
        return int(days or 0)

    @property
    def procedure(self) -> str:
        """The code of its rule set: ``tf_explicit``, ``tf_silence``, ``tf_session`` or ``heads``."""
        return self.rule_set.code

    @property
    def castable(self) -> list[str]:
        """The answers that may be cast under its rule."""
        return list(self.rule["cast"])

    @property
    def settled(self) -> Settlement | None:
        """How a provisional or conditional outcome was settled, if it was. Read with ``settlement``."""
        return getattr(self, "settlement", None)

    @property
    def standing_outcome(self) -> str:
        """The outcome as it stands: the settled one where there is one, else that of the close."""
        return self.settled.outcome if self.settled else self.outcome

    @property
    def standing_level(self) -> str:
        """The level as it stands, like ``standing_outcome``."""
        return self.settled.level if self.settled else self.level

    @property
    def standing_level_label(self) -> str:
        """The level as it stands, in words; empty where the outcome has none."""
        return str(Level(self.standing_level).label) if self.standing_level else ""

    @property
    def record_head(self) -> str:
        """The head of the record as it stands, as it was mailed last; empty before the close.

        The closing hash, then what was chained last: an addition, or the settlement. An addition does not follow
        the settlement in its chain, so a later one is bound to it here: ``ip5-head-1`` in docs/verify-format.md.
        """
        if not self.is_closed:
            return ""
        last = self.addition_head or self.closed_head or self.chain_head
        if self.settled is None:
            return last
        if self.addition_count == self.settled.addition_count:
            return self.settled.hash
        return sha256_hex(
            "\n".join(["ip5-head-1", str(self.uuid), self.settled.hash, str(self.addition_count), last])
        )

    @property
    def subject_outcome(self) -> str:
        """What the outcome makes of the subject: ``adopted_by_silence`` makes it ``tf_endorsed``."""
        return str(self.rule["subject"].get(self.standing_outcome, self.standing_outcome))

    def may_close_early_from(self) -> dt.datetime | None:
        """The instant before which a short round cannot be closed, while "not urgent" may be pressed."""
        return self.not_urgent_until


class Seat(models.Model):
    """One office's place on the roll, fixed at opening; in session also whether it is present."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="seats")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    is_present = models.BooleanField(null=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ["office__protocol_order"]
        constraints = [models.UniqueConstraint(fields=["round", "office"], name="one_seat_an_office")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.office_id}"
