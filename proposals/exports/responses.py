"""The response table: every comment of a proposal with the lead office's answer, as rows, CSV and XLSX.

A spreadsheet runs a cell that begins like a formula, so such a cell is prefixed; the rows hold what
``Comment.objects.visible_to`` gives the hat and nothing else.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font

from ip5.kernel.hat import Hat
from proposals import rules
from proposals.models import SECTIONS, Comment, Disposition, Proposal

FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = (8, 12, 26, 14, 10, 40, 60, 18, 60, 14, 60)


@dataclass(slots=True)
class Thread:
    """A comment, its replies and the answers it was given, the last one counting."""

    first: Comment
    # None for those who see only some of the comments: a gap would show.
    number: int | None
    replies: list[Comment] = field(default_factory=list)

    @property
    def answer(self) -> Disposition | None:
        """The answer that counts."""
        given = list(self.first.dispositions.all())
        return given[-1] if given else None

    @property
    def former_answers(self) -> list[Disposition]:
        """The answers that were replaced, all kept."""
        return list(self.first.dispositions.all())[:-1]

    @property
    def section(self) -> str:
        """The heading of the section it is about, empty for the whole proposal."""
        return str(SECTIONS.get(self.first.section, ""))


def threads_of(proposal: Proposal, hat: Hat) -> list[Thread]:
    """Return the comments this hat may see as threads, oldest first."""
    answers = Disposition.objects.select_related("by__office", "by__person").order_by("at", "pk")
    comments = (
        Comment.objects.visible_to(hat)
        .filter(proposal=proposal)
        .select_related("mandate__person", "office", "revision")
        .prefetch_related(Prefetch("dispositions", answers))
        .order_by("at", "pk")
    )
    threads: dict[int, Thread] = {}
    sees_all = hat.sees_from == "members" or rules.is_opened_to(hat, proposal)
    for each in comments:
        if each.is_first:
            threads[each.pk] = Thread(each, len(threads) + 1 if sees_all else None)
        elif each.parent_id in threads:
            threads[each.parent_id].replies.append(each)
    return list(threads.values())


def header() -> list[str]:
    """Return the heads of the response table."""
    return [
        _("No."),
        _("Office"),
        _("On"),
        _("Kind"),
        _("Revision"),
        _("Passage"),
        _("Comment"),
        _("Answer"),
        _("Reason"),
        _("Answered on"),
        _("Replies"),
    ]


def rows(threads: list[Thread]) -> list[list[str]]:
    """Return a row for each thread, in the order of the head."""
    return [row(each) for each in threads]


def row(thread: Thread) -> list[str]:
    """Return one thread as text cells."""
    first, answer = thread.first, thread.answer
    replies = [f"{each.office.acronym}: {each.text}" for each in thread.replies]
    return [
        f"C-{thread.number}" if thread.number else "",
        first.office.acronym,
        thread.section or _("the whole proposal"),
        first.get_kind_display(),
        f"Rev.{first.revision.number}",
        first.passage,
        first.text,
        answer.get_answer_display() if answer else _("not answered yet"),
        answer.reason if answer else "",
        f"{answer.at:%Y-%m-%d}" if answer else "",
        "\n".join(replies),
    ]


def safe(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula, without control characters."""
    cell = ILLEGAL_CHARACTERS_RE.sub("", cell)
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def as_csv(threads: list[Thread]) -> bytes:
    """Return the table as CSV in UTF-8 with its mark, so that spreadsheets read every script."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for cells in [header(), *rows(threads)]:
        writer.writerow([safe(cell) for cell in cells])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(threads: list[Thread], title: str) -> bytes:
    """Return the table as a workbook of one sheet, every cell a text."""
    book = Workbook()
    sheet = book.active
    sheet.title = _("Responses")[:31]
    book.properties.title = title
    for line, cells in enumerate([header(), *rows(threads)], start=1):
        for column, text in enumerate(cells, start=1):
            cell = sheet.cell(line, column, safe(text))
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=line == 1)
    for letter, width in zip("ABCDEFGHIJK", WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# The formats of the table: content type, and what writes it.
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def table(threads: list[Thread], proposal: Proposal, format: str) -> tuple[bytes, str, str]:
    """Return content, content type and file name of the table in one of ``FORMATS``."""
    stem = (proposal.symbol or "").replace("/", "-")
    content = as_csv(threads) if format == "csv" else as_xlsx(threads, f"{proposal.symbol} {proposal.title}")
    return content, FORMATS[format], f"{stem}-responses.{format}"
