"""A proposal as Markdown: its sections are the authors' own characters, untouched."""

from __future__ import annotations

import re

from proposals.exports.content import Document, notes_heading

SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|&~!])")


def escaped(text: str) -> str:
    """Return plain text so that Markdown reads it as itself."""
    return SPECIAL.sub(r"\\\1", " ".join(text.split()))


def write(document: Document) -> bytes:
    """Return the document as UTF-8 Markdown."""
    lines = [f"# {escaped(document.title)}", ""]
    for mark in document.marks:
        lines += [f"**{escaped(mark)}**", ""]
    lines += [f"- {escaped(term)}: {escaped(value)}" for term, value in document.facts]
    lines.append(f"- {document.fingerprint}")
    for heading, words in document.sections:
        lines += ["", f"## {heading}", "", words.strip("\n")]
    if document.notes:
        lines += ["", f"## {notes_heading()}"]
        for number, line in document.notes:
            # No list: Markdown counts one by itself, and where a number is gone the next would move.
            lines += ["", f"**{number}.** {escaped(line)}"]
    return ("\n".join(lines) + "\n").encode()
