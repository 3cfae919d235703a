"""What differs between two plans: values, a sentence, and how large an amendment it takes. Pure.

``compare(old, new)`` is the only way to a comparison; pages, files and rules read it and know no row.
"""

from roadmap.comparison.acts import decided_in
from roadmap.comparison.comparing import compare
from roadmap.comparison.kinds import KINDS, least_kind, refusal
from roadmap.comparison.parts import Line, Part, Told, parts_of
from roadmap.comparison.values import (
    Change,
    Comparison,
    DateChange,
    FactChange,
    ListChange,
    Presence,
    ReservationChange,
    TextChange,
    Thing,
)
from roadmap.comparison.words import counts, label, say, sentence

__all__ = [
    "KINDS",
    "Change",
    "Comparison",
    "DateChange",
    "FactChange",
    "Line",
    "ListChange",
    "Part",
    "Presence",
    "ReservationChange",
    "TextChange",
    "Thing",
    "Told",
    "compare",
    "counts",
    "decided_in",
    "label",
    "least_kind",
    "parts_of",
    "refusal",
    "say",
    "sentence",
]
