"""How the items of an agenda are numbered. Pure.

Items closed to observers count in a series of their own, ``R1``, ``R2``, so that whoever does not see them sees no
gap (domain.md section 1). Parts of a standing item take letters: ``4 (a)``, ``4 (b)``, ``4 (R a)``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from string import ascii_lowercase


def letter(place: int) -> str:
    """Return ``a`` for 0, ``z`` for 25, ``aa`` for 26."""
    rest, last = divmod(place, len(ascii_lowercase))
    return (letter(rest - 1) if rest else "") + ascii_lowercase[last]


def numbers(rows: Iterable[tuple[Hashable, Hashable | None, bool]]) -> dict[Hashable, str]:
    """Return the number of each row by its key, in the order given.

    A row is (key, key of the row it stands under or None, whether it is closed to observers). A part comes after
    the row it stands under; refuses another order with ``KeyError``.
    """
    found: dict[Hashable, str] = {}
    counted: Counter[tuple[Hashable | None, bool]] = Counter()
    for key, under, is_closed in rows:
        place, mark = counted[under, is_closed], "R" if is_closed else ""
        counted[under, is_closed] += 1
        if under is None:
            found[key] = f"{mark}{place + 1}"
        else:
            inner = letter(place)
            found[key] = f"{found[under]} ({f'{mark} {inner}' if mark else inner})"
    return found
