"""Prove a hash chain: pure functions over plain rows, shared by audit chains and ballot rounds.

The text that is hashed for an audit event, version 1, is these lines joined with one newline
(U+000A), without a newline at the end, encoded as UTF-8; SHA-256, printed in lower-case hex::

    ip5-audit-1
    <subject kind>              proposals.proposal
    <subject uuid>              lower case, with hyphens
    <seq>                       1, 2, 3 ...
    <at>                        2021-04-19T07:30:00.000000Z (UTC, six digits of a second)
    <event uuid>
    <verb>                      proposal.submitted
    <mandate key>               empty when the clock did it
    <person name>
    <acting as>
    <office key>                empty when none
    <office code>
    <visibility class>
    {<office keys>}             {1,2}; {} when none
    <payload>                   canonical JSON: sorted keys, no spaces
    <hash of the event before>  64 zeros for the first

No line can hold a newline of its own (the table refuses it), so no two events share a text.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Protocol, TypeVar

from ip5.kernel.text import sha256_hex

VERSION = "ip5-audit-1"
START = "0" * 64


class Link(Protocol):
    """What any chained row has, whatever else is hashed with it."""

    @property
    def seq(self) -> int: ...
    @property
    def prev(self) -> str: ...
    @property
    def hash(self) -> str: ...


class ChainedLink(Link, Protocol):
    """A row together with the count and head its parent keeps; ``seq`` is None where a parent has no row."""

    @property
    def parent(self) -> str: ...
    @property
    def count(self) -> int: ...
    @property
    def head(self) -> str: ...


Row = TypeVar("Row", bound=Link)
Chained = TypeVar("Chained", bound=ChainedLink)


@dataclass(frozen=True, slots=True)
class Flaw:
    """The first row of a chain that does not hold, and what is wrong with it; ``seq`` 0 is the whole."""

    seq: int
    fault: str
    parent: str = ""

    def __str__(self) -> str:
        where = f"{self.parent} " if self.parent else ""
        return f"{where}row {self.seq}: {self.fault}" if self.seq else f"{where.rstrip()}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Report:
    """How much was read, and the first flaw if there is one."""

    chains: int
    rows: int
    flaw: Flaw | None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event as the verifier reads it, with its chain's count and head."""

    subject_kind: str
    subject_uuid: str
    count: int
    head: str
    seq: int
    at: dt.datetime
    uuid: str
    verb: str
    by_id: int | None
    person_name: str
    acting_as: str
    office_id: int | None
    office_code: str
    visibility: str
    offices: list[int]
    payload: str
    prev: str
    hash: str

    @property
    def parent(self) -> str:
        """The chain's name as a flaw prints it."""
        return f"{self.subject_kind} {self.subject_uuid}"


def instant_text(moment: dt.datetime) -> str:
    """Return an aware instant as the hashed text writes it: UTC, six digits of a second, ``Z``."""
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def canonical_text(row: AuditRow) -> str:
    """Return the text that is hashed for an event (see the module's first words)."""
    offices = ",".join(map(str, row.offices))
    return "\n".join(
        (
            VERSION,
            row.subject_kind,
            str(row.subject_uuid),
            str(row.seq),
            instant_text(row.at),
            str(row.uuid),
            row.verb,
            "" if row.by_id is None else str(row.by_id),
            row.person_name,
            row.acting_as,
            "" if row.office_id is None else str(row.office_id),
            row.office_code,
            row.visibility,
            f"{{{offices}}}",
            row.payload,
            row.prev,
        )
    )


def event_digest(row: AuditRow) -> str:
    """Return the hash an untouched event must carry."""
    return sha256_hex(canonical_text(row))


def check(
    rows: Iterable[Row], count: int, head: str, digest: Callable[[Row], str], *, start: str = START
) -> Flaw | None:
    """Return the first flaw of one chain, or None.

    ``rows`` come in the order of ``seq``; ``count`` and ``head`` are what the parent keeps;
    ``digest`` says which hash an untouched row carries; ``start`` is what the first row follows. Found
    are a changed, missing, swapped and inserted row, a cut tail, and a parent that was changed itself.
    """
    before, expected = start, 1
    for row in rows:
        if row.seq != expected:
            fault = "is missing" if row.seq > expected else "is there more than once"
            return Flaw(min(expected, row.seq), fault)
        if expected > count:
            return Flaw(row.seq, f"was inserted: the chain counts {count}")
        if digest(row) != row.hash:
            return Flaw(row.seq, "was changed, swapped or inserted: its hash does not fit its content")
        if row.prev != before:
            return Flaw(row.seq, "does not follow the row before it")
        before, expected = row.hash, expected + 1
    if expected <= count:
        return Flaw(expected, f"is missing: the tail was cut, the chain counts {count}")
    if before != head:
        return Flaw(max(count, 1), "is not the head that the chain keeps")
    return None


def check_chains(rows: Iterable[Chained], digest: Callable[[Chained], str]) -> Report:
    """Check many chains in one pass and stop at the first flaw.

    ``rows`` are ordered by parent and ``seq``; a parent without rows appears once with ``seq`` None.
    """
    chains = read = 0

    def counted(group: Iterable[Chained]) -> Iterator[Chained]:
        nonlocal read
        for row in group:
            read += 1
            yield row

    for parent, group in groupby(rows, key=lambda row: row.parent):
        links = list(group)
        first = links[0]
        chains += 1
        if first.seq is None:
            links.clear()
        flaw = check(counted(links), first.count, first.head, digest)
        if flaw is not None:
            return Report(chains, read, Flaw(flaw.seq, flaw.fault, parent))
    return Report(chains, read, None)
