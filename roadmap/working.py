"""The working rows read as a plan: what freezing writes down, and what the pages of the body show.

Reads, never writes; a constant number of queries whatever the number of projects.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from django.db.models import Prefetch, Q

from ip5.accounts.models import Capacity
from ip5.ballots import ledger
from ip5.ballots.models import Round
from proposals.models import Area, Endorsement, Proposal
from proposals.states import State
from roadmap.comparison.comparing import matched
from roadmap.models import Dependency, Goal, Milestone, Project, ProjectOffice, ProjectSource, Version
from roadmap.plan import AreaLine, GoalLine, Plan, ProjectLine, ReservationLine, Source
from roadmap.plan import Milestone as MilestoneLine
from roadmap.querysets import ProjectQuerySet
from roadmap.states import Role


class Members:
    """The hat the plan is read with: the class of the members, and nobody's person."""

    sees_from = "members"
    capacity = Capacity.CHAIR
    office_id = None
    is_anonymous = False
    is_delegation = False
    speaks_for_office = False


def projects_in_plan() -> list[Project]:
    """Return the projects of the plan with everything a line needs, in the plan's order."""
    return _in_full(Project.objects.in_plan())


def line_of(project: Project) -> ProjectLine:
    """Return a project's line as its working rows stand now, whether the plan holds it or not."""
    (row,) = _in_full(Project.objects.filter(pk=project.pk))
    return _line(row, {each.on_id for each in row.dependencies.all()})


def _in_full(projects: ProjectQuerySet) -> list[Project]:
    rounds = Endorsement.objects.select_related("round__rule_set", "round__settlement").order_by(
        "-round__closed_at"
    )
    merged = Proposal.objects.filter(state=State.MERGED).only(
        "pk", "symbol", "title", "merged_into_id", "state"
    )
    sources = ProjectSource.objects.select_related("proposal").prefetch_related(
        Prefetch("proposal__endorsements", rounds), Prefetch("proposal__merged_from", merged)
    )
    return list(
        projects.with_report_age()
        .select_related("goal__area", "group")
        .prefetch_related(
            Prefetch("parts", ProjectOffice.objects.select_related("office")),
            Prefetch("sources", sources),
            Prefetch("milestones", Milestone.objects.in_plan()),
            Prefetch("dependencies", Dependency.objects.select_related("on")),
            "released_reservations",
        )
    )


def plan_of(version: Version, projects: list[Project] | None = None) -> Plan:
    """Return the plan a version being compiled would freeze now; of a frozen one its snapshot."""
    if not version.is_compiling:
        return version.plan
    rows = projects_in_plan() if projects is None else projects
    shown = {each.pk for each in rows}
    return Plan(
        title=version.title,
        preamble=version.preamble,
        scoping=(version.scoping.symbol or "") if version.scoping else "",
        amends=version.base.printed_symbol if version.base else "",
        areas=tuple(AreaLine(each.code, each.name) for each in _areas(version)),
        goals=tuple(
            GoalLine(str(each.uuid), each.area.code, each.horizon, each.title, each.text)
            for each in Goal.objects.in_plan().select_related("area")
        ),
        projects=tuple(_line(each, shown) for each in rows),
        reservations=_numbered(_reservations(rows), version.derived_from or version.base),
    )


def _areas(version: Version) -> Iterable[Area]:
    """Return the areas of the version's scoping document, and those it names no longer that still have a goal."""
    still = Q(goals__in=Goal.objects.in_plan().order_by())
    return Area.objects.filter(Q(pk__in=version.named_areas.values("pk")) | still).distinct()


