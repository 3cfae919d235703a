"""The screen of the room: everybody who sees the meeting; the chair and the secretariat get the controls on it."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from ip5.kernel import access
from ip5.kernel.hat import Hat
from meetings.gathering.agenda import ITEMS
from meetings.models import AgendaItem, Meeting
from meetings.views import putting
from meetings.views.screen import screen_of

# Sent by live.js: the screen alone, without the page around it.
PART = "X-Part"


def sitting(hat: Hat, uuid: UUID) -> Meeting:
    """Return the meeting with its agenda and what is called in it now, or 404 when it does not exist for this hat."""
    items = AgendaItem.objects.on_agenda().select_related("lead_office", "session")
    meetings = (
        Meeting.objects.visible_to(hat)
        .with_facts("has_words_not_recorded")
        .annotate(quorum=putting.quorum_of_newest_rule(), session_count=Count("sessions"))
        .select_related("live__session", "live__item", "host")
        .prefetch_related(Prefetch("items", queryset=items, to_attr=ITEMS))
    )
    return get_object_or_404(meetings, uuid=uuid)


@access.hat
@require_GET
def room(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the screen of a meeting in session; any other is shown on its own page."""
    hat = request.hat
    meeting = sitting(hat, uuid)
    if not meeting.is_in_session:
        return redirect(meeting.get_absolute_url())
    live = meeting.live
    live.meeting = meeting
    context = screen_of(meeting, live, hat, request.GET.get("c", ""))
    # The screen on the wall shows what everybody sees, whoever is signed in there.
    context["controls"] = request.GET.get("view") != "room"
    template = "meetings/live/_screen.html" if PART in request.headers else "meetings/live.html"
    return render(request, template, context)
