"""Finding a fair time: what a slot costs each office, and which slots let the bad hours rotate. Pure.

Source: domain.md section 5: minutes outside 09-18 local count once, outside 07-22 three times, on a closed day
five times. A minute counts by the heaviest of these alone. No slot lies inside 09-18 for all six cities.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from zoneinfo import ZoneInfo

STEP = 15
DAY, WIDE = (9, 18), (7, 22)
EDGE, NIGHT, CLOSED = 1, 3, 5
STARTS_EVERY = 30


@dataclass(frozen=True, slots=True)
class City:
    """An office as the finder needs it: its code, its zone, the days on which it is closed."""

    code: str
    zone: str
    closed: frozenset[dt.date] = frozenset()
    is_member: bool = True


@dataclass(frozen=True, slots=True)
class Burden:
    """What a slot costs one office, in minutes by weight."""

    edge: int = 0
    night: int = 0
    closed: int = 0

    @property
    def score(self) -> int:
        """The minutes times their weights."""
        return self.edge * EDGE + self.night * NIGHT + self.closed * CLOSED

    def __add__(self, other: Burden) -> Burden:
        return Burden(self.edge + other.edge, self.night + other.night, self.closed + other.closed)


@dataclass(frozen=True, slots=True)
class Slot:
    """A proposed time: one session on each of its days, and what it costs each office."""

    sessions: tuple[tuple[dt.datetime, dt.datetime], ...]
    burdens: Mapping[str, Burden]
    carried: Mapping[str, int]
    warnings: tuple[str, ...] = ()

    @property
    def starts_at(self) -> dt.datetime:
        """The instant at which the first session begins, in UTC."""
        return self.sessions[0][0]

    @property
    def total(self) -> int:
        """The burden of all offices together."""
        return sum(each.score for each in self.burdens.values())

    @property
    def worst(self) -> int:
        """The heaviest sum of former and new burden any office would carry: what rotation keeps low."""
        return max(self.carried.get(code, 0) + each.score for code, each in self.burdens.items())

    @property
    def is_at_night(self) -> bool:
        """Whether it puts a whole session, on every day, into some office's hours outside 07-22."""
        start, end = self.sessions[0]
        whole = len(self.sessions) * int((end - start) / dt.timedelta(minutes=1))
        return any(each.night >= whole for each in self.burdens.values())


def weight_of(moment: dt.datetime, closed: frozenset[dt.date]) -> int:
    """Return the weight of a minute that begins at ``moment`` (aware, in the office's zone): 0, 1, 3 or 5.

    A closed day is a weekend or one of ``closed``: a common working day is open.
    """
    if moment.weekday() >= 5 or moment.date() in closed:
        return CLOSED
    if not WIDE[0] <= moment.hour < WIDE[1]:
        return NIGHT
    return 0 if DAY[0] <= moment.hour < DAY[1] else EDGE


class Scale:
    """What a span costs one city, counted in quarters of an hour, in which every zone's offset is whole.

    ``first`` and ``last`` are the days in UTC between which it may be asked, both included.
    """

    def __init__(self, city: City, first: dt.date, last: dt.date) -> None:
        self.begins = dt.datetime.combine(first, dt.time(), dt.UTC)
        quarters = (last - first).days * 96 + 96
        zone = ZoneInfo(city.zone)
        sums = {EDGE: [0], NIGHT: [0], CLOSED: [0]}
        for passed in range(quarters):
            local = (self.begins + dt.timedelta(minutes=STEP * passed)).astimezone(zone)
            weight = weight_of(local, city.closed)
            for kind, row in sums.items():
                row.append(row[-1] + (STEP if kind == weight else 0))
        self._sums = sums

    def burden(self, starts_at: dt.datetime, minutes: int) -> Burden:
        """Return what a session costs. Refuses with ``ValueError`` what is not whole quarters of an hour."""
        if minutes % STEP or starts_at.minute % STEP:
            raise ValueError("sessions begin and end on a quarter of an hour")
        start = int((starts_at - self.begins) / dt.timedelta(minutes=STEP))
        end = start + minutes // STEP
        return Burden(*(self._sums[kind][end] - self._sums[kind][start] for kind in (EDGE, NIGHT, CLOSED)))


def burden(starts_at: dt.datetime, minutes: int, city: City) -> Burden:
    """Return what one session costs a city; ``starts_at`` is aware. Refuses like ``Scale.burden``."""
    start = starts_at.astimezone(dt.UTC)
    return Scale(city, start.date(), (start + dt.timedelta(minutes=minutes)).date()).burden(start, minutes)


