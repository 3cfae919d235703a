"""The axis of a timeline: the days it spans, on whole quarters, where each lies, its words and its lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

# Months from line to line: the first step that leaves room between two lines is taken.
STEPS = (3, 12, 60, 120, 600)
MONTHS = 12
# What a year's word needs.
WORD = 34.0


@dataclass(frozen=True, slots=True)
class Form:
    """Wide beside its labels, or narrow below them: where the axis lies, how high a row is, what fits."""

    left: int
    right: int
    row: int
    middle: int
    indent: int
    line: int
    letters: int
    step: float


WIDE = Form(left=318, right=1170, row=38, middle=19, indent=10, line=18, letters=47, step=24)
NARROW = Form(left=4, right=356, row=62, middle=45, indent=4, line=16, letters=54, step=8)


@dataclass(frozen=True, slots=True)
class Tick:
    """A word on the axis."""

    word: str
    x: str


@dataclass(slots=True)
class Axis:
    """The days of the drawing: from the first day of a quarter to the day after the last one of another."""

    form: Form
    first: dt.date
    last: dt.date
    scale: float = field(init=False)
    origin: int = field(init=False)

    def __post_init__(self) -> None:
        self.origin = self.first.toordinal()
        self.scale = (self.form.right - self.form.left) / (self.last - self.first).days

    @staticmethod
    def of(form: Form, days: Iterable[dt.date]) -> Axis:
        """Return the axis of a form that holds all the days, in whole quarters."""
        held = list(days)
        return Axis(form, _quarter(min(held)), _later(_quarter(max(held)), 3))

    def x(self, day: dt.date) -> float:
        """Return where a day begins."""
        return self.form.left + (day.toordinal() - self.origin) * self.scale


def number(value: float) -> str:
    """Return a number as an attribute has it: one decimal, a point in every language."""
    return f"{value:.1f}"


def _quarter(day: dt.date) -> dt.date:
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def _later(day: dt.date, months: int) -> dt.date:
    years, month = divmod(day.month - 1 + months, MONTHS)
    return day.replace(year=day.year + years, month=month + 1)


def ticks(axis: Axis, bottom: int) -> tuple[list[Tick], list[Tick], dict[str, str]]:
    """Return the years' words, the quarters' words and the lines of the grid, by the room there is."""
    form, month = axis.form, axis.scale * 365.25 / MONTHS
    step = next((each for each in STEPS if each * month >= form.step), STEPS[-1])
    years: list[Tick] = []
    quarters: list[Tick] = []
    grid: dict[str, list[str]] = {"grid": [], "grid_year": []}
    said = float("-inf")
    for day in _quarters(axis):
        x, is_year = axis.x(day), day.month == 1
        if step > MONTHS and (not is_year or day.year % (step // MONTHS)):
            continue
        if step > 3 and not is_year and day != axis.first:
            continue
        grid["grid_year" if is_year else "grid"].append(f"M{number(x)} {22 if is_year else 34}V{bottom}")
        if (is_year or day == axis.first) and _has_room(axis, day, x - said):
            years.append(Tick(str(day.year), number(x + 6)))
            said = x
        if step == 3 and form is WIDE:
            quarters.append(Tick(_("Q%(n)d") % {"n": (day.month + 2) // 3}, number(x + 6)))
    return years, quarters, {name: "".join(lines) for name, lines in grid.items()}


def _quarters(axis: Axis) -> Iterator[dt.date]:
    day = axis.first
    while day < axis.last:
        yield day
        day = _later(day, 3)


def _has_room(axis: Axis, day: dt.date, since: float) -> bool:
    """Whether a year's word fits: behind the last one, and before the next where the axis begins late in one."""
    if day == axis.first and day.month != 1:
        return axis.x(dt.date(day.year + 1, 1, 1)) - axis.x(day) >= WORD
    return since >= WORD
