"""Finding a fair time: what a slot costs each office, and which slots let the bad hours rotate. Pure.

Source: domain.md section 5: minutes outside 09-18 local count once, outside 07-22 three times, on a closed day
five times. A minute counts by the heaviest of these alone. No slot lies inside 09-18 for all six cities.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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


def weight_of(moment: dt.datetime, closed: frozenset[dt.date]) -> int:
    """Return the weight of a minute that begins at ``moment`` (aware, in the office's zone): 0, 1, 3 or 5."""
    if moment.date() in closed:
        return CLOSED
    if not WIDE[0] <= moment.hour < WIDE[1]:
        return NIGHT
    return 0 if DAY[0] <= moment.hour < DAY[1] else EDGE


def burden(starts_at: dt.datetime, minutes: int, city: City) -> Burden:
    """Return what a session costs a city; counted in quarters of an hour, in which every zone's offset is whole.

    ``starts_at`` is aware; ``minutes`` a multiple of 15. Refuses others with ``ValueError``.
    """
    if minutes % STEP or starts_at.minute % STEP:
        raise ValueError("sessions begin and end on a quarter of an hour")
    zone, counted = ZoneInfo(city.zone), Counter[int]()
    for passed in range(0, minutes, STEP):
        local = (starts_at.astimezone(dt.UTC) + dt.timedelta(minutes=passed)).astimezone(zone)
        counted[weight_of(local, city.closed)] += STEP
    return Burden(counted[EDGE], counted[NIGHT], counted[CLOSED])


def slot(
    starts_at: dt.datetime, days: int, minutes: int, cities: Sequence[City], carried: Mapping[str, int]
) -> Slot:
    """Return the slot of ``days`` sessions at the same instant of consecutive UTC days, with its burdens."""
    sessions = tuple(
        (
            starts_at + dt.timedelta(days=each),
            starts_at + dt.timedelta(days=each, minutes=minutes),
        )
        for each in range(days)
    )
    burdens = {
        city.code: sum((burden(begins, minutes, city) for begins, _end in sessions), Burden())
        for city in cities
    }
    members = {city.code for city in cities if city.is_member}
    return Slot(
        sessions,
        {code: each for code, each in burdens.items() if code in members},
        carried,
        tuple(shifted(starts_at.date(), cities)),
    )


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

    A session is on ``days`` consecutive days, Monday to Friday in UTC, on which no member is closed where that can
    be had. ``carried`` is what each office bore in former meetings.
    """
    found = []
    day = first
    while day <= last:
        if day.weekday() + days <= 5:
            for start in range(0, 24 * 60, STARTS_EVERY):
                begins = dt.datetime.combine(day, dt.time(start // 60, start % 60), dt.UTC)
                found.append(slot(begins, days, minutes, cities, carried or {}))
        day += dt.timedelta(days=1)
    found.sort(key=lambda each: (each.worst, each.total, each.starts_at))
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


def shifted(day: dt.date, cities: Sequence[City]) -> list[str]:
    """Return the pairs of cities, as ``EP-US``, of which one has changed its clocks and the other has not yet.

    Only pairs that both change within the year: they are a usual time apart for most of it, and an hour less or
    more in the weeks between their changes.
    """
    found = []
    for one, other in combinations(cities, 2):
        if _changes(one.zone, day.year) and _changes(other.zone, day.year):
            usual = Counter(
                difference(dt.date(day.year, month, 10), one.zone, other.zone) for month in range(1, 13)
            )
            if difference(day, one.zone, other.zone) != usual.most_common(1)[0][0]:
                found.append(f"{one.code}-{other.code}")
    return found


def _changes(zone: str, year: int) -> bool:
    offsets = {dt.datetime(year, month, 10, 12, tzinfo=ZoneInfo(zone)).utcoffset() for month in (1, 4, 7, 10)}
    return len(offsets) > 1


def heat(day: dt.date, minutes: int, cities: Sequence[City]) -> list[tuple[dt.time, dict[str, int]]]:
    """Return for each start of a UTC day the burden a session of ``minutes`` puts on each city: the heat map."""
    rows = []
    for start in range(0, 24 * 60, STARTS_EVERY):
        begins = dt.datetime.combine(day, dt.time(start // 60, start % 60), dt.UTC)
        rows.append((begins.time(), {city.code: burden(begins, minutes, city).score for city in cities}))
    return rows
