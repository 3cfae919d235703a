"""The record: one append-only chain of events per subject."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ip5.audit.querysets import ChainQuerySet, EventQuerySet
from ip5.audit.verifier import START
from ip5.kernel.visibility import Visibility

HASHED_TEXTS = ("verb", "person_name", "acting_as", "office_code", "visibility", "payload")


def one_line(*names: str) -> Q:
    """A condition: none of the text columns holds a newline (each is one line of the hashed text)."""
    condition = Q()
    for name in names:
        condition &= ~Q(**{f"{name}__contains": "\n"})
    return condition


class Chain(models.Model):
    """The parent of one subject's events: how many there are and the hash of the last.

    The runtime role may only insert an empty chain; counting on is the trigger's work.
    """

    subject_kind = models.CharField(max_length=60)
    subject_uuid = models.UUIDField()
    count = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=START)

    objects = ChainQuerySet.as_manager()

    class Meta:
        ordering = ["subject_kind", "subject_uuid"]
        constraints = [
            models.UniqueConstraint(fields=["subject_kind", "subject_uuid"], name="one_chain_a_subject"),
            models.CheckConstraint(condition=one_line("subject_kind"), name="chain_lines"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_uuid}"


class Event(models.Model):
    """Something that was done: when, by which hat, for which reason. Never changed, never deleted.

    ``at``, ``seq``, ``prev`` and ``hash`` are decided by the database; a value given to them is
    overwritten. Name, capacity and office code are kept as text, as they were.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="events")
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seq = models.PositiveIntegerField(_("number"), db_default=0)
    at = models.DateTimeField(_("time"), db_default=Now())
    verb = models.CharField(_("event"), max_length=60)
    by = models.ForeignKey("accounts.Mandate", on_delete=models.PROTECT, null=True, related_name="+")
    person_name = models.CharField(max_length=120, blank=True, default="")
    acting_as = models.CharField(max_length=120, blank=True, default="")
    office = models.ForeignKey("offices.Office", on_delete=models.PROTECT, null=True, related_name="+")
    office_code = models.CharField(max_length=8, blank=True, default="")
    visibility = models.CharField(max_length=20, choices=Visibility)
    offices = ArrayField(models.BigIntegerField(), default=list)
    payload = models.TextField()
    prev = models.CharField(max_length=64, db_default="")
    hash = models.CharField(max_length=64, db_default="")

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["chain", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="event_seq_once_a_chain"),
            models.UniqueConstraint(fields=["chain", "prev"], name="event_prev_once_a_chain"),
            models.CheckConstraint(
                condition=one_line(*HASHED_TEXTS),
                name="event_lines",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.seq}"

    @property
    def is_by_clock(self) -> bool:
        """Whether nobody did it: a time ran out."""
        return self.by_id is None

    @property
    def content(self) -> dict[str, Any]:
        """The payload as it was recorded: ``reason`` and ``data``."""
        return dict(json.loads(self.payload))

    @property
    def reason(self) -> str:
        """The sentence that was given with the deed, or nothing."""
        return str(self.content.get("reason", ""))

    @property
    def data(self) -> dict[str, Any]:
        """The facts recorded with the deed; never an answer, a draft text or a restricted title."""
        return dict(self.content.get("data", {}))
