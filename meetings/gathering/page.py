"""What the page of a meeting reads together with the meeting: one question instead of one a part of the page."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from ip5.accounts.models import Capacity, Mandate
from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from ip5.register.models import Decision
from meetings.gathering.agenda import ITEMS
from meetings.models import AgendaItem, AgendaVersion, Meeting, Registration, SummaryEntry, SummarySuggestion
from meetings.states import HELD, Part

OWN = OuterRef("pk")
DECIDED = ("symbol", "text", "decided_at", "subject_symbol", "subject_address")
PUBLISHED = ("number", "snapshot", "published_at")


@dataclass(frozen=True, slots=True)
class Chair:
    """A co-chair as a meeting names one: the person, and the office that seconds."""

    name: str
    office: Office | None


def for_page(hat: Hat) -> QuerySet[Meeting]:
    """Return the meetings the hat sees, with sessions, agenda and what the functions below read of them."""
    meetings = Meeting.objects.visible_to(hat).with_link_for(hat).with_facts()
    items = Prefetch("items", queryset=AgendaItem.objects.on_page(hat), to_attr=ITEMS)
    return (
        meetings.annotate(**_answers(hat), **_lists(hat), **_summary(hat))
        .select_related("host", "co_host")
        .prefetch_related("sessions", items)
    )


def _answers(hat: Hat) -> dict[str, Any]:
    own = Registration.objects.filter(meeting=OWN, mandate=hat.pk).values("attends")[:1]
    before = Meeting.objects.filter(state__in=HELD, number__lt=OuterRef("number")).order_by("-number")
    return {"own_answer": Subquery(own), "number_before": Subquery(before.values("number")[:1])}


def _lists(hat: Hat) -> dict[str, Any]:
    coming = Registration.objects.coming().filter(meeting=OWN).exclude(part=Part.BODY)
    versions = AgendaVersion.objects.visible_to(hat).filter(meeting=OWN).order_by("-number")[:1]
    decisions = Decision.objects.visible_to(hat).filter(meeting_number=OuterRef("number"))
    # Of a meeting that is over, who were co-chairs then.
    at = Coalesce(OuterRef("closed_at"), Value(clock.now()))
    chairs = Mandate.objects.in_capacity(Capacity.CHAIR).filter(
        Q(until__isnull=True) | Q(until__gt=at), since__lte=at
    )
    named = JSONObject(name="person__name", office="seconding_office_id")
    return {
        "coming_from": ArraySubquery(coming.values("office_id")),
        "agendas_read": ArraySubquery(versions.values(row=JSONObject(**{each: each for each in PUBLISHED}))),
        "decisions_read": ArraySubquery(
            decisions.order_by("decided_at", "pk").values(row=JSONObject(**{each: each for each in DECIDED}))
        ),
        "chairs_read": ArraySubquery(chairs.order_by("seconding_office__protocol_order").values(row=named)),
    }


def _summary(hat: Hat) -> dict[str, Any]:
    entries = SummaryEntry.objects.visible_to(hat).filter(meeting=OWN)
    suggested = SummarySuggestion.objects.visible_to(hat).open()
    open_ones = suggested.filter(
        entry__in=SummaryEntry.objects.visible_to(hat), entry__meeting=OuterRef("pk")
    )
    counted = {"entry_count": (entries, "meeting"), "correction_count": (open_ones, "entry__meeting")}
    return {
        name: Subquery(rows.order_by().values(key).annotate(n=Count("pk")).values("n"))
        for name, (rows, key) in counted.items()
    }


def registered_of(meeting: Meeting) -> Counter[int]:
    """Return how many of each office take part, by the office's key."""
    return Counter(vars(meeting)["coming_from"])


def newest_agenda(meeting: Meeting) -> AgendaVersion | None:
    """Return the agenda as it was published last, or None."""
    found = [
        AgendaVersion(meeting=meeting, **_dated(row, "published_at")) for row in _rows(meeting, "agendas")
    ]
    return found[0] if found else None


def decisions_of(meeting: Meeting) -> list[Decision]:
    """Return the decisions of the meeting that the hat reads, in their order."""
    return [Decision(**_dated(row, "decided_at")) for row in _rows(meeting, "decisions")]


def chairs_of(meeting: Meeting) -> list[Chair]:
    """Return who chairs the meeting; the sources of one from the record do not say."""
    if meeting.is_from_record:
        return []
    offices = Office.objects.directory()
    return [
        Chair(row["name"], offices.of_id(row["office"]) if row["office"] else None)
        for row in _rows(meeting, "chairs")
    ]


def _rows(meeting: Meeting, name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = vars(meeting)[f"{name}_read"]
    return found


def _dated(row: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the row with the instant that JSON carries as text."""
    return row | {name: dt.datetime.fromisoformat(row[name])}
