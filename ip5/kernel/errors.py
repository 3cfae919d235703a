"""The ways a deed can fail. One middleware maps each to its page and status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from ip5.kernel.verdict import Verdict


class DeedError(Exception):
    """A deed was not done; ``reason`` is a sentence for the person who tried."""

    status = 400

    def __init__(self, reason: str | _StrPromise) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Refused(DeedError):
    """The hat sees the thing, but the deed is not its own. Shown as 403 with the reason."""

    status = 403


class WrongState(DeedError):
    """The thing is not in a state from which this move starts. Shown as 409."""

    status = 409


class Conflict(DeedError):
    """Somebody else changed the thing since it was read. Shown as 409, nothing typed is lost."""

    status = 409


class Invalid(DeedError):
    """The input does not do. ``errors`` maps a field (or ``__all__``) to its sentences."""

    status = 422

    def __init__(self, errors: Mapping[str, list[str]]) -> None:
        super().__init__(" ".join(str(line) for lines in errors.values() for line in lines))
        self.errors = {field: [str(line) for line in lines] for field, lines in errors.items()}


def require(verdict: Verdict) -> None:
    """Raise ``Refused``, or ``WrongState`` where the state is the reason, unless the verdict allows."""
    if not verdict:
        raise (WrongState if verdict.is_wrong_state else Refused)(verdict.reason)
