"""Names that people give: kept in any script, without what could deceive a reader or a file system."""

from __future__ import annotations

import unicodedata

MAX_NAME = 200
# They turn the reading direction: "gpj.exe" would read as "exe.jpg".
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
_DROPPED = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})


def plain_line(text: str) -> str:
    """Return the text as one line in NFC, without control characters and turns of direction."""
    spaced = "".join(" " if char in "\t\n\r\v\f\u2028\u2029" else char for char in text)
    kept = (char for char in spaced if char not in _BIDI and unicodedata.category(char) not in _DROPPED)
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).split())


def clean(name: str) -> str:
    """Return a file's name as it is kept: one line, no path, at most 200 characters, its ending whole."""
    name = plain_line(name.replace("\\", "/").rpartition("/")[2]).lstrip(". ")
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        return name[:MAX_NAME]
    room = MAX_NAME - len(suffix) - 1
    return f"{stem[: max(room, 1)].rstrip('. ')}.{suffix}"[:MAX_NAME]
