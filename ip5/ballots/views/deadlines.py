"""The deadline page: when a round would end, in six cities, what lies in the way, what is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ip5.ballots import actions, explanations
from ip5.ballots.forms.deadlines import DeadlineForm
from ip5.ballots.states import Procedure
from ip5.kernel import access, clock
from ip5.kernel.errors import Invalid, Refused
from ip5.kernel.hat import Hat
from ip5.offices import deadlines
from ip5.offices.calendars import REACH, calendar_from
from ip5.offices.models import Office

SUGGESTED = (5, 10, 15, 20)


@access.hat
@require_GET
def deadline_page(request: HttpRequest) -> HttpResponse:
    """Show the end of a round opened on a day for n common working days; for members alone."""
    hat = request.hat
    if hat.sees_from != "members":
        raise Http404
    form = DeadlineForm(request.GET or first_question())
    context: dict[str, Any] = {"form": form, "office": home_of(hat), "refusals": []}
    if form.is_valid():
        context |= answer(**form.terms())
    status = 422 if form.errors or context["refusals"] else 200
    return render(request, "ballots/deadlines.html", context, status=status)


def first_question() -> dict[str, Any]:
    """Return what the page asks before anybody typed: opened today, at the rule's length."""
    moment = clock.now()
    calendar = calendar_from(moment)
    opened = moment.astimezone(calendar.easternmost(moment)).date()
    rule = actions.current_rule(Procedure.EXPLICIT).data
    return {"opened": opened.isoformat(), "n": rule["days"], "rule": Procedure.EXPLICIT.value}


def opening_dates(hat: Hat) -> dict[str, Any]:
    """Return when an explicit round opened now would end, for the usual lengths."""
    moment, data = clock.now(), actions.current_rule(Procedure.EXPLICIT).data
    calendar = calendar_from(moment)
    lengths = [days for days in SUGGESTED if data["short_days"] <= days <= data["most_days"]]
    rows = [
        {
            "days": days,
            "at": deadlines.deadline(moment, days, calendar).at,
            "is_short": days < data["days"],
        }
        for days in lengths
    ]
    return {"rows": rows, "zone": hat.office.zone}


def home_of(hat: Hat) -> Office | None:
    """Return the reader's office as the directory knows it: the body has none of its own."""
    return next((each for each in cities() if each.pk == hat.office_id), None)


def cities() -> list[Office]:
    """Return the offices whose local times are shown: the members, and the observers."""
    kinds = {Office.Kind.MEMBER, Office.Kind.OBSERVER}
    return [each for each in Office.objects.directory().offices if each.kind in kinds]


def answer(opened: dt.date, n: int, rule: str, short: bool) -> dict[str, Any]:
    """Return the end in six cities, what lies in the way, the suggestions, and what is refused with its reason."""
    offices = cities()
    calendar = Office.objects.common_calendar(opened, opened + REACH)
    data = actions.current_rule(rule).data
    refusals = refused_length(rule, data, n, short=short)
    shown: dict[str, Any] = {"refusals": refusals, "opened": opened, "n": n}
    try:
        end = deadlines.extension(opened, n, calendar)
        if refusals:
            refusals += too_few(opened, end.day, minimum(rule, data, short=short), offices, calendar)
        else:
            shown |= told(end, offices)
        shown["suggestions"] = suggestions(opened, rule, data, short=short, calendar=calendar)
    except Refused as error:
        refusals.append(str(error.reason))
    return shown


def told(end: deadlines.Deadline, offices: Sequence[Office]) -> dict[str, Any]:
    """Return what is said of one end: the instant, the cities, the days in the way, provisional tables."""
    acronyms = {each.code: each.acronym_on(end.at) for each in offices}
    return {
        "at": end.at,
        "rows": deadlines.local_times(end.at, offices),
        "skipped": [
            {
                "day": each.day,
                "offices": explanations.listed([acronyms[code] for code in each.offices]),
                "names": explanations.listed(list(dict.fromkeys(each.names))),
            }
            for each in end.skipped
        ],
        "provisional": [f"{acronyms[each.office]} {each.year}" for each in end.provisional],
    }


def minimum(rule: str, data: dict[str, Any], *, short: bool) -> int:
    """Return the least common working days under a rule, with or without what makes a short round."""
    least = data["days"]
    if short:
        least = data["editorial_days"] if rule == Procedure.SILENCE else data["short_days"]
    return int(least)


def refused_length(rule: str, data: dict[str, Any], n: int, *, short: bool) -> list[str]:
    """Return why the opening deed itself would refuse this length; empty where it would not."""
    try:
        if rule == Procedure.SILENCE:
            actions.check_silence_length(data, n, is_editorial=short)
        else:
            actions.check_length(data, n, "short" if short else "")
    except Invalid as error:
        return error.errors["days"]
    return []


def too_few(
    opened: dt.date,
    last: dt.date,
    least: int,
    offices: Sequence[Office],
    calendar: deadlines.CommonCalendar,
) -> list[str]:
    """Return a sentence that names the offices which would have fewer working days of their own than the least."""
    codes = [each.code for each in calendar.offices if own_days(opened, last, each.code, calendar) < least]
    moment = deadlines.closing_instant(last, calendar)
    named = [each.acronym_on(moment) for each in offices if each.code in codes]
    if not named:
        return []
    return [
        _("Fewer than %(n)d of their own working days would be left to: %(offices)s.")
        % {"n": least, "offices": explanations.listed(named)}
    ]


def own_days(opened: dt.date, last: dt.date, code: str, calendar: deadlines.CommonCalendar) -> int:
    """Return how many days after the opening, up to the last, one office is at work."""
    days = deadlines.days_between(opened + deadlines.ONE_DAY, last + deadlines.ONE_DAY)
    return sum(
        day.weekday() < 5 and code not in {closed for closed, _name in calendar.closures(day)} for day in days
    )


def suggestions(
    opened: dt.date, rule: str, data: dict[str, Any], *, short: bool, calendar: deadlines.CommonCalendar
) -> list[dict[str, Any]]:
    """Return the usual lengths that the rule allows, then the first whose end is a working day everywhere."""
    allowed = [
        n
        for n in range(minimum(rule, data, short=short), data["most_days"] + 1)
        if not refused_length(rule, data, n, short=short)
    ]
    rows = [suggestion(opened, n, calendar) for n in SUGGESTED if n in allowed]
    quiet = next(
        (row for n in allowed if (row := suggestion(opened, n, calendar))["is_open_everywhere"]), None
    )
    if quiet is not None:
        rows.append(quiet | {"is_first_open": True})
    return rows


def suggestion(opened: dt.date, n: int, calendar: deadlines.CommonCalendar) -> dict[str, Any]:
    """Return the end of one length: its day in the westernmost and in the easternmost office."""
    end = deadlines.extension(opened, n, calendar)
    east = end.at.astimezone(calendar.easternmost(end.at))
    is_open = all(
        day.weekday() < 5 and each.code not in {code for code, _name in calendar.closures(day)}
        for each in calendar.offices
        for day in [end.at.astimezone(each.zone).date()]
    )
    return {
        "n": n,
        "day": end.day,
        "east_day": east.date(),
        "east_time": f"{east:%H:%M}",
        "is_open_everywhere": is_open,
    }
