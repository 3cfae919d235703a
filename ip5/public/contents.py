"""What stands on the public pages: plain values made of a published version."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ip5.offices.models import Office
from ip5.public import addresses
from ip5.public.published import Publication
from meetings.models import Meeting, SummaryEntry
from meetings.views.course import when
from proposals.states import HORIZON_WORDS, Horizon
from roadmap import board
from roadmap.exports import words
from roadmap.exports.edition import written
from roadmap.exports.files import FORMATS, SUMS
from roadmap.models import ScopingDocument, Version
from roadmap.plan import AreaLine, Plan, ProjectLine
from roadmap.templatetags.plans import Marks

# How an area or a project may stand to be counted as going to plan.
TO_PLAN = ("planned", "on_track", "completed")


def figures(plan: Plan) -> list[dict[str, Any]]:
    """Return the few large numbers of a plan."""
    members = [each for each in Office.objects.directory().offices if each.is_member]
    stones = [each for line in plan.projects for each in line.milestones]
    to_plan = sum(each.standing in TO_PLAN for each in plan.projects)
    return [
        {"label": _("offices, with WIPO as observer"), "number": len(members)},
        {
            "label": ngettext("area of co-operation", "areas of co-operation", len(plan.areas)),
            "number": len(plan.areas),
        },
        {"label": ngettext("project", "projects", len(plan.projects)), "number": len(plan.projects)},
        {"label": _("planned, on track or completed"), "number": to_plan},
        {"label": ngettext("milestone", "milestones", len(stones)), "number": len(stones)},
    ]


def areas(publication: Publication) -> list[dict[str, Any]]:
    """Return the plan area by area: how each stands, its goals, their projects."""
    return [area(publication, each) for each in publication.plan.areas]


def area(publication: Publication, line: AreaLine, *, in_full: bool = False) -> dict[str, Any]:
    """Return one area; ``in_full`` with the summaries of its projects."""
    plan, marks = publication.plan, Marks(publication.edition.names)
    pattern = addresses.of_projects(publication.version)
    goals = [each for each in plan.goals if each.area == line.code]
    lines = [project for each in goals for project in plan.projects_of(each)]
    together = board.roll_up(lines)
    return {
        "code": line.code,
        "name": line.name,
        "url": addresses.of_area(publication.version, line.code),
        "mark": marks.standing(together.standing) if together.standing else "",
        "spoken": board.spoken(together),
        "goals": [
            {
                "title": each.title,
                "text": each.text,
                "horizon": HORIZON_WORDS[Horizon(each.horizon)],
                "projects": [
                    row(project, pattern.format(project.key), marks, in_full=in_full)
                    for project in plan.projects_of(each)
                ],
            }
            for each in goals
        ],
    }


def row(line: ProjectLine, url: str, marks: Marks, *, in_full: bool = False) -> dict[str, Any]:
    """Return a project as a row of a list."""
    until = _("to %(end)s") % {"end": written(line.ends_on)} if line.ends_on else _("no dates yet")
    return {
        "title": line.title,
        "url": url,
        "offices": marks.offices(line.lead, line.offices[1:]),
        "until": until,
        "standing": marks.standing(line.standing),
        "summary": line.summary if in_full else "",
    }


def files(publication: Publication) -> list[dict[str, Any]]:
    """Return the files of a version as rows: what it is, where, how large, which hash."""
    return [
        {
            "name": each.name,
            "label": FORMATS[each.name][0] if each.name != SUMS else _("hashes of these files"),
            "url": addresses.of_file(publication.version, each.name),
            "size": each.size,
            "sha256": each.sha256,
        }
        for each in publication.files
    ]


def project_facts(publication: Publication, line: ProjectLine) -> list[tuple[str, str]]:
    """Return who does a project, when, and how it stood when the version was frozen."""
    edition = publication.edition
    named = [
        (_("Lead"), (line.lead,)),
        (_("Co-leads"), line.co_leads),
        (_("Contributing"), line.contributing),
    ]
    facts = [
        *(
            (term, ", ".join(edition.office(each).name for each in edition.in_order(codes)))
            for term, codes in named
        ),
        (_("Group"), edition.group(line.group).name if line.group else ""),
        (_("Time"), words.period(line)),
        (_("Progress"), words.standing(line)),
        (_("From proposals"), ", ".join(each.symbol for each in line.sources)),
    ]
    return [(term, value) for term, value in facts if value]


def reservations(publication: Publication, keys: Iterable[str] | None = None) -> list[dict[str, Any]]:
    """Return the public reservations as footnotes; with ``keys`` those on these projects."""
    edition = publication.edition
    asked = set(publication.plan.projects_by_key if keys is None else keys)
    return [
        {
            "ref": str(each.number),
            "office": edition.office(each.office),
            "kind": words.kind(each.kind),
            "standing": _("on “%(passage)s”") % {"passage": each.passage} if each.passage else "",
            "text": each.text,
        }
        for each in publication.plan.reservations
        if each.project in asked
    ]


def events(versions: Iterable[Version], documents: Iterable[ScopingDocument]) -> list[dict[str, Any]]:
    """Return how the roadmap came about, the newest first: what was endorsed and published, and when."""
    found: list[tuple[dt.date, str, str]] = []
    for each in documents:
        found.append(
            (each.endorsed_on, _("Scoping document endorsed by the Heads"), each.endorsed_at_meeting)
        )
    for version in versions:
        if version.endorsed_at:
            found.append(
                (version.endorsed_at.date(), _("Endorsed by the Heads of Office"), version.printed_symbol)
            )
        if version.published_at:
            found.append((version.published_at.date(), _("Published"), version.printed_symbol))
    found.sort(key=lambda each: each[0], reverse=True)
    return [{"day": day, "what": what, "note": note} for day, what, note in found]


def meeting(held: Meeting) -> dict[str, Any]:
    """Return a held meeting as a row: its symbol, days, place and hosts as they were named then."""
    sessions = list(held.sessions.all())
    hosts = [each for each in (held.host, held.co_host) if each is not None]
    at = sessions[0].starts_at if sessions else held.planned_at
    mode = str(held.get_mode_display())
    return {
        "meeting": held,
        "title": held.title,
        "symbol": held.symbol,
        "url": addresses.of_meeting(held),
        "when": when(sessions),
        "place": f"{held.place}, {mode.lower()}" if held.place else mode,
        "hosts": ", ".join(each.acronym_on(at) for each in hosts),
    }


def extract(entries: Sequence[SummaryEntry]) -> list[dict[str, Any]]:
    """Return the public entries by heading; they carry no numbers, so nobody sees what was left out."""
    found: list[dict[str, Any]] = []
    for each in entries:
        if not found or found[-1]["heading"] != each.heading:
            found.append({"heading": each.heading, "entries": []})
        found[-1]["entries"].append(each)
    return found
