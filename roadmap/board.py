"""The board, horizon by area, and how goals and areas stand. Pure: a plan in, plain values out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from proposals.states import Horizon
from roadmap.plan import GoalLine, Plan, ProjectLine
from roadmap.states import STALE_DAYS, ProgressState, Status

# The words of ``ProjectLine.standing``: the status while a project is active, else its state.
STANDINGS = {
    "on_track": Status.ON_TRACK.label,
    "at_risk": Status.AT_RISK.label,
    "delayed": Status.DELAYED.label,
    "active": gettext_lazy("Active, no report yet"),
    **{each.value: each.label for each in ProgressState if each != ProgressState.ACTIVE},
}
# How open projects stand, the worst first; "active" is one without a report yet.
SEVERITY = ("delayed", "at_risk", "active", "on_track", "planned")
# What has ended without a result; it is shown and never counted.
UNCOUNTED = ("discontinued", "superseded")
METHOD = gettext_lazy(
    "Method: a goal stands as its worst open project, an area as its worst open goal, by the latest reports; "
    "from worst to best: delayed, at risk, active without a report, on track, planned. Where all projects are "
    "completed, so is the goal. Discontinued and superseded projects are not counted."
)
# Said beside the roll-up to who reads the reports; it changes nothing of how a goal stands.
METHOD_OF_AGE = gettext_lazy(
    "The age is that of the last report on each planned or active project; notes are no reports, and projects "
    "without a report are not among them. An old report counts as it stands: it makes no goal better or worse."
)


@dataclass(frozen=True, slots=True)
class RollUp:
    """How several projects stand together: in one word, and how many of how many are on track.

    ``reports`` counts the open projects with a report, for who reads them; ``stale`` those where it is old.
    """

    standing: str
    total: int
    counts: dict[str, int]
    reports: int = 0
    stale: int = 0

    @property
    def on_track(self) -> int:
        """How many are on track."""
        return self.counts.get("on_track", 0)


@dataclass(frozen=True, slots=True)
class GoalStack:
    """A goal on the board with its projects."""

    goal: GoalLine
    projects: tuple[ProjectLine, ...]
    roll_up: RollUp


@dataclass(frozen=True, slots=True)
class AreaStack:
    """An area within a column of the board."""

    code: str
    name: str
    goals: tuple[GoalStack, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A horizon: its areas that have a goal there, and the number of its projects."""

    horizon: str
    areas: tuple[AreaStack, ...]
    count: int


@dataclass(frozen=True, slots=True)
class AreaStanding:
    """How an area stands, and each of its goals."""

    code: str
    name: str
    roll_up: RollUp
    goals: tuple[GoalStack, ...]


def columns(plan: Plan) -> list[Column]:
    """Return the three columns of the board, each by area, goal and the plan's own order."""
    stacks = _stacks(plan)
    return [_column(plan, horizon.value, stacks) for horizon in Horizon]


def standings(plan: Plan) -> list[AreaStanding]:
    """Return how each area that has a goal stands, with its goals in the plan's order."""
    stacks, lines = _stacks(plan), []
    for code, name in plan.area_names.items():
        goals = tuple(each for each in stacks if each.goal.area == code)
        if goals:
            projects = [project for each in goals for project in each.projects]
            lines.append(AreaStanding(code, name, roll_up(projects), goals))
    return lines


def counts(plan: Plan) -> dict[str, int]:
    """Return how many projects stand in each way, in the order of STANDINGS; none is left out."""
    found = Counter(each.standing for each in plan.projects)
    return {each: found[each] for each in STANDINGS}


def roll_up(projects: Iterable[ProjectLine]) -> RollUp:
    """Return how projects stand together: as METHOD says; an empty word where nothing is counted."""
    counted = [each for each in projects if each.state not in UNCOUNTED]
    counts = Counter(each.standing for each in counted)
    worst = next((each for each in SEVERITY if counts[each]), "completed" if counts else "")
    stale = sum(each.is_stale for each in counted)
    return RollUp(worst, counts.total(), dict(counts), sum(bool(each.report) for each in counted), stale)


def spoken(together: RollUp) -> str:
    """Return a roll-up as a phrase: "3 of 5 projects on track, 1 completed; 2 of 4 reports older than 60 days"."""
    numbers = {"on": together.on_track, "all": together.total, "done": together.counts.get("completed", 0)}
    if not together.total:
        return _("No project counted")
    if numbers["done"] == together.total:
        return ngettext("%(all)d project completed", "%(all)d projects completed", together.total) % numbers
    words = ngettext(
        "%(on)d of %(all)d project on track", "%(on)d of %(all)d projects on track", together.total
    )
    if numbers["done"]:
        words = _("%(on_track)s, %%(done)d completed") % {"on_track": words}
    return "; ".join(filter(None, (words % numbers, spoken_age(together))))


def spoken_age(together: RollUp) -> str:
    """Return how many reports are old: "2 of 5 reports older than 60 days"; empty where none is."""
    if not together.stale:
        return ""
    words = ngettext(
        "%(old)d of %(all)d report older than %(days)d days",
        "%(old)d of %(all)d reports older than %(days)d days",
        together.reports,
    )
    return words % {"old": together.stale, "all": together.reports, "days": STALE_DAYS}


def _stacks(plan: Plan) -> list[GoalStack]:
    by_goal: dict[str, list[ProjectLine]] = {each.key: [] for each in plan.goals}
    for project in plan.projects:
        by_goal[project.goal].append(project)
    return [GoalStack(goal, tuple(by_goal[goal.key]), roll_up(by_goal[goal.key])) for goal in plan.goals]


def _column(plan: Plan, horizon: str, stacks: list[GoalStack]) -> Column:
    areas = []
    for code, name in plan.area_names.items():
        goals = tuple(each for each in stacks if (each.goal.area, each.goal.horizon) == (code, horizon))
        if goals:
            areas.append(AreaStack(code, name, goals))
    count = sum(len(goal.projects) for area in areas for goal in area.goals)
    return Column(horizon, tuple(areas), count)
