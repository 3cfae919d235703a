"""Meetings over the API: when and where, the agenda as the hat reads it, what came of it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from ip5.api.pagination import SIZE
from ip5.api.serializers import LIST_REFUSALS, REFUSALS
from ip5.api.viewsets import HatViewSet, one
from ip5.register.models import Decision
from meetings.api.register import dated, seen_items
from meetings.api.rows import MeetingDetail, MeetingRow
from meetings.gathering.papers import papers_of
from meetings.gathering.published import newest, shown
from meetings.models import Meeting
from meetings.states import State


class MeetingFilters(serializers.Serializer[Any]):
    """What narrows the list of meetings."""

    state = serializers.ChoiceField(required=False, choices=State.choices)


class MeetingViewSet(HatViewSet):
    """Meetings, the newest first; they are prepared and held on their pages."""

    lookup_field = "uuid"
    queryset = Meeting.objects.none()
    serializer_class = MeetingRow

    @extend_schema(parameters=[MeetingFilters], responses={200: MeetingRow(many=True), **LIST_REFUSALS})
    def list(self, request: Request) -> Response:
        """List the meetings the hat may see."""
        rows = Meeting.objects.visible_to(self.hat).filter(**self.filters(MeetingFilters).validated_data)
        rows = rows.select_related("host", "co_host").with_times().order_by("-number", "-planned_at")
        first = self.offset()
        return self.page(list(rows[first : first + SIZE + 1]), MeetingRow)

    @extend_schema(responses={200: MeetingDetail, **REFUSALS})
    def retrieve(self, request: Request, uuid: str) -> Response:
        """Show a meeting with its agenda, documents, decisions and action items."""
        hat = self.hat
        rows = Meeting.objects.visible_to(hat).with_link_for(hat).with_times()
        meeting = one(rows.select_related("host", "co_host").prefetch_related("sessions"), uuid)
        version, papers, number = newest(meeting, hat), papers_of(meeting, hat), meeting.number
        meeting.agenda_version, meeting.held_papers = version, papers
        # What was held before the site has an agenda in its sources alone.
        meeting.agenda = None if meeting.is_from_record else shown(meeting, hat, version, papers)
        meeting.decisions = Decision.objects.visible_to(hat).of_meeting(number) if number else []
        items = seen_items(hat).of_meeting(number).order_by("opened_at", "pk") if number else []
        meeting.action_items = dated(items, hat)
        return Response(MeetingDetail(meeting).data)
