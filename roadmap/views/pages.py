"""One project of the roadmap: its facts in a version, what it waits for, where it comes from, how it stands."""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ip5.ballots.states import ReservationKind
from ip5.kernel import access
from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from proposals.models import Proposal
from proposals.states import HORIZON_WORDS, Horizon
from roadmap import board, reading, timeline, working
from roadmap.models import ProgressReport, Project, Version
from roadmap.plan import Plan, ProjectLine
from roadmap.states import Age, Role
from roadmap.views import lists
from roadmap.views.projects import acts_of


@access.hat
@require_GET
def project(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a project this hat may see, as the preferred version has it, or as the one asked for has it."""
    hat, asked = request.hat, lists.asked_for(request)
    row = get_object_or_404(project_rows(hat), uuid=uuid)
    versions = reading.versions_for(hat, asked, row)
    held = [each for each in versions if each.holds]
    version = lists.shown(held, asked)
    plan = reading.plan_for(version, hat) if version else None
    line = plan.projects_by_key[str(uuid)] if plan else working.line_of(row)
    reports = list(ProgressReport.objects.visible_to(hat).filter(project=row).select_related("office"))
    context = {
        "project": row,
        "line": line,
        "standing": board.STANDINGS[line.standing],
        "version": version,
        "versions": held,
        "facts": facts(line, plan, reading.baseline_of(version, versions) if version else None),
        "parts": parts(line),
        "stones": stones(line, hat.office.today),
        "ties": ties(line, plan, version),
        "sources": sources(line, hat),
        "reservations": reservations(plan, line) if plan else [],
        "reports": [report_row(each) for each in reports],
        "is_stale": bool(reports) and row.report_age == Age.OLD,
        "acts": acts_of(row, hat, has_reservation=is_reserved_by(hat, plan, line)),
    }
    return render(request, "roadmap/project.html", context)


def project_rows(hat: Hat) -> QuerySet[Project]:
    """Return the projects this hat may see, with what their page and its acts ask of them."""
    rows = Project.objects.visible_to(hat).with_openness().with_report_age()
    return rows.select_related("goal").prefetch_related("parts")


def is_reserved_by(hat: Hat, plan: Plan | None, line: ProjectLine) -> bool:
    """Whether the plan shown holds a reservation of the hat's office on the project."""
    if plan is None or not hat.speaks_for_office:
        return False
    office = Office.objects.directory().of_id(hat.office_id)
    return any(each.project == line.key and each.office == office.code for each in plan.reservations)


def facts(line: ProjectLine, plan: Plan | None, baseline: tuple[str, Plan] | None) -> list[tuple[Any, Any]]:
    """Return the facts beside the text: goal, area, horizon, group, dates, and those of the version before."""
    rows: list[tuple[Any, Any]] = []
    if plan:
        goal = plan.goal_of(line)
        rows = [
            (_("Goal"), goal.title),
            (_("Area"), plan.area_names.get(goal.area, goal.area)),
            (_("Horizon"), HORIZON_WORDS[Horizon(goal.horizon)]),
        ]
    rows += [
        (_("Group"), line.group or _("none yet")),
        (_("Start"), timeline.day_words(line.starts_on) or _("none yet")),
        (_("End"), timeline.day_words(line.ends_on) or _("none yet")),
    ]
    if baseline:
        was = baseline[1].projects_by_key.get(line.key)
        days = " – ".join(timeline.day_words(day) or _("none") for day in was.days) if was else _("not in it")
        rows.append((_("In %(version)s") % {"version": baseline[0]}, days))
    return rows


def parts(line: ProjectLine) -> list[dict[str, Any]]:
    """Return the offices taking part, each with its role, the lead first."""
    held = Office.objects.directory()
    roles = [(Role.LEAD, (line.lead,)), (Role.CO_LEAD, line.co_leads), (Role.CONTRIBUTING, line.contributing)]
    return [
        {"office": held.of_code(code), "role": role.label, "is_lead": role == Role.LEAD}
        for role, codes in roles
        for code in codes
        if code
    ]


def stones(line: ProjectLine, today: dt.date) -> list[dict[str, Any]]:
    """Return the milestones by their day, each with whether it is reached or overdue."""
    return [
        {
            "title": each.title,
            "due": timeline.day_words(each.due_on),
            "reached": timeline.day_words(each.reached_on),
            "is_overdue": each.reached_on is None and each.due_on < today,
        }
        for each in sorted(line.milestones, key=lambda each: each.due_on)
    ]


def ties(line: ProjectLine, plan: Plan | None, version: Version | None) -> dict[str, list[dict[str, Any]]]:
    """Return what the project waits for and what waits for it, of the same plan and read in its version."""
    if plan is None or version is None:
        return {"before": [], "after": []}
    known = plan.projects_by_key
    before = [known[key] for key in line.depends_on if key in known]
    after = [each for each in plan.projects if line.key in each.depends_on]
    return {
        "before": [tie(each, version, timeline.is_clash(line, each.ends_on)) for each in before],
        "after": [tie(each, version, timeline.is_clash(each, line.ends_on)) for each in after],
    }


def tie(other: ProjectLine, version: Version, is_clash: bool) -> dict[str, Any]:
    """Return a project at the other end of a dependency."""
    days = " – ".join(filter(None, map(timeline.day_words, other.days))) or _("no dates yet")
    return {
        "title": other.title,
        "url": lists.project_url(other.key, version),
        "days": days,
        "is_clash": is_clash,
    }


def sources(line: ProjectLine, hat: Hat) -> list[Proposal]:
    """Return the proposals it comes from, as far as this hat may see them."""
    symbols = [each.symbol for each in line.sources if each.symbol]
    return list(Proposal.objects.visible_to(hat).filter(symbol__in=symbols).order_by("symbol"))


def reservations(plan: Plan, line: ProjectLine) -> list[dict[str, Any]]:
    """Return the reservations on the project that stand in the plan as this hat reads it."""
    held = Office.objects.directory()
    return [
        {
            "ref": each.number,
            "office": held.of_code(each.office),
            "kind": ReservationKind(each.kind).label if each.kind in ReservationKind.values else each.kind,
            "standing": _("on “%(passage)s”") % {"passage": each.passage} if each.passage else "",
            "text": each.text,
        }
        for each in plan.reservations
        if each.project == line.key
    ]


def report_row(report: ProgressReport) -> dict[str, Any]:
    """Return a progress report as an entry of the log."""
    standing = report.status or report.state
    return {
        "at": report.at,
        "who": report.office.acronym if report.office else _("Co-chairs and secretariat"),
        "what": str(board.STANDINGS[standing]),
        "note": report.text,
    }
