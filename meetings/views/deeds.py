"""Every deed on a meeting as one page: what it does, what it asks, then it is done."""

from __future__ import annotations

from functools import partial
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from ip5.ui.deeds import is_done
from meetings.models import Meeting
from meetings.views.offers import DEEDS, Deed
from meetings.views.planning import form_page


@access.hat
@require_http_methods(["GET", "POST"])
def do(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Show the deed's page, or do it. A refusal keeps what was typed where the form can mend it."""
    hat, offered = request.hat, DEEDS[name]
    meeting = get_object_or_404(Meeting.objects.visible_to(hat), uuid=uuid)
    require(offered.rule(hat, meeting))
    form = form_of(offered, meeting, hat, request)
    if request.method == "POST" and form.is_valid() and is_done(form, partial(offered.act, meeting, by=hat)):
        messages.success(request, offered.after)
        return redirect(reverse(offered.goes_to, args=[meeting.uuid]))
    label, is_danger = str(offered.label), offered.style == "danger"
    return form_page(request, form, label, label, meeting=meeting, before=offered.before, is_danger=is_danger)


def form_of(offered: Deed, meeting: Meeting, hat: Hat, request: HttpRequest) -> forms.Form:
    """Return the deed's form, narrowed to what this hat may choose of this meeting."""
    form = offered.form(request.POST if request.method == "POST" else None)
    if hasattr(form, "narrow") and offered.form.__module__.startswith("meetings."):
        form.narrow(meeting, hat)
    return form
