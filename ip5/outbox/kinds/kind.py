"""What a kind of notice says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Kind:
    """What a notice says: ``line`` in lists, ``heading`` on its own mail, ``call`` on its link.

    ``aside`` is a sentence on its own mail that leads to the path ``aside_path`` of the public site.
    """

    line: str | _StrPromise
    heading: str | _StrPromise
    call: str | _StrPromise
    immediate: bool = False
    aside: str | _StrPromise = ""
    aside_path: str = ""
