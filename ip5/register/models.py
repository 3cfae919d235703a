"""Decisions taken between meetings, and action items: who owes what by when, and what it is about."""

from __future__ import annotations

import datetime as dt
import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Group, Office
from ip5.register.querysets import ActionItemQuerySet, DecisionQuerySet


class ActionItem(models.Model):
    """Something an office or group owes by a day: ``NETAI/A/2026/1`` between meetings, ``NETAI/3/A-6`` in one.

    ``person`` is who of the office sees to it. ``meeting_number`` is the meeting at which it was opened, and None
    between meetings. ``note`` says what was done, or why it was dropped. ``reminded_at`` is when its owners were
    told that it is due soon.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        DONE = "done", _("Done")
        DROPPED = "dropped", _("Dropped")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    symbol = models.CharField(max_length=40, unique=True)
    text = models.TextField()
    office = models.ForeignKey(Office, on_delete=models.PROTECT, null=True, related_name="action_items")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="action_items")
    due = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    visibility = models.CharField(max_length=20, choices=Visibility)
    subject_kind = models.CharField(max_length=60)
    subject_uuid = models.UUIDField()
    subject_symbol = models.CharField(max_length=60)
    subject_address = models.CharField(max_length=200)
    opened_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    person = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="action_items"
    )
    meeting_number = models.PositiveSmallIntegerField(null=True, blank=True)
    note = models.TextField(blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        ordering = ["due", "symbol"]
        indexes = [models.Index(fields=["subject_kind", "subject_uuid"], name="action_item_subject")]

    def __str__(self) -> str:
        return self.symbol

    def get_absolute_url(self) -> str:
        return self.subject_address

    def is_overdue_on(self, day: dt.date) -> bool:
        """Whether it is still open after its day; ``day`` is the day it is where it is read."""
        return self.state == self.State.OPEN and self.due < day


class Decision(models.Model):
    """What the task force decided, gap-free: ``NETAI/D/2021/5`` between meetings, ``NETAI/3/D-2`` in one.

    Never changed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    symbol = models.CharField(max_length=40, unique=True)
    text = models.TextField()
    visibility = models.CharField(max_length=20, choices=Visibility)
    decided_at = models.DateTimeField()
    subject_symbol = models.CharField(max_length=60)
    subject_address = models.CharField(max_length=200)
    meeting_number = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["-decided_at"]

    def __str__(self) -> str:
        return self.symbol

    def get_absolute_url(self) -> str:
        return self.subject_address
