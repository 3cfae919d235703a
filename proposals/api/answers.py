"""What the API says of a proposal, field by field."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ip5.api.serializers import Ability, plain, word
from ip5.ballots.models import Round
from ip5.ballots.states import Level, Outcome, RoundState
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from proposals import rules
from proposals.completeness import checklist_of
from proposals.models import Participation, Proposal
from proposals.states import Horizon, State

STANDINGS = ("consented", "declined", "asked_again", "invited", "named")


class ProposalRow(serializers.Serializer[Proposal]):
    """A proposal as lists show it."""

    uuid = serializers.UUIDField(read_only=True)
    symbol = serializers.CharField(read_only=True, allow_null=True, help_text="Null while a draft.")
    title = serializers.CharField(read_only=True)
    state = word(State.values)
    visibility = word(Visibility.values)
    area = serializers.CharField(source="area.code", read_only=True, allow_null=True)
    horizon = word(["", *Horizon.values])
    group = serializers.CharField(source="group.code", read_only=True, allow_null=True)
    lead_office = serializers.CharField(source="lead_office.code", read_only=True)
    offices = serializers.SerializerMethodField(help_text="Other offices that take part.")
    summary = serializers.CharField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)
    submitted_at = serializers.DateTimeField(read_only=True, allow_null=True)
    origin = word(Proposal.Origin.values)

    def get_offices(self, proposal: Proposal) -> list[str]:
        """Return the codes of the other offices that take part."""
        return [office.code for office in proposal.other_offices]


class ParticipationRow(serializers.Serializer[Any]):
    """Another office named in the text, and where its consent stands."""

    office = serializers.CharField(read_only=True)
    role = word(Participation.Role.values)
    standing = word(STANDINGS)


class CheckRow(serializers.Serializer[Any]):
    """One line of what a submission needs."""

    field = serializers.CharField(read_only=True)
    label = serializers.CharField(read_only=True)
    is_met = serializers.BooleanField(read_only=True)


class DraftRow(serializers.Serializer[Any]):
    """What only the drafting office reads of its draft."""

    is_cleared = serializers.BooleanField(read_only=True)
    checklist = CheckRow(many=True, read_only=True)


class RoundLine(serializers.Serializer[Round]):
    """A round of this proposal; more of it is under rounds."""

    uuid = serializers.UUIDField(read_only=True)
    symbol = serializers.CharField(source="full_symbol", read_only=True)
    state = word(RoundState.values)
    outcome = word(["", *Outcome.values])
    level = word(["", *Level.values])
    ends_at = serializers.DateTimeField(read_only=True)


class ProposalDetail(ProposalRow):
    """A proposal in full, as far as the caller's hat sees it."""

    page = serializers.CharField(source="get_absolute_url", read_only=True)
    submit_visibility = word(Visibility.values)
    problem = serializers.CharField(read_only=True)
    benefit = serializers.CharField(read_only=True)
    deliverables = serializers.CharField(read_only=True)
    resources = serializers.CharField(read_only=True)
    risks = serializers.CharField(read_only=True)
    data_needed = serializers.CharField(read_only=True)
    earlier_work = serializers.CharField(read_only=True)
    wipo_effect = serializers.CharField(read_only=True)
    fingerprint = serializers.CharField(read_only=True, help_text="SHA-256; consent and clearance name it.")
    version = serializers.IntegerField(read_only=True, help_text="Send it with an edit.")
    review_ends_at = serializers.DateTimeField(read_only=True, allow_null=True)
    tabled_early_reason = serializers.CharField(read_only=True)
    return_reason = serializers.CharField(read_only=True)
    withdraw_reason = serializers.CharField(read_only=True)
    close_reason = serializers.CharField(read_only=True)
    deferred_until = serializers.DateTimeField(read_only=True, allow_null=True)
    deferral_reference = serializers.CharField(read_only=True)
    outcome_at = serializers.DateTimeField(read_only=True, allow_null=True)
    record_date = serializers.DateField(read_only=True, allow_null=True)
    participations = serializers.SerializerMethodField()
    draft = serializers.SerializerMethodField()
    rounds = RoundLine(source="seen_rounds", many=True, read_only=True)
    abilities = serializers.SerializerMethodField()

    @property
    def hat(self) -> Hat:
        """The hat for which the proposal is shown."""
        return self.context["hat"]

    @extend_schema_field(ParticipationRow(many=True))
    def get_participations(self, proposal: Proposal) -> Any:
        """Return the other offices in protocol order."""
        rows = [
            {"office": each.office.code, "role": each.role, "standing": each.standing(proposal)}
            for each in proposal.participations.all()
        ]
        return ParticipationRow(rows, many=True).data

    @extend_schema_field(DraftRow(allow_null=True))
    def get_draft(self, proposal: Proposal) -> Any:
        """Return clearance and checklist to the drafting office; None to all others, and once submitted."""
        if not proposal.is_draft or not rules.is_drafter(self.hat, proposal):
            return None
        return DraftRow({"is_cleared": proposal.is_cleared, "checklist": checklist_of(proposal)}).data

    @extend_schema_field(serializers.DictField(child=Ability()))
    def get_abilities(self, proposal: Proposal) -> Any:
        """Return each deed's verdict, by the rules of the page."""
        return plain(rules.abilities(self.hat, proposal))
