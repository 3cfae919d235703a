"""Proposals and the other offices that take part in them."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.ballots.models import RuleSet
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from proposals.models.texts import ProposalText
from proposals.querysets import ProposalQuerySet
from proposals.states import MACHINE, TONES, State


class Proposal(ProposalText):
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

    lead_office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="led_proposals")

    cleared_fingerprint = models.CharField(max_length=64, blank=True)
    cleared_visibility = models.CharField(max_length=20, blank=True)
    cleared_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    cleared_at = models.DateTimeField(null=True, blank=True)

    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    review_ends_at = models.DateTimeField(null=True, blank=True)
    tabled_early_reason = models.TextField(blank=True)
    return_reason = models.TextField(blank=True)
    withdraw_reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.TextField(blank=True)
    outcome_at = models.DateTimeField(null=True, blank=True)
    deferred_until = models.DateTimeField(null=True, blank=True)
    deferred_from = models.CharField(max_length=32, choices=State, blank=True)
    deferral_reference = models.TextField(blank=True)
    deferrals = models.PositiveSmallIntegerField(default=0)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from"
    )
    taken_over_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="taken_over_by"
    )
    idea = models.ForeignKey(
        "proposals.Idea", on_delete=models.PROTECT, null=True, blank=True, related_name="proposals"
    )

    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PRODUCT)
    record_date = models.DateField(null=True, blank=True)
    record_sources = models.JSONField(default=list, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        permissions = [
            ("see_draft", "May read the draft"),
            ("note_on_draft", "May write notes on the draft"),
            ("edit_draft", "May edit the draft"),
        ]
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

    def lead_code(self) -> str:
        """Return the code of the lead office."""
        return self.lead_office.code

    @cached_property
    def taking_part(self) -> list[Participation]:
        """Offices whose consent to the present text stands; after submission, all that consented."""
        return [each for each in self.participations.all() if each.counts_for(self)]

    @cached_property
    def rounds_a_year(self) -> int | None:
        """How many rounds it may have in a year, by the rule set as it is now: read once for all rules of a page."""
        return RuleSet.objects.rounds_a_year()

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
    left_at = models.DateTimeField(null=True, blank=True)
    left_by = models.ForeignKey(Mandate, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["office__protocol_order"]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "office"], name="one_participation_an_office")
        ]
        indexes = [models.Index(fields=["office", "proposal"], name="participation_office")]

    def __str__(self) -> str:
        return f"{self.office_id} {self.role}"

    def counts_for(self, proposal: Proposal) -> bool:
        """Whether the office takes part: of a draft, its HoD consented to exactly this text.

        Once submitted it takes part until it leaves; a later text makes its consent stale, not void. A
        record's offices always count.
        """
        if proposal.is_from_record:
            return True
        if not proposal.is_draft:
            return self.consented_at is not None and self.left_at is None
        return self.has_consented_to(proposal)

    def has_consented_to(self, proposal: Proposal) -> bool:
        """Whether the consent names exactly the present text."""
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
