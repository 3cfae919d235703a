"""The roadmap as tables: CSV with a row for each project, XLSX with projects, milestones, goals and contributions.

A spreadsheet runs a cell that begins like a formula, so such a text is prefixed. Two exports of a version are equal
byte for byte: the workbook's clock is the instant of publication.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from proposals.exports.responses import safe
from roadmap import matrices
from roadmap.exports import words
from roadmap.exports.edition import Edition
from roadmap.plan import Plan, ProjectLine

# A cell is a text or a day; nothing else stands in these tables.
Cell = str | int | dt.date | None
Table = list[list[Cell]]
FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
NARROW, WIDE = 16, 48
# Longer heads and texts get the wide column.
LONG: Final = 24


def as_csv(plan: Plan, edition: Edition) -> bytes:
    """Return a row for each project in UTF-8 with its mark, so that spreadsheets read every script."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in projects(plan.public(), edition):
        writer.writerow([_written(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(plan: Plan, edition: Edition) -> bytes:
    """Return the workbook; texts are texts, days are days."""
    plan = plan.public()
    book = Workbook()
    book.remove(book.active)
    for title, table in (
        (_("Projects"), projects(plan, edition)),
        (_("Milestones"), milestones(plan)),
        (_("Goals"), goals(plan)),
        (_("Contributions"), contributions(plan, edition)),
    ):
        _fill(book.create_sheet(title[:31]), table)
    at = edition.published_at.astimezone(dt.UTC).replace(tzinfo=None, microsecond=0)
    book.properties.title = safe(f"{edition.symbol} {edition.title}")
    book.properties.creator = _("IP5 NET/AI task force")
    book.properties.created = at
    out = io.BytesIO()
    book.save(out)
    return _timeless(out.getvalue(), at)


def projects(plan: Plan, edition: Edition) -> Table:
    """Return the head and a row for each project, in the plan's order."""
    head = [
        _("Version"), _("Id"), _("Area"), _("Name of the area"), _("Goal"), _("Horizon"), _("Project"),
        _("Lead"), _("Co-leads"), _("Contributing"), _("Group"), _("Start"), _("End"), _("State"), _("Progress"),
        _("Milestones"), _("Depends on"), _("From proposals"), _("Summary"), _("Deliverables"),
    ]  # fmt: skip
    return [list(head), *(_project(plan, edition, each) for each in plan.projects)]


def _project(plan: Plan, edition: Edition, line: ProjectLine) -> list[Cell]:
    goal = plan.goal_of(line)
    return [
        edition.symbol,
        line.key,
        goal.area,
        plan.area_names.get(goal.area, ""),
        goal.title,
        words.horizon(goal.horizon),
        line.title,
        edition.office(line.lead).acronym,
        ", ".join(edition.office(each).acronym for each in edition.in_order(line.co_leads)),
        ", ".join(edition.office(each).acronym for each in edition.in_order(line.contributing)),
        line.group,
        line.starts_on,
        line.ends_on,
        words.state(line.state),
        words.status(line.status),
        "\n".join(words.milestone(each) for each in line.milestones),
        "\n".join(plan.projects_by_key[key].title for key in line.depends_on if key in plan.projects_by_key),
        ", ".join(each.symbol for each in line.sources),
        line.summary,
        line.deliverables,
    ]


def milestones(plan: Plan) -> Table:
    """Return the head and a row for each milestone, by project and as listed there."""
    head = [_("Project"), _("Project's id"), _("Id"), _("Milestone"), _("Due"), _("Reached")]
    rows: Table = [
        [line.title, line.key, each.key, each.title, each.due_on, each.reached_on]
        for line in plan.projects
        for each in line.milestones
    ]
    return [list(head), *rows]


def goals(plan: Plan) -> Table:
    """Return the head and a row for each goal, with the number of its projects."""
    head = [_("Id"), _("Area"), _("Horizon"), _("Goal"), _("Text"), _("Projects")]
    count: dict[str, int] = {}
    for line in plan.projects:
        count[line.goal] = count.get(line.goal, 0) + 1
    rows: Table = [
        [each.key, each.area, words.horizon(each.horizon), each.title, each.text, count.get(each.key, 0)]
        for each in plan.goals
    ]
    return [list(head), *rows]


def contributions(plan: Plan, edition: Edition) -> Table:
    """Return who does what: a row for each project, a column for each office, and the sums below."""
    codes = edition.taking_part(plan)
    found = matrices.contributions(plan, codes)
    head = [_("Project"), *(edition.office(each).acronym for each in codes)]
    rows: Table = [
        [row.project.title, *(str(words.PARTS.get(part, "")) for part in row.parts)] for row in found.rows
    ]
    sums = [[load.led, load.co_led, load.contributed] for load in found.loads]
    rows += [[label, *(each[place] for each in sums)] for place, label in enumerate(words.sums())]
    return [list(head), *rows]


def _fill(sheet: Worksheet, table: Table) -> None:
    for number, row in enumerate(table, start=1):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, safe(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            elif isinstance(value, dt.date):
                cell.number_format = "yyyy-mm-dd"
    for column, width in enumerate(_widths(table), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2):
        for cell in row:
            cell.alignment = TOP
    sheet.freeze_panes = "B2"


TOP = Alignment(wrap_text=True, vertical="top")


def _widths(table: Table) -> Iterator[int]:
    """Yield a width for each column: wide where a text is long."""
    for column in range(len(table[0])):
        longest = max(len(row[column]) if isinstance(row[column], str) else 0 for row in table)  # type: ignore[arg-type]
        yield WIDE if longest > LONG else NARROW


def _written(cell: Cell) -> str:
    if isinstance(cell, dt.date):
        return cell.isoformat()
    return safe(cell) if isinstance(cell, str) else "" if cell is None else str(cell)


def _timeless(book: bytes, at: Any) -> bytes:
    """Return the archive with its entries at a fixed day, and the workbook changed at ``at``."""
    stamp = f"{at:%Y-%m-%dT%H:%M:%SZ}".encode()
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(kept, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", source.read(name)))
    return kept.getvalue()
