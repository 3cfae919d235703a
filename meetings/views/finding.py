"""Finding the time: the scored slots with a heat map, the poll of the offices, the choice."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ip5.kernel import access
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.offices.deadlines import local_times
from ip5.offices.models import Office
from meetings import finder
from meetings.actions import course as acts
from meetings.actions.sessions import choose_slot
from meetings.finder import Burden, City, Slot
from meetings.forms.finding import Answers, Chosen, Search, first_question
from meetings.gathering import burdens
from meetings.models import Meeting, SlotAnswer, SlotOption
from meetings.rules import course as rules
from meetings.states import MACHINE, Fit

# Up to these scores of one session a cell of the heat map has the tint 0 to 4.
TINTS = (0, 60, 180, 360)
FIT_TONES = {Fit.GOOD: "support", Fit.POSSIBLE: "reserve", Fit.IMPOSSIBLE: "object"}


@access.hat
@require_GET
def find(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show the fairest slots between two days, what each costs each office, and a day's heat map."""
    meeting = planned_for(request.hat, uuid)
    form = Search(request.GET if "first" in request.GET else first_question())
    context: dict[str, Any] = {"meeting": meeting, "form": form, "office": own_office(request.hat)}
    if form.is_valid():
        context |= found(meeting, form.cleaned_data)
    return render(request, "meetings/find.html", context, status=422 if form.errors else 200)


def planned_for(hat: Hat, uuid: UUID) -> Meeting:
    """Return the meeting whose time the hat may look for; 404, 403 or 409 otherwise."""
    meeting = get_object_or_404(Meeting.objects.visible_to(hat), uuid=uuid)
    require(rules.may_poll(hat, meeting))
    return meeting


def own_office(hat: Hat) -> Office | None:
    """Return the reader's office as the directory knows it: the body has none of its own."""
    return next((each for each in Office.objects.directory().offices if each.pk == hat.office_id), None)


def found(meeting: Meeting, asked: dict[str, Any]) -> dict[str, Any]:
    """Return the slots as rows, the burden carried so far, whose turn it is, and the heat map."""
    first, last, minutes = asked["first"], asked["last"], asked["minutes"]
    reach = last + dt.timedelta(days=3)
    cities = burdens.cities(first, reach)
    borne = burdens.carried(before=meeting)
    best = finder.slots(first, last, days=asked["days"], minutes=minutes, cities=cities, carried=borne)
    day = asked["heat"] or (best[0].starts_at.date() if best else first)
    # Any day may be asked for: outside the span its closed days are not known yet.
    warmed = cities if first <= day <= reach else burdens.cities(day, day)
    members = [each for each in cities if each.is_member]
    return {
        "rows": [slot_row(each, members) for each in best],
        "members": [{"office": office_of(each.code), "borne": borne.get(each.code, 0)} for each in members],
        "turn": turn(members, borne),
        "heat_day": day,
        "heat": heat_rows(day, minutes, warmed),
        "heat_offices": [office_of(each.code) for each in cities],
        "asked_minutes": minutes,
    }


def office_of(code: str) -> Office:
    """Return an office of the request's directory."""
    return Office.objects.directory().of_code(code)


def turn(members: list[City], borne: dict[str, int]) -> list[Office]:
    """Return the offices that have borne least so far, if some bore more: their turn is next."""
    sums = {each.code: borne.get(each.code, 0) for each in members}
    least = min(sums.values(), default=0)
    return (
        [office_of(code) for code, sum_ in sums.items() if sum_ == least]
        if len(set(sums.values())) > 1
        else []
    )


def slot_row(slot: Slot, members: list[City]) -> dict[str, Any]:
    """Return a slot with its value for the form, and what it costs each office."""
    start, end = slot.sessions[0]
    minutes = int((end - start) / dt.timedelta(minutes=1))
    return {
        "value": f"{start:%Y-%m-%dT%H:%M}/{len(slot.sessions)}/{minutes}",
        "starts_at": start,
        "days": len(slot.sessions),
        "cells": [cell(slot.burdens[each.code], slot.carried.get(each.code, 0)) for each in members],
        "total": slot.total,
        "worst": slot.worst,
        "shifted": [" – ".join(office_of(code).city for code in pair.split("-")) for pair in slot.warnings],
    }


def cell(found: Burden, carried: int) -> dict[str, Any]:
    """Return one office's burden with its parts, as the formula is printed."""
    return {"score": found.score, "burden": found, "sum": carried + found.score, "tint": tint(found.score)}


def tint(score: int) -> int:
    """Return the tint of a cell: 0 for no burden, 4 for the heaviest."""
    return sum(score > each for each in TINTS)


