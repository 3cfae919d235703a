"""{% load plans %}: a plan drawn on any page as timeline, board, matrix or contributions.

Chips and marks are drawn once and joined; rows that come by the hundred are written here and not by the
template engine, which takes as long for one value as this for ten.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import lru_cache
from html import escape
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ip5.offices.models import Office
from ip5.ui.parts import office_mark, progress_mark
from proposals.states import HORIZON_WORDS, Horizon
from roadmap import board as boards
from roadmap import matrices
from roadmap import timeline as timelines
from roadmap.plan import Plan, ProjectLine
from roadmap.states import Age

register = template.Library()

ROUTE = "roadmap:project"
NOBODY = str(UUID(int=0))
TITLES_A_CELL = 8
SPANS = {
    Horizon.SHORT: gettext_lazy("up to 12 months"),
    Horizon.MEDIUM: gettext_lazy("12 to 36 months"),
    Horizon.LONG: gettext_lazy("over 36 months"),
}
PARTS = {
    matrices.LEAD: gettext_lazy("Lead"),
    matrices.CO_LEAD: gettext_lazy("Co-lead"),
    matrices.CONTRIBUTES: gettext_lazy("Contributes"),
}


class Marks:
    """The small marks of one drawing: who takes part, and how a project stands.

    ``names`` are offices by code, called as on another day than today: values with code, acronym and name.
    """

    def __init__(self, names: Mapping[str, Any] | None = None) -> None:
        offices = {each.code: each for each in Office.objects.directory().offices}
        self._offices: dict[str, Any] = {**offices, **(names or {})}
        self._rows: dict[tuple[str, ...], SafeString] = {}
        self._standings: dict[tuple[str, bool], SafeString] = {}

    def chip(self, code: str, modifier: str = "") -> SafeString:
        """Return the chip of an office; a code that no office has stands as it is."""
        return office_mark(self._offices.get(code) or {"code": code, "name": code}, modifier)

    def offices(self, lead: str, others: tuple[str, ...]) -> SafeString:
        """Return the lead's chip, then the others as they are given."""
        key = (lead, *others)
        if key not in self._rows:
            chips = [self.chip(lead, "lead")] if lead else []
            chips += [self.chip(each) for each in others]
            self._rows[key] = format_html('<span class="offices">{}</span>', SafeString("".join(chips)))
        return self._rows[key]

    def standing(self, standing: str, *, is_stale: bool = False) -> SafeString:
        """Return glyph and word of how a project stands, and that its last report is old."""
        key = (standing, is_stale)
        if key not in self._standings:
            word, note = boards.STANDINGS.get(standing, standing), str(Age.OLD.label) if is_stale else ""
            self._standings[key] = progress_mark(standing, word, note)
        return self._standings[key]


def addresses(links: str) -> Callable[[str], str]:
    """Return what gives a project's address by its key.

    ``links`` is the name of a route that takes a uuid, a pattern with ``{}`` for the key, or nothing: no links.
    """
    if not links:
        return lambda key: ""
    pattern = links if "{}" in links else reverse(links, args=[NOBODY]).replace(NOBODY, "{}")
    return pattern.format


# --- Timeline ------------------------------------------------------------------------------------


@register.inclusion_tag("roadmap/_timeline.html")
def timeline(
    plan: Plan, today: dt.date, baseline: Plan | None = None, links: str = ROUTE, **options: Any
) -> dict[str, Any]:
    """The timeline of a plan, its legend, and the same as a table.

    Options: baseline_name (the version the ghosts are of), whole (the plan a filtered one is part of), name
    (begins the ids, where a page has two), names (offices by code, as called on another day).
    """
    address, words = addresses(links), _words_under(plan)
    drawings = [
        timelines.draw(plan, form, today=today, baseline=baseline, words=words, address=address)
        for form in (timelines.WIDE, timelines.NARROW)
    ]
    lines = timelines.table(plan, today=today, baseline=baseline, whole=options.get("whole"))
    return {
        "name": options.get("name", "timeline"),
        "drawings": [each for each in drawings if each],
        "undated": [(each, address(each.key)) for each in timelines.undated(plan)],
        "baseline_name": options.get("baseline_name", "") if baseline else "",
        "lines": _table_rows(lines, address, Marks(options.get("names")), bool(baseline)),
        "has_lines": bool(lines),
    }


