"""What is kept beside the positions: receipts, additions to a closed round, settlements, letters, reminders."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from ip5.accounts.models import Mandate
from ip5.ballots.models.positions import Position, new_salt
from ip5.ballots.models.rounds import START, Round
from ip5.ballots.querysets import AdditionQuerySet, ReceiptQuerySet
from ip5.ballots.states import AdditionKind, Level, Outcome, ReservationKind
from ip5.kernel import clock
from ip5.offices.models import Office


class Receipt(models.Model):
    """That a silence round reached an office: its HoD or alternate opened the page, or said "received".

    The answer of a mail server is no receipt. The first one of an office counts; ``at`` is the database's.
    """

    class How(models.TextChoices):
        OPENED = "opened", "opened"
        PRESSED = "pressed", "pressed"

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="receipts")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=How)
    at = models.DateTimeField(default=clock.now, editable=False)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["round", "at"]
        constraints = [models.UniqueConstraint(fields=["round", "office"], name="one_receipt_an_office")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.office_id}"


class Addition(models.Model):
    """A chained, append-only row added to a closed round; the closed round itself never changes.

    Confirmations of what was accepted ad referendum (or by the office absent from a session), a Head's
    conditions logged as met and confirmed or refused, reservations lifted or narrowed. ``position`` is
    the row it concerns, ``item`` the number (from 1) of the condition among its entries, 0 for none.
    ``seq``, ``at``, ``prev``, ``content`` and ``hash`` are the database's.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="additions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=26, choices=AdditionKind)
    position = models.ForeignKey(
        Position, on_delete=models.PROTECT, null=True, blank=True, related_name="additions"
    )
    item = models.PositiveSmallIntegerField(default=0)
    reservation = models.CharField(max_length=12, choices=ReservationKind, blank=True)
    passage = models.TextField(blank=True)
    text = models.TextField(blank=True)
    salt = models.CharField(max_length=32, default=new_salt)
    seq = models.PositiveIntegerField(default=0, editable=False)
    at = models.DateTimeField(default=clock.now, editable=False)
    prev = models.CharField(max_length=64, default=START, editable=False)
    content = models.CharField(max_length=64, blank=True, default="", editable=False)
    hash = models.CharField(max_length=64, default=START, editable=False)

    objects = AdditionQuerySet.as_manager()

    class Meta:
        ordering = ["round", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["round", "seq"], name="one_addition_a_seq"),
            models.UniqueConstraint(fields=["round", "prev"], name="one_addition_a_link"),
            models.UniqueConstraint(
                fields=["round", "office"],
                condition=Q(kind__in=["confirm", "confirm_with_reservation", "decline"]),
                name="one_confirmation_an_office",
            ),
            models.UniqueConstraint(
                fields=["position", "item"],
                condition=Q(kind__in=["condition_confirmed", "condition_refused"]),
                name="one_answer_a_condition",
            ),
            models.CheckConstraint(condition=Q(salt__regex=r"^[0-9a-f]{32}$"), name="addition_salt_128_bit"),
            models.CheckConstraint(condition=Q(kind__in=AdditionKind.values), name="addition_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} +{self.seq}"


class Settlement(models.Model):
    """How a provisional or conditional outcome was settled: once a round, never changed.

    ``hash`` binds it to the additions it was counted from; ``at`` and ``hash`` are the database's.
    """

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="settlement")
    outcome = models.CharField(max_length=32, choices=Outcome)
    level = models.CharField(max_length=10, choices=Level, blank=True)
    explanation = models.JSONField(default=dict, blank=True)
    at = models.DateTimeField(default=clock.now, editable=False)
    addition_count = models.PositiveIntegerField(default=0, editable=False)
    hash = models.CharField(max_length=64, default=START, editable=False)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.round_id} {self.outcome}"


class Reminder(models.Model):
    """That a reminder of this kind went out for a round: once, however often the clock looks."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(max_length=40)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        ordering = ["round", "at"]
        constraints = [models.UniqueConstraint(fields=["round", "kind"], name="one_reminder_a_kind")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.kind}"