def heat_rows(day: dt.date, minutes: int, cities: list[City]) -> list[dict[str, Any]]:
    """Return the heat map: each start of the day in UTC with the burden on each city, and the local time there."""
    offices = [office_of(each.code) for each in cities]
    rows = []
    for start, row in finder.heat(day, minutes, cities):
        at = dt.datetime.combine(day, start, dt.UTC)
        cells = [
            {
                "score": row[local["office"].code],
                "tint": tint(row[local["office"].code]),
                "local": local["time"],
            }
            for local in local_times(at, offices, dt.UTC)
        ]
        rows.append({"start": start, "cells": cells, "sum": sum(each["score"] for each in cells)})
    return rows


@access.hat
@require_POST
def ask(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the offices about the slots chosen; the finder is shown again where none was."""
    meeting = planned_for(request.hat, uuid)
    form = Chosen(request.POST)
    if form.is_valid():
        try:
            acts.ask_slots(meeting, by=request.hat, slots=form.cleaned_data["slots"])
        except Invalid as error:
            messages.error(request, " ".join(line for lines in error.errors.values() for line in lines))
        else:
            messages.success(request, _("The offices are asked. Their answers stand on the meeting’s page."))
        return redirect(meeting.get_absolute_url())
    messages.error(request, form.errors["slots"][0])
    return redirect("meetings:find", uuid=meeting.uuid)


@access.hat
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Say for the own office which slots suit; what was said stands there and may be changed."""
    hat = request.hat
    meeting = get_object_or_404(Meeting.objects.visible_to(hat), uuid=uuid)
    require(rules.may_answer_poll(hat, meeting))
    options = list(meeting.options.ahead())
    given = dict(
        SlotAnswer.objects.filter(option__in=options, office=hat.office_id).values_list("option_id", "fit")
    )
    form = Answers(request.POST if request.method == "POST" else None, options=options, given=given)
    if request.method == "POST" and form.is_valid() and options:
        acts.answer_slots(meeting, by=hat, answers=form.answers())
        messages.success(
            request, _("Your office has answered. You may change it while the meeting is planned.")
        )
        return redirect(meeting.get_absolute_url())
    context = {
        "meeting": meeting,
        "title": _("Which times suit your office"),
        "submit": _("Answer"),
        "back": meeting.get_absolute_url(),
        "form": form,
        "rows": answer_rows(options, form, hat),
    }
    return render(request, "meetings/slots.html", context, status=422 if form.is_bound else 200)


def answer_rows(options: list[SlotOption], form: Answers, hat: Hat) -> list[dict[str, Any]]:
    """Return each slot with its field and its time in the reader's own city."""
    office = own_office(hat)
    return [
        {
            "option": each,
            "field": form[f"slot_{each.pk}"],
            "local": local_times(each.starts_at, [office], dt.UTC)[0],
        }
        for each in options
        if office is not None
    ]


@access.hat
@require_POST
def choose(request: HttpRequest, uuid: UUID, option: UUID) -> HttpResponse:
    """Make a slot the meeting's sessions."""
    meeting = planned_for(request.hat, uuid)
    chosen = get_object_or_404(SlotOption, meeting=meeting, uuid=option)
    choose_slot(meeting, by=request.hat, option=chosen)
    messages.success(request, _("The sessions are set. A co-chair may announce the meeting."))
    return redirect(meeting.get_absolute_url())


def part_of(meeting: Meeting, hat: Hat) -> dict[str, Any]:
    """Return the poll for the meeting's page: each slot with what each office said, while it is planned."""
    if not MACHINE.may("plan", meeting.state):
        return {}
    may_find, may_answer = rules.may_poll(hat, meeting), rules.may_answer_poll(hat, meeting)
    polled = acts.offices_polled()
    asked = SlotOption.objects.visible_to(hat).ahead().filter(meeting=meeting)
    options = list(asked.with_answers())
    return {
        "may_find": may_find,
        "may_answer_poll": may_answer if options else None,
        "polled": polled,
        "poll": [poll_row(each, polled) for each in options],
    }


def poll_row(option: SlotOption, polled: list[Office]) -> dict[str, Any]:
    """Return a slot with each office's answer, and how many it suits."""
    said = {each["office"]: Fit(each["fit"]) for each in vars(option)["answers_read"]}
    fits = [said.get(office.pk) for office in polled]
    return {
        "option": option,
        "cells": [{"label": each.label, "answer": FIT_TONES[each]} if each else None for each in fits],
        "good": fits.count(Fit.GOOD),
        "bad": fits.count(Fit.IMPOSSIBLE),
    }
