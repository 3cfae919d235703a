"""Two matrices of a plan: projects by area and horizon, and who takes which part. Pure.

The offices are given by the caller, the members in protocol order: an observer is never a column.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from proposals.states import Horizon
from roadmap.plan import Plan, ProjectLine

LEAD, CO_LEAD, CONTRIBUTES = "lead", "co_lead", "contributes"
# The last of the tints of static/css/components/matrix.css.
HOTTEST = 4


@dataclass(frozen=True, slots=True)
class Cell:
    """The projects of an area and a horizon."""

    horizon: str
    projects: tuple[ProjectLine, ...]

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.projects)

    @property
    def heat(self) -> int:
        """The tint of the cell, from 0 to 4."""
        return min(self.count, HOTTEST)


@dataclass(frozen=True, slots=True)
class AreaRow:
    """A row of the matrix: an area with a cell for each horizon."""

    code: str
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Contribution:
    """A project with the part of each office, in the order of the columns; "" is none."""

    project: ProjectLine
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Load:
    """How much an office has taken on."""

    office: str
    led: int
    co_led: int
    contributed: int

    @property
    def total(self) -> int:
        """In how many projects it takes part."""
        return self.led + self.co_led + self.contributed


@dataclass(frozen=True, slots=True)
class Contributions:
    """The contribution matrix: rows, the load of each office, and what is missing.

    ``absent`` names for each office the areas with projects in which it takes no part; offices that miss none
    are left out. ``alone`` are the projects without a co-lead.
    """

    offices: tuple[str, ...]
    rows: tuple[Contribution, ...]
    loads: tuple[Load, ...]
    absent: tuple[tuple[str, tuple[str, ...]], ...]
    alone: tuple[ProjectLine, ...]


def by_area_and_horizon(plan: Plan) -> list[AreaRow]:
    """Return a row for each area of the plan with its projects by horizon, in the plan's order."""
    found: dict[tuple[str, str], list[ProjectLine]] = defaultdict(list)
    for each in plan.projects:
        goal = plan.goal_of(each)
        found[goal.area, goal.horizon].append(each)
    return [
        AreaRow(code, name, tuple(Cell(each.value, tuple(found[code, each.value])) for each in Horizon))
        for code, name in plan.area_names.items()
    ]


def contributions(plan: Plan, offices: Sequence[str]) -> Contributions:
    """Return who leads, co-leads and contributes; ``offices`` are the columns. Ended projects count too."""
    rows = tuple(
        Contribution(each, tuple(part_of(each, office) for office in offices)) for each in plan.ordered()
    )
    return Contributions(
        offices=tuple(offices),
        rows=rows,
        loads=tuple(
            _load(office, [row.parts[place] for row in rows]) for place, office in enumerate(offices)
        ),
        absent=_absent(plan, offices),
        alone=tuple(row.project for row in rows if not row.project.co_leads),
    )


def part_of(project: ProjectLine, office: str) -> str:
    """Return the part an office takes in a project: lead, co_lead, contributes, or none as an empty word."""
    if project.lead == office:
        return LEAD
    if office in project.co_leads:
        return CO_LEAD
    return CONTRIBUTES if office in project.contributing else ""


def _load(office: str, parts: list[str]) -> Load:
    counts = Counter(parts)
    return Load(office, counts[LEAD], counts[CO_LEAD], counts[CONTRIBUTES])


def _absent(plan: Plan, offices: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    present: dict[str, set[str]] = defaultdict(set)
    for each in plan.projects:
        present[plan.goal_of(each).area].update(each.offices)
    missing = (
        (office, tuple(code for code in plan.area_names if code in present and office not in present[code]))
        for office in offices
    )
    return tuple((office, areas) for office, areas in missing if areas)
