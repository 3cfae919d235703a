"""The timeline of a plan: its axis, its drawing in two forms, and the equal table. Pure: a plan in, places out.

Numbers are text with one decimal, so that no locale writes a comma into an attribute.
"""

from roadmap.timeline.axis import NARROW, WIDE, Form, Tick
from roadmap.timeline.drawing import LEAST, Band, Drawing, Row, clipped, draw
from roadmap.timeline.table import Line, day_words, is_clash, next_stone, table, undated

__all__ = [
    "LEAST",
    "NARROW",
    "WIDE",
    "Band",
    "Drawing",
    "Form",
    "Line",
    "Row",
    "Tick",
    "clipped",
    "day_words",
    "draw",
    "is_clash",
    "next_stone",
    "table",
    "undated",
]
