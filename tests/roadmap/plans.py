"""Plans as plain values for the tests of drawings, comparisons and files; and a large one for the budgets."""

from __future__ import annotations

import datetime as dt

from roadmap.plan import AreaLine, GoalLine, Milestone, Plan, ProjectLine, ReservationLine, Source

# Stand in the plan of the members and in no public rendition.
KEPT_WORDS = ("KEPT-RESERVATION", "NETAI/PR/2026/001", "NETAI/B/2026/001 R1", "consensus")

AREAS = (
    AreaLine("A", "AI-supported office operations"),
    AreaLine("B", "New technologies"),
    AreaLine("C", "Guidance on examination practices"),
    AreaLine("D", "Strategic considerations"),
)
GOALS = (
    GoalLine("g-1", "A", "short", "Classify and search with AI", "Faster, more even work."),
    GoalLine("g-2", "B", "long", "Learn from distributed ledgers", "What they are good for."),
    GoalLine("g-3", "C", "medium", "Explain examination", "Users know what to expect."),
)
PROJECTS = (
    ProjectLine(
        key="p-1",
        goal="g-1",
        title="Automatic classification",
        summary="One model, five offices.",
        deliverables="A comparison of models.",
        lead="EP",
        co_leads=("KR",),
        contributing=("JP", "CN"),
        group="WG1",
        starts_on=dt.date(2026, 7, 1),
        ends_on=dt.date(2027, 6, 30),
        milestones=(
            Milestone("m-1", "Data agreed", dt.date(2026, 12, 15), dt.date(2026, 12, 1)),
            Milestone("m-2", "Models compared", dt.date(2027, 6, 30)),
        ),
        sources=(
            Source(
                "NETAI/P/2026/001",
                "Automatic classification",
                "NETAI/B/2026/001 R1",
                "tf_endorsed_with_reservations",
                "consensus",
                dt.date(2026, 5, 7),
            ),
        ),
        state="active",
        status="on_track",
    ),
    ProjectLine(
        key="p-2",
        goal="g-1",
        title="Prior-art search",
        summary="Search across languages.",
        deliverables="",
        lead="US",
        co_leads=("EP",),
        group="WG2",
        starts_on=dt.date(2026, 9, 1),
        ends_on=dt.date(2027, 8, 31),
        depends_on=("p-1",),
        sources=(Source("NETAI/PR/2026/001", "Prior-art search"),),
        state="active",
        status="at_risk",
    ),
    ProjectLine(
        key="p-3",
        goal="g-2",
        title="Blockchain use cases",
        summary="A study.",
        deliverables="A report.",
        lead="CN",
        contributing=("US",),
        group="WG2",
    ),
)
RESERVATIONS = (
    ReservationLine(1, "p-1", "JP", "substantive", "One model", "KEPT-RESERVATION on data."),
    ReservationLine(2, "p-3", "CN", "linguistic", "ledger", "Prefers another word.", is_public=True),
)


def plan() -> Plan:
    """Return a small plan with everything a plan may hold: three projects, a goal without one, two reservations."""
    return Plan(
        title="NET/AI roadmap",
        preamble="The offices **intend** to co-operate.",
        scoping="NETAI/SD/1",
        areas=AREAS,
        goals=GOALS,
        projects=PROJECTS,
        reservations=RESERVATIONS,
    )


def large(projects: int = 200) -> Plan:
    """Return a plan of many projects in four areas, with two milestones each and chains of dependencies."""
    leads = ("EP", "JP", "KR", "CN", "US")
    goals = tuple(
        GoalLine(f"g-{area.code}-{horizon}", area.code, horizon, f"Goal {area.code} {horizon}", "Text.")
        for area in AREAS
        for horizon in ("short", "medium", "long")
    )
    first = dt.date(2026, 1, 1)
    lines = tuple(
        ProjectLine(
            key=f"p-{number}",
            goal=goals[number % len(goals)].key,
            title=f"Project number {number}",
            summary="A summary of one line. " * 5,
            deliverables="- one\n- two",
            lead=leads[number % 5],
            co_leads=(leads[(number + 1) % 5],),
            contributing=(leads[(number + 2) % 5],),
            group=("WG1", "WG2", "WG3")[number % 3],
            starts_on=first + dt.timedelta(days=number * 3),
            ends_on=first + dt.timedelta(days=number * 3 + 300),
            milestones=tuple(
                Milestone(
                    f"m-{number}-{each}", f"Stone {each}", first + dt.timedelta(days=number * 3 + 90 * each)
                )
                for each in (1, 2)
            ),
            depends_on=(f"p-{number - 1}",) if number % 4 == 3 else (),
            sources=(Source(f"NETAI/P/2026/{number + 1:03d}", f"Project number {number}"),),
            state="active",
            status=("on_track", "at_risk", "delayed")[number % 3],
        )
        for number in range(projects)
    )
    return Plan("NET/AI roadmap", "Preamble.", areas=AREAS, goals=goals, projects=lines)
