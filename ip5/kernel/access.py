"""Every view says who may come in; a view that says nothing lets nobody in."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


class Access(StrEnum):
    """``PUBLIC``: anyone; ``HAT``: signed in and wearing an active hat; ``PERSON``: signed in."""

    PUBLIC = "public"
    PERSON = "person"
    HAT = "hat"


def _declare(level: Access) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.access = level  # type: ignore[attr-defined]
        return view

    return mark


public = _declare(Access.PUBLIC)
person = _declare(Access.PERSON)
hat = _declare(Access.HAT)


def declared(view: Callable[..., Any]) -> Access | None:
    """Return what the view declares, looking through decorators and class-based views."""
    for layer in (view, getattr(view, "view_class", None), getattr(view, "cls", None)):
        level = getattr(layer, "access", None)
        if isinstance(level, Access):
            return level
    return None
