"""What the API takes: the filters of the list, and the body of each deed."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from rest_framework import serializers

from ip5.api.serializers import Body
from ip5.offices.models import Group
from proposals.models import Area, Participation, Proposal
from proposals.states import Horizon, State


class Filters(serializers.Serializer[Any]):
    """What narrows the list; a filter only ever narrows what the hat may see."""

    area = serializers.CharField(required=False, max_length=2, help_text="Code of an area, A to D.")
    state = serializers.ChoiceField(required=False, choices=State.choices)
    horizon = serializers.ChoiceField(required=False, choices=Horizon.choices)
    office = serializers.CharField(
        required=False, max_length=8, help_text="Code of a leading or participating office."
    )
    q = serializers.CharField(required=False, max_length=200, help_text="Words in symbol, title or summary.")

    def chosen(self) -> Q:
        """Return the filters given as one condition that repeats no row."""
        given, chosen = self.validated_data, Q()
        if "area" in given:
            chosen &= Q(area__code=given["area"])
        if "state" in given:
            chosen &= Q(state=given["state"])
        if "horizon" in given:
            chosen &= Q(horizon=given["horizon"])
        if "office" in given:
            taking_part = Participation.objects.filter(office__code=given["office"]).values("proposal")
            chosen &= Q(lead_office__code=given["office"]) | Q(pk__in=taking_part)
        if "q" in given:
            words = given["q"]
            chosen &= Q(symbol__icontains=words) | Q(title__icontains=words) | Q(summary__icontains=words)
        return chosen


class ParticipationBody(Body):
    """Another member office and the role it is asked to take."""

    office = serializers.CharField(max_length=8)
    role = serializers.ChoiceField(choices=Participation.Role.choices, default=Participation.Role.CO_LEAD)


def text_field() -> serializers.CharField:
    """Return a section of the text; how long it may be is the deed's to say."""
    return serializers.CharField(required=False, allow_blank=True)


class DraftBody(Body):
    """Any part of a draft; a draft may be incomplete. ``offices`` replaces the whole list."""

    title = text_field()
    area = serializers.SlugRelatedField(
        slug_field="code", queryset=Area.objects.all(), required=False, allow_null=True
    )
    horizon = serializers.ChoiceField(choices=Horizon.choices, required=False, allow_blank=True)
    group = serializers.SlugRelatedField(
        slug_field="code", queryset=Group.objects.all(), required=False, allow_null=True
    )
    submit_visibility = serializers.ChoiceField(
        choices=Proposal._meta.get_field("submit_visibility").choices, required=False
    )
    summary = text_field()
    problem = text_field()
    benefit = text_field()
    deliverables = text_field()
    resources = text_field()
    risks = text_field()
    data_needed = text_field()
    earlier_work = text_field()
    wipo_effect = text_field()
    offices = ParticipationBody(many=True, required=False)


class EditBody(DraftBody):
    """Changed parts of a draft, and the version they were read at."""

    version = serializers.IntegerField()


class TextBody(Body):
    """The exact text that was read, by its fingerprint."""

    fingerprint = serializers.CharField(max_length=64)


class ReviewBody(Body):
    """How many common working days the review lasts; the usual period where none is given."""

    days = serializers.IntegerField(required=False)


class ReasonBody(Body):
    """The reason, which is printed."""

    reason = serializers.CharField(default="", allow_blank=True)


class OpeningBody(Body):
    """How many common working days the round lasts; a short one has a reason, the same text again a note."""

    days = serializers.IntegerField()
    ad_referendum_days = serializers.IntegerField(
        required=False,
        help_text="What an office has to confirm after the close; the rule's figure if left out.",
    )
    short_reason = serializers.CharField(required=False, allow_blank=True)
    note = serializers.CharField(required=False, allow_blank=True)


class AnnouncementBody(Body):
    """How many common working days the silence lasts, and whether the text is editorial."""

    days = serializers.IntegerField()
    is_editorial = serializers.BooleanField(default=False)


class BreakBody(Body):
    """An objection (passage, reason, what would lift it) or an amendment (the wording)."""

    answer = serializers.CharField()
    passage = serializers.CharField(default="", allow_blank=True)
    text = serializers.CharField(default="", allow_blank=True)
    remedy = serializers.CharField(default="", allow_blank=True)


class ExtensionBody(Body):
    """By how many common working days, and why."""

    days = serializers.IntegerField()
    reason = serializers.CharField(default="", allow_blank=True)
