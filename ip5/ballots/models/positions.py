"""What the offices answer: positions, words recorded in session, and what an office prepares."""

from __future__ import annotations

import json
import secrets
import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Capacity, Designation, Mandate
from ip5.ballots.models.rounds import START, Round
from ip5.ballots.querysets import PositionQuerySet, PreparedPositionQuerySet, RecordedWordsQuerySet
from ip5.ballots.states import NEEDS_ITEMS, NEEDS_TEXT, Answer, ReservationKind
from ip5.kernel import clock
from ip5.offices.models import Office


def new_salt() -> str:
    """Return 128 random bits as 32 hexadecimal digits, so that a hash cannot be guessed."""
    return secrets.token_hex(16)


class Words(models.Model):
    """An answer with its words; which of them an answer needs is said in ``states``.

    ``items`` is canonical JSON of a list of ``{"passage", "text"}``: the conditions of a Head, or the
    comments of a return, each on its item. ``until`` is the day to which a Head defers.
    """

    answer = models.CharField(max_length=20, choices=Answer)
    kind = models.CharField(
        _("kind of reservation"),
        max_length=12,
        choices=ReservationKind,
        blank=True,
        default="",
        db_default="",
    )
    passage = models.TextField(blank=True)
    text = models.TextField(blank=True)
    remedy = models.TextField(_("what would lift it"), blank=True)
    items = models.TextField(blank=True, default="", db_default="")
    until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def entries(self) -> list[dict[str, str]]:
        """The items as plain data, each with ``passage`` and ``text``."""
        return list(json.loads(self.items)) if self.items else []

    @property
    def words(self) -> dict[str, Any]:
        """Every field of the answer, as the deeds take them."""
        return {
            name: getattr(self, name)
            for name in ("answer", "kind", "passage", "text", "remedy", "items", "until")
        }


class RecordedWords(Words):
    """What an office said in the room, as the secretariat took it down; its HoD confirms or declines."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="recorded_words")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now, editable=False)
    declined_at = models.DateTimeField(null=True, blank=True)
    declined_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="+")

    objects = RecordedWordsQuerySet.as_manager()

    class Meta:
        ordering = ["round", "at"]
        verbose_name_plural = "recorded words"

    def __str__(self) -> str:
        return f"{self.round_id} {self.office_id} {self.answer}"


class Position(Words):
    """What an office answered, append-only; the last row of an office is its position.

    ``seq``, ``at``, ``prev``, ``content`` and ``hash`` are set by the database's insert trigger
    whatever is sent.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="positions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    recorded = models.OneToOneField(
        RecordedWords, on_delete=models.PROTECT, null=True, blank=True, related_name="position"
    )
    salt = models.CharField(max_length=32, default=new_salt)
    seq = models.PositiveIntegerField(default=0, editable=False)
    at = models.DateTimeField(default=clock.now, editable=False)
    prev = models.CharField(max_length=64, default=START, editable=False)
    content = models.CharField(max_length=64, blank=True, default="", db_default="", editable=False)
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
                condition=~Q(answer__in=sorted(NEEDS_TEXT)) | ~Q(text=""), name="position_text_where_needed"
            ),
            models.CheckConstraint(
                condition=~Q(answer="object") | (~Q(passage="") & ~Q(remedy="")),
                name="position_objection_names_passage_and_remedy",
            ),
            models.CheckConstraint(
                condition=~Q(answer__in=sorted(NEEDS_ITEMS)) | ~Q(items=""),
                name="position_items_where_needed",
            ),
            models.CheckConstraint(
                condition=~Q(answer="defer") | Q(until__isnull=False), name="position_deferral_names_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} #{self.seq}"

    @property
    def delegation(self) -> Designation | None:
        """The dated delegation by which a deputy head gave it; None of a Head, who needs none.

        Read with ``mandate__designations``.
        """
        if self.mandate.capacity != Capacity.DEPUTY:
            return None
        return next((each for each in self.mandate.designations.all() if each.covers(self.at)), None)


class PreparedPosition(Words):
    """What a delegation drafts for its HoD to cast: seen by the own office alone, one a round."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="prepared_positions")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)
    note = models.TextField(blank=True)

    objects = PreparedPositionQuerySet.as_manager()

    class Meta:
        ordering = ["round", "office"]
        constraints = [
            models.UniqueConstraint(fields=["round", "office"], name="one_prepared_position_an_office")
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.office_id}"
