"""The drawing: where each band, row, bar, ghost, milestone and arrow of a timeline lies. Pure, no HTML.

What many rows share (ghosts, milestones, glyphs, lines) is one path: a page of 200 projects is drawn twice,
wide and narrow, within the budget of a list.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from roadmap.plan import Plan, ProjectLine
from roadmap.timeline.axis import WIDE, Axis, Form, Tick, number, ticks
from roadmap.timeline.table import is_clash

TOP, BAND, FOOT = 46, 24, 6
BAR, GHOST, STONE = 7, 10, 7
# A bar narrower than this has no room for its glyph, one narrower than LEAST is not seen.
GLYPH_ROOM, LEAST = 24.0, 3.0
# How broad a plain capital is, measured in plain letters.
BROADEST = 1.3
# What all rows share, a path each.
SHARED = ("lines", "ghosts", "glyphs", "stones", "reached", "arrows", "clashes")
GLYPHS = {
    "on_track": "M{} {}m-3.5 0 2.5 2.5 4.5-5",
    "completed": "M{} {}m-3.5 0 2.5 2.5 4.5-5",
    "at_risk": "M{} {}m0-3.5v4m0 2.5v.1",
    "delayed": "M{} {}m-3-3 6 6m0-6-6 6",
}


class Band(NamedTuple):
    """The heading of an area."""

    name: str
    y: str
    text_y: str


class Row(NamedTuple):
    """One project: its label (clipped to its column), its words, its bar. ``full`` is empty unless clipped."""

    key: str
    address: str
    label: str
    full: str
    words: str
    text_y: str
    words_y: str
    standing: str
    x: str
    y: str
    width: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A timeline in one form. Paths are empty where there is nothing of their kind."""

    form: Form
    height: str
    first: dt.date
    last: dt.date
    bands: tuple[Band, ...]
    rows: tuple[Row, ...]
    years: tuple[Tick, ...]
    quarters: tuple[Tick, ...]
    paths: dict[str, str]
    now_x: str

    @property
    def now_words_x(self) -> str:
        """Where the word at the line of today begins."""
        return number(float(self.now_x) + 5) if self.now_x else ""


def draw(
    plan: Plan,
    form: Form = WIDE,
    *,
    today: dt.date,
    baseline: Plan | None = None,
    words: Callable[[ProjectLine], str] = lambda project: "",
    address: Callable[[str], str] = lambda key: "",
) -> Drawing | None:
    """Return the timeline of the projects that have dates; None where none has.

    ``baseline`` is the plan whose dates are drawn as ghosts where they differ; ``words`` stand under a
    project's label; ``address`` is where its label leads (empty: no link).
    """
    dated = [each for each in plan.ordered() if each.has_dates]
    if not dated:
        return None
    before = baseline.projects_by_key if baseline else {}
    sheet = _Sheet(plan, Axis.of(form, _drawn_days(dated, before)))
    for each in dated:
        sheet.open_band(plan.goal_of(each).area)
        sheet.add(each, before.get(each.key), words(each), address(each.key))
    for each in dated:
        sheet.tie(each)
    return sheet.drawing(today)


def _drawn_days(dated: list[ProjectLine], before: dict[str, ProjectLine]) -> list[dt.date]:
    """Return every day that the drawing shows: of bars, of ghosts, of milestones."""
    days = [stone.due_on for each in dated for stone in each.milestones]
    for each in dated:
        was = before.get(each.key)
        days += [day for day in (*each.days, *(was.days if was else ())) if day]
    return days


class Place(NamedTuple):
    """Where the bar of a project lies; ``y`` is its middle."""

    project: ProjectLine
    x: float
    width: float
    y: int


