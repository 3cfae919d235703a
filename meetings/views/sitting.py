"""What is pressed on the room's screen: each a form of its own, done and back to the screen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from ip5.kernel import access
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from meetings.actions import attendance, floor, live
from meetings.forms import live as given
from meetings.models import AgendaItem, Meeting, Speaker
from meetings.rules import live as rules
from meetings.views.planning import form_page, is_done
from meetings.views.room import sitting

Act = Callable[[Meeting, Hat, dict[str, Any]], Any]


def item_of(meeting: Meeting, hat: Hat, uuid: UUID | None) -> AgendaItem | None:
    """Return the item of this agenda that the hat sees, or 404; None for none."""
    if uuid is None:
        return None
    items = AgendaItem.objects.visible_to(hat).filter(meeting=meeting)
    return get_object_or_404(items.select_related("meeting"), uuid=uuid)


def _call(meeting: Meeting, hat: Hat, values: dict[str, Any]) -> Any:
    item = item_of(meeting, hat, values["item"])
    return live.call(meeting, by=hat, item=item) if item else None


def _resume(meeting: Meeting, hat: Hat, values: dict[str, Any]) -> Any:
    number = values["session"]
    session = get_object_or_404(meeting.sessions, number=number) if number else None
    return live.resume(meeting, by=hat, session=session)


# By the address: the form that is sent, and what is done with it.
PRESSED: dict[str, tuple[type[forms.Form], Act]] = {
    "call": (given.ItemChoice, _call),
    "next": (
        given.After,
        lambda meeting, hat, values: live.call_next(
            meeting, by=hat, after=item_of(meeting, hat, values["after"])
        ),
    ),
    "suspend": (given.Nothing, lambda meeting, hat, values: live.suspend(meeting, by=hat)),
    "resume": (given.SessionChoice, _resume),
    "declare": (
        given.Declaration,
        lambda meeting, hat, values: attendance.declare(meeting, by=hat, **values),
    ),
    "confirm": (
        given.OfficeChoice,
        lambda meeting, hat, values: attendance.confirm_presence(meeting, by=hat, **values),
    ),
    "left": (
        given.OfficeChoice,
        lambda meeting, hat, values: attendance.mark_left(meeting, by=hat, **values),
    ),
    "ask": (given.Nothing, lambda meeting, hat, values: floor.ask_floor(meeting, by=hat)),
}


@access.hat
@require_POST
def press(request: HttpRequest, uuid: UUID, name: str) -> HttpResponse:
    """Do what was pressed, and go back to the screen."""
    hat = request.hat
    meeting = sitting(hat, uuid)
    require(rules.is_in_session(meeting))
    kind, act = PRESSED[name]
    form = kind(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what is meant, and press again."))
        return redirect("meetings:live", uuid)
    try:
        act(meeting, hat, form.cleaned_data)
    except Invalid as error:
        messages.error(request, str(error.reason if hasattr(error, "reason") else error))
    return redirect("meetings:live", uuid)


SPOKEN = {"give": floor.give_floor, "end": floor.end_speech}


@access.hat
@require_POST
def speak(request: HttpRequest, uuid: UUID, speaker: UUID, name: str) -> HttpResponse:
    """Give the floor, end a speech, take a request back."""
    hat = request.hat
    meeting = sitting(hat, uuid)
    rows = Speaker.objects.visible_to(hat).filter(meeting=meeting).select_related("meeting", "item")
    SPOKEN[name](get_object_or_404(rows, uuid=speaker), by=hat)
    return redirect("meetings:live", uuid)


@access.hat
@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Leave an item that is not reached: moved to the next meeting, or closed, with its reason."""
    hat = request.hat
    meeting = sitting(hat, uuid)
    require(rules.may_run(hat, meeting))
    form = given.Leaving(
        meeting, request.POST if request.method == "POST" else None, initial={"item": request.GET.get("item")}
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        item = values.pop("item")
        if is_done(form, partial(live.leave, item, by=hat), **values):
            messages.success(request, _("The item is left, with its reason."))
            return redirect("meetings:live", uuid)
    before = _("Of what is not reached the agenda and the summary say why.")
    return form_page(
        request, form, _("Move or close an item"), _("Leave the item"), meeting=meeting, before=before
    )
