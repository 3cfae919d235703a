"""What happens while a meeting is in session: the pulse, the floor, the conclusions."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from ip5.accounts.models import Mandate
from ip5.ballots.models import Round
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from ip5.register.models import Decision
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting, Session
from meetings.querysets import ConclusionQuerySet, SpeakerQuerySet
from meetings.states import ConclusionState, Verb


class Live(models.Model):
    """The one row that every screen polls: ``pulse`` counts each change, ``item`` and ``session`` are now.

    ``open_pulse`` counts what shows on an observer's screen, ``desk_pulse`` the words that the body alone sees
    being typed. ``is_suspended`` is a pause of the sitting: the item's clock stands still.
    """

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="live")
    pulse = models.BigIntegerField(default=1)
    open_pulse = models.BigIntegerField(default=1)
    desk_pulse = models.BigIntegerField(default=1)
    item = models.ForeignKey(AgendaItem, on_delete=models.SET_NULL, null=True, related_name="+")
    session = models.ForeignKey(Session, on_delete=models.SET_NULL, null=True, related_name="+")
    is_suspended = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{self.meeting}: {self.pulse}"


class Speaker(models.Model):
    """Somebody who asked for the floor under an item, in the order of asking."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="speakers")
    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="speakers")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "mandate"], condition=Q(ended_at__isnull=True), name="asks_once_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(given_at__isnull=False, ended_at__isnull=True),
                name="one_has_the_floor",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.office}: {self.asked_at:%H:%M}"


class Conclusion(models.Model):
    """A conclusion under an item: “The task force ‹verb› ‹text›”, numbered under its item when recorded.

    One that decides is put to the delegations as a round in session; what comes of it stands on the round.
    Recorded, it does not change any more; agreed ad referendum, its decision is added once it is final.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="conclusions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="conclusions")
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    verb = models.CharField(max_length=30, choices=Verb, default=Verb.NOTED)
    text = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=ConclusionState, default=ConclusionState.DRAFT)
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.MEMBERS_OBSERVERS)
    round = models.OneToOneField(
        Round, on_delete=models.PROTECT, null=True, blank=True, related_name="conclusion"
    )
    decision = models.OneToOneField(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="conclusion"
    )
    drafted_at = models.DateTimeField()
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    version = models.PositiveIntegerField(default=1)

    objects = ConclusionQuerySet.as_manager()

    class Meta:
        ordering = ["item__position", "item_id", "number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="one_conclusion_a_number"),
            models.CheckConstraint(
                condition=~Q(state=ConclusionState.RECORDED)
                | Q(number__isnull=False, recorded_at__isnull=False),
                name="conclusion_recorded_has_number",
            ),
        ]

    def __str__(self) -> str:
        return self.sentence

    @property
    def sentence(self) -> str:
        """The whole sentence, as it is read out and printed."""
        return f"The task force {self.get_verb_display()} {self.text}".strip()

    @property
    def is_recorded(self) -> bool:
        return self.state == ConclusionState.RECORDED
