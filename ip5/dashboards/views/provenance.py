"""Where something comes from and what became of it: idea, proposal, decision, project, milestone, published line.

One page for the whole way, reached from any of its ends. Each part is asked of its own ``visible_to``: what the hat
does not see is not there, and nothing says that it is missing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from ip5.accounts.models import Mandate
from ip5.ballots.models import Round
from ip5.kernel import access
from ip5.register.models import ActionItem, Decision
from meetings.models import AgendaItem, Conclusion, Meeting
from proposals.models import Idea, Proposal
from roadmap import reading, working
from roadmap.models import Project, Version
from roadmap.plan import ProjectLine

Row = dict[str, Any]


@access.hat
@require_GET
def provenance(request: HttpRequest, kind: str, uuid: UUID) -> HttpResponse:
    """Show the way that an idea, a proposal or a project has come and gone; 404 where the hat does not see it."""
    hat = request.hat
    start = START[kind](hat, uuid)
    if not start.exists():
        raise Http404
    proposals = related_proposals(hat, kind, start)
    projects = related_projects(hat, kind, start, proposals)
    lines = seen_lines(hat, projects)
    items = items_of(hat, proposals, projects)
    steps = [
        (_("Ideas"), ideas_of(hat, kind, start, proposals)),
        (_("Proposals"), [proposal_row(each) for each in proposals]),
        (_("Meetings"), [item_row(hat, each) for each in items]),
        (_("Decisions and actions"), decisions_of(hat, proposals, items)),
        (
            _("Projects"),
            [row(line.title, each.get_absolute_url(), goal, line.starts_on) for each, line, goal in lines],
        ),
        (_("Milestones"), milestones_of(lines)),
        (_("Versions of the roadmap"), versions_of(hat, projects)),
        (_("Published lines"), published_of(projects)),
    ]
    context = {
        "start": start[0],
        "title": lines[0][1].title if kind == "project" and lines else str(start[0]),
        "kind": kind,
        "steps": [{"title": title, "rows": rows} for title, rows in steps],
    }
    return render(request, "dashboards/provenance.html", context)


START: dict[str, Any] = {
    "idea": lambda hat, uuid: Idea.objects.visible_to(hat).filter(uuid=uuid),
    "proposal": lambda hat, uuid: Proposal.objects.visible_to(hat).filter(uuid=uuid),
    "project": lambda hat, uuid: Project.objects.visible_to(hat).filter(uuid=uuid),
}


def related_proposals(hat: Mandate, kind: str, start: QuerySet[Any]) -> list[Proposal]:
    """Return the proposals on the way that the hat sees: what came from one, what it was merged with."""
    found = {
        "idea": Q(idea__in=start),
        "proposal": Q(pk__in=start),
        "project": Q(project_source__project__in=start),
    }
    first = Proposal.objects.filter(found[kind])
    # One step along mergers, both ways: the trace of a project keeps what was merged into its proposal.
    near = Q(pk__in=first) | Q(merged_into__in=first) | Q(merged_from__in=first)
    rows = Proposal.objects.visible_to(hat).filter(pk__in=Proposal.objects.filter(near).values("pk"))
    return list(rows.select_related("lead_office", "idea", "merged_into").order_by("symbol", "pk"))


def related_projects(
    hat: Mandate, kind: str, start: QuerySet[Any], proposals: list[Proposal]
) -> list[Project]:
    """Return the projects on the way that the hat sees."""
    chosen = Q(sources__proposal__in=proposals) | (Q(pk__in=start) if kind == "project" else Q())
    if not proposals and kind != "project":
        return []
    rows = Project.objects.visible_to(hat).filter(pk__in=Project.objects.filter(chosen).values("pk"))
    return list(rows.prefetch_related("holdings__version").order_by("pk"))


def row(label: Any, url: str = "", note: Any = "", at: dt.datetime | dt.date | None = None) -> Row:
    """Return one thing on the way."""
    return {"label": label, "url": url, "note": note, "at": at}


def ideas_of(hat: Mandate, kind: str, start: QuerySet[Any], proposals: list[Proposal]) -> list[Row]:
    """Return the ideas from which the proposals grew, as far as the hat sees them."""
    chosen = Q(pk__in=[each.idea_id for each in proposals if each.idea_id])
    chosen |= Q(pk__in=start) if kind == "idea" else Q()
    rows = Idea.objects.visible_to(hat).filter(chosen).select_related("office") if chosen else []
    return [
        row(each.title, each.get_absolute_url(), each.office.acronym, each.put_forward_at) for each in rows
    ]


def proposal_row(each: Proposal) -> Row:
    """Return a proposal with where it stands."""
    note = each.get_state_display()
    if each.merged_into_id:
        note = _("merged into %(symbol)s") % {"symbol": each.merged_into.symbol}
    return row(f"{each.symbol or ''} {each.title}".strip(), each.get_absolute_url(), note, each.submitted_at)


def items_of(hat: Mandate, proposals: list[Proposal], projects: list[Project]) -> list[AgendaItem]:
    """Return the agenda items about these, and about the versions that hold the projects, meeting by meeting."""
    held = Version.objects.visible_to(hat).filter(holdings__project__in=[each.pk for each in projects])
    uuids = [
        *(each.uuid for each in [*proposals, *projects]),
        *held.values_list("uuid", flat=True).distinct(),
    ]
    seen = Meeting.objects.visible_to(hat)
    items = AgendaItem.objects.visible_to(hat).on_agenda().filter(subject_uuid__in=uuids, meeting__in=seen)
    return list(items.select_related("meeting").order_by("meeting__number", "position"))


def item_row(hat: Mandate, item: AgendaItem) -> Row:
    """Return an agenda item with the verbs of what was concluded under it."""
    said = Conclusion.objects.visible_to(hat).recorded().filter(item=item)
    note = "; ".join(each.get_verb_display() for each in said)
    return row(f"{item.meeting}: {item.title}", item.meeting.get_absolute_url(), note)


def decisions_of(hat: Mandate, proposals: list[Proposal], items: list[AgendaItem]) -> list[Row]:
    """Return the rounds that decided, the decisions they and the meetings gave, and the action items about these."""
    keys = [each.pk for each in proposals]
    rounds = Round.objects.visible_to(hat).filter(endorsement__proposal__in=keys).select_related("decision")
    rows = [
        row(
            each.full_symbol,
            each.get_absolute_url(),
            each.get_outcome_display() or each.status_label,
            each.closed_at,
        )
        for each in rounds.order_by("opened_at")
    ]
    addresses = [each.get_absolute_url() for each in proposals]
    concluded = Conclusion.objects.visible_to(hat).recorded().filter(item__in=items, decision__isnull=False)
    about = Q(subject_address__in=addresses) | Q(pk__in=concluded.values("decision"))
    taken = Decision.objects.visible_to(hat).filter(about)
    rows += [row(each.symbol, each.get_absolute_url(), each.text, each.decided_at) for each in taken]
    uuids = [each.uuid for each in [*proposals, *items]]
    owed = ActionItem.objects.visible_to(hat).filter(subject_uuid__in=uuids)
    return rows + [row(each.symbol, "", each.get_state_display(), each.due) for each in owed]


def seen_lines(hat: Mandate, projects: list[Project]) -> list[tuple[Project, ProjectLine, str]]:
    """Return each project as the hat reads it, in the version its own page shows, with its goal's title.

    The working rows are the body's: what the plan says while it is compiled is nobody else's to read.
    """
    found = []
    for each in projects:
        held = [version for version in reading.versions_for(hat, None, each) if version.holds]
        plan = reading.plan_for(held[0], hat) if held else None
        line = plan.projects_by_key.get(str(each.uuid)) if plan else working.line_of(each)
        if line is not None:
            found.append((each, line, plan.goal_of(line).title if plan else ""))
    return found


def milestones_of(lines: list[tuple[Project, ProjectLine, str]]) -> list[Row]:
    """Return the milestones of the projects by day."""
    stones = sorted(
        (stone for _project, line, _goal in lines for stone in line.milestones), key=lambda each: each.due_on
    )
    return [
        row(each.title, "", _("reached") if each.reached_on else _("due"), each.reached_on or each.due_on)
        for each in stones
    ]


def versions_of(hat: Mandate, projects: list[Project]) -> list[Row]:
    """Return the versions that hold the projects, the oldest first."""
    held = (
        Version.objects.visible_to(hat)
        .filter(holdings__project__in=[each.pk for each in projects])
        .distinct()
    )
    return [
        row(each.printed_symbol, each.get_absolute_url(), each.get_state_display(), each.frozen_at)
        for each in held.order_by("frozen_at")
    ]


def published_of(projects: list[Project]) -> list[Row]:
    """Return what everybody reads of the projects: their pages in the published versions."""
    rows = []
    for each in projects:
        for holding in each.holdings.all():
            version = holding.version
            title = line_of(version, each) if version.is_public else ""
            if title:
                url = reverse("public:project", args=[version.edition, each.uuid])
                rows.append(row(f"{version.printed_symbol}: {title}", url, "", version.published_at))
    return sorted(rows, key=lambda each: each["at"])


def line_of(version: Version, project: Project) -> str:
    """Return the title that the public rendition of the version gives the project; nothing where it holds none."""
    line = version.plan.public().projects_by_key.get(str(project.uuid))
    return line.title if line else ""
