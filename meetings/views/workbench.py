"""The workbench of the agenda: the body adds, changes, orders, draws in and moves items."""

from __future__ import annotations

from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ip5.kernel import access
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from meetings.actions import agenda as acts
from meetings.forms.agenda import CarryForm, DrawForm, ItemForm
from meetings.gathering import drawn
from meetings.gathering.agenda import printed_with
from meetings.gathering.papers import by_item, papers_of
from meetings.models import AgendaItem, Meeting
from meetings.rules import agenda as rules
from meetings.states import STANDING
from meetings.views.agenda import blocks_of, span
from meetings.views.planning import form_page, is_done


def _meeting(hat: Hat, uuid: UUID) -> Meeting:
    """Return the meeting whose agenda the hat works on; refused for who sees it and makes no agenda."""
    meeting = get_object_or_404(Meeting.objects.visible_to(hat).select_related("host"), uuid=uuid)
    return meeting


def _item(hat: Hat, uuid: UUID, item: UUID) -> tuple[Meeting, AgendaItem]:
    """Return an item of the working agenda, which is the body's: nobody else learns whether it exists."""
    meeting = _meeting(hat, uuid)
    require(rules.may_carry_item(hat, meeting))
    items = AgendaItem.objects.visible_to(hat).on_agenda().select_related("asked_by", "meeting")
    return meeting, get_object_or_404(items, uuid=item, meeting=meeting)


def _back(meeting: Meeting) -> str:
    return reverse("meetings:agenda", args=[meeting.uuid])


@access.hat
@require_GET
def workbench(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the working agenda with the minutes of each session, and what offices ask for."""
    hat = request.hat
    meeting = _meeting(hat, uuid)
    require(rules.may_edit_agenda(hat, meeting))
    papers = papers_of(meeting, hat)
    agenda = printed_with(meeting, by_item(papers))
    requested = AgendaItem.objects.visible_to(hat).requested().filter(meeting=meeting)
    context = {
        "meeting": meeting,
        "agenda": blocks_of(agenda, hat, papers),
        "agenda_minutes": span(agenda.minutes),
        "is_empty": not agenda.lines,
        "version": meeting.agendas.first(),
        "requested": requested.select_related("lead_office", "asked_by__office"),
        "may_publish": rules.may_publish_agenda(hat, meeting),
        "may_revise": rules.may_revise_agenda(hat, meeting),
    }
    return render(request, "meetings/agenda.html", context)


@access.hat
@require_POST
def fill(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write the standing items onto an empty agenda."""
    meeting = _meeting(request.hat, uuid)
    acts.fill_agenda(meeting, by=request.hat)
    return redirect(_back(meeting))


@access.hat
@require_POST
def order(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Bring the items into the order sent; a button beside an item moves it one place up or down."""
    meeting = _meeting(request.hat, uuid)
    nudge = None
    for name, step in (("up", -1), ("down", 1)):
        if name in request.POST:
            nudge = (request.POST[name], step)
    try:
        acts.order_items(meeting, by=request.hat, order=request.POST.getlist("order"), nudge=nudge)
    except Invalid as error:
        messages.error(request, str(error))
    return redirect(_back(meeting) + (f"#item-{nudge[0]}" if nudge else ""))


@access.hat
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Add an item."""
    hat = request.hat
    meeting = _meeting(hat, uuid)
    require(rules.may_edit_agenda(hat, meeting))
    form = ItemForm(request.POST if request.method == "POST" else None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in acts.FIELDS}
        if is_done(form, partial(acts.add_item, meeting, by=hat), values=values):
            messages.success(request, _("The item is on the working agenda."))
            return redirect(_back(meeting))
    return _form(request, form, _("Add an item"), _("Add"), meeting)


@access.hat
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, uuid: UUID, item: UUID) -> HttpResponse:
    """Change an item."""
    hat = request.hat
    meeting, row = _item(hat, uuid, item)
    require(rules.may_edit_agenda(hat, meeting))
    seen = row.version
    form = ItemForm(
        request.POST if request.method == "POST" else None,
        meeting=meeting,
        instance=row,
        initial={"seen": seen},
    )
    if request.method == "POST" and form.is_valid():
        values = {name: form.cleaned_data[name] for name in acts.FIELDS}
        read = form.cleaned_data["seen"] or seen
        if is_done(form, partial(acts.edit_item, row, by=hat), values=values, seen=read):
            messages.success(request, _("The item is changed."))
            return redirect(_back(meeting))
    return _form(request, form, _("Change an item"), _("Save"), meeting)


def _form(
    request: HttpRequest, form: Any, title: str, submit: str, meeting: Meeting, **more: Any
) -> HttpResponse:
    return form_page(request, form, title, submit, meeting=meeting, back=_back(meeting), **more)


@access.hat
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, uuid: UUID, item: UUID) -> HttpResponse:
    """Take an item off the agenda, after a page that says so."""
    hat = request.hat
    meeting, row = _item(hat, uuid, item)
    require(rules.may_edit_agenda(hat, meeting))
    if request.method == "POST":
        acts.remove_item(row, by=hat)
        messages.success(request, _("The item is off the agenda."))
        return redirect(_back(meeting))
    title = _("Take an item off")
    words = _(
        "The item and what stands under it leave the working agenda. "
        "What an office asked for goes to the backlog."
    )
    return _form(request, forms.Form(), title, title, meeting, lead=row.title, before=words, is_danger=True)


@access.hat
@require_http_methods(["GET", "POST"])
def carry(request: HttpRequest, uuid: UUID, item: UUID) -> HttpResponse:
    """Move an item to another meeting or to the backlog."""
    hat = request.hat
    meeting, row = _item(hat, uuid, item)
    form = CarryForm(request.POST if request.method == "POST" else None, hat=hat, meeting=meeting)
    if request.method == "POST" and form.is_valid() and is_done(form, partial(acts.carry_item, row, by=hat)):
        messages.success(request, _("The item is moved."))
        return redirect(meeting.get_absolute_url())
    return _form(request, form, _("Move an item"), _("Move"), meeting, lead=row.title)


@access.hat
@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show what could be drawn in, under each standing item; draw in what is chosen."""
    hat = request.hat
    meeting = _meeting(hat, uuid)
    require(rules.may_edit_agenda(hat, meeting))
    offers = drawn.offers_of(meeting, hat)
    form = DrawForm(request.POST if request.method == "POST" else None, offers=offers)
    if request.method == "POST" and form.is_valid() and is_done(form, partial(acts.draw_in, meeting, by=hat)):
        messages.success(request, _("Drawn in."))
        return redirect(_back(meeting))
    titles = {key: title for key, _kind, title, _minutes in STANDING}
    groups = [
        {"title": titles[head], "id": head, "offers": list(rows)}
        for head, rows in groupby(offers, key=lambda each: each.head)
    ]
    context = {"meeting": meeting, "form": form, "groups": groups}
    return render(request, "meetings/agenda_draw.html", context, status=422 if form.is_bound else 200)
