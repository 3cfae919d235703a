"""The archive of a closed round: everything its record binds, as canonical JSON, full or redacted.

The format is written down in docs/verify-format.md; docs/verify/verify.py reads it and shares no code with
this. Source: domain.md section 4, "Verification": full for the five offices, redacted for everybody else
who may see the round; a cancelled round is never exported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from ip5.audit.verifier import instant_text
from ip5.ballots.models import Round
from ip5.ballots.querysets import RoundQuerySet
from ip5.ballots.states import RoundState
from ip5.ballots.verifier import RoundRow
from ip5.kernel.text import canonical_json, sha256_hex

FORMAT = "ip5-archive-1"
FULL, REDACTED = "full", "redacted"
LINK = ("seq", "prev", "content", "hash")


def exportable(rounds: RoundQuerySet | None = None) -> RoundQuerySet:
    """Return those of ``rounds`` (default all) of which there is an archive: the closed ones."""
    return (Round.objects.all() if rounds is None else rounds).filter(state=RoundState.CLOSED)


def archives(rounds: RoundQuerySet, form: str) -> Iterator[tuple[str, str]]:
    """Yield (symbol with round, archive) of each closed round in ``rounds``, in the order of symbols."""
    for values in exportable(rounds).rows_to_verify():
        row = RoundRow.of(values)
        yield row.full_symbol, written(row, form)


def file_name(symbol: str, form: str) -> str:
    """Return the name of a file: ``NETAI-B-2026-001-R1.json``, or ``...-R1.redacted.json``."""
    stem = symbol.replace("/", "-").replace(" ", "-")
    return f"{stem}.json" if form == FULL else f"{stem}.{form}.json"


def written(row: RoundRow, form: str) -> str:
    """Return the archive of a round as it is written: the same row always gives the same bytes.

    The last field is the hash of all the others: it finds damage, and proves nothing against a writer.
    Refuses a form that does not exist and a round that is not closed (ValueError).
    """
    if form not in {FULL, REDACTED} or not row.is_closed:
        raise ValueError(f"no {form} archive of {row.full_symbol}")
    content = _common(row, form)
    if form == FULL:
        content |= _spoken(row)
    return canonical_json(content | {"sha256": sha256_hex(canonical_json(content))})


def _common(row: RoundRow, form: str) -> dict[str, Any]:
    """What both forms hold; of each row of the chains only what proves that it is unchanged."""
    facts, settled = row.facts, row.settlement
    names = ("record_form", "text_sha256", "genesis", "position_count", "chain_head", "closed_head")
    names += ("outcome", "level", "addition_count", "addition_head")
    return {
        "format": FORMAT,
        "form": form,
        "uuid": row.uuid,
        "symbol": row.full_symbol,
        "subject": facts["subject_symbol"],
        "title_sha256": sha256_hex(facts["title"]),
        "rule": {key: facts[f"rule_set__{key}"] for key in ("code", "version", "data", "sha256")},
        "roll": row.roll,
        "opened_at": instant_text(facts["opened_at"]),
        "closed_at": instant_text(facts["closed_at"]),
        **{name: facts[name] for name in names},
        "standing_outcome": settled.outcome if settled else facts["outcome"],
        "standing_level": settled.level if settled else facts["level"],
        "positions": _links(row.positions),
        "additions": _links(row.additions),
        "settlement": _plain(settled, without="explanation"),
    }


def _spoken(row: RoundRow) -> dict[str, Any]:
    """What the full form adds, or holds instead: the words, who spoke them and when."""
    facts = row.facts
    names = ("title", "text", "note", "days", "short_reason", "closing_note", "explanation")
    return {
        **{name: facts[name] for name in names},
        "ends_at": _instant(facts["ends_at"]),
        "settle_due_at": _instant(facts["settle_due_at"]),
        "deferred_until": _instant(facts["deferred_until"]),
        "decision": facts["decision__symbol"],
        "positions": [_plain(each) for each in row.positions],
        "additions": [_plain(each) for each in row.additions],
        "settlement": _plain(row.settlement),
        "receipts": [{**each, "at": instant_text(each["at"])} for each in row.receipts],
    }


def _links(rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [{name: getattr(each, name) for name in LINK} for each in rows]


def _plain(row: Any, without: str = "") -> dict[str, Any] | None:
    if row is None:
        return None
    fields = asdict(row) | {"at": instant_text(row.at)}
    return {name: value for name, value in fields.items() if name != without}


def _instant(moment: dt.datetime | None) -> str | None:
    return None if moment is None else instant_text(moment)
