"""What the lower floors may know of a hat, without knowing the accounts app."""

from __future__ import annotations

from typing import NamedTuple, Protocol
from uuid import UUID


class Hat(Protocol):
    """An active mandate, or the anonymous hat. Every right belongs to a hat, never to a person."""

    @property
    def pk(self) -> int | None: ...
    @property
    def uuid(self) -> UUID | None: ...
    @property
    def person_id(self) -> int | None: ...
    @property
    def office_id(self) -> int | None: ...
    @property
    def group_id(self) -> int | None: ...
    @property
    def seconding_office_id(self) -> int | None: ...
    @property
    def capacity(self) -> str: ...
    @property
    def sees_from(self) -> str: ...
    @property
    def is_anonymous(self) -> bool: ...
    @property
    def is_chair(self) -> bool: ...
    @property
    def is_secretariat(self) -> bool: ...
    @property
    def is_delegation(self) -> bool: ...
    @property
    def speaks_for_office(self) -> bool: ...
    @property
    def answers_as_head(self) -> bool: ...


class Facts(NamedTuple):
    """All that a hat says of itself, as plain values: whoever has the same facts sees and may do the same."""

    pk: int | None
    uuid: UUID | None
    person_id: int | None
    office_id: int | None
    group_id: int | None
    seconding_office_id: int | None
    capacity: str
    sees_from: str
    is_anonymous: bool
    is_chair: bool
    is_secretariat: bool
    is_delegation: bool
    speaks_for_office: bool
    answers_as_head: bool


def facts_of(hat: Hat) -> Facts:
    """Return the facts of the hat: a hat like it, and a key under which what depends on it alone may be kept."""
    return Facts(*(getattr(hat, name) for name in Facts._fields))