@register.simple_tag
def drawing_rows(drawing: timelines.Drawing) -> SafeString:
    """The rows of a drawing: label and words, in a link where they have an address, then the bar."""
    return SafeString("".join(map(_drawn_row(str(drawing.form.indent)), drawing.rows)))


def _drawn_row(indent: str) -> Callable[[timelines.Row], str]:
    def drawn(row: timelines.Row) -> str:
        full = f"<title>{escape(row.full)}</title>" if row.full else ""
        label = (
            f'<text x="{indent}" y="{row.text_y}">{full}{escape(row.label)}</text>'
            f'<text class="t-sub" x="{indent}" y="{row.words_y}">{_escaped(row.words)}</text>'
        )
        if row.address:
            label = f'<a href="{_escaped(row.address)}">{label}</a>'
        return (
            f'{label}<rect class="bar bar--{_escaped(row.standing)}" x="{row.x}" y="{row.y}" '
            f'width="{row.width}" height="14" rx="3"/>'
        )

    return drawn


# What stands in both drawings and in the table, or in many rows. What is safe already is escaped too, so that
# equal texts may share an answer.
_escaped = lru_cache(maxsize=4096)(escape)


def _words_under(plan: Plan) -> Callable[[ProjectLine], str]:
    """Return what stands under a project's label: who leads with whom, the horizon, how it stands."""
    standings = {key: str(label) for key, label in boards.STANDINGS.items()}
    horizons = {each.key: str(HORIZON_WORDS[Horizon(each.horizon)]) for each in plan.goals}
    pattern = _("%(lead)s with %(others)s")

    def words(project: ProjectLine) -> str:
        who = project.lead
        if project.co_leads:
            who = pattern % {"lead": who, "others": ", ".join(project.co_leads)}
        stands = standings.get(project.standing, project.standing)
        return " · ".join(filter(None, (who, horizons[project.goal], stands)))

    under = {each.key: words(each) for each in plan.projects}
    return lambda project: under[project.key]


def _table_rows(
    lines: list[timelines.Line], address: Callable[[str], str], marks: Marks, has_baseline: bool
) -> SafeString:
    after, clash = _("After %(title)s."), _("Begins before the end of %(title)s.")
    overdue, nothing = _("overdue"), _("none yet")

    def drawn(line: timelines.Line) -> str:
        project = line.project
        waits = [after % {"title": each} for each in line.after]
        waits += [clash % {"title": each} for each in line.clashes]
        sub = f'<span class="table__sub">{escape(" ".join(waits))}</span>' if waits else ""
        endorsed = f'<td class="nowrap">{escape(line.endorsed)}</td>' if has_baseline else ""
        stands = marks.standing(project.standing, is_stale=project.is_stale)
        stone = "–"
        if line.stone:
            late = f", {overdue}" if line.is_overdue else ""
            stone = f'{line.stone}{late}<span class="table__sub">{escape(line.stone_title)}</span>'
        return (
            f'<tr><th scope="row">{_titled(project, address)}{sub}</th>'
            f"<td>{marks.offices(project.lead, project.offices[1:])}</td>"
            f'<td class="nowrap">{line.start or nothing}</td><td class="nowrap">{line.end or nothing}</td>'
            f"{endorsed}<td>{stone}</td><td>{stands}</td></tr>\n"
        )

    return SafeString("".join(map(drawn, lines)))


def _titled(project: ProjectLine, address: Callable[[str], str]) -> str:
    where, title = address(project.key), escape(project.title)
    return f'<a class="table__title" href="{_escaped(where)}">{title}</a>' if where else title


# --- Board ---------------------------------------------------------------------------------------


