"""The agenda: its items, and the versions in which it was published."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from meetings.models.meeting import Meeting, Session
from meetings.querysets import AgendaItemQuerySet, AgendaVersionQuerySet
from meetings.states import ItemState, ItemType


class AgendaItem(models.Model):
    """One item of an agenda, or of the backlog while it has no meeting.

    ``visibility`` is ``members`` where observers leave the room. ``key`` names a standing item. ``under`` is the
    standing item it was drawn in under. The subject is what it is about: a proposal, a version, a round.
    ``began_at`` and ``done_at`` are set while the meeting is in session; ``spent_seconds`` sums former calls.
    ``left_reason`` says why it was not gone through; ``is_moved_on`` that a like one waits for the next meeting.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, null=True, blank=True, related_name="items"
    )
    under = models.ForeignKey("self", on_delete=models.CASCADE, null=True, blank=True, related_name="parts")
    session = models.ForeignKey(
        Session,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("session"),
    )
    position = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=12, blank=True)
    title = models.CharField(_("title"), max_length=200)
    note = models.TextField(_("what it is about"), blank=True)
    type = models.CharField(_("type"), max_length=12, choices=ItemType, default=ItemType.DISCUSSION)
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.ACCEPTED)
    visibility = models.CharField(
        _("observers"),
        max_length=20,
        choices=[
            (Visibility.MEMBERS_OBSERVERS.value, _("Observers stay")),
            (Visibility.MEMBERS.value, _("Members only")),
        ],
        default=Visibility.MEMBERS_OBSERVERS,
    )
    lead_office = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead office"),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=15)
    subject_kind = models.CharField(max_length=60, blank=True)
    subject_uuid = models.UUIDField(null=True, blank=True)
    subject_symbol = models.CharField(max_length=60, blank=True)
    subject_address = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)
    moved_from = models.ForeignKey(
        Meeting, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    began_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    spent_seconds = models.PositiveIntegerField(default=0)
    left_reason = models.TextField(blank=True)
    is_moved_on = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    objects = AgendaItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of its meeting; of one in the backlog, nothing."""
        return self.meeting.get_absolute_url() if self.meeting else ""

    @property
    def symbol(self) -> str:
        """The symbol of its meeting: what an action item under it is about."""
        return self.meeting.symbol if self.meeting else ""

    @property
    def is_closed_to_observers(self) -> bool:
        return self.visibility == Visibility.MEMBERS

    @property
    def is_running(self) -> bool:
        """Whether it is called and its clock runs."""
        return self.began_at is not None and self.done_at is None


class AgendaVersion(models.Model):
    """The agenda as it was published: ``NETAI/3/1 Prov.2``. Canonical JSON and its SHA-256; never changed."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agendas")
    number = models.PositiveSmallIntegerField()
    snapshot = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")

    objects = AgendaVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_agenda_version_a_number")
        ]

    def __str__(self) -> str:
        return self.symbol

    def get_absolute_url(self) -> str:
        return reverse("meetings:agenda_published", args=[self.meeting.uuid, self.number])

    @property
    def symbol(self) -> str:
        """As it is cited: ``NETAI/3/1 Prov.2``."""
        return f"{self.meeting.symbol}/1 Prov.{self.number}"

    @property
    def plain(self) -> dict[str, Any]:
        """The snapshot as plain values, for ``meetings.printed``; closed items stand in it."""
        values: dict[str, Any] = json.loads(self.snapshot)
        return values
