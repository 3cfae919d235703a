"""Versions of the roadmap: compiled, frozen, endorsed, published; what decided them, and what they hold."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.ballots.models import Round, RuleSet
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from proposals.models import Area
from roadmap.models.plans import Project
from roadmap.models.scoping import ScopingDocument
from roadmap.plan import Plan, plan_of_text
from roadmap.querysets import DeputyAnswerQuerySet, VersionQuerySet
from roadmap.states import PUBLIC, TONES, Amendment, Clearance, Stage, VersionState

SERIES = "RM"
NAME = "NETAI/RM"


class Version(models.Model):
    """One version of the roadmap (domain.md section 4b).

    While compiling it is of the body's own class and has title and preamble only; the plan is in the working
    rows. Freezing writes ``snapshot`` (canonical JSON), ``sha256`` and the symbol, and a trigger keeps them for
    ever. ``edition`` is written at publication, outside the hashed text. ``embargo_until`` is the instant from
    which it is public; ``published_at`` is set when that has come.
    """

    class Origin(models.TextChoices):
        PRODUCT = "product", _("made on this site")
        RECORD = "record", _("from the record")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=Amendment)
    state = models.CharField(max_length=32, choices=VersionState, default=VersionState.COMPILING)
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.OFFICE_INTERNAL)
    title = models.CharField(_("title"), max_length=200)
    preamble = models.TextField(_("preamble"), blank=True)
    scoping = models.ForeignKey(
        ScopingDocument, on_delete=models.PROTECT, null=True, blank=True, related_name="versions"
    )
    base = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="amendments"
    )
    derived_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="derived"
    )
    version = models.PositiveIntegerField(default=1)

    target = models.CharField(max_length=20, blank=True)
    symbol = models.CharField(max_length=40, unique=True, null=True, blank=True)
    snapshot = models.TextField(blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    edition = models.CharField(max_length=20, unique=True, null=True, blank=True)

    compiled_at = models.DateTimeField()
    compiled_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    deputies_skipped_reason = models.TextField(blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    endorsed_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.TextField(blank=True)
    publication_approved_at = models.DateTimeField(null=True, blank=True)
    publication_approved_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    embargo_until = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    superseded_at = models.DateTimeField(null=True, blank=True)

    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PRODUCT)
    record_note = models.TextField(blank=True)

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-compiled_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=VersionState.COMPILING, symbol__isnull=True, snapshot="", sha256="")
                | (
                    ~Q(state=VersionState.COMPILING)
                    & Q(symbol__isnull=False)
                    & ~Q(snapshot="")
                    & ~Q(visibility=Visibility.OFFICE_INTERNAL)
                ),
                name="version_frozen_has_symbol_and_text",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=PUBLIC)
                | Q(edition__isnull=False, published_at__isnull=False, visibility=Visibility.PUBLIC),
                name="version_published_has_edition",
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=VersionState.PUBLISHED), name="one_version_is_current"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state=VersionState.COMPILING), name="one_version_is_compiled"
            ),
        ]

    def __str__(self) -> str:
        return self.printed_symbol or str(_("Version being compiled"))

    def get_absolute_url(self) -> str:
        return reverse("roadmap:version", args=[self.uuid])

    @property
    def printed_symbol(self) -> str:
        """The symbol as it is cited: that of the edition once published, else the provisional one."""
        return f"{NAME}/{self.edition}" if self.edition else self.symbol or ""

    @property
    def named_areas(self) -> models.QuerySet[Area]:
        """The areas that its scoping document names: those in which a goal may be added."""
        return self.scoping.areas.all() if self.scoping else Area.objects.all()

    @property
    def is_compiling(self) -> bool:
        return self.state == VersionState.COMPILING

    @property
    def is_from_record(self) -> bool:
        """Whether it was decided before the site: a fact, with no round and no chain."""
        return self.origin == self.Origin.RECORD

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC

    @property
    def is_current(self) -> bool:
        return self.state == VersionState.PUBLISHED

    @property
    def tone(self) -> str:
        return TONES[VersionState(self.state)]

    @property
    def is_major(self) -> bool:
        """Whether it takes the full path, to deputy heads and Heads."""
        return self.kind == Amendment.MAJOR

    @cached_property
    def plan(self) -> Plan:
        """The frozen plan; refuses (ValueError) a version that is being compiled, whose plan is in the rows."""
        if not self.snapshot:
            raise ValueError("a version being compiled has no snapshot")
        return plan_of_text(self.snapshot)

    @property
    def public_plan(self) -> Plan:
        """The public rendition of the frozen plan."""
        return self.plan.public()

    def plan_for(self, hat: Hat) -> Plan:
        """Return the frozen plan as far as this hat's class goes; the caller has found it by ``visible_to``."""
        if hat.sees_from == Visibility.MEMBERS:
            return self.plan
        if hat.sees_from == Visibility.MEMBERS_OBSERVERS:
            seen = self.plan.for_observers()
            # What the office wants printed publicly is read by observers too, once it is public.
            return replace(seen, reservations=self.public_plan.reservations) if self.is_public else seen
        return self.public_plan

    @cached_property
    def line_rounds(self) -> list[VersionRound]:
        """The rounds on its edition line, the newest first: on every frozen version that aims at the same edition.

        Prov.n counts in that line, and so do the rounds of a year. Empty while it is compiled and aims at none yet.
        """
        if not self.target:
            return []
        links = VersionRound.objects.filter(version__target=self.target).order_by("-pk")
        return list(links.select_related("round__rule_set").defer("round__text"))

    @cached_property
    def rounds_a_year(self) -> int | None:
        """How many rounds it may have in a year, by the rule set as it is now: read once for all rules of a page."""
        return RuleSet.objects.rounds_a_year()

    @property
    def decided_at(self) -> dt.datetime | None:
        """When the act that decides its kind was done: the Heads' endorsement, or the task force's."""
        return self.endorsed_at or self.approved_at


class Holding(models.Model):
    """That a frozen version holds a project; written when it is frozen, never changed."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="holdings")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="holdings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "project"], name="one_holding_a_version")]

    def __str__(self) -> str:
        return f"{self.version_id} {self.project_id}"


class VersionRound(models.Model):
    """That a round is about a version: the task force's approval, or the Heads' endorsement."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="rounds")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="version_round")
    stage = models.CharField(max_length=12, choices=Stage)

    class Meta:
        ordering = ["-round__opened_at"]

    def __str__(self) -> str:
        return f"{self.version_id} {self.round_id} {self.stage}"


class DeputyAnswer(models.Model):
    """What a deputy head of an office said of a version: cleared, returned with comments, took note."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="deputy_answers")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, choices=Clearance)
    text = models.TextField(blank=True)
    by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    objects = DeputyAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["office__protocol_order"]
        constraints = [
            models.UniqueConstraint(fields=["version", "office"], name="one_deputy_answer_an_office")
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.office_id} {self.answer}"
