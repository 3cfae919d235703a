"""How large an amendment a change takes: corrigendum, minor or major. Pure.

Source: domain.md section 4b. A corrigendum is editorial; a minor amendment moves dates, leads and co-leads; what
adds, drops or re-scopes is major and takes the full path.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import gettext_lazy

from proposals import diff
from roadmap.comparison.values import (
    DATES,
    PROGRESS,
    Change,
    Comparison,
    Presence,
    ReservationChange,
    TextChange,
)
from roadmap.comparison.words import say

CORRIGENDUM, MINOR, MAJOR = "corrigendum", "minor", "major"
KINDS: Final = (CORRIGENDUM, MINOR, MAJOR)
# A correction touches one word in ten at most, and one in a short text. Our own rule, kept as data: whether
# words were only corrected is for the offices, any of which may break the silence.
EDITORIAL_SHARE: Final = 10
# Who takes part, and by when; sources and reservations are acts of their own, which a version only records.
OF_MINOR: Final = {*DATES, "lead", "co_leads", "contributing", "group", "depends_on"}
OF_RECORD: Final = {*PROGRESS, "sources"}

REFUSALS = {
    (CORRIGENDUM, MINOR): gettext_lazy(
        "A corrigendum corrects words and nothing else. “%(title)s”: %(change)s That takes a minor amendment."
    ),
    (CORRIGENDUM, MAJOR): gettext_lazy(
        "A corrigendum corrects words and nothing else. “%(title)s”: %(change)s That takes a major amendment."
    ),
    (MINOR, MAJOR): gettext_lazy(
        "A minor amendment moves dates, leads and co-leads. “%(title)s”: %(change)s That takes a major amendment."
    ),
}


def least_kind(found: Comparison) -> str:
    """Return the smallest kind of amendment that allows every change; a corrigendum where nothing changed."""
    return max(map(kind_of, found.changes), key=KINDS.index, default=CORRIGENDUM)


def kind_of(change: Change) -> str:
    """Return the smallest kind of amendment that allows this one change."""
    if isinstance(change, ReservationChange) or change.field in OF_RECORD:
        return CORRIGENDUM
    if isinstance(change, TextChange):
        return CORRIGENDUM if is_editorial(change) else MAJOR
    if not isinstance(change, Presence) and change.field in OF_MINOR:
        return MINOR
    return MAJOR


def is_editorial(change: TextChange) -> bool:
    """Whether so few words differ that it reads as a correction; a text that came in or went out never does."""
    if not change.old.strip() or not change.new.strip():
        return False
    segments = change.segments
    counts = diff.count(segments)
    kept = sum(len(diff.COUNTED.findall(each.text)) for each in segments if each.kind == diff.EQUAL)
    most = max(1, (kept + counts.removed) // EDITORIAL_SHARE)
    return max(counts.added, counts.removed) <= most


def refusal(found: Comparison, kind: str, name: Callable[[str], str] = str) -> str:
    """Return why an amendment of this kind cannot hold the changes, naming the first that is too large; or nothing.

    ``name`` turns an office's code into its acronym.
    """
    for change in found.changes:
        least = kind_of(change)
        if KINDS.index(least) > KINDS.index(kind):
            facts = {"title": change.thing.title, "change": say(change, name)}
            return str(REFUSALS[kind, least]) % facts
    return ""
