"""The plan as plain values: what a version freezes, what pages draw, what is compared and published. Pure.

A plan is read from the working rows (``models.plan_now``) or from a version's snapshot (``Plan.read``); whoever
draws, compares or exports takes a plan and knows no row. Codes are those of offices, groups and areas; days are
calendar days without a zone; keys are the uuids, as text, by which a thing is the same from version to version.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from ip5.kernel.text import canonical_json, sha256_hex
from roadmap.states import Age

# The version of the snapshot's form; it stands in the hashed text.
FORM = 1


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something a project reaches by a day; ``reached_on`` is None until then."""

    key: str
    title: str
    due_on: dt.date
    reached_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A proposal a project comes from, and the act that endorsed it."""

    symbol: str
    title: str
    round: str = ""
    outcome: str = ""
    level: str = ""
    decided_on: dt.date | None = None

    @property
    def is_restricted(self) -> bool:
        """Whether the symbol is of a restricted series, which no public page names."""
        parts = self.symbol.split("/")
        return len(parts) > 1 and parts[1].endswith("R")


@dataclass(frozen=True, slots=True)
class ProjectLine:
    """One project of the plan. ``state`` and ``status`` are those of the instant the plan was read.

    ``report`` is the ``Age`` of the last report at that instant, for who reads the reports; it is in no snapshot
    and no public plan, and makes no difference between two plans.
    """

    key: str
    goal: str
    title: str
    summary: str
    deliverables: str
    lead: str
    group: str
    co_leads: tuple[str, ...] = ()
    contributing: tuple[str, ...] = ()
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    milestones: tuple[Milestone, ...] = ()
    depends_on: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    state: str = "planned"
    status: str = ""
    report: str = field(default="", compare=False)

    @property
    def offices(self) -> tuple[str, ...]:
        """All offices taking part, the lead first."""
        return (self.lead, *self.co_leads, *self.contributing)

    @property
    def standing(self) -> str:
        """How it stands in one word: the reported status while it is active, else its state."""
        return self.status if self.state == "active" and self.status else self.state

    @property
    def is_stale(self) -> bool:
        """Whether its last report is older than it holds."""
        return self.report == Age.OLD

    @property
    def days(self) -> tuple[dt.date | None, dt.date | None]:
        """Its first and its last day."""
        return self.starts_on, self.ends_on

    @property
    def has_dates(self) -> bool:
        """Whether both its days are set; a project without them has no bar in a timeline."""
        return self.starts_on is not None and self.ends_on is not None


@dataclass(frozen=True, slots=True)
class Progress:
    """How a project stands by its latest report; ``reached`` holds the days of its reached milestones.

    ``report`` is the ``Age`` of that report; empty where the project is not open, or nothing was reported yet.
    """

    state: str
    status: str = ""
    reached: Mapping[str, dt.date] = field(default_factory=dict)
    report: str = ""

    def on(self, project: ProjectLine) -> ProjectLine:
        """Return the project as it stands; the very same where nothing was reported since."""
        # What was reached stays reached, also where only the frozen plan knows the day.
        days = [self.reached.get(each.key, each.reached_on) for each in project.milestones]
        stones = project.milestones
        if days != [each.reached_on for each in stones]:
            stones = tuple(replace(each, reached_on=day) for each, day in zip(stones, days, strict=True))
        stands = (self.state, self.status, self.report)
        if stones is project.milestones and stands == (project.state, project.status, project.report):
            return project
        return replace(project, state=self.state, status=self.status, report=self.report, milestones=stones)


@dataclass(frozen=True, slots=True)
class GoalLine:
    """A goal of an area; it carries the horizon: ``short``, ``medium`` or ``long``."""

    key: str
    area: str
    horizon: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AreaLine:
    """An area of the scoping document."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ReservationLine:
    """An office's reservation, numbered in the plan; printed publicly only where the office wants it."""

    number: int
    project: str
    office: str
    kind: str
    passage: str
    text: str
    is_public: bool = False


