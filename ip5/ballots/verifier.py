"""Prove the record of every round: how it opened, its positions, its close, its additions, its settlement.

What is hashed stands in docs/verify-format.md, form 2 and, for rounds opened before it, form 1. Everything
here recomputes in Python what the database's triggers computed in SQL. A closed round is also counted
again: outcome and level must follow from the stored rule and the stored answers.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from ip5.audit.verifier import START, Flaw, Report, check, instant_text
from ip5.ballots import tally
from ip5.ballots.models import Round
from ip5.ballots.states import CONFIRMATIONS, AdditionKind, Outcome, Procedure, RoundState
from ip5.kernel.text import canonical_json, sha256_hex


def _moment(value: str) -> dt.datetime:
    return dt.datetime.fromisoformat(value)


def _hashed(*lines: str) -> str:
    return sha256_hex("\n".join(lines))


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One position as the verifier reads it; ``until`` and ``recorded`` are empty where there is none."""

    seq: int
    office: str
    mandate: str
    at: dt.datetime
    answer: str
    kind: str
    until: str
    passage: str
    text: str
    remedy: str
    items: str
    recorded: str
    salt: str
    prev: str
    content: str
    hash: str


@dataclass(frozen=True, slots=True)
class AdditionRow:
    """One addition to a closed round; ``position`` is the number of the row it concerns, empty for none."""

    seq: int
    office: str
    mandate: str
    at: dt.datetime
    kind: str
    position: str
    item: int
    reservation: str
    passage: str
    text: str
    salt: str
    prev: str
    content: str
    hash: str


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """How a provisional or conditional outcome was settled."""

    outcome: str
    level: str
    at: dt.datetime
    addition_count: int
    explanation: dict[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round with everything that its record binds. ``facts`` are the columns of the round itself."""

    facts: Mapping[str, Any]
    roll: list[dict[str, Any]]
    receipts: list[dict[str, Any]]
    positions: list[PositionRow]
    additions: list[AdditionRow]
    settlement: SettlementRow | None

    @classmethod
    def of(cls, values: dict[str, Any]) -> RoundRow:
        """Return the row of ``RoundQuerySet.rows_to_verify``'s plain values."""
        positions = [
            PositionRow(**{**each, "at": _moment(each["at"]), **_plain(each, "until", "recorded")})
            for each in values.pop("rows")
        ]
        additions = [
            AdditionRow(**{**each, "at": _moment(each["at"]), **_plain(each, "position")})
            for each in values.pop("added")
        ]
        names = ("outcome", "level", "at", "addition_count", "explanation", "hash")
        settled = {name: values.pop(f"settlement__{name}") for name in names}
        return cls(
            roll=values.pop("roll"),
            receipts=[{**each, "at": _moment(each["at"])} for each in values.pop("received")],
            positions=positions,
            additions=additions,
            settlement=SettlementRow(**settled) if settled["hash"] else None,
            facts=values,
        )

    @property
    def name(self) -> str:
        """The round's name as a flaw prints it."""
        return f"{self.full_symbol} ({self.facts['uuid']})"

    @property
    def full_symbol(self) -> str:
        """The symbol with its round, as ``NETAI/B/2021/004 R2``."""
        return f"{self.facts['symbol']} R{self.facts['number']}"

    @property
    def uuid(self) -> str:
        return str(self.facts["uuid"])

    @property
    def form(self) -> int:
        return int(self.facts["record_form"])

    @property
    def is_closed(self) -> bool:
        return bool(self.facts["state"] == RoundState.CLOSED)

    @property
    def anchor(self) -> str:
        """What the first addition follows: the closing hash, or in form 1 the last position's."""
        return str(self.facts["closed_head"] or self.facts["chain_head"])


def _plain(each: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {name: "" if each[name] is None else str(each[name]) for name in names}


def genesis_digest(row: RoundRow) -> str:
    """Return the hash of how a round opened: rule, title, text, instant and roll."""
    facts = row.facts
    roll = (seat["office"] + (":absent" if seat["present"] is False else "") for seat in row.roll)
    return _hashed(
        "ip5-round-2",
        row.uuid,
        row.full_symbol,
        facts["rule_set__code"],
        str(facts["rule_set__version"]),
        facts["rule_set__sha256"],
        sha256_hex(facts["title"]),
        facts["text_sha256"],
        facts["subject_symbol"],
        instant_text(facts["opened_at"]),
        ",".join(roll),
    )


def position_content(row: PositionRow, form: int = 2) -> str:
    """Return the hash of what was said, salted: the part a redacted archive shows instead of it."""
    words = (sha256_hex(row.passage), sha256_hex(row.text), sha256_hex(row.remedy))
    if form == 1:
        return _hashed(row.salt, row.answer, *words)
    said = (row.answer, row.kind, row.until, *words, sha256_hex(row.items), row.recorded)
    return _hashed(row.salt, row.office, row.mandate, instant_text(row.at), *said)


def position_digest(row: PositionRow, uuid: str, form: int = 2) -> str:
    """Return the hash an untouched position must carry; empty where its content does not fit its words."""
    content = position_content(row, form)
    if row.content not in ({content, ""} if form == 1 else {content}):
        return ""
    if form == 1:
        who = (instant_text(row.at), row.office, row.mandate)
        return _hashed("ip5-position-1", uuid, str(row.seq), row.prev, *who, content)
    return _hashed("ip5-position-2", uuid, str(row.seq), row.prev, content)


def close_digest(row: RoundRow) -> str:
    """Return the hash of a close: it is mailed to the offices and binds outcome and level."""
    facts = row.facts
    counted = (str(facts["position_count"]), facts["chain_head"])
    return _hashed(
        "ip5-close-2",
        row.uuid,
        *counted,
        facts["outcome"],
        facts["level"],
        instant_text(facts["closed_at"]),
    )


def addition_content(row: AdditionRow) -> str:
    """Return the salted hash of what was added."""
    said = (row.kind, row.position, str(row.item), row.reservation)
    words = (sha256_hex(row.passage), sha256_hex(row.text))
    return _hashed(row.salt, row.office, row.mandate, instant_text(row.at), *said, *words)


def addition_digest(row: AdditionRow, uuid: str) -> str:
    """Return the hash an untouched addition must carry; empty where its content does not fit its words."""
    content = addition_content(row)
    if row.content != content:
        return ""
    return _hashed("ip5-addition-1", uuid, str(row.seq), row.prev, content)


def settlement_digest(row: RoundRow, settled: SettlementRow) -> str:
    """Return the hash of a settlement: it binds the additions it was counted from."""
    counted = row.additions[: settled.addition_count]
    head = counted[-1].hash if counted else row.anchor
    return _hashed(
        "ip5-settlement-1",
        row.uuid,
        str(settled.addition_count),
        head,
        settled.outcome,
        settled.level,
        instant_text(settled.at),
    )


def answers_of(row: RoundRow) -> dict[str, str | None]:
    """Return office code -> answer as the rule's count reads them: the last position of each seat counts."""
    last = {each.office: each.answer for each in row.positions}
    received = {each["office"] for each in row.receipts}
    answers: dict[str, str | None] = {}
    for seat in row.roll:
        code = seat["office"]
        answers[code] = last.get(code)
        if row.facts["rule_set__code"] == Procedure.SESSION:
            answers[code] = last.get(code, "present" if seat["present"] else "absent")
        elif row.facts["rule_set__code"] == Procedure.SILENCE:
            answers[code] = last.get(code, "received" if code in received else "not_received")
    return answers


def recount(row: RoundRow) -> tuple[str, str]:
    """Return outcome and level as the stored rule makes them of the stored answers."""
    result = tally.count(row.facts["rule_set__data"], answers_of(row))
    return result.outcome, result.level


def recount_settled(row: RoundRow, settled: SettlementRow) -> tuple[str, str]:
    """Return outcome and level of a settlement, from the additions it names."""
    added = row.additions[: settled.addition_count]
    if row.facts["outcome"] == Outcome.HEADS_ENDORSED_CONDITIONALLY:
        is_refused = any(each.kind == AdditionKind.CONDITION_REFUSED for each in added)
        return tally.settled_conditions(answers_of(row), refused=is_refused)
    told = {each.office: each.kind for each in added if each.kind in CONFIRMATIONS}
    result = tally.settled(row.facts["rule_set__data"], answers_of(row), told)
    return result.outcome, result.level


def _whole(row: RoundRow) -> Iterator[str]:
    """What is wrong with the round itself, apart from its rows."""
    facts = row.facts
    if sha256_hex(canonical_json(facts["rule_set__data"])) != facts["rule_set__sha256"]:
        yield "the rule set was changed: its hash does not fit its data"
    if sha256_hex(facts["text"]) != facts["text_sha256"]:
        yield "the text was changed: its hash does not fit"
    begun = facts["position_count"] > 0 or row.is_closed
    if row.form == 2 and begun and facts["genesis"] != genesis_digest(row):
        yield "roll, rule, title or opening was changed: the first hash does not fit"


def _ended(row: RoundRow) -> Iterator[str]:
    """What is wrong with the close and the settlement."""
    if row.form == 2 and row.facts["closed_head"] != close_digest(row):
        yield "the close was changed: its hash does not fit count, head, outcome and instant"
    stored = (row.facts["outcome"], row.facts["level"])
    if recount(row) != stored:
        yield f"the outcome is {' '.join(stored).strip()}, counted again it is {' '.join(recount(row)).strip()}"
    settled = row.settlement
    if settled is None:
        return
    if settled.addition_count > len(row.additions) or settled.hash != settlement_digest(row, settled):
        yield "the settlement was changed: its hash does not fit"
    elif recount_settled(row, settled) != (settled.outcome, settled.level):
        yield "the settlement is not what the additions come to"


def flaw_of(row: RoundRow) -> Flaw | None:
    """Return the first thing in a round's record that does not hold, or None."""
    facts = row.facts
    for fault in _whole(row):
        return Flaw(0, fault, row.name)
    flaw = check(
        row.positions,
        facts["position_count"],
        facts["chain_head"],
        lambda each: position_digest(each, row.uuid, row.form),
        start=facts["genesis"] if row.form == 2 else START,
    )
    if flaw is not None:
        return Flaw(flaw.seq, flaw.fault, row.name)
    if not row.is_closed:
        return None
    flaw = check(
        row.additions,
        facts["addition_count"],
        facts["addition_head"] or row.anchor,
        lambda each: addition_digest(each, row.uuid),
        start=row.anchor,
    )
    if flaw is not None:
        return Flaw(flaw.seq, flaw.fault, f"{row.name} additions")
    return next((Flaw(0, fault, row.name) for fault in _ended(row)), None)


def rounds_report(database: str = DEFAULT_DB_ALIAS) -> Report:
    """Return how many rounds and rows (positions, additions, settlements) were read, and the first flaw."""
    chains = read = 0
    for values in Round.objects.using(database).rows_to_verify():
        row = RoundRow.of(values)
        chains += 1
        read += len(row.positions) + len(row.additions) + (row.settlement is not None)
        flaw = flaw_of(row)
        if flaw is not None:
            return Report(chains, read, flaw)
    return Report(chains, read, None)


def check_rounds(database: str = DEFAULT_DB_ALIAS) -> Flaw | None:
    """Return the first thing that does not hold, in any round, or None where every record holds."""
    return rounds_report(database).flaw
