"""The count: from answers and a rule's data to an outcome, a level and the reasons. Pure.

Source: domain.md section 4, all rule sets. A rule's ``tests`` are read from top to bottom; the first
that holds decides. Each is ``{"key", "any": [answers]}`` or ``{"key", "fewer_than": n, "of": [answers]}``
or ``{"key", "missing": true}`` or ``{"key", "otherwise": true}``, with its ``outcome``.

What an office answered is a word of the rule. Of a silence procedure it is ``received``, ``statement``,
``object``, ``amend`` or ``not_received``; of a session ``present``, ``reserve``, ``object`` or ``absent``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Test:
    """One test of the rule as it was read: how many answers it counted, and whether it decided."""

    key: str
    outcome: str
    count: int
    threshold: int | None
    offices: tuple[str, ...]
    holds: bool
    reached: bool


@dataclass(frozen=True, slots=True)
class Result:
    """Outcome, level (``full``, ``consensus`` or empty) and every test with its figures."""

    outcome: str
    level: str
    tests: tuple[Test, ...]

    def explanation(self) -> dict[str, Any]:
        """Return the tests as plain data, stored with the outcome."""
        return {"tests": [asdict(test) | {"offices": list(test.offices)} for test in self.tests]}


def _read(test: Mapping[str, Any], answers: Mapping[str, str | None], *, reached: bool) -> Test:
    wanted = {None} if test.get("missing") else set(test.get("any") or test.get("of") or ())
    offices = tuple(office for office, answer in answers.items() if answer in wanted)
    threshold = test.get("fewer_than")
    if test.get("otherwise"):
        holds = True
    elif threshold is not None:
        holds = len(offices) < threshold
    else:
        holds = bool(offices)
    return Test(
        key=test["key"],
        outcome=test["outcome"],
        count=len(offices),
        threshold=threshold,
        offices=offices,
        holds=reached and holds,
        reached=reached,
    )


def count(rule: Mapping[str, Any], answers: Mapping[str, str | None]) -> Result:
    """Return the result of ``answers`` (office code -> answer, None for no position) under ``rule``.

    Refuses with ``ValueError`` an answer the rule does not know.
    """
    strangers = {answer for answer in answers.values() if answer is not None} - set(rule["answers"])
    if strangers:
        raise ValueError(f"unknown answers: {sorted(strangers)}")
    tests: list[Test] = []
    outcome = ""
    for line in rule["tests"]:
        test = _read(line, answers, reached=not outcome)
        tests.append(test)
        if test.holds:
            outcome = test.outcome
    level = ""
    if outcome in rule["endorsing"]:
        full = all(answer == rule["full_when_all"] for answer in answers.values())
        level = "full" if full else "consensus"
    return Result(outcome, level, tuple(tests))


CONFIRMED_AS = {"confirm": "support", "confirm_with_reservation": "reserve", "decline": "object"}
AWAITED = frozenset({"ad_referendum", "absent"})


def settled(
    rule: Mapping[str, Any], answers: Mapping[str, str | None], confirmations: Mapping[str, str]
) -> Result:
    """Return the result once what was accepted ad referendum is confirmed or its date has come.

    ``confirmations`` maps an office to ``confirm``, ``confirm_with_reservation`` or ``decline``; an awaited
    office without one has no position. Source: domain.md section 4, "Ad referendum".
    """
    final = {
        office: CONFIRMED_AS.get(confirmations.get(office, "")) if answer in AWAITED else answer
        for office, answer in answers.items()
    }
    return count(rule, final)


def settled_conditions(answers: Mapping[str, str | None], *, refused: bool) -> tuple[str, str]:
    """Return outcome and level once every condition is confirmed, or one is refused.

    Source: domain.md section 4, ``heads``: all confirmed makes it ``heads_endorsed`` at level full; a Head
    who refuses makes it ``heads_returned``. Refuses answers that are not an endorsement (ValueError).
    """
    if not set(answers.values()) <= {"endorse", "endorse_subject_to"}:
        raise ValueError("only a conditional endorsement is settled by its conditions")
    return ("heads_returned", "") if refused else ("heads_endorsed", "full")


def still_missing(
    rule: Mapping[str, Any], answered: Sequence[str], roll: Sequence[str]
) -> tuple[int, list[str]]:
    """Return how many more answers make the quorum, and the offices that have not answered.

    It sees only who has answered, never what: nothing derived from a sealed answer is shown.
    """
    missing = [office for office in roll if office not in answered]
    return max(0, rule.get("quorum", len(roll)) - len(answered)), missing


def silence(rule: Mapping[str, Any], answers: Mapping[str, str | None], *, extended: bool) -> Result:
    """Return the result of a silence procedure at its instant; ``auto_extended`` where it goes on.

    A receipt is missing and it was not extended before: one extension. Source: domain.md section 4.
    """
    result = count(rule, answers)
    if result.outcome == "lapsed_undelivered" and not extended:
        return Result("auto_extended", "", result.tests)
    return result
