"""Areas, proposals, their participating offices, revisions and endorsement rounds."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.ballots.models import Round
from ip5.kernel.text import canonical_json, sha256_hex
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Group, Office
from ip5.offices.symbols import revised
from proposals.querysets import ProposalQuerySet, RevisionQuerySet
from proposals.states import HORIZON_WORDS, MACHINE, TONES, Horizon, State

SECTIONS: dict[str, Any] = {
    "summary": _("Summary"),
    "problem": _("Problem"),
    "benefit": _("Benefit to offices and users"),
    "deliverables": _("Deliverables"),
    "resources": _("Resources"),
    "risks": _("Risks and legal constraints"),
    "data_needed": _("Data needed"),
    "earlier_work": _("Links to earlier IP5 work"),
    "wipo_effect": _("Effect on WIPO committees"),
}
MAX_SECTION = 20_000


class Area(models.Model):
    """A candidate co-operation area of the scoping document, A to D."""

    code = models.CharField(max_length=2, unique=True)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=120)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code}. {self.name}"


class Proposal(models.Model):
    """A text an office puts forward; from the draft to the task-force outcome."""

    class Origin(models.TextChoices):
        PRODUCT = "product", _("Written here")
        PUBLIC = "public", _("Title from a public source")
        INVENTED = "invented", _("Fictitious")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    symbol = models.CharField(max_length=40, null=True, blank=True, unique=True)
    state = models.CharField(max_length=32, choices=State, default=State.DRAFT)
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.OFFICE_INTERNAL)
    submit_visibility = models.CharField(
        max_length=20,
        choices=[(each.value, each.label) for each in (Visibility.MEMBERS_OBSERVERS, Visibility.MEMBERS)],
        default=Visibility.MEMBERS_OBSERVERS,
    )

    title = models.CharField(_("title"), max_length=200, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    horizon = models.CharField(max_length=8, choices=Horizon, blank=True)
    group = models.ForeignKey(
        Group, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )
    lead_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="led_proposals")
    summary = models.TextField(blank=True)
    problem = models.TextField(blank=True)
    benefit = models.TextField(blank=True)
    deliverables = models.TextField(blank=True)
    resources = models.TextField(blank=True)
    risks = models.TextField(blank=True)
    data_needed = models.TextField(blank=True)
    earlier_work = models.TextField(blank=True)
    wipo_effect = models.TextField(blank=True)

    fingerprint = models.CharField(max_length=64, editable=False)
    cleared_fingerprint = models.CharField(max_length=64, blank=True)
    cleared_visibility = models.CharField(max_length=20, blank=True)
    cleared_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    review_ends_at = models.DateTimeField(null=True, blank=True)
    tabled_early_reason = models.TextField(blank=True)
    return_reason = models.TextField(blank=True)

    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PRODUCT)
    record_date = models.DateField(null=True, blank=True)
    record_sources = models.JSONField(default=list, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, symbol__isnull=True, visibility=Visibility.OFFICE_INTERNAL)
                | (
                    ~Q(state=State.DRAFT)
                    & Q(symbol__isnull=False)
                    & ~Q(visibility=Visibility.OFFICE_INTERNAL)
                ),
                name="proposal_draft_has_no_symbol_and_is_internal",
            ),
        ]
        indexes = [
            models.Index(fields=["visibility", "-updated_at", "-id"], name="proposal_class_newest"),
            models.Index(fields=["lead_office", "visibility", "-updated_at"], name="proposal_lead_newest"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Untitled draft"))

    def get_absolute_url(self) -> str:
        return reverse("proposals:detail", args=[self.uuid])

    @property
    def is_draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def is_from_record(self) -> bool:
        """Whether this is history from before the product, imported as a fact: no positions, no chain."""
        return self.record_date is not None

    @property
    def is_cleared(self) -> bool:
        """Whether the HoD's stamp names exactly the present text and visibility class."""
        return (
            bool(self.cleared_fingerprint)
            and self.cleared_fingerprint == self.fingerprint
            and self.cleared_visibility == self.submit_visibility
        )

    @property
    def tone(self) -> str:
        return TONES[State(self.state)]

    @property
    def horizon_word(self) -> str:
        return str(HORIZON_WORDS[Horizon(self.horizon)]) if self.horizon else ""

    def text(self) -> dict[str, Any]:
        """Return what a stamp, a consent, a revision and a ballot name: the whole text as plain data."""
        return {
            "title": self.title,
            "area": self.area.code if self.area else "",
            "horizon": self.horizon,
            "group": self.group.code if self.group else "",
            "lead": self.lead_office.code,
            **{name: getattr(self, name) for name in SECTIONS},
        }

    def fingerprint_now(self) -> str:
        """Return the SHA-256 of the canonical text."""
        return sha256_hex(canonical_json(self.text()))

    @property
    def sections(self) -> list[tuple[str, str, str]]:
        """The sections as (name, heading, text), in the order of the page."""
        return [(name, str(label), getattr(self, name)) for name, label in SECTIONS.items()]

    @property
    def written_sections(self) -> list[tuple[str, str, str]]:
        """The sections that have a text."""
        return [row for row in self.sections if row[2].strip()]

    @cached_property
    def taking_part(self) -> list[Participation]:
        """Offices whose consent to the present text stands; after submission, all that consented."""
        return [each for each in self.participations.all() if each.counts_for(self)]

    @property
    def other_offices(self) -> list[Office]:
        """The offices of ``taking_part``; a row of a list has brought their keys along."""
        keys: list[int] | None = vars(self).get("other_office_ids")
        if keys is not None:
            directory = Office.objects.directory()
            return [directory.of_id(key) for key in keys]
        return [each.office for each in self.taking_part]

    @property
    def machine(self) -> Any:
        return MACHINE


