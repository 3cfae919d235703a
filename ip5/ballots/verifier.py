"""Prove the chain of positions of every round, by the generic check of the record's own verifier.

The text that is hashed for a position, version 1, is these lines joined with one newline (U+000A),
without a newline at the end, encoded as UTF-8; SHA-256, printed in lower-case hex::

    ip5-position-1
    <round uuid>                   lower case, with hyphens
    <seq>                          1, 2, 3 ...
    <hash of the position before>  64 zeros for the first
    <at>                           2021-04-19T07:30:00.000000Z (UTC, six digits of a second)
    <office code>
    <mandate uuid>
    <content hash>

The content hash is that of five lines: salt, answer, and the hashes of passage, text and remedy. It
stands alone so that a redacted archive may show it and still prove the chain; the salt keeps an
answer from being guessed by trying all five.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import DEFAULT_DB_ALIAS

from ip5.audit.verifier import Flaw, Report, check_chains, instant_text
from ip5.ballots.models import Round
from ip5.kernel.text import sha256_hex

VERSION = "ip5-position-1"


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One position as the verifier reads it, with the count and head its round keeps.

    Of a round without positions there is one row, in which everything from ``seq`` on is None.
    """

    symbol: str
    number: int
    round_uuid: str
    count: int
    head: str
    seq: int
    at: dt.datetime
    office_code: str
    mandate_uuid: str
    salt: str
    answer: str
    passage: str
    text: str
    remedy: str
    prev: str
    hash: str

    @property
    def parent(self) -> str:
        """The round's name as a flaw prints it."""
        return f"{self.symbol} R{self.number} ({self.round_uuid})"


def content_digest(row: PositionRow) -> str:
    """Return the hash of what was said, salted: the part a redacted archive shows instead of it."""
    words = (sha256_hex(row.passage), sha256_hex(row.text), sha256_hex(row.remedy))
    return sha256_hex("\n".join((row.salt, row.answer, *words)))


def position_digest(row: PositionRow) -> str:
    """Return the hash an untouched position must carry (see the module's first words)."""
    lines = (
        VERSION,
        str(row.round_uuid),
        str(row.seq),
        row.prev,
        instant_text(row.at),
        row.office_code,
        str(row.mandate_uuid),
        content_digest(row),
    )
    return sha256_hex("\n".join(lines))


def rounds_report(database: str = DEFAULT_DB_ALIAS) -> Report:
    """Return how many rounds and positions were read through ``database``, and the first flaw."""
    rows = (PositionRow(*row) for row in Round.objects.using(database).rows_to_verify())
    return check_chains(rows, position_digest)


def check_rounds(database: str = DEFAULT_DB_ALIAS) -> Flaw | None:
    """Return the first position that does not hold, in any round, or None where every chain holds."""
    return rounds_report(database).flaw