class _Sheet:
    """A drawing in the making: ``y`` is where the next band or row begins."""

    def __init__(self, plan: Plan, axis: Axis) -> None:
        self.plan, self.axis, self.form = plan, axis, axis.form
        self.paths: dict[str, list[str]] = {name: [] for name in SHARED}
        self.bands: list[Band] = []
        self.rows: list[Row] = []
        self.places: dict[str, Place] = {}
        self.area = ""
        self.y = TOP

    def open_band(self, area: str) -> None:
        """Write the heading of an area, unless it is the one we are in."""
        if self.bands and area == self.area:
            return
        self.area = area
        self.bands.append(Band(self.plan.area_names.get(area, area), str(self.y), str(self.y + 16)))
        self.y += BAND

    def add(self, each: ProjectLine, before: ProjectLine | None, words: str, address: str) -> None:
        """Add a project's row, and its marks to the shared paths."""
        place = Place(each, *self.extent(each), self.y + self.form.middle)
        label = clipped(each.title, self.form.letters)
        row = Row(
            key=each.key,
            address=address,
            label=label,
            full=each.title if label != each.title else "",
            words=words,
            text_y=str(self.y + self.form.line),
            words_y=str(self.y + self.form.line + 14),
            standing=each.standing,
            x=number(place.x),
            y=str(place.y - BAR),
            width=number(place.width),
        )
        self.rows.append(row)
        self.places[each.key] = place
        self.mark(place, before)
        self.y += self.form.row
        self.paths["lines"].append(f"M0 {self.y}H{self.form.right}")

    def extent(self, each: ProjectLine) -> tuple[float, float]:
        """Return where a dated project's bar begins and how wide it is; its last day belongs to it."""
        assert each.starts_on is not None
        assert each.ends_on is not None
        x = self.axis.x(each.starts_on)
        width = max(self.axis.x(each.ends_on) + self.axis.scale - x, LEAST)
        return min(x, self.form.right - width), width

    def mark(self, place: Place, before: ProjectLine | None) -> None:
        """Add a project's ghost, glyph and milestones."""
        each, x, width, y = place
        if before and before.has_dates and before.days != each.days:
            was_x, was_width = map(number, self.extent(before))
            self.paths["ghosts"].append(f"M{was_x} {y - GHOST}h{was_width}v{2 * GHOST}h-{was_width}z")
        if width > GLYPH_ROOM and each.standing in GLYPHS:
            self.paths["glyphs"].append(GLYPHS[each.standing].format(number(x + 11), y))
        for stone in each.milestones:
            kind = "reached" if stone.reached_on else "stones"
            self.paths[kind].append(f"M{number(self.axis.x(stone.due_on))} {y - STONE}l7 7-7 7-7-7z")

    def tie(self, each: ProjectLine) -> None:
        """Add an arrow from each project it waits for; a beginning before that one's end is a clash."""
        to = self.places[each.key]
        for other in (self.places[key] for key in each.depends_on if key in self.places):
            kind = "clashes" if is_clash(each, other.project.ends_on) else "arrows"
            self.paths[kind].append(_arrow(other, to, self.form.right))

    def drawing(self, today: dt.date) -> Drawing:
        """Return what was drawn, with its axis."""
        years, quarters, grid = ticks(self.axis, self.y)
        first, end = self.axis.first, self.axis.last
        return Drawing(
            form=self.form,
            height=str(self.y + FOOT),
            first=first,
            last=end - dt.timedelta(days=1),
            bands=tuple(self.bands),
            rows=tuple(self.rows),
            years=tuple(years),
            quarters=tuple(quarters),
            paths={name: "".join(each) for name, each in self.paths.items()} | grid,
            now_x=number(self.axis.x(today)) if first <= today < end else "",
        )


def _arrow(start: Place, end: Place, right: int) -> str:
    """Return the path from the end of a bar to the beginning of another, with its head."""
    x, y = start.x + start.width, start.y
    head = f"V{end.y}H{number(end.x - 1)}m-4-3 4 3-4 3"
    if end.x >= x + 12:
        return f"M{number(x)} {y}H{number(end.x - 6)}{head}"
    between = end.y - (BAR + 5 if end.y > y else -BAR - 5)
    return f"M{number(x)} {y}H{number(min(x + 6, right))}V{between}H{number(max(end.x - 8, 1))}{head}"


def clipped(text: str, letters: int) -> str:
    """Return as much of a title as fits a column of ``letters`` plain letters, with an ellipsis if cut."""
    if len(text) * BROADEST <= letters and text.isascii():
        return text
    room, cut = float(letters), 0
    for place, letter in enumerate(text):
        room -= _breadth(letter)
        if room < 0:
            return text[:cut].rstrip() + "…"
        if room >= 1:
            cut = place + 1
    return text


def _breadth(letter: str) -> float:
    if letter.isascii():
        return BROADEST if letter.isupper() else 1.0
    return 2.0 if unicodedata.east_asian_width(letter) in "WF" else 1.0
