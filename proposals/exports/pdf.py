"""A proposal as PDF/A-2a and PDF/UA-1, set by a process of its own."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from django.utils.translation import gettext as _

from ip5.kernel.errors import WrongState
from proposals.exports.content import Document
from proposals.exports.trees import Node, blocks_of, printable

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("typeset.py")
SECONDS = 30
# The first is part of the typesetter; the others give offices their own scripts where they are installed.
FONTS = ["Libertinus Serif", "Noto Serif CJK JP", "Noto Sans CJK JP", "DejaVu Sans Mono"]

# A run without a space is broken where the line ends, or it would leave the page.
LONG_RUN = re.compile(r"([^\s\u2e80-\uffff]{80})(?=\S)")
BREAK = r"\1" + "\u200b"


def breakable(nodes: list[Node]) -> list[Node]:
    """Return the nodes with long runs of letters made breakable."""
    for node in nodes:
        if "text" in node:
            node["text"] = LONG_RUN.sub(BREAK, node["text"])
        breakable(node.get("content", []))
    return nodes


def data_of(document: Document) -> dict[str, object]:
    """Return what the template reads: plain values, the sections as trees."""
    missing = _(
        "Some characters could not be set, because no font on this server holds them; each is shown as □."
    )
    has_missing = any(printable(words) != words for _heading, words in document.sections)
    return {
        "title": LONG_RUN.sub(BREAK, document.title),
        "author": document.author,
        "keywords": [document.symbol] if document.symbol else [],
        "language": document.language.split("-")[0],
        "fonts": FONTS,
        "marks": document.marks,
        "facts": document.facts,
        "sections": [
            {"heading": heading, "blocks": breakable(blocks_of(words))}
            for heading, words in document.sections
        ],
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
    with tempfile.TemporaryDirectory() as folder:
        try:
            answer = subprocess.run(  # noqa: S603 - our own program, no shell, data by stdin
                [sys.executable, "-I", str(PROGRAM)],
                input=json.dumps(data_of(document)).encode(),
                capture_output=True,
                cwd=folder,
                env={"LANG": "C.UTF-8", "RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"},
                timeout=SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            answer = None
    if answer is None or answer.returncode or not answer.stdout.startswith(b"%PDF-"):
        # The reason may quote the text: the log gets the program's last word only, without it.
        logger.error("proposal.not_typeset", extra={"code": answer.returncode if answer else "timeout"})
        raise WrongState(
            _("This text could not be set as PDF within the limits of this server. Take DOCX or Markdown.")
        )
    return answer.stdout
