"""The agenda as readers see it: on the meeting's page, and each published one with what changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ip5.kernel import access
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices.models import Office
from meetings.gathering.agenda import ITEMS
from meetings.gathering.page import newest_agenda
from meetings.gathering.papers import Held, papers_of
from meetings.gathering.published import as_read, shown
from meetings.models import AgendaVersion, Meeting
from meetings.printed import Change, Line, Printed, Retimed, Sitting, differences, retimed
from meetings.querysets import is_body
from meetings.rules import agenda as rules
from meetings.states import ItemType


def part_of(meeting: Meeting, hat: Hat) -> dict[str, Any]:
    """Return the agenda this hat reads: the working one for the body, and for all others what is published."""
    version, papers = newest_agenda(meeting), papers_of(meeting, hat)
    agenda = None if meeting.is_from_record else shown(meeting, hat, version, papers)
    # Read with the meeting: see ``gathering.page``.
    wishes = [each for each in vars(meeting)[ITEMS] if each.is_own_wish]
    return {
        "agenda": blocks_of(agenda, hat, papers) if agenda else [],
        "agenda_minutes": span(agenda.minutes) if agenda else "",
        "agenda_version": version,
        "works_on_agenda": is_body(hat) and not meeting.is_held,
        "may_edit_agenda": rules.may_edit_agenda(hat, meeting),
        "may_carry": meeting.is_in_session and rules.may_carry_item(hat, meeting),
        "requests": sorted(wishes, key=lambda each: each.asked_at, reverse=True),
        "papers": papers,
    }


def span(minutes: int) -> str:
    """Return minutes as hours and minutes: 7 h 30."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return _("%(n)d min") % {"n": rest}
    return _("%(h)d h %(m)02d") % {"h": hours, "m": rest} if rest else _("%(h)d h") % {"h": hours}


def blocks_of(agenda: Printed, hat: Hat, papers: Iterable[Held] = ()) -> list[dict[str, Any]]:
    """Return each session with its lines as a template prints them; papers the hat reads become links."""
    links = {each.paper.symbol: each.newest.get_absolute_url() for each in papers}
    over = agenda.overruns()
    allotted = agenda.allotted()
    rows = []
    for sitting, lines in agenda.by_session():
        number = sitting.number if sitting else 0
        rows.append(
            {
                "number": number,
                "when": session_words(sitting, hat) if sitting else "",
                "over": over.get(number, 0),
                "allotted": allotted[number],
                "length": sitting.minutes if sitting else 0,
                "lines": [row_of(agenda, each, links) for each in lines],
            }
        )
    return rows


def row_of(agenda: Printed, line: Line, links: dict[str, str]) -> dict[str, Any]:
    """Return a line as the template reads it."""
    symbols = [*line.papers, *line.restricted]
    return {
        "line": line,
        "type": ItemType(line.type).label,
        "lead": office_of(line.lead),
        "minutes": agenda.minutes_of(line),
        "papers": [(symbol, links.get(symbol, "")) for symbol in symbols],
    }


def office_of(code: str) -> Office | None:
    """Return the office of a code that was printed, or None."""
    return Office.objects.directory().of_code(code) if code else None


def session_words(sitting: Sitting, hat: Hat) -> str:
    """Return the day and the hours of a session in the reader's own zone."""
    zone = hat.office.zone  # type: ignore[attr-defined]
    start, end = (timezone.localtime(each, zone) for each in (sitting.starts_at, sitting.ends_at))
    day, hours = formats.date_format(start, "l j F"), f"{start:%H:%M}–{end:%H:%M}"
    return _("%(day)s, your time %(hours)s") % {"day": day, "hours": hours}


CHANGES = {
    "added": lambda each: _("Added, %(n)s minutes.") % {"n": each.line.minutes},
    "dropped": lambda each: _("Taken off."),
    "moved": lambda each: _("Moved: was %(before)s.") % {"before": each.before},
    "renamed": lambda each: _("Was called “%(before)s”.") % {"before": each.before},
    "minutes": lambda each: (
        _("%(before)s minutes became %(after)s.") % {"before": each.before, "after": each.after}
    ),
    "type": lambda each: (
        _("Was %(before)s, is %(after)s now.")
        % {"before": ItemType(each.before).label, "after": ItemType(each.after).label}
    ),
    "lead": lambda each: (
        _("Lead office: %(before)s became %(after)s.")
        % {"before": acronym_of(each.before), "after": acronym_of(each.after)}
    ),
    "note": lambda each: _("What it is about is worded anew.") if each.after else _("The note is taken off."),
    "papers": lambda each: " ".join(
        words % {"papers": symbols}
        for words, symbols in (
            (_("Papers added: %(papers)s."), each.after),
            (_("Papers taken off: %(papers)s."), each.before),
        )
        if symbols
    ),
    "closed": lambda each: _("Observers leave for it now."),
    "opened": lambda each: _("Observers stay for it now."),
}


def acronym_of(code: str) -> str:
    """Return the acronym of an office by the code that was printed, or the word for none."""
    office = office_of(code)
    return office.acronym if office else _("none")


def retimed_row(change: Retimed, hat: Hat) -> dict[str, Any]:
    """Return a session that changed its times, in the reader's own zone."""
    before, after = (session_words(each, hat) if each else "" for each in (change.before, change.after))
    if not after:
        words = _("Falls away; was %(before)s.") % {"before": before}
    elif not before:
        words = _("Added: %(after)s.") % {"after": after}
    else:
        words = _("%(before)s became %(after)s.") % {"before": before, "after": after}
    title = _("Session %(n)d") % {"n": change.number}
    return {"number": "", "title": title, "words": words, "kind": "times"}


def change_rows(old: Printed, new: Printed, hat: Hat) -> list[dict[str, Any]]:
    """Return how two agendas differ: the sessions with other times first, then the items."""
    times = [retimed_row(each, hat) for each in retimed(old, new)]
    return times + [change_row(each) for each in differences(old, new)]


def change_row(change: Change) -> dict[str, Any]:
    """Return a difference as a sentence beside the item's number and title."""
    number = "" if change.kind == "dropped" else change.line.number
    return {
        "number": number,
        "title": change.line.title,
        "words": CHANGES[change.kind](change),
        "kind": change.kind,
    }


@access.hat
@require_GET
def published(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Show a published agenda as far as the hat's class goes, and what changed since the one before, or ``since``."""
    hat = request.hat
    versions = AgendaVersion.objects.visible_to(hat).select_related("meeting", "published_by__office")
    rows = list(versions.filter(meeting__uuid=uuid))
    version = next((each for each in rows if each.number == number), None)
    if version is None:
        # The same answer as for a meeting that is not there.
        version = get_object_or_404(versions, meeting__uuid=uuid, number=number)
    since = request.GET.get("since", "")
    than = int(since) if since.isascii() and since.isdigit() and len(since) < 5 else number - 1
    former = next((each for each in rows if each.number == than and than != number), None)
    agenda = as_read(Printed.read(version.plain), hat)
    changes = change_rows(as_read(Printed.read(former.plain), hat), agenda, hat) if former else []
    context = {
        "meeting": version.meeting,
        "version": version,
        "former": former,
        "versions": rows,
        "agenda": blocks_of(agenda, hat, papers_of(version.meeting, hat)),
        "agenda_minutes": span(agenda.minutes),
        "changes": changes,
        # The hash is that of the whole agenda: an observer could try titles against it.
        "sha256": version.sha256 if hat.sees_from == Visibility.MEMBERS else "",
    }
    return render(request, "meetings/agenda_published.html", context)