@dataclass(frozen=True)
class Plan:
    """The whole roadmap at one instant: areas, goals, projects in their order, texts and reservations."""

    title: str
    preamble: str
    scoping: str = ""
    amends: str = ""
    areas: tuple[AreaLine, ...] = ()
    goals: tuple[GoalLine, ...] = ()
    projects: tuple[ProjectLine, ...] = ()
    reservations: tuple[ReservationLine, ...] = ()
    form: int = field(default=FORM)

    @cached_property
    def goals_by_key(self) -> dict[str, GoalLine]:
        """The goals by their keys."""
        return {each.key: each for each in self.goals}

    @cached_property
    def projects_by_key(self) -> dict[str, ProjectLine]:
        """The projects by their keys."""
        return {each.key: each for each in self.projects}

    @cached_property
    def area_names(self) -> dict[str, str]:
        """The areas' names by their codes, in the scoping document's order."""
        return {each.code: each.name for each in self.areas}

    def ordered(self) -> tuple[ProjectLine, ...]:
        """Return the projects by area, goal and the plan's own order."""
        return self._ordered

    @cached_property
    def _ordered(self) -> tuple[ProjectLine, ...]:
        areas = {code: place for place, code in enumerate(self.area_names)}
        goals = {each.key: (areas.get(each.area, len(areas)), place) for place, each in enumerate(self.goals)}
        return tuple(sorted(self.projects, key=lambda each: goals[each.goal]))

    def goal_of(self, project: ProjectLine) -> GoalLine:
        """Return the goal a project realises."""
        return self.goals_by_key[project.goal]

    def projects_of(self, goal: GoalLine) -> list[ProjectLine]:
        """Return a goal's projects in the plan's order."""
        return [each for each in self.projects if each.goal == goal.key]

    def where(
        self, *, area: str = "", horizon: str = "", office: str = "", group: str = "", standing: str = ""
    ) -> Plan:
        """Return the plan with only the projects that fit, and the goals that have one left or fit themselves.

        ``office`` fits a project it takes part in. Unknown codes fit nothing. Reservations follow their projects.
        """
        goals = {
            each.key: each
            for each in self.goals
            if (not area or each.area == area) and (not horizon or each.horizon == horizon)
        }
        projects = tuple(
            each
            for each in self.projects
            if each.goal in goals
            and (not office or office in each.offices)
            and (not group or each.group == group)
            and (not standing or each.standing == standing)
        )
        kept = {each.goal for each in projects} if office or group or standing else set(goals)
        shown = {each.key for each in projects}
        return replace(
            self,
            goals=tuple(each for key, each in goals.items() if key in kept),
            projects=projects,
            reservations=tuple(each for each in self.reservations if each.project in shown),
        )

    def as_reported(self, progress: Mapping[str, Progress]) -> Plan:
        """Return the plan with how its projects stand by now; one without an entry stays as it is."""
        return replace(
            self,
            projects=tuple(
                progress[each.key].on(each) if each.key in progress else each for each in self.projects
            ),
        )

    def public(self) -> Plan:
        """Return the public rendition: no reservation an office keeps, no restricted symbol, no round.

        Source: domain.md section 4b. Names of people, contacts and notes are in no plan at all.
        """
        return self._public

    @cached_property
    def _public(self) -> Plan:
        projects = tuple(
            replace(
                each,
                sources=tuple(replace(source, round="", outcome="", level="") for source in each.sources),
                report="",
            )
            for each in self.for_observers().projects
        )
        return replace(
            self,
            projects=projects,
            # Numbered anew: a gap would tell of those that are kept.
            reservations=tuple(
                replace(each, number=number)
                for number, each in enumerate((one for one in self.reservations if one.is_public), start=1)
            ),
        )

    def for_observers(self) -> Plan:
        """Return the plan as observers read it: reservations and restricted sources stay with the members.

        Source: domain.md section 2: observers see outcome and level, never a position or a reservation.
        """
        projects = tuple(
            replace(each, sources=tuple(source for source in each.sources if not source.is_restricted))
            for each in self.projects
        )
        return replace(self, projects=projects, reservations=())

    def values(self) -> dict[str, Any]:
        """Return the plan as plain JSON values; days as ``YYYY-MM-DD``."""
        plain: dict[str, Any] = _plain(asdict(self))
        for each in plain["projects"]:
            # It grows old by itself; what is frozen does not change.
            del each["report"]
        return plain

    def canonical(self) -> str:
        """Return the canonical JSON that is hashed."""
        return canonical_json(self.values())

    @property
    def sha256(self) -> str:
        """The SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
        return sha256_hex(self.canonical())

    @staticmethod
    def read(values: Mapping[str, Any]) -> Plan:
        """Return the plan of what ``values`` wrote; refuses another form (ValueError)."""
        if values["form"] != FORM:
            raise ValueError(f"a snapshot of form {values['form']} is not known")
        return Plan(
            **{name: values[name] for name in ("title", "preamble", "scoping", "amends", "form")},
            areas=tuple(AreaLine(**each) for each in values["areas"]),
            goals=tuple(GoalLine(**each) for each in values["goals"]),
            projects=tuple(_project(each) for each in values["projects"]),
            reservations=tuple(ReservationLine(**each) for each in values["reservations"]),
        )


@lru_cache(maxsize=8)
def plan_of_text(text: str) -> Plan:
    """Return the plan of a snapshot's text. The text never changes, nor does a plan: both are kept."""
    return Plan.read(json.loads(text))


def _project(values: Mapping[str, Any]) -> ProjectLine:
    read = dict(values)
    for name in ("starts_on", "ends_on"):
        read[name] = _day(read[name])
    for name in ("co_leads", "contributing", "depends_on"):
        read[name] = tuple(read[name])
    read["milestones"] = tuple(
        Milestone(**{**each, "due_on": _day(each["due_on"]), "reached_on": _day(each["reached_on"])})
        for each in read["milestones"]
    )
    read["sources"] = tuple(
        Source(**{**each, "decided_on": _day(each["decided_on"])}) for each in read["sources"]
    )
    return ProjectLine(**read)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    """Return dataclass values as JSON's own: tuples as lists, days as text."""
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return [_plain(each) for each in value]
    return value
