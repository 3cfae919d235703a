"""What stands in the document of a proposal: the frozen revision, never the live row's text."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import formats, translation
from django.utils.translation import gettext as _

from ip5.offices import symbols
from ip5.offices.models import Group, Office
from proposals.exports.trees import printable
from proposals.models import SECTIONS, Area, Proposal, Revision
from proposals.states import Horizon


@dataclass(frozen=True, slots=True)
class Document:
    """A document as plain values; two of the same revision are equal."""

    title: str
    symbol: str
    stem: str
    marks: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    sections: tuple[tuple[str, str], ...]
    sha256: str
    author: str
    at: dt.datetime
    language: str
    # The reservations beside the text, numbered: for members alone.
    notes: tuple[tuple[int, str], ...] = ()

    @property
    def footer(self) -> str:
        """What stands at the foot of each page: symbol and revision, or the mark of a draft."""
        return self.symbol or self.marks[0]

    @property
    def fingerprint(self) -> str:
        """The hash of the text as a line."""
        return f"SHA-256 {self.sha256}"


def document_of(
    proposal: Proposal, revision: Revision | None, notes: tuple[tuple[int, str], ...] = ()
) -> Document:
    """Return the document of a revision; without one that of a draft or of a record, from its row.

    ``notes`` are the reservations that its reader may see.
    """
    text = revision.text if revision else proposal.text()
    at = moment_of(proposal, revision)
    lead = Office.objects.directory().of_code(text["lead"])
    return Document(
        title=printable(text["title"]) or _("Untitled draft"),
        symbol=revision.symbol if revision else proposal.symbol or "",
        stem=stem_of(proposal, revision),
        marks=tuple(marks_of(proposal, lead.acronym_on(at))),
        facts=tuple(
            (label, printable(value)) for label, value in facts_of(proposal, revision, text) if value
        ),
        sections=tuple(
            (f"{number}. {heading}", words) for number, (heading, words) in enumerate(written(text), start=1)
        ),
        sha256=revision.sha256 if revision else proposal.fingerprint,
        author=lead.name_on(at).name,
        at=at,
        language=translation.get_language() or "en",
        notes=tuple((number, printable(line)) for number, line in notes),
    )


def notes_heading() -> str:
    """Return the heading of the reservations in a document."""
    return _("Reservations, for members only")


def written(text: dict[str, Any]) -> list[tuple[str, str]]:
    """Return (heading, Markdown) of the sections that have a text, in the order of the page."""
    return [(str(label), text[name]) for name, label in SECTIONS.items() if text.get(name, "").strip()]


def moment_of(proposal: Proposal, revision: Revision | None) -> dt.datetime:
    """Return the instant the document tells of: never that of the export, so that equal texts give equal bytes."""
    if revision:
        return revision.submitted_at
    if proposal.record_date:
        return dt.datetime.combine(proposal.record_date, dt.time(), dt.UTC)
    return proposal.updated_at


def stem_of(proposal: Proposal, revision: Revision | None) -> str:
    """Return the file's name without its ending, such as ``NETAI-P-2026-001-Rev.0``; a draft's tells no title."""
    if proposal.is_draft:
        return f"{symbols.BODY}-draft-{proposal.uuid.hex[:8]}"
    symbol = revision.symbol if revision else proposal.symbol or ""
    return symbol.replace("/", "-").replace(" ", "-")


def marks_of(proposal: Proposal, lead: str) -> list[str]:
    """Return what must be read before the text: a draft, a restriction, words that are not real."""
    marks = []
    if proposal.is_draft:
        marks.append(_("Draft, internal to the %(office)s, not submitted") % {"office": lead})
    elif symbols.parse(proposal.symbol or "").is_restricted:
        marks.append(_("Restricted to the members at submission"))
    if proposal.origin == Proposal.Origin.INVENTED:
        marks.append(_("fictitious content"))
    elif proposal.origin == Proposal.Origin.PUBLIC:
        marks.append(
            _("The title follows a public source; lead, group, horizon, state and date are invented.")
        )
    return marks


def facts_of(proposal: Proposal, revision: Revision | None, text: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the head of the document as (term, value); names of offices as of its day."""
    at = moment_of(proposal, revision)
    lead = Office.objects.directory().of_code(text["lead"]).name_on(at)
    area = Area.objects.filter(code=text["area"]).first()
    group = Group.objects.filter(code=text["group"]).first()
    horizon = str(Horizon(text["horizon"]).label) if text["horizon"] else ""
    return [
        (_("Symbol"), revision.symbol if revision else proposal.symbol or ""),
        (_("Lead"), f"{lead.acronym}, {lead.name}"),
        (_("Other offices"), ", ".join(others_of(proposal, at))),
        (_("Area"), str(area or text["area"])),
        (_("Horizon"), horizon),
        (_("Group"), f"{group.code}, {group.name}" if group and group.name != group.code else text["group"]),
        *dates_of(proposal, revision),
    ]


def dates_of(proposal: Proposal, revision: Revision | None) -> list[tuple[str, str]]:
    """Return the days that belong to the text itself."""
    if revision:
        term = _("Submitted") if revision.number == 0 else _("Revision submitted")
        return [(term, day_of(revision.submitted_at))]
    if proposal.record_date:
        return [(_("From the record"), day_of(moment_of(proposal, None)))]
    return [(_("Last edited"), day_of(proposal.updated_at))]


def day_of(at: dt.datetime) -> str:
    """Return the day in UTC, as people write it."""
    return formats.date_format(at.astimezone(dt.UTC), "j F Y")


def others_of(proposal: Proposal, at: dt.datetime) -> list[str]:
    """Return acronym and role of the other offices that took part at that moment."""
    if proposal.is_draft or proposal.is_from_record:
        there = proposal.taking_part
    else:
        # An office that left later did take part in this revision.
        there = [
            each
            for each in proposal.participations.all()
            if each.consented_at and (each.left_at is None or each.left_at > at)
        ]
    return [f"{each.office.acronym_on(at)} ({each.get_role_display().lower()})" for each in there]
