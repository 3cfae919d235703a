"""A meeting with its sessions, and the poll of slots by which its time was found."""

from __future__ import annotations

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from meetings.querysets import MeetingQuerySet, SlotOptionQuerySet
from meetings.states import HELD, INVITED, TONES, Fit, Mode, State


class Meeting(models.Model):
    """One meeting of the task force (domain.md section 5).

    While planned it is of the body's own class, or of the members once they are asked about slots; announced it
    is open to members and observers and has its number: ``NETAI/3``. ``zone`` is the IANA zone of the place;
    every time is an instant in UTC on its sessions. ``link`` is shown to the registered alone. ``sequence``
    counts the changes that a calendar must know of (RFC 5545, SEQUENCE).
    """

    class Origin(models.TextChoices):
        PRODUCT = "product", _("held on this site")
        RECORD = "record", _("from the record")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.PositiveSmallIntegerField(unique=True, null=True, blank=True)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(max_length=20, choices=State, default=State.PLANNED)
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.OFFICE_INTERNAL)
    mode = models.CharField(_("held"), max_length=10, choices=Mode, default=Mode.HYBRID)
    place = models.CharField(_("place"), max_length=200, blank=True)
    venue = models.TextField(_("venue and how to get there"), blank=True)
    link = models.URLField(_("link for those online"), max_length=500, blank=True)
    zone = models.CharField(_("time zone of the place"), max_length=60, default="UTC")
    host = models.ForeignKey(
        Office, on_delete=models.PROTECT, related_name="hosted_meetings", verbose_name=_("host")
    )
    co_host = models.ForeignKey(
        Office,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="co_hosted_meetings",
        verbose_name=_("with"),
    )
    registration_closes_on = models.DateField(_("registration closes on"), null=True, blank=True)
    papers_due_on = models.DateField(_("documents due on"), null=True, blank=True)
    sequence = models.PositiveIntegerField(default=0)
    # Of how many sessions calendars may know: one that fell away is still to be called off.
    invited_sessions = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    announced_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    summary_number = models.PositiveSmallIntegerField(null=True, blank=True)
    adopted_at = models.DateTimeField(null=True, blank=True)
    # A co-chair approves the extract as it is marked; changed or reopened, it wants another approval.
    publication_approved_at = models.DateTimeField(null=True, blank=True)
    publication_approved_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    # Why it was postponed, cancelled, or its summary reopened: printed on its page.
    reason = models.TextField(blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PRODUCT)
    record_note = models.TextField(blank=True)
    # Where the facts of the record are published.
    sources = models.JSONField(default=list, blank=True)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[State.PLANNED, State.CANCELLED]) | Q(number__isnull=False),
                name="meeting_announced_has_number",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=State.IN_SESSION), name="one_meeting_in_session"
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or str(_("Meeting being planned"))

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting", args=[self.uuid])

    def fact(self, name: str) -> bool:
        """Return one of ``querysets.FACTS``: as it was read with this row, or asked now."""
        if name in vars(self):
            return bool(vars(self)[name])
        found: bool = Meeting.objects.filter(pk=self.pk).with_facts(name).values_list(name, flat=True).get()
        return found

    @property
    def symbol(self) -> str:
        """``NETAI/3``, or nothing before it is announced."""
        return f"NETAI/{self.number}" if self.number else ""

    @property
    def summary_symbol(self) -> str:
        """``NETAI/3/7``, or nothing before the summary is drafted."""
        return f"{self.symbol}/{self.summary_number}" if self.summary_number else ""

    @property
    def tone(self) -> str:
        return TONES[State(self.state)]

    @property
    def tzinfo(self) -> ZoneInfo:
        """The zone of the place."""
        return ZoneInfo(self.zone)

    @property
    def is_planned(self) -> bool:
        return self.state == State.PLANNED

    @property
    def is_invited(self) -> bool:
        """Whether the invitations are out and the meeting is still to come."""
        return self.state in INVITED

    @property
    def is_in_session(self) -> bool:
        return self.state == State.IN_SESSION

    @property
    def is_held(self) -> bool:
        """Whether it is over."""
        return self.state in HELD

    @property
    def is_cancelled(self) -> bool:
        return self.state == State.CANCELLED

    @property
    def is_from_record(self) -> bool:
        return self.origin == self.Origin.RECORD


class Session(models.Model):
    """One sitting of a meeting: two instants in UTC, the second excluded."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sessions")
    number = models.PositiveSmallIntegerField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "number"], name="one_session_a_number"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="session_ends_after_it_starts"
            ),
        ]

    def __str__(self) -> str:
        return str(_("session %(n)d") % {"n": self.number})

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return int((self.ends_at - self.starts_at) / dt.timedelta(minutes=1))


class SlotOption(models.Model):
    """A slot on which the offices are asked: the same hour on each of its days, and what it costs each office."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="options")
    starts_at = models.DateTimeField()
    days = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField()

    objects = SlotOptionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "starts_at"], name="one_option_a_start"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=3), name="option_of_one_to_three_days"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class SlotAnswer(models.Model):
    """What an office says of a slot; it may change it while the meeting is planned."""

    option = models.ForeignKey(SlotOption, on_delete=models.CASCADE, related_name="answers")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    fit = models.CharField(max_length=10, choices=Fit)
    at = models.DateTimeField()
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["option", "office"], name="one_slot_answer_an_office")]

    def __str__(self) -> str:
        return str(self.get_fit_display())
