"""Planning a meeting: begun, changed, its times found and set."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.ui import deeds
from meetings.actions import course as acts
from meetings.forms.course import MeetingForm, MoveForm
from meetings.models import Meeting
from meetings.rules import course as rules


def form_page(
    request: HttpRequest, form: forms.BaseForm, title: str, submit: str, **context: Any
) -> HttpResponse:
    """Return the page of a form that keeps what was typed; 422 where something is to be mended."""
    meeting = context.get("meeting")
    back = meeting.get_absolute_url() if meeting else ".."
    page = {"form": form, "title": title, "submit": submit, "back": back} | context
    return render(request, "meetings/form.html", page, status=422 if form.is_bound else 200)


def is_done(form: forms.BaseForm, act: Callable[..., Any], **values: Any) -> bool:
    """Do the deed with the form's values (or those given); False with its sentences in the form where it refused."""
    try:
        return deeds.is_done(form, act, **values)
    except Conflict as error:
        form.add_error(None, str(error.reason))
        return False


@access.hat
@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a meeting."""
    hat = request.hat
    require(rules.may_plan_meeting(hat))
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in acts.FIELDS}
        try:
            made = acts.plan_meeting(by=hat, values=values)
        except Invalid as error:
            deeds.add_errors(form, error)
        else:
            messages.success(request, _("The meeting is begun. Find its time next."))
            return redirect(made.get_absolute_url())
    return form_page(request, form, _("Plan a meeting"), _("Begin"))


@access.hat
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a meeting: all of it while it is planned, venue, link and days once it is announced."""
    hat = request.hat
    meeting = get_object_or_404(Meeting.objects.visible_to(hat), uuid=uuid)
    is_moved = meeting.is_invited
    require((rules.may_move if is_moved else rules.may_plan)(hat, meeting))
    kind, act, names = (
        (MoveForm, acts.move, acts.MOVABLE) if is_moved else (MeetingForm, acts.edit, acts.FIELDS)
    )
    seen, title = meeting.version, meeting.title
    form = kind(request.POST if request.method == "POST" else None, instance=meeting, initial={"seen": seen})
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in names}
        read = form.cleaned_data["seen"] or seen
        if is_done(form, partial(act, meeting, by=hat), values=values, seen=read):
            messages.success(request, _("The meeting is changed."))
            return redirect(meeting.get_absolute_url())
    before = _("Everybody invited is told, and calendars are updated.") if is_moved else ""
    # The form writes what was typed into the row, so what the meeting is called was read before.
    context = {"meeting": meeting, "lead": title, "before": before}
    return form_page(request, form, _("Change the meeting"), _("Save"), **context)