@register.inclusion_tag("roadmap/_board.html")
def board(plan: Plan, links: str = ROUTE) -> dict[str, Any]:
    """The board of a plan, horizon by area, and how areas and goals stand."""
    address, marks = addresses(links), Marks()

    def card(project: ProjectLine) -> tuple[Any, ...]:
        chips = marks.offices(project.lead, project.co_leads)
        stands = marks.standing(project.standing, is_stale=project.is_stale)
        return address(project.key), project.title, chips, project.group, stands

    return {
        "columns": [
            {
                "label": HORIZON_WORDS[Horizon(column.horizon)],
                "note": SPANS[Horizon(column.horizon)],
                "count": column.count,
                "areas": [
                    (area.name, [(each.goal.title, list(map(card, each.projects))) for each in area.goals])
                    for area in column.areas
                ],
            }
            for column in boards.columns(plan)
        ],
        "standings": [
            {
                "name": area.name,
                "mark": _rolled(area.roll_up, marks),
                "goals": [(each.goal.title, _rolled(each.roll_up, marks)) for each in area.goals],
            }
            for area in boards.standings(plan)
        ],
        "method": boards.METHOD,
        "method_of_age": boards.METHOD_OF_AGE if any(each.report for each in plan.projects) else "",
    }


def _rolled(together: boards.RollUp, marks: Marks) -> tuple[SafeString, str]:
    mark = marks.standing(together.standing) if together.standing else SafeString("")
    return mark, boards.spoken(together)


# --- Matrices ------------------------------------------------------------------------------------


@register.inclusion_tag("roadmap/_matrix.html")
def plan_matrix(plan: Plan, link: str = "") -> dict[str, Any]:
    """Projects by area and horizon; ``link`` is the address that narrows by ``area`` and ``horizon``."""
    return {
        "columns": [{"label": HORIZON_WORDS[each], "note": SPANS[each]} for each in Horizon],
        "rows": [
            {"label": row.name, "cells": [_cell(row, cell, link) for cell in row.cells]}
            for row in matrices.by_area_and_horizon(plan)
        ],
    }


def _cell(row: matrices.AreaRow, cell: matrices.Cell, link: str) -> dict[str, Any]:
    titles = [_of_age(each) for each in cell.projects[:TITLES_A_CELL]]
    if (more := cell.count - len(titles)) > 0:
        titles.append(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    words = {"n": cell.count, "area": row.name, "horizon": HORIZON_WORDS[Horizon(cell.horizon)]}
    return {
        "count": cell.count,
        "url": f"{link}area={row.code}&horizon={cell.horizon}" if link else "",
        "label": ngettext(
            "%(n)d project: %(area)s, %(horizon)s", "%(n)d projects: %(area)s, %(horizon)s", cell.count
        )
        % words,
        "titles": titles,
    }


def _of_age(project: ProjectLine) -> str:
    """Return a project's title, and that its last report is old."""
    return f"{project.title} ({Age.OLD.label})" if project.is_stale else project.title


@register.inclusion_tag("roadmap/_contributions.html")
def contributions(plan: Plan, links: str = ROUTE, names: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Who leads, co-leads and contributes: the five members as columns, their load, and the gaps.

    ``names`` are offices by code, as called on another day than today.
    """
    marks, address, dated = Marks(names), addresses(links), names or {}
    found_members = [each for each in Office.objects.directory().offices if each.is_member]
    members: list[Any] = [dated.get(each.code, each) for each in found_members]
    found = matrices.contributions(plan, [each.code for each in members])
    parts = {
        name: format_html('<span class="part part--{}">{}</span>', name, word) for name, word in PARTS.items()
    }
    parts[""] = format_html(
        '<span class="faint">–<span class="visually-hidden"> {}</span></span>', _("no part")
    )
    called = {each.code: each for each in members}
    return {
        "members": members,
        "rows": SafeString("".join(_contribution_row(row, address, parts) for row in found.rows)),
        "count": len(found.rows),
        "loads": found.loads,
        "absent": [
            (called[code], ", ".join(plan.area_names[area] for area in areas)) for code, areas in found.absent
        ],
        "alone": [(each, address(each.key), marks.chip(each.lead, "lead")) for each in found.alone],
    }


def _contribution_row(
    row: matrices.Contribution, address: Callable[[str], str], parts: Mapping[str, SafeString]
) -> str:
    cells = "".join(f"<td>{parts[each]}</td>" for each in row.parts)
    sub = f'<span class="table__sub">{Age.OLD.label}</span>' if row.project.is_stale else ""
    return f'<tr><th scope="row">{_titled(row.project, address)}{sub}</th>{cells}</tr>\n'
