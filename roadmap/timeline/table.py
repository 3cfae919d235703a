"""The table beside a timeline: everything the picture shows, in words. Pure."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import NamedTuple

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from roadmap.plan import Milestone, Plan, ProjectLine


class Line(NamedTuple):
    """A row of the table beside the drawing: everything the picture shows, in words."""

    project: ProjectLine
    start: str
    end: str
    endorsed: str
    stone: str
    stone_title: str
    is_overdue: bool
    after: tuple[str, ...]
    clashes: tuple[str, ...]


def table(
    plan: Plan, *, today: dt.date, baseline: Plan | None = None, whole: Plan | None = None
) -> list[Line]:
    """Return a line for each project, with dates or without; ``endorsed`` is empty without a baseline.

    ``whole`` is the plan in which a filtered one finds the projects that its own wait for.
    """
    known = (whole or plan).projects_by_key
    before = baseline.projects_by_key if baseline else {}
    language, same = get_language(), _("same")
    lines = []
    for each in plan.ordered():
        stone = next_stone(each)
        waits_for = [known[key] for key in each.depends_on if key in known]
        lines.append(
            Line(
                project=each,
                start=_day_words(each.starts_on, language),
                end=_day_words(each.ends_on, language),
                endorsed=_endorsed(each, before, same) if baseline else "",
                stone=_day_words(stone.due_on, language) if stone else "",
                stone_title=stone.title if stone else "",
                is_overdue=bool(stone and stone.due_on < today),
                after=tuple([one.title for one in waits_for if not is_clash(each, one.ends_on)]),
                clashes=tuple([one.title for one in waits_for if is_clash(each, one.ends_on)]),
            )
        )
    return lines


def undated(plan: Plan) -> list[ProjectLine]:
    """Return the projects that no timeline can draw yet, in the timeline's order."""
    return [each for each in plan.ordered() if not each.has_dates]


def is_clash(project: ProjectLine, end: dt.date | None) -> bool:
    """Whether a project begins on or before the end of what it waits for."""
    return bool(project.starts_on and end and project.starts_on <= end)


def next_stone(project: ProjectLine) -> Milestone | None:
    """Return the earliest milestone not yet reached; None where all are or there is none."""
    ahead = (each for each in project.milestones if each.reached_on is None)
    return min(ahead, key=_due, default=None)


def day_words(day: dt.date | None) -> str:
    """Return a day as the tables say it, "1 Jul 2026"; empty where there is none."""
    return _day_words(day, get_language())


@lru_cache(maxsize=4096)
def _day_words(day: dt.date | None, language: str | None) -> str:
    return str(date_format(day, "j M Y")) if day else ""


def _endorsed(each: ProjectLine, before: dict[str, ProjectLine], same: str) -> str:
    """Return the end as endorsed, with the start where that moved too; ``same``, or "new" if it was not in."""
    if each.key not in before:
        return _("new")
    was = before[each.key]
    if was.days == each.days:
        return same
    if was.starts_on == each.starts_on:
        return day_words(was.ends_on) or _("none")
    return f"{day_words(was.starts_on) or _('none')} – {day_words(was.ends_on) or _('none')}"


def _due(milestone: Milestone) -> dt.date:
    return milestone.due_on
