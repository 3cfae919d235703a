"""A summary as a file, PDF or DOCX, holding what its reader sees."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.utils import formats, translation
from django.utils.translation import gettext as _

from ip5.kernel.text import canonical_json, sha256_hex
from meetings.gathering.summary import paragraphs_of
from meetings.models import Meeting, SummaryEntry
from meetings.states import State
from proposals.exports.content import Document
from proposals.exports.documents import FORMATS, File
from proposals.exports.trees import printable

KINDS = ("pdf", "docx")


def document_of(meeting: Meeting, entries: Sequence[SummaryEntry]) -> Document:
    """Return the summary with these entries as a document; two of the same text are equal."""
    number = paragraphs_of(meeting)
    sections = [
        (heading or _("Summary"), "\n\n".join(line(number[each.pk], each) for each in rows))
        for heading, rows in grouped(entries)
    ]
    symbol = meeting.summary_symbol or meeting.symbol
    return Document(
        title=printable(_("Summary: %(title)s") % {"title": meeting.title}),
        symbol=symbol,
        stem=f"{symbol.replace('/', '-')}-summary",
        marks=marks_of(meeting),
        facts=facts_of(meeting, symbol),
        sections=tuple((printable(heading), printable(words)) for heading, words in sections),
        sha256=sha256_hex(canonical_json(sections)),
        author=_("IP5 NET/AI task force"),
        at=moment_of(meeting),
        language=translation.get_language() or "en",
    )


def line(number: str, entry: SummaryEntry) -> str:
    """Return a paragraph in Markdown: its number, its symbol, its text."""
    mark = f" {entry.mark}:" if entry.mark else ""
    return f"**{number}**{mark} {entry.text}"


def grouped(entries: Sequence[SummaryEntry]) -> list[tuple[str, list[SummaryEntry]]]:
    """Return the entries by heading: those that follow each other under one heading stand together."""
    found: list[tuple[str, list[SummaryEntry]]] = []
    for each in entries:
        if not found or found[-1][0] != each.heading:
            found.append((each.heading, []))
        found[-1][1].append(each)
    return found


def marks_of(meeting: Meeting) -> tuple[str, ...]:
    """Return what must be read before the text: that it is not adopted yet, or from the record."""
    if meeting.is_from_record:
        return (meeting.record_note,) if meeting.record_note else ()
    if meeting.state in (State.SUMMARY_ADOPTED, State.SUMMARY_PUBLISHED):
        return ()
    return (_("Not adopted: %(state)s") % {"state": meeting.get_state_display()},)


def facts_of(meeting: Meeting, symbol: str) -> tuple[tuple[str, str], ...]:
    """Return the head of the document."""
    days = sorted({each.starts_at.date() for each in meeting.sessions.all()})
    adopted = formats.date_format(meeting.adopted_at, "j F Y") if meeting.adopted_at else ""
    facts = [
        (_("Symbol"), symbol),
        (_("Held"), ", ".join(formats.date_format(each, "j F Y") for each in days)),
        (_("Place"), ", ".join(each for each in (meeting.place, str(meeting.get_mode_display())) if each)),
        (_("Adopted"), adopted),
    ]
    return tuple((term, printable(value)) for term, value in facts if value)


def moment_of(meeting: Meeting) -> dt.datetime:
    """Return the instant the document tells of, never that of the export."""
    last = meeting.summaries.first()
    return meeting.adopted_at or (last.at if last else None) or meeting.closed_at or meeting.planned_at


def export(meeting: Meeting, entries: Sequence[SummaryEntry], kind: str) -> File:
    """Return the summary with these entries as a file of a kind of ``KINDS``; refuses another (``KeyError``)."""
    if kind not in KINDS:
        raise KeyError(kind)
    made, document = FORMATS[kind], document_of(meeting, entries)
    return File(f"{document.stem}.{made.ending}", made.content_type, made.write(document))
