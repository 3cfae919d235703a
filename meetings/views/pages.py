"""The page of a meeting: its head here, and a part of each noun."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from ip5.audit.models import Event
from ip5.ballots.views.round import done_by
from ip5.kernel import access
from ip5.kernel.hat import Hat
from meetings.gathering.page import for_page
from meetings.models import Meeting
from meetings.states import MACHINE
from meetings.views import agenda, course, finding, papers, register_part, registration, summary_part
from meetings.views.offers import DEEDS, Deed
from meetings.views.words import WORDS

# Work on a text that is told once a run.
REPEATED = ("meeting.edited", "meeting.agenda_edited", "meeting.summary_edited", "meeting.extract_changed")
# What each noun puts on the page: a context by name, for templates/meetings/meeting.html.
PARTS: tuple[Callable[[Meeting, Hat], dict[str, Any]], ...] = (
    course.part_of,
    finding.part_of,
    registration.part_of,
    agenda.part_of,
    papers.part_of,
    summary_part.part_of,
    register_part.part_of,
)


@access.hat
@require_GET
def meeting(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a meeting as far as this hat's class goes."""
    hat = request.hat
    found = get_object_or_404(for_page(hat), uuid=uuid)
    context: dict[str, Any] = {"meeting": found, "acts": acts_of(found, hat), "events": events_of(found, hat)}
    for part in PARTS:
        context |= part(found, hat)
    return render(request, "meetings/meeting.html", context)


def visible_meeting(hat: Hat, uuid: UUID) -> Meeting:
    """Return the meeting with what the rules on its summary ask, or 404 when it does not exist for this hat."""
    meetings = Meeting.objects.visible_to(hat).with_facts().select_related("host", "co_host")
    return get_object_or_404(meetings, uuid=uuid)


def acts_of(meeting: Meeting, hat: Hat) -> list[dict[str, Any]]:
    """Return the deeds that start from the present state, to the body with the reason of a refusal."""
    return acts_among(DEEDS, meeting, hat)


def acts_among(deeds: Mapping[str, Deed], meeting: Meeting, hat: Hat) -> list[dict[str, Any]]:
    """Return those of some deeds that start from the present state."""
    rows = []
    for name, each in deeds.items():
        if name in MACHINE.moves and not MACHINE.may(name, meeting.state):
            continue
        verdict = each.rule(hat, meeting)
        # A chair reads why a move is refused; what offices do alone is no news to a chair.
        if verdict or (hat.is_chair and name in MACHINE.moves and not verdict.is_wrong_state):
            url = reverse(f"meetings:{name}", args=[meeting.uuid])
            rows.append({"label": each.label, "verdict": verdict, "url": url, "style": each.style})
    return sorted(rows, key=lambda row: row["style"] == "danger")


def events_of(meeting: Meeting, hat: Hat) -> list[dict[str, Any]]:
    """Return the meeting's events open to the hat as rows of the log, the newest first; edits once a run."""
    events = Event.objects.for_subject(meeting).visible_to(hat).order_by("-seq")
    rows = []
    # Who asked for the floor and when is the sitting's, not the course's.
    events = events.exclude(verb__startswith="meeting.floor_")
    for event in events.without_repeats_of(*REPEATED)[:40]:
        words = WORDS.get(event.verb) or event.verb.rpartition(".")[2].replace("_", " ").capitalize()
        rows.append({"at": event.at, "who": words, "what": done_by(event), "note": event.reason, "hash": ""})
    return rows
