"""Setting the sessions: typed by the clocks of the place, shown in six cities with their burden, then confirmed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ip5.kernel import access
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from meetings.actions import sessions as acts
from meetings.actions.sessions import MAX_SESSIONS, Span
from meetings.forms.sessions import SessionsForm
from meetings.gathering import burdens
from meetings.models import Meeting, Session
from meetings.rules import course as rules
from meetings.views.course import clocks_of
from meetings.views.finding import tint
from meetings.views.planning import is_done


@access.hat
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Type the sessions, look at them in six cities, confirm what was shown."""
    hat = request.hat
    meeting = get_object_or_404(Meeting.objects.visible_to(hat).prefetch_related("sessions"), uuid=uuid)
    require(rules.may_set_sessions(hat, meeting))
    if request.method == "GET":
        return page(request, meeting, SessionsForm(meeting=meeting))
    if "more" in request.POST:
        # Another line, and what was typed stays; nothing is judged yet.
        return page(request, meeting, unjudged(request, meeting))
    form = SessionsForm(request.POST, meeting=meeting)
    if not form.is_valid() or not acts_allow(form):
        return page(request, meeting, form, status=422)
    spans = form.cleaned_data["spans"]
    if request.POST.get("shown") != text_of(spans):
        return page(request, meeting, form, shown=spans)
    act = partial(acts.set_sessions, meeting, by=hat)
    if not is_done(form, act, spans=spans, seen=form.cleaned_data["seen"]):
        return page(request, meeting, form, status=422)
    messages.success(request, after(meeting))
    return redirect(meeting.get_absolute_url())


def acts_allow(form: SessionsForm) -> bool:
    """Say in the form what the deed would refuse of its times, before they are shown."""
    return is_done(form, acts.check_spans, spans=form.cleaned_data["spans"])


def after(meeting: Meeting) -> str:
    """Return what is said once the sessions are set."""
    if meeting.is_invited:
        return _("The meeting is moved. Everybody invited is told, and calendars are updated.")
    return _("The sessions are set. A co-chair may announce the meeting.")


def unjudged(request: HttpRequest, meeting: Meeting) -> SessionsForm:
    """Return the form with one more line and what was typed, without a word on it."""
    typed = SessionsForm(request.POST, meeting=meeting)
    form = SessionsForm(meeting=meeting, more=MAX_SESSIONS)
    form.initial = {name: typed[name].data for name in typed.fields}
    form.count = min(MAX_SESSIONS, typed.count + 1)
    form.initial["lines"] = form.count
    return form


def text_of(spans: Sequence[Span]) -> str:
    """Return sessions as the text that a confirmation carries: what is done is what was shown."""
    return "/".join(
        f"{start:%Y%m%dT%H%M}+{int((end - start) / dt.timedelta(minutes=1))}" for start, end in spans
    )


def page(
    request: HttpRequest,
    meeting: Meeting,
    form: SessionsForm,
    shown: Sequence[Span] = (),
    status: int = 200,
) -> HttpResponse:
    """Return the page: the lines, and below them the sessions shown in six cities, to be confirmed."""
    context = {
        "meeting": meeting,
        "form": form,
        "rows": form.rows(),
        "has_room": form.count < MAX_SESSIONS,
        "title": _("Move the sessions") if meeting.is_invited else _("Set the sessions"),
        "back": meeting.get_absolute_url(),
        "shown": text_of(shown),
        "clocks": previewed(shown, request.hat) if shown else None,
    }
    return render(request, "meetings/sessions.html", context, status=status)


def previewed(spans: Sequence[Span], hat: Hat) -> dict[str, Any]:
    """Return the sessions in six cities as the meeting's page draws them, each with what it costs there."""
    rows = [
        Session(number=number, starts_at=start, ends_at=end) for number, (start, end) in enumerate(spans, 1)
    ]
    clocks = clocks_of(rows, hat)
    cities = {each.code: each for each in burdens.cities(spans[0][0].date(), spans[-1][1].date())}
    for row in clocks["rows"]:
        for cell in row["cells"]:
            score = burdens.of_session(row["session"], cities[cell["office"].code]).score
            cell["burden"] = {"score": score, "tint": tint(score)}
    return clocks
