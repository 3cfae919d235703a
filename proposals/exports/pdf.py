"""A proposal as PDF/A-2a and PDF/UA-1."""

from __future__ import annotations

from django.utils.translation import gettext as _

from ip5 import typeset
from ip5.kernel.errors import WrongState
from proposals.exports.content import Document, notes_heading
from proposals.exports.trees import Node, blocks_of, notes_of, printable

SECONDS = typeset.SECONDS


def breakable(nodes: list[Node]) -> list[Node]:
    """Return the nodes with long runs of letters made breakable."""
    for node in nodes:
        if "text" in node:
            node["text"] = typeset.breakable(node["text"])
        breakable(node.get("content", []))
    return nodes


def notes_section(document: Document) -> list[dict[str, object]]:
    """Return the reservations as a last section; nothing where there are none."""
    if not document.notes:
        return []
    return [{"heading": notes_heading(), "blocks": breakable(notes_of(document.notes))}]


def data_of(document: Document) -> dict[str, object]:
    """Return what the template reads: plain values, the sections as trees."""
    missing = _(
        "Some characters could not be set, because no font on this server holds them; each is shown as □."
    )
    has_missing = any(printable(words) != words for _heading, words in document.sections)
    return {
        "title": typeset.breakable(document.title),
        "author": document.author,
        "keywords": [document.symbol] if document.symbol else [],
        "language": document.language.split("-")[0],
        "fonts": typeset.FONTS,
        "marks": document.marks,
        "facts": document.facts,
        "sections": [
            {"heading": heading, "blocks": breakable(blocks_of(words))}
            for heading, words in document.sections
        ]
        + notes_section(document),
        "footer": document.footer,
        "fingerprint": document.fingerprint,
        "nothing": _("Nothing is written yet."),
        # The second is for what only the typesetter finds out: a character without a font.
        "missing": missing if has_missing else "",
        "missing_sentence": missing,
        "at": int(document.at.timestamp()),
    }


def write(document: Document) -> bytes:
    """Return the document as PDF: the same bytes for the same revision.

    Refuses with ``WrongState`` a text that cannot be set within the limits of time and memory.
    """
    try:
        return typeset.typeset(data_of(document), seconds=SECONDS)
    except typeset.NotSet:
        raise WrongState(
            _("This text could not be set as PDF within the limits of this server. Take DOCX or Markdown.")
        ) from None
