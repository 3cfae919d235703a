"""The cover of a bundle: the published agenda as the hat reads it, and the contents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from django.utils import formats
from django.utils.translation import gettext as _

from ip5 import typeset
from ip5.kernel.errors import WrongState
from meetings.models import AgendaVersion, Meeting, MeetingPaper, MeetingPaperVersion
from meetings.printed import Line, Printed
from meetings.states import ItemType

Node = dict[str, Any]


class Content(Protocol):
    """What stands in a bundle."""

    @property
    def version(self) -> AgendaVersion | None: ...
    @property
    def agenda(self) -> Printed | None: ...
    @property
    def papers(self) -> tuple[tuple[MeetingPaper, MeetingPaperVersion], ...]: ...
    @property
    def at(self) -> Any: ...


def write(meeting: Meeting, content: Content, pages: Mapping[int, int]) -> bytes:
    """Return the cover as PDF; ``pages`` are those of each paper joined behind it, by its place.

    Refuses with ``WrongState`` what cannot be set within the limits of time and memory.
    """
    try:
        return typeset.typeset(data_of(meeting, content, pages))
    except typeset.NotSet:
        raise WrongState(_("The cover could not be set within the limits of this server.")) from None


def data_of(meeting: Meeting, content: Content, pages: Mapping[int, int]) -> dict[str, Any]:
    """Return what ``document.typ`` reads."""
    version = content.version
    sections = []
    if content.agenda is not None and version is not None:
        heading = _("Agenda, %(symbol)s") % {"symbol": version.symbol}
        sections.append({"heading": heading, "blocks": agenda_blocks(content.agenda)})
    if content.papers:
        sections.append({"heading": _("Documents"), "blocks": [contents(content, pages)]})
    return {
        "title": plain(meeting.title),
        "author": _("IP5 NET/AI task force"),
        "keywords": [meeting.symbol],
        "language": "en",
        "fonts": typeset.FONTS,
        "footer": meeting.symbol,
        "fingerprint": "",
        "marks": [],
        "missing": "",
        "missing_sentence": _(
            "Some characters could not be set, because no font on this server holds them; each is shown as □."
        ),
        "facts": [
            (term, value)
            for term, value in [
                (_("Meeting"), meeting.symbol),
                (_("Place"), plain(meeting.place)),
                (_("As of"), formats.date_format(content.at, "j F Y")),
            ]
            if value
        ],
        "sections": sections,
        "nothing": _("Nothing is published for this meeting yet."),
        "at": int(content.at.timestamp()),
    }


def plain(text: str) -> str:
    """Return a line so that it can be set."""
    return typeset.breakable(typeset.printable(text))


def _text(words: str) -> Node:
    return {"kind": "text", "text": plain(words)}


def _row(*cells: str) -> Node:
    return {"kind": "row", "content": [{"kind": "cell", "content": [_text(each)]} for each in cells]}


def agenda_blocks(agenda: Printed) -> list[Node]:
    """Return each session as a heading with its times in UTC and a table of its items."""
    blocks: list[Node] = []
    for sitting, lines in agenda.by_session():
        if sitting is not None:
            day = formats.date_format(sitting.starts_at, "l j F Y")
            words = _("Session %(n)d: %(day)s, %(start)s–%(end)s UTC") % {
                "n": sitting.number,
                "day": day,
                "start": f"{sitting.starts_at:%H:%M}",
                "end": f"{sitting.ends_at:%H:%M}",
            }
            blocks.append({"kind": "heading", "level": 2, "content": [_text(words)]})
        if lines:
            heads = _row(_("No."), _("Item"), _("Minutes"), _("Documents"))
            rows = [heads, *(_line(agenda, each) for each in lines)]
            blocks.append({"kind": "table", "content": rows, "widths": [2, 9, 2, 4]})
    return blocks


def _line(agenda: Printed, line: Line) -> Node:
    words = f"{line.title} ({ItemType(line.type).label})"
    if line.is_closed:
        words += ", " + _("members only")
    minutes = agenda.minutes_of(line)
    return _row(
        line.number, words, str(minutes) if minutes else "", ", ".join((*line.papers, *line.restricted))
    )


def contents(content: Content, pages: Mapping[int, int]) -> Node:
    """Return the list of documents: where each begins, or that it is a file by itself."""
    rows, first = [_row(_("Symbol"), _("Title"), _("From"), _("Page"))], 1
    for at, (paper, version) in enumerate(content.papers):
        if at in pages:
            where, first = str(first), first + pages[at]
        else:
            where = _("%(kind)s, a file of its own") % {"kind": version.kind.label}
        title = paper.title + (f" ({_('late')})" if paper.is_late else "")
        rows.append(_row(paper.symbol, title, paper.office.acronym_on(version.at.date()), where))
    return {"kind": "table", "content": rows, "widths": [4, 8, 2, 4]}