def _line(row: Project, shown: set[int]) -> ProjectLine:
    offices = _offices(row)
    return ProjectLine(
        key=str(row.uuid),
        goal=str(row.goal.uuid),
        title=row.title,
        summary=row.summary,
        deliverables=row.deliverables,
        lead=next(iter(offices[Role.LEAD]), ""),
        co_leads=offices[Role.CO_LEAD],
        contributing=offices[Role.CONTRIBUTING],
        group=row.group.code if row.group else "",
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        milestones=tuple(
            MilestoneLine(str(each.uuid), each.title, each.due_on, each.reached_on)
            for each in row.milestones.all()
        ),
        depends_on=tuple(str(each.on.uuid) for each in row.dependencies.all() if each.on_id in shown),
        sources=tuple(line for each in row.sources.all() for line in _source(each.proposal)),
        state=row.state,
        status=row.status,
        report=row.report_age,  # type: ignore[attr-defined]
    )


def _offices(row: Project) -> Mapping[str, tuple[str, ...]]:
    """Return the codes of the offices by role, in protocol order; one that did not consent takes no part."""
    taking = [each for each in row.parts.all() if each.consented_at is not None]
    return {role: tuple(each.office.code for each in taking if each.role == role) for role in Role}


def deciding_round(proposal: Proposal) -> Round | None:
    """Return the last closed round of a proposal, whose ``endorsements`` were read; None of a record."""
    closed = [each.round for each in proposal.endorsements.all() if each.round.is_closed]
    return max(closed, key=lambda each: each.number, default=None)


def _source(proposal: Proposal) -> list[Source]:
    """Return the line of a proposal, and of those that were merged into it."""
    round = deciding_round(proposal)
    decided = decided_day(proposal)
    line = Source(
        symbol=proposal.symbol or "",
        title=proposal.title,
        round=round.full_symbol if round else "",
        outcome=round.standing_outcome if round else proposal.state,
        level=round.standing_level if round else "",
        decided_on=decided,
    )
    merged = [
        Source(each.symbol or "", each.title, outcome=each.state) for each in proposal.merged_from.all()
    ]
    return [line, *merged]


def decided_day(proposal: Proposal) -> Any:
    """Return the day of the outcome: the record's own, else that of the instant in UTC; None without one."""
    if proposal.record_date is not None:
        return proposal.record_date
    return proposal.outcome_at.date() if proposal.outcome_at else None


def has_reservation(project: Project, office_id: int | None) -> bool:
    """Whether an office has a standing reservation in the rounds that endorsed the project's proposals."""
    proposals = Proposal.objects.filter(project_source__project=project).prefetch_related(
        Prefetch("endorsements", Endorsement.objects.select_related("round__rule_set", "round__settlement"))
    )
    rounds = [round for each in proposals if (round := deciding_round(each)) is not None]
    found = ledger.of_rounds(rounds, Members())  # type: ignore[arg-type]
    return any(each.stands and each.office.pk == office_id for each in found)


def _numbered(lines: list[ReservationLine], former: Version | None) -> tuple[ReservationLine, ...]:
    """Return the lines with the numbers they have in the version before; a new one takes the next free one after it.

    So a footnote's number does not move from one version to the next; one that was lifted leaves its gap.
    """
    kept = former.plan.reservations if former is not None and former.snapshot else ()
    free = count(max((each.number for each in kept), default=0) + 1)
    numbered = [
        replace(line, number=old.number if old else next(free))
        for old, line in matched(kept, lines)
        if line is not None
    ]
    return tuple(sorted(numbered, key=lambda each: each.number))


def _reservations(rows: list[Project]) -> list[ReservationLine]:
    """Return the standing reservations of the projects' rounds in the plan's order, not numbered yet."""
    of_round: dict[int, Project] = {}
    rounds = []
    for row in rows:
        for source in row.sources.all():
            round = deciding_round(source.proposal)
            if round is not None:
                of_round[round.pk] = row
                rounds.append(round)
    standing = [each for each in ledger.of_rounds(rounds, Members()) if each.stands]  # type: ignore[arg-type]
    lines = []
    for each in standing:
        row = of_round[each.round.pk]
        released = {release.office_id for release in row.released_reservations.all()}
        lines.append(
            ReservationLine(
                number=0,
                project=str(row.uuid),
                office=each.office.code,
                kind=each.now.kind,
                passage=each.now.passage,
                text=each.now.text,
                is_public=each.office.pk in released,
            )
        )
    return lines