class Participation(models.Model):
    """Another office that takes part: asked, consenting to one exact text, or declining."""

    class Role(models.TextChoices):
        CO_LEAD = "co_lead", _("Co-lead")
        CONTRIBUTING = "contributing", _("Contributing")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="participations")
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=12, choices=Role, default=Role.CO_LEAD)
    asked_at = models.DateTimeField(null=True, blank=True)
    asked_fingerprint = models.CharField(max_length=64, blank=True)
    consent_fingerprint = models.CharField(max_length=64, blank=True)
    consented_at = models.DateTimeField(null=True, blank=True)
    consented_by = models.ForeignKey(
        Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    declined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["office__protocol_order"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "office"], name="one_participation_an_office")
        ]
        indexes = [models.Index(fields=["office", "proposal"], name="participation_office")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.role}"

    def counts_for(self, proposal: Proposal) -> bool:
        """Whether the office's HoD consented to exactly this text (a record's offices always count)."""
        if proposal.is_from_record:
            return True
        return bool(self.consent_fingerprint) and self.consent_fingerprint == proposal.fingerprint

    def standing(self, proposal: Proposal) -> str:
        """Return ``consented``, ``declined``, ``asked_again``, ``invited`` or ``named`` for the draft's page."""
        if self.counts_for(proposal):
            return "consented"
        if self.declined_at is not None:
            return "declined"
        if self.consent_fingerprint:
            return "asked_again"
        return "invited" if self.asked_at else "named"


class Revision(models.Model):
    """The text as submitted, Rev.n: immutable, hashed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    submitted_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, related_name="+")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "-number"]
        constraints = [models.UniqueConstraint(fields=["proposal", "number"], name="one_revision_a_number")]

    def __str__(self) -> str:
        return f"{self.proposal_id} Rev.{self.number}"

    @property
    def symbol(self) -> str:
        """The symbol with its revision, as ``NETAI/P/2021/007 Rev.0``."""
        return revised(self.proposal.symbol or "", self.number)


class Endorsement(models.Model):
    """That a round is about a revision of this proposal."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="endorsements")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="endorsements")
    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="endorsement")

    class Meta:
        ordering = ["-round__number"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "round"], name="one_endorsement_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.round_id}"
