"""Figures over the reviews' scores: they guide the discussion and decide nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

SCALE = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Spread:
    """How far apart the offices are on one criterion; ``counts`` says how many gave 1, 2, 3 and 4."""

    low: int | None
    high: int | None
    median: float | None
    counts: tuple[int, int, int, int]
    abstained: int

    @property
    def words(self) -> str:
        """The range as ``2–4``, one figure where all agree, nothing where nobody scored."""
        if self.low is None:
            return ""
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


def spread(values: Iterable[int | None]) -> Spread:
    """Return the spread of one criterion's scores; None is an abstention and moves no figure."""
    given = list(values)
    scored = [each for each in given if each is not None]
    ones, twos, threes, fours = (scored.count(step) for step in SCALE)
    return Spread(
        low=min(scored, default=None),
        high=max(scored, default=None),
        median=float(median(scored)) if scored else None,
        counts=(ones, twos, threes, fours),
        abstained=len(given) - len(scored),
    )


def dots(score: int) -> list[dict[str, object]]:
    """Return four dots of a score as the drawing needs them: place, radius, filled or not."""
    return [
        {"x": 4 + 9 * (step - 1), "r": 3.5 if step <= score else 3, "is_on": step <= score} for step in SCALE
    ]


def strip(found: Spread) -> list[dict[str, object]]:
    """Return one dot for each score that was given, the larger the more offices gave it."""
    return [
        {"x": 8 + 14 * (step - 1), "r": 2 + count, "count": count, "score": step}
        for step, count in zip(SCALE, found.counts, strict=True)
        if count
    ]
