"""The facts of a reference round: what it holds, and the questions every deed asks of it.

The floor below the deeds (silence, session, sight, after the close, and the round itself). Quotations are from
domain.md, section 4.
"""

from datetime import timedelta
from typing import Any

from . import reference_rules as rules
from .reference_rules import MEMBERS, Instant, Position, Result

GROUNDS = ("right", "state", "late", "time", "words")


class RoundFacts:
    """One round's state, instants, positions and rows; it changes nothing by itself."""

    def __init__(
        self,
        rule_set: str,
        *,
        lead_office: str = "",
        restricted: bool = False,
        heads_wait: Any = timedelta(hours=24),
    ) -> None:
        """Prepare a round that is not open yet; `heads_wait` is 24 hours in the unit the caller counts in."""
        if rule_set not in rules.RULE_SETS:
            raise ValueError(rule_set)
        self.rule_set, self.lead_office, self.restricted = rule_set, lead_office, restricted
        self.heads_wait = heads_wait
        self.state = self.outcome = self.level = self.outcome_at_close = ""
        self.roll: tuple[str, ...] = ()
        self.opened_at: Instant = None
        self.opens_at: Instant = None
        self.ends_at: Instant = None
        self.closed_at: Instant = None
        self.not_urgent_until: Instant = None
        self.not_urgent_end: Instant = None
        self.due: Instant = None
        self.settled_at: Instant = None
        self.defer_until: Instant = None
        self.pressed_not_urgent = self.extended = False
        self.history: list[Position] = []
        self.current: dict[str, Position] = {}
        self.prepared: dict[str, Position] = {}
        self.present: set[str] = set()
        self.recorded: dict[str, Position] = {}
        self.receipts: dict[str, Instant] = {}
        self.statements: list[Position] = []
        self.broken_by: Position | None = None
        self.confirmations: dict[str, Position] = {}
        self.reservations: list[rules.Reservation] = []
        self.conditions: list[rules.Condition] = []
        self.next_round: RoundFacts | None = None
        self.grounds: frozenset[str] = frozenset()

    # What one may ask ----------------------------------------------------------------------------------------

    def positions(self) -> dict[str, Position]:
        """Return the current position of each office that has one, in protocol order."""
        return {office: self.current[office] for office in MEMBERS if office in self.current}

    def words(self) -> list[str]:
        """Return the five words the rule set counts, in protocol order; "" is a missing one."""
        words = []
        for office in MEMBERS:
            said = self.current[office].answer if office in self.current else ""
            if self.rule_set == "tf_session":
                said = (said or "present") if office in self.present else "absent"
            words.append(said)
        return words

    def missing(self) -> tuple[str, ...]:
        """Return the offices the round still waits for: those without a receipt in a silence procedure."""
        given = self.receipts if self.rule_set == "tf_silence" else self.current
        return tuple(office for office in MEMBERS if office not in given)

    def _refuse(self, ground: str) -> Result:
        """Return the refusal of a deed that has this one ground against it."""
        self.grounds = frozenset((ground,))
        return "refused", ground

    def _refused(self, **grounds: bool) -> Result | None:
        """Return the refusal of a deed with these grounds, or None when none of them holds."""
        self.grounds = frozenset(ground for ground, holds in grounds.items() if holds)
        for ground in GROUNDS:
            if ground in self.grounds:
                return "refused", ground
        return None

    def _is_over(self, now: Instant) -> bool:
        """Say whether the instant has come: a cast at the very instant is late."""
        return self.ends_at is not None and now >= self.ends_at

    def _is_open(self, *rule_sets: str) -> bool:
        return self.state == "open" and (not rule_sets or self.rule_set in rule_sets)
