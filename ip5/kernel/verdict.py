"""A permission's answer, which keeps the reason of a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a deed may be done, and if not, why.

    It is falsy when refused, so rules join with Python's own ``and`` and the first refusal's
    reason survives. Never write ``not verdict`` and return that: it loses the reason.
    """

    allowed: bool
    reason: str | _StrPromise = ""
    # Whether it is the state of the thing that refuses (409), not the hat (403).
    is_wrong_state: bool = False

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(allowed=True)


def refused(reason: str | _StrPromise) -> Verdict:
    """Return a refusal with the sentence a person reads beside the disabled button."""
    return Verdict(allowed=False, reason=reason)


def wrong_state(reason: str | _StrPromise) -> Verdict:
    """Return a refusal for which the thing's state is the reason, whoever asks."""
    return Verdict(allowed=False, reason=reason, is_wrong_state=True)


def allowed_if(condition: bool, reason: str | _StrPromise) -> Verdict:
    """Return ``ALLOWED`` when the condition holds, else a refusal with ``reason``."""
    return ALLOWED if condition else refused(reason)
