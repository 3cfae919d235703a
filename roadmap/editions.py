"""How editions are numbered: the next one of a kind after the last (domain.md section 4b). Pure.

``1.0`` and ``2.0`` are major, ``1.1`` minor, ``1.1 Corr.1`` a corrigendum of 1.1.
"""

from __future__ import annotations

import re

from roadmap.states import Amendment

FIRST = "1.0"
_EDITION = re.compile(r"(?P<major>[1-9][0-9]*)\.(?P<minor>0|[1-9][0-9]*)(?: Corr\.(?P<corr>[1-9][0-9]*))?")


def next_edition(last: str, kind: str) -> str:
    """Return the edition that follows ``last`` (empty for none) by a change of ``kind``.

    Refuses with ``ValueError`` what is no edition, and anything but a major version as the first one.
    """
    if not last:
        if kind != Amendment.MAJOR:
            raise ValueError("the first version is a major one")
        return FIRST
    match = _EDITION.fullmatch(last)
    if match is None:
        raise ValueError(f"not an edition: {last[:20]!r}")
    major, minor, corrected = int(match["major"]), int(match["minor"]), int(match["corr"] or 0)
    if kind == Amendment.MAJOR:
        return f"{major + 1}.0"
    if kind == Amendment.MINOR:
        return f"{major}.{minor + 1}"
    return f"{major}.{minor} Corr.{corrected + 1}"
