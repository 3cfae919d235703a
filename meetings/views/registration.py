"""Pages of registration: the answer to an invitation, the delegation's list, the calendar file."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from meetings.actions import course
from meetings.actions import registration as acts
from meetings.exports import calendar
from meetings.forms.registration import Line, Reply
from meetings.gathering.page import registered_of
from meetings.models import Meeting, Registration
from meetings.querysets import is_body
from meetings.rules import registration as rules
from meetings.states import Attends
from meetings.views.planning import form_page, is_done


@access.hat
@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Answer the own invitation; the answer given stands there and may be changed."""
    hat = request.hat
    meeting = get_object_or_404(Meeting.objects.visible_to(hat), uuid=uuid)
    require(rules.may_reply(hat, meeting))
    given = Registration.objects.filter(meeting=meeting, mandate=hat.pk).first()
    initial = {"attends": given.attends} if given else {}
    form = Reply(request.POST if request.method == "POST" else None, meeting=meeting, initial=initial)
    if request.method == "POST" and form.is_valid() and is_done(form, partial(acts.reply, meeting, by=hat)):
        messages.success(request, _("Your answer is noted."))
        return redirect(meeting.get_absolute_url())
    return form_page(request, form, _("Answer the invitation"), _("Answer"), meeting=meeting)


@access.hat
@require_http_methods(["GET", "POST"])
def delegation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the own delegation's list and put somebody on it; the body sees and keeps all lists."""
    hat = request.hat
    meeting = get_object_or_404(Meeting.objects.visible_to(hat), uuid=uuid)
    require(rules.may_register(hat, meeting))
    form = Line(request.POST if request.method == "POST" else None, meeting=meeting, hat=hat)
    if (
        request.method == "POST"
        and form.is_valid()
        and is_done(form, partial(acts.register, meeting, by=hat))
    ):
        messages.success(request, _("That person is on the list."))
        return redirect("meetings:delegation", uuid=meeting.uuid)
    rows = Registration.objects.visible_to(hat).filter(meeting=meeting).select_related("office")
    context = {"meeting": meeting, "form": form, "rows": rows, "is_body": is_body(hat)}
    return render(request, "meetings/delegation.html", context, status=422 if form.is_bound else 200)


@access.hat
@require_POST
def strike(request: HttpRequest, uuid: UUID, registration: UUID) -> HttpResponse:
    """Take somebody off the list."""
    hat = request.hat
    meeting = get_object_or_404(Meeting.objects.visible_to(hat), uuid=uuid)
    found = get_object_or_404(Registration.objects.visible_to(hat), meeting=meeting, uuid=registration)
    acts.strike(found, by=hat)
    messages.success(request, _("That person is taken off the list."))
    return redirect("meetings:delegation", uuid=meeting.uuid)


@access.hat
@require_GET
def calendar_file(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give the meeting as a calendar file; the link is in it for whoever is registered."""
    hat = request.hat
    meetings = Meeting.objects.visible_to(hat).with_link_for(hat).prefetch_related("sessions")
    meeting = get_object_or_404(meetings, uuid=uuid, number__isnull=False)
    given = Registration.objects.filter(meeting=meeting, mandate=hat.pk).first()
    content = calendar.write([meeting], reader=request.user.email, part=given.attends if given else "")
    return ics(content, meeting.symbol.replace("/", "-"))


@access.hat
@require_GET
def all_meetings(request: HttpRequest) -> HttpResponse:
    """Give every meeting to come as one calendar file."""
    hat = request.hat
    meetings = Meeting.objects.visible_to(hat).with_link_for(hat).to_come().prefetch_related("sessions")
    return ics(calendar.write(meetings), "NETAI-meetings")


def ics(content: bytes, name: str) -> HttpResponse:
    """Return a calendar file as an attachment."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def part_of(meeting: Meeting, hat: Hat) -> dict[str, Any]:
    """Return the delegations by number, the own answer, and what is needed of the own office."""
    if meeting.number is None:
        return {}
    given, counts = vars(meeting)["own_answer"], registered_of(meeting)
    may_register = rules.may_register(hat, meeting)
    offices = course.offices_polled()
    return {
        # The sources of a meeting from the record do not name who came.
        "delegations": []
        if meeting.is_from_record
        else [{"office": each, "n": counts[each.pk]} for each in offices],
        "my_answer": Attends(given).label if given else "",
        "may_reply": rules.may_reply(hat, meeting),
        "may_register": may_register,
        "lacks_delegation": bool(may_register) and not is_body(hat) and not counts[hat.office_id or 0],
    }
