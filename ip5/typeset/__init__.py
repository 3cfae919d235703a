"""Documents as PDF/A-2a and PDF/UA-1, set by a process of its own: the same bytes for the same data.

``form`` is the source that arranges the data. ``common.typ``, set before each, reads title, author, keywords,
language, fonts, footer and fingerprint; ``document.typ``, the form unless another is given, reads marks, facts,
sections (heading and blocks as trees), nothing and missing; the program reads ``missing_sentence`` and ``at``,
the instant the document tells of.
"""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

logger = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("program.py")
DOCUMENT = Path(__file__).with_name("document.typ")
SECONDS: Final = 30
# The first is part of the typesetter; the others give offices their own scripts where they are installed.
FONTS: Final = ["Libertinus Serif", "Noto Serif CJK JP", "Noto Sans CJK JP", "DejaVu Sans Mono"]

# A run without a space is broken where the line ends, or it would leave the page.
LONG_RUN = re.compile(r"([^\s\u2e80-\uffff]{80})(?=\S)")
BREAK = r"\1" + "\u200b"


REPLACED = "\N{WHITE SQUARE}"
# Controls, surrogates, private use, unassigned: no document format can hold or draw them.
UNPRINTABLE = {"Cc", "Cs", "Co", "Cn"}


class NotSet(Exception):
    """The document could not be set within the limits of time and memory."""


def printable(text: str) -> str:
    """Return the text with every character no document can hold shown as an empty square."""
    return "".join(
        REPLACED if unicodedata.category(each) in UNPRINTABLE and each not in "\n\t" else each
        for each in text
    )


def breakable(words: str) -> str:
    """Return the words with long runs of letters made breakable."""
    return LONG_RUN.sub(BREAK, words)


def typeset(data: Mapping[str, Any], *, form: Path = DOCUMENT, seconds: float = SECONDS) -> bytes:
    """Return the document as PDF. Refuses with ``NotSet`` what is beyond the limits; the log names no text."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            answer = subprocess.run(  # noqa: S603 - our own program, no shell, data by stdin
                [sys.executable, "-I", str(PROGRAM), str(form)],
                input=json.dumps(data).encode(),
                capture_output=True,
                cwd=folder,
                env={"LANG": "C.UTF-8", "RAYON_NUM_THREADS": "2", "MALLOC_ARENA_MAX": "2"},
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            answer = None
    if answer is None or answer.returncode or not answer.stdout.startswith(b"%PDF-"):
        # The reason may quote the text: the log gets the program's last word only, without it.
        logger.error("document.not_typeset", extra={"code": answer.returncode if answer else "timeout"})
        raise NotSet
    return answer.stdout
