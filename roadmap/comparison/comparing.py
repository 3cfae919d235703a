"""Two plans compared. Things are the same by their key, whatever they are called by now. Pure."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

from roadmap.comparison.values import (
    AREA,
    GOAL,
    KEPT,
    LIFTED,
    NARROWED,
    PROJECT,
    RESERVED,
    ROADMAP,
    SHOWN,
    Change,
    Comparison,
    DateChange,
    FactChange,
    ListChange,
    Presence,
    ReservationChange,
    TextChange,
    Thing,
)
from roadmap.plan import AreaLine, GoalLine, Plan, ProjectLine, ReservationLine

Pair = tuple[ReservationLine | None, ReservationLine | None]
# How two reservations are found to be the same one: as they stand, by their passage, by their office.
LIKENESS: tuple[Callable[[ReservationLine], Hashable], ...] = (
    lambda each: (each.project, each.office, each.kind, each.passage, each.text),
    lambda each: (each.project, each.office, each.passage),
    lambda each: (each.project, each.office),
)


def compare(old: Plan, new: Plan) -> Comparison:
    """Return what ``new`` changes of ``old``; empty where they say the same.

    Which version a plan amends, and by which form it is written, is no change of it.
    """
    reserved = _reserved(old, new)
    changes = [*_of_roadmap(old, new), *reserved.get("", ())]
    goals, projects = _goals_by_area(old, new), _projects_by_goal(old, new)
    for area in goals:
        changes += _of_area(_by_code(old).get(area), _by_code(new).get(area))
        for goal in goals[area]:
            changes += _of_goal(old.goals_by_key.get(goal), new.goals_by_key.get(goal))
            for project in projects.get(goal, ()):
                changes += _of_project(project, old, new)
                changes += reserved.get(project, ())
    return Comparison(tuple(changes))


# --- The order -----------------------------------------------------------------------------------


def _merged(new: Iterable[str], old: Iterable[str]) -> list[str]:
    """Return the keys as the newer plan orders them, then those that only the older one has."""
    return list(dict.fromkeys([*new, *old]))


def _by_code(plan: Plan) -> Mapping[str, AreaLine]:
    return {each.code: each for each in plan.areas}


def _goals_by_area(old: Plan, new: Plan) -> dict[str, list[str]]:
    """Return area -> keys of its goals; a goal that moved stands in its new area."""
    found: dict[str, list[str]] = {code: [] for code in sorted(_merged(_by_code(new), _by_code(old)))}
    for key in _merged(new.goals_by_key, old.goals_by_key):
        goal = new.goals_by_key.get(key) or old.goals_by_key[key]
        found.setdefault(goal.area, []).append(key)
    return found


def _projects_by_goal(old: Plan, new: Plan) -> dict[str, list[str]]:
    """Return goal -> keys of its projects; a project that moved stands with its new goal."""
    found: dict[str, list[str]] = {}
    for key in _merged(new.projects_by_key, old.projects_by_key):
        project = new.projects_by_key.get(key) or old.projects_by_key[key]
        found.setdefault(project.goal, []).append(key)
    return found


# --- Thing by thing ------------------------------------------------------------------------------


def _texts(thing: Thing, pairs: Iterable[tuple[str, str, str]]) -> Iterator[Change]:
    for field, before, after in pairs:
        if before != after:
            yield TextChange(thing, field, before, after)


def _facts(thing: Thing, pairs: Iterable[tuple[str, str, str]]) -> Iterator[Change]:
    for field, before, after in pairs:
        if before != after:
            yield FactChange(thing, field, before, after)


def _of_roadmap(old: Plan, new: Plan) -> Iterator[Change]:
    thing = Thing(ROADMAP, "", new.title)
    yield from _texts(
        thing, [(name, getattr(old, name), getattr(new, name)) for name in ("title", "preamble")]
    )
    yield from _facts(thing, [("scoping", old.scoping, new.scoping)])


def _of_area(old: AreaLine | None, new: AreaLine | None) -> Iterator[Change]:
    line = new or old
    if line is None:
        return
    thing = Thing(AREA, line.code, line.name, line.code)
    if old is None or new is None:
        yield Presence(thing, old, new)
        return
    yield from _texts(thing, [("name", old.name, new.name)])


def _of_goal(old: GoalLine | None, new: GoalLine | None) -> Iterator[Change]:
    line = new or old
    if line is None:
        return
    thing = Thing(GOAL, line.key, line.title, line.area)
    if old is None or new is None:
        yield Presence(thing, old, new)
        return
    yield from _texts(thing, [(name, getattr(old, name), getattr(new, name)) for name in ("title", "text")])
    yield from _facts(thing, [(name, getattr(old, name), getattr(new, name)) for name in ("area", "horizon")])


def _of_project(key: str, old: Plan, new: Plan) -> Iterator[Change]:
    before, after = old.projects_by_key.get(key), new.projects_by_key.get(key)
    thing = _thing(key, old, new)
    if before is None or after is None:
        yield Presence(thing, before, after)
        return
    texts = ("title", "summary", "deliverables")
    yield from _texts(thing, [(name, getattr(before, name), getattr(after, name)) for name in texts])
    yield from _places(thing, old.goal_of(before), new.goal_of(after))
    yield from _dates(thing, before, after)
    yield from _facts(thing, [("lead", before.lead, after.lead)])
    for name in ("co_leads", "contributing"):
        yield from _lists(thing, name, getattr(before, name), getattr(after, name))
    yield from _facts(thing, [("group", before.group, after.group)])
    if set(before.depends_on) != set(after.depends_on):
        names = {each: _thing(each, old, new).title for each in (*before.depends_on, *after.depends_on)}
        sides = [tuple(names[each] for each in line.depends_on) for line in (before, after)]
        yield ListChange(thing, "depends_on", *sides)
    sources = [tuple(each.symbol for each in line.sources) for line in (before, after)]
    yield from _lists(thing, "sources", *sources)
    yield from _facts(thing, [("state", before.state, after.state), ("status", before.status, after.status)])


def _thing(key: str, old: Plan, new: Plan) -> Thing:
    """Return the project as the newer plan names it, or the older one where it is gone; else its bare key."""
    plan = new if key in new.projects_by_key else old
    line = plan.projects_by_key.get(key)
    return Thing(PROJECT, key, line.title, plan.goal_of(line).area) if line else Thing(PROJECT, key, key)


def _places(thing: Thing, old: GoalLine, new: GoalLine) -> Iterator[Change]:
    """Yield the goal where it is another one; area and horizon, by whichever cause they differ."""
    if old.key != new.key:
        yield FactChange(thing, "goal", old.title, new.title)
    yield from _facts(thing, [(name, getattr(old, name), getattr(new, name)) for name in ("area", "horizon")])


def _lists(thing: Thing, field: str, old: tuple[str, ...], new: tuple[str, ...]) -> Iterator[Change]:
    # The order of offices is the protocol's, of sources their numbers': it says nothing.
    if set(old) != set(new):
        yield ListChange(thing, field, old, new)


def _dates(thing: Thing, old: ProjectLine, new: ProjectLine) -> Iterator[Change]:
    for name in ("starts_on", "ends_on"):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield DateChange(thing, name, before, after)
    was = {each.key: each for each in old.milestones}
    now = {each.key: each for each in new.milestones}
    for key in _merged(now, was):
        before, after = was.get(key), now.get(key)
        line = after or before
        assert line is not None
        due = (before.due_on if before else None, after.due_on if after else None)
        if due[0] != due[1]:
            yield DateChange(thing, "milestone", *due, part=key, title=line.title)
        if before is None or after is None:
            continue
        if before.title != after.title:
            yield TextChange(thing, "milestone", before.title, after.title, part=key)
        if before.reached_on != after.reached_on:
            yield DateChange(thing, "reached_on", before.reached_on, after.reached_on, key, line.title)


# --- Reservations --------------------------------------------------------------------------------


def _reserved(old: Plan, new: Plan) -> dict[str, list[ReservationChange]]:
    """Return project -> what became of its reservations; those of no project of the plans under ``""``."""
    found: dict[str, list[ReservationChange]] = {}
    for before, after in matched(old.reservations, new.reservations):
        line = after or before
        step = _step(before, after)
        if line is None or not step:
            continue
        is_known = line.project in new.projects_by_key or line.project in old.projects_by_key
        key = line.project if is_known else ""
        thing = _thing(key, old, new) if is_known else Thing(ROADMAP, "", new.title)
        found.setdefault(key, []).append(ReservationChange(thing, step, before, after))
    return found


def _step(old: ReservationLine | None, new: ReservationLine | None) -> str:
    """Return what became of a reservation; nothing where only its number differs."""
    if old is None:
        return RESERVED
    if new is None:
        return LIFTED
    if (old.kind, old.passage, old.text) != (new.kind, new.passage, new.text):
        return NARROWED
    if old.is_public != new.is_public:
        return SHOWN if new.is_public else KEPT
    return ""


def matched(old: Sequence[ReservationLine], new: Sequence[ReservationLine]) -> list[Pair]:
    """Return the reservations in pairs, the newer plan's first in its order; a side without the other is None."""
    left, pairs = list(old), dict[int, Pair]()
    for likeness in LIKENESS:
        for place, line in enumerate(new):
            if place in pairs:
                continue
            twin = next((each for each in left if likeness(each) == likeness(line)), None)
            if twin is not None:
                left.remove(twin)
                pairs[place] = (twin, line)
    return [pairs.get(place, (None, line)) for place, line in enumerate(new)] + [
        (each, None) for each in left
    ]
