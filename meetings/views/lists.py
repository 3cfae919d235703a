"""The list of meetings: to come, held, and for the body those being planned."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ip5.kernel import access
from meetings.models import Meeting
from meetings.rules.course import may_plan_meeting
from meetings.states import HELD, State
from meetings.views.course import hosts_of


@access.hat
@require_GET
def meeting_list(request: HttpRequest) -> HttpResponse:
    """List the meetings this hat may see: what comes next first, then what was held."""
    hat = request.hat
    seen = Meeting.objects.visible_to(hat).select_related("host", "co_host").with_times()
    rows = list(seen.order_by("-number", "-planned_at"))
    for row in rows:
        row.hosts = hosts_of(row, row.starts_at)  # type: ignore[attr-defined]
    context = {
        "to_come": sorted(
            (each for each in rows if each.is_invited or each.is_in_session), key=lambda each: each.number
        ),
        "held": [each for each in rows if each.state in HELD],
        "aside": [each for each in rows if each.state in {State.PLANNED, State.POSTPONED, State.CANCELLED}],
        "may_plan": may_plan_meeting(hat),
        "may_ask": hat.is_delegation or hat.capacity == "observer" or may_plan_meeting(hat),
    }
    return render(request, "meetings/list.html", context)