def slot(
    starts_at: dt.datetime,
    days: int,
    minutes: int,
    cities: Sequence[City],
    carried: Mapping[str, int],
    scales: Mapping[str, Scale] | None = None,
) -> Slot:
    """Return the slot of ``days`` sessions at the same instant of consecutive UTC days, with its burdens.

    ``scales`` are those of the cities where many slots are asked for; they reach a day past the last session.
    """
    step, length = dt.timedelta(days=1), dt.timedelta(minutes=minutes)
    sessions = tuple((starts_at + each * step, starts_at + each * step + length) for each in range(days))
    first = starts_at.date()
    members = [city for city in cities if city.is_member]
    known = scales or {city.code: Scale(city, first, first + (days + 1) * step) for city in members}
    burdens = {
        city.code: sum((known[city.code].burden(begins, minutes) for begins, _end in sessions), Burden())
        for city in members
    }
    return Slot(sessions, burdens, carried, tuple(shifted(first, cities)))


def slots(
    first: dt.date,
    last: dt.date,
    *,
    days: int,
    minutes: int,
    cities: Sequence[City],
    carried: Mapping[str, int] | None = None,
    most: int = 10,
) -> list[Slot]:
    """Return the best slots between two days, the fairest first: the lowest worst sum, then the lowest total.

    One that lies wholly in some office's night comes after all that do not, however the sums rotate.

    A session is on ``days`` consecutive days, Monday to Friday in UTC; what an office has closed weighs on it.
    ``carried`` is what each office bore in former meetings.
    """
    reach = last + dt.timedelta(days=days + 1)
    scales = {city.code: Scale(city, first, reach) for city in cities if city.is_member}
    found = []
    for away in range((last - first).days + 1):
        day = first + dt.timedelta(days=away)
        if day.weekday() + days > 5:
            continue
        for start in range(0, 24 * 60, STARTS_EVERY):
            begins = dt.datetime.combine(day, dt.time(start // 60, start % 60), dt.UTC)
            found.append(slot(begins, days, minutes, cities, carried or {}, scales))
    found.sort(key=lambda each: (each.is_at_night, each.worst, each.total, each.starts_at))
    return _spread(found, most)


def _spread(found: Iterable[Slot], most: int) -> list[Slot]:
    """Return the first ``most`` with at most three on the same day: a choice of days, not of half hours."""
    kept: list[Slot] = []
    on_day: Counter[dt.date] = Counter()
    for each in found:
        if on_day[each.starts_at.date()] < 3:
            on_day[each.starts_at.date()] += 1
            kept.append(each)
        if len(kept) == most:
            break
    return kept


def difference(day: dt.date, one: str, other: str) -> dt.timedelta:
    """Return by how much the clocks of ``one`` are ahead of those of ``other`` at noon UTC of the day."""
    noon = dt.datetime.combine(day, dt.time(12), dt.UTC)
    first, second = noon.astimezone(ZoneInfo(one)).utcoffset(), noon.astimezone(ZoneInfo(other)).utcoffset()
    return (first or dt.timedelta()) - (second or dt.timedelta())


@cache
def _usual(one: str, other: str, year: int) -> dt.timedelta | None:
    """By how much two clocks differ for most of the year; None where one of them never changes."""
    if not (_changes(one, year) and _changes(other, year)):
        return None
    months = Counter(difference(dt.date(year, month, 10), one, other) for month in range(1, 13))
    return months.most_common(1)[0][0]


def shifted(day: dt.date, cities: Sequence[City]) -> list[str]:
    """Return the pairs of cities, as ``EP-US``, of which one has changed its clocks and the other has not yet.

    Only pairs that both change within the year: they are a usual time apart for most of it, and an hour less or
    more in the weeks between their changes.
    """
    found = []
    for one, other in combinations(cities, 2):
        usual = _usual(one.zone, other.zone, day.year)
        if usual is not None and difference(day, one.zone, other.zone) != usual:
            found.append(f"{one.code}-{other.code}")
    return found


def _changes(zone: str, year: int) -> bool:
    offsets = {dt.datetime(year, month, 10, 12, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 4, 7, 10)}
    return len(offsets) > 1


def heat(day: dt.date, minutes: int, cities: Sequence[City]) -> list[tuple[dt.time, dict[str, int]]]:
    """Return for each start of a UTC day the burden a session of ``minutes`` puts on each city: the heat map."""
    scales = {city.code: Scale(city, day, day + dt.timedelta(days=1)) for city in cities}
    rows = []
    for start in range(0, 24 * 60, STARTS_EVERY):
        begins = dt.datetime.combine(day, dt.time(start // 60, start % 60), dt.UTC)
        rows.append(
            (begins.time(), {code: scale.burden(begins, minutes).score for code, scale in scales.items()})
        )
    return rows
