"""What the API says of a meeting, field by field."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from ip5.api.serializers import Reading, word
from ip5.kernel.visibility import Visibility
from meetings.api.register import ActionItemRow, DecisionRow
from meetings.gathering.papers import Held
from meetings.models import Meeting, Session
from meetings.printed import Line, Printed
from meetings.states import ItemType, Mode, State


class MeetingRow(serializers.Serializer[Meeting]):
    """A meeting as lists show it; its times are instants in UTC, ``zone`` is that of the place."""

    uuid = serializers.UUIDField(read_only=True)
    symbol = serializers.SerializerMethodField(help_text="Null before it is announced.")
    title = serializers.CharField(read_only=True)
    state = word(State.values)
    mode = word(Mode.values)
    place = serializers.CharField(read_only=True)
    zone = serializers.CharField(read_only=True, help_text="IANA zone of the place.")
    host = serializers.CharField(source="host.code", read_only=True)
    co_host = serializers.CharField(source="co_host.code", read_only=True, allow_null=True)
    starts_at = serializers.DateTimeField(read_only=True, allow_null=True)
    ends_at = serializers.DateTimeField(read_only=True, allow_null=True)
    origin = word(Meeting.Origin.values)

    def get_symbol(self, meeting: Meeting) -> str | None:
        """Return the symbol, or None."""
        return meeting.symbol or None


class SessionRow(serializers.Serializer[Session]):
    """A sitting: two instants in UTC."""

    number = serializers.IntegerField(read_only=True)
    starts_at = serializers.DateTimeField(read_only=True)
    ends_at = serializers.DateTimeField(read_only=True)


class AgendaItemRow(serializers.Serializer[Line]):
    """An item of the agenda, numbered as the caller's hat reads it."""

    uuid = serializers.UUIDField(source="key", read_only=True)
    number = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    note = serializers.CharField(read_only=True)
    type = word(ItemType.values)
    session = serializers.IntegerField(read_only=True, help_text="Number of its session; 0 for none.")
    under = serializers.SerializerMethodField(help_text="The item it stands under.")
    lead_office = serializers.CharField(source="lead", read_only=True)
    minutes = serializers.SerializerMethodField(help_text="0 for an item whose parts count by themselves.")
    visibility = serializers.SerializerMethodField()
    subject = serializers.CharField(read_only=True, help_text="Symbol of what it is about.")
    papers = serializers.SerializerMethodField(help_text="Symbols of its documents.")

    def get_under(self, line: Line) -> str | None:
        """Return the uuid of the item it stands under, or None."""
        return line.under or None

    def get_minutes(self, line: Line) -> int:
        """Return what the item takes by itself."""
        agenda: Printed = self.context["agenda"]
        return agenda.minutes_of(line)

    def get_visibility(self, line: Line) -> str:
        """Return who is in the room while it is treated."""
        return str(Visibility.MEMBERS if line.is_closed else Visibility.MEMBERS_OBSERVERS)

    def get_papers(self, line: Line) -> list[str]:
        """Return the symbols of the documents under it that the hat reads."""
        return [*line.papers, *line.restricted]


class AgendaRow(serializers.Serializer[Printed]):
    """The agenda as the page shows it: the working one to the body, to others what is published."""

    minutes = serializers.IntegerField(read_only=True, help_text="What all its items take.")
    items = serializers.SerializerMethodField()

    def get_items(self, agenda: Printed) -> Any:
        """Return the items in the order of the sessions."""
        lines = [line for _sitting, lines in agenda.by_session() for line in lines]
        return AgendaItemRow(lines, many=True, context={"agenda": agenda}).data


class AgendaVersionRow(serializers.Serializer[Any]):
    """The newest published agenda: NETAI/3/1 Prov.2."""

    symbol = serializers.CharField(read_only=True)
    published_at = serializers.DateTimeField(read_only=True)
    page = serializers.CharField(source="get_absolute_url", read_only=True)


class MeetingPaperRow(serializers.Serializer[Held]):
    """A document of the meeting, with its newest version."""

    uuid = serializers.UUIDField(source="paper.uuid", read_only=True)
    symbol = serializers.CharField(source="paper.symbol", read_only=True)
    title = serializers.CharField(source="paper.title", read_only=True)
    office = serializers.CharField(source="paper.office.code", read_only=True)
    visibility = word(Visibility.values, source="paper.visibility")
    is_late = serializers.BooleanField(source="paper.is_late", read_only=True)
    version = serializers.IntegerField(source="newest.number", read_only=True)
    sha256 = serializers.CharField(source="newest.sha256", read_only=True)
    at = serializers.DateTimeField(source="newest.at", read_only=True)
    page = serializers.CharField(source="newest.get_absolute_url", read_only=True, help_text="Its file.")


class MeetingDetail(MeetingRow, Reading):
    """A meeting in full, as far as the caller's hat sees it."""

    page = serializers.CharField(source="get_absolute_url", read_only=True)
    venue = serializers.CharField(read_only=True)
    link = serializers.SerializerMethodField(help_text="For those online; null for who is not registered.")
    registration_closes_on = serializers.DateField(read_only=True, allow_null=True)
    papers_due_on = serializers.DateField(read_only=True, allow_null=True)
    reason = serializers.CharField(
        read_only=True, help_text="Why it was postponed, cancelled or its summary reopened."
    )
    record_note = serializers.CharField(read_only=True)
    sources = serializers.ListField(child=serializers.CharField(), read_only=True)
    sessions = SessionRow(many=True, read_only=True)
    agenda_version = AgendaVersionRow(read_only=True, allow_null=True)
    agenda = AgendaRow(read_only=True, allow_null=True)
    papers = MeetingPaperRow(source="held_papers", many=True, read_only=True)
    decisions = DecisionRow(many=True, read_only=True)
    action_items = ActionItemRow(many=True, read_only=True)

    def get_link(self, meeting: Meeting) -> str | None:
        """Return the link to whom the page shows it."""
        return meeting.link or None if meeting.shows_link else None  # type: ignore[attr-defined]
