"""Names of offices by date, held for one request so that printing an acronym costs no query.

This room is pure: it keeps what the querysets read (``OfficeQuerySet.directory``) and answers from it.
The middleware and every task call ``clear()`` first, so that no request sees a former one's names.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ip5.offices.models import Office


@dataclass(frozen=True, slots=True)
class DatedName:
    """What an office was called from ``since`` until ``until``, both days included; None is open."""

    acronym: str
    name: str
    since: dt.date | None = None
    until: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Whether the office bore this name on ``day``."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def distance(self, day: dt.date) -> int:
        """Return how many days ``day`` lies outside the period of this name."""
        if self.since and day < self.since:
            return (self.since - day).days
        if self.until and day > self.until:
            return (day - self.until).days
        return 0


def resolve(names: Iterable[DatedName], day: dt.date) -> DatedName | None:
    """Return the name borne on ``day``; in a gap the nearest one, without any name None."""
    return min(names, key=lambda each: each.distance(day), default=None)


class Directory:
    """All offices in protocol order with their dated names, as read once."""

    def __init__(self, offices: Iterable[Office], names: Mapping[int, tuple[DatedName, ...]]) -> None:
        self.offices = tuple(offices)
        self._names = dict(names)
        self._by_code = {each.code: each for each in self.offices}
        self._by_id = {each.pk: each for each in self.offices}

    def __contains__(self, office_id: int) -> bool:
        return office_id in self._by_id

    def of_code(self, code: str) -> Office:
        """Return the office of a stable code; refuses an unknown one with ``KeyError``."""
        return self._by_code[code]

    def of_id(self, office_id: int) -> Office:
        """Return the office of a key; refuses an unknown one with ``KeyError``."""
        return self._by_id[office_id]

    def name_of(self, office_id: int, day: dt.date) -> DatedName | None:
        """Return what the office was called on ``day``, or None where it has no name at all."""
        return resolve(self._names.get(office_id, ()), day)


_held: ContextVar[Directory | None] = ContextVar("offices_directory", default=None)


def held() -> Directory | None:
    """Return the directory of this request, or None before the first look."""
    return _held.get()


def hold(directory: Directory) -> Directory:
    """Keep ``directory`` until ``clear()`` and return it."""
    _held.set(directory)
    return directory


def clear() -> None:
    """Forget the names; the next look reads them again."""
    _held.set(None)
