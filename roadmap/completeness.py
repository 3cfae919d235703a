"""What a version being compiled still lacks: each point with whether it is met, and whether freezing waits for it.

Source: domain.md section 4b: "Freeze refuses: unanswered comments, a missing lead or consent. Submission refuses a
provisional item."
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from proposals.models import Comment, Proposal
from proposals.states import ENDORSED, State
from roadmap import working
from roadmap.models import Goal, Project, ProjectSource, Version
from roadmap.states import ProgressState, Role

if TYPE_CHECKING:
    from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Point:
    """One point of the list; ``is_needed`` says whether freezing refuses while it is not met."""

    title: str
    where: str
    is_met: bool
    is_needed: bool = True


def points(
    version: Version,
    projects: Iterable[Project] | None = None,
    goals: Iterable[Goal] | None = None,
    proposals: Iterable[Proposal] | None = None,
) -> list[Point]:
    """Return the list for a version being compiled: what freezing needs first, then advice.

    ``projects`` and ``goals`` of the plan, and the ``takeable`` proposals, are read unless they are given.
    """
    rows = list(working.projects_in_plan() if projects is None else projects)
    found = [*_of_version(version, rows), *(point for row in rows for point in _of_project(row))]
    found += _unanswered(rows)
    found += [
        Point(_("The goal has a project"), goal.title, is_met=False, is_needed=False)
        for goal in (Goal.objects.in_plan() if goals is None else goals)
        if not any(row.goal_id == goal.pk for row in rows)
    ]
    found += [
        Point(_("The endorsed proposal is in the plan"), each.symbol or "", is_met=False, is_needed=False)
        for each in (takeable() if proposals is None else proposals)
    ]
    return sorted(found, key=lambda each: (each.is_met, not each.is_needed))


def lacking(version: Version) -> list[Point]:
    """Return the points for which freezing waits."""
    return [each for each in points(version) if each.is_needed and not each.is_met]


def takeable() -> QuerySet[Proposal]:
    """Proposals that may become a project and have not: endorsed by the task force, or provisional."""
    taken = ProjectSource.objects.filter(proposal=OuterRef("pk"))
    found = Proposal.objects.filter(state__in=[*ENDORSED, State.PROVISIONAL]).exclude(Exists(taken))
    return found.select_related("lead_office", "area").order_by("area__code", "symbol")


def _of_version(version: Version, rows: list[Project]) -> list[Point]:
    return [
        Point(_("The version has a preamble"), "", bool(version.preamble.strip())),
        Point(_("The plan has a project"), "", bool(rows)),
    ]


def _of_project(row: Project) -> list[Point]:
    parts = row.parts.all()
    waiting = [each.office.acronym for each in parts if each.consented_at is None]
    has_lead = any(each.role == Role.LEAD for each in parts)
    has_dates = row.starts_on is not None and row.ends_on is not None
    is_over = row.state in {ProgressState.COMPLETED, ProgressState.DISCONTINUED, ProgressState.SUPERSEDED}
    waits = any(source.proposal.state == State.PROVISIONAL for source in row.sources.all())
    points = [
        Point(_("A lead office is named"), row.title, has_lead),
        Point(_("It comes from an endorsed proposal"), row.title, bool(row.sources.all())),
        Point(_("A group is responsible"), row.title, row.group_id is not None),
        Point(_("Start and end are set"), row.title, has_dates or is_over, is_needed=False),
        Point(_("A milestone is set"), row.title, bool(row.milestones.all()) or is_over, is_needed=False),
        Point(_("The group has handed the plan back"), row.title, not row.is_with_group, is_needed=False),
        Point(_("It is endorsed for good, not ad referendum"), row.title, not waits, is_needed=False),
    ]
    if waiting:
        missing = _("Every office named has consented (waiting: %(offices)s)") % {
            "offices": ", ".join(waiting)
        }
        points.append(Point(missing, row.title, is_met=False))
    else:
        points.append(Point(_("Every office named has consented"), row.title, is_met=True))
    return points


def _unanswered(rows: list[Project]) -> list[Point]:
    proposals = [source.proposal_id for row in rows for source in row.sources.all()]
    waiting = Comment.objects.unanswered().filter(proposal__in=proposals)
    symbols = sorted({each or "" for each in waiting.values_list("proposal__symbol", flat=True)})
    if not symbols:
        return [Point(_("Every comment on its proposals is answered"), "", is_met=True)]
    return [Point(_("Every comment is answered"), symbol, is_met=False) for symbol in symbols]
