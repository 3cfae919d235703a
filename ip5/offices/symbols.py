"""Document symbols: how a number is printed, and how a symbol travels in an address. Pure.

Every series has a restricted twin with its own numbers, so that the open series shows no gap.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

BODY = "NETAI"
PROPOSAL, BALLOT, DECISION, ACTION = "P", "B", "D", "A"
# How many digits a number is padded to; a series not named here is printed as it is.
DIGITS = {PROPOSAL: 3, BALLOT: 3}

_SYMBOL = re.compile(
    r"(?P<body>[A-Z]+)/(?P<series>[PBDA])(?P<restricted>R?)/(?P<year>[0-9]{4})/(?P<number>[0-9]{1,6})"
    r"(?: (?P<mark>R|Rev\.)(?P<count>[0-9]{1,3}))?",
    re.ASCII,
)
PATH_PATTERN = r"[PBDA]R?-[0-9]{4}-[0-9]{1,6}(?:-(?:R|Rev\.)[0-9]{1,3})?"


@dataclass(frozen=True, slots=True)
class Symbol:
    """The parts of a symbol; ``round`` belongs to ballots, ``revision`` to proposals."""

    series: str
    year: int
    number: int
    is_restricted: bool = False
    round: int | None = None
    revision: int | None = None

    @property
    def key(self) -> str:
        """The key of the series that ``actions.next_number`` counts in, such as ``PR/2021``."""
        return series_key(self.series, self.year, restricted=self.is_restricted)

    def __str__(self) -> str:
        number = f"{self.number:0{DIGITS.get(self.series, 1)}d}"
        text = f"{BODY}/{self.key}/{number}"
        if self.round is not None:
            text += f" R{self.round}"
        if self.revision is not None:
            text += f" Rev.{self.revision}"
        return text


def series_key(series: str, year: int, *, restricted: bool = False) -> str:
    """Return the key of a yearly series, ``P/2021``, or of its restricted twin, ``PR/2021``."""
    return f"{series}{'R' if restricted else ''}/{year}"


def proposal(year: int, number: int, *, restricted: bool = False) -> str:
    """Return ``NETAI/P/2021/007``, or ``NETAI/PR/2021/001`` for a restricted proposal."""
    return str(Symbol(PROPOSAL, year, number, restricted))


def ballot(year: int, number: int, round_number: int, *, restricted: bool = False) -> str:
    """Return ``NETAI/B/2021/004 R2``, or ``NETAI/BR/2021/001 R1`` for a restricted ballot."""
    return str(Symbol(BALLOT, year, number, restricted, round=round_number))


def decision(year: int, number: int, *, restricted: bool = False) -> str:
    """Return ``NETAI/D/2021/5``, or ``NETAI/DR/2021/1`` for a restricted decision."""
    return str(Symbol(DECISION, year, number, restricted))


def meeting_key(meeting: int, series: str = "", *, restricted: bool = False) -> str:
    """Return the key of a series inside a meeting: ``M3/A`` of its actions, ``M3/`` of its documents."""
    return f"M{meeting}/{series}{'R' if restricted else ''}"


def in_meeting(meeting: int, series: str, number: int, *, restricted: bool = False) -> str:
    """Return ``NETAI/3/A-6``, or ``NETAI/3/DR-1`` of a restricted series; a document has no series letter."""
    mark = f"{series}{'R' if restricted else ''}"
    return f"{BODY}/{meeting}/{mark}-{number}" if series else f"{BODY}/{meeting}/{mark}{number}"


def revised(symbol: str, revision: int) -> str:
    """Return the symbol of a proposal with its revision, ``NETAI/P/2021/007 Rev.1``."""
    return f"{symbol} Rev.{revision}"


def parse(text: str) -> Symbol:
    """Return the parts of a symbol; refuses anything that is not printed just so with ``ValueError``."""
    match = _SYMBOL.fullmatch(text)
    if match is None:
        raise ValueError(f"not a symbol: {text[:60]!r}")
    count = int(match["count"]) if match["count"] else None
    symbol = Symbol(
        series=match["series"],
        year=int(match["year"]),
        number=int(match["number"]),
        is_restricted=bool(match["restricted"]),
        round=count if match["mark"] == "R" else None,
        revision=count if match["mark"] == "Rev." else None,
    )
    # One spelling only, so that one thing has one address.
    if str(symbol) != text:
        raise ValueError(f"not a symbol: {text[:60]!r}")
    return symbol


def to_path(symbol: str) -> str:
    """Return a symbol as one part of an address: ``P-2021-007``, ``B-2021-004-R2``."""
    parse(symbol)
    return symbol.removeprefix(f"{BODY}/").replace("/", "-").replace(" ", "-")


def from_path(path: str) -> str:
    """Return the symbol of a part of an address; refuses any other text with ``ValueError``."""
    parts = path.split("-")
    symbol = f"{BODY}/{'/'.join(parts[:3])}" + "".join(f" {part}" for part in parts[3:])
    parse(symbol)
    return symbol


class SymbolConverter:
    """The path converter ``<symbol:symbol>``: addresses carry ``P-2021-007``, views get the symbol."""

    regex: ClassVar[str] = PATH_PATTERN

    def to_python(self, value: str) -> str:
        """Return the symbol; a ``ValueError`` makes the address unknown (404)."""
        return from_path(value)

    def to_url(self, value: str) -> str:
        """Return the part of the address."""
        return to_path(value)
