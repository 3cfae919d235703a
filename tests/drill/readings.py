"""Where the product reads the charter otherwise than the reference: each reading is named and kept here.

docs/decisions/0016-drill-readings.md lists them with their reasons. The reference itself is never bent.
"""

from __future__ import annotations

from typing import Any

from tests.drill import reference_rules as rules
from tests.drill.reference import ReferenceRound
from tests.drill.reference_rules import Instant, Position, Result, Texts, Viewer

# A refusal of the product, and the grounds of the reference it stands for. The product answers 403 for the hat,
# 409 for the state, 422 for the words; the pairs below are deeds whose 403 or 422 says more than that.
REFUSED_AS: dict[Any, frozenset[str]] = {
    "right": frozenset({"right"}),
    "state": frozenset({"state", "late"}),
    "words": frozenset({"words"}),
    ("cast", "words"): frozenset({"time"}),  # a day to defer to that has passed
    ("cast", "right"): frozenset({"state"}),  # the seat is absent; in a silence nothing is cast
    ("open_announced", "right"): frozenset({"time"}),
    ("close", "right"): frozenset({"state", "time"}),
    ("not_urgent", "right"): frozenset({"state", "late"}),
    ("record_words", "right"): frozenset({"state"}),  # the delegation is absent
    ("confirm", "right"): frozenset({"state"}),  # the office is not, or no longer, awaited
    ("settle", "right"): frozenset({"time"}),
    ("lift", "right"): frozenset({"state"}),  # the office has no reservation, or has lifted it
    ("narrow", "right"): frozenset({"state"}),
    ("condition", "words"): frozenset({"state"}),  # there is no such condition, or it waits for another
    ("condition", "right"): frozenset({"state"}),
    ("open_deferred", "right"): frozenset({"time"}),
}


class Judged(ReferenceRound):
    """The reference, with the product's readings of what the charter leaves open."""

    def __init__(self, rule_set: str) -> None:
        """Prepare a round with no subject; ``pressed`` are the offices whose receipt is a row."""
        super().__init__(rule_set)
        self.pressed: set[str] = set()

    def _stopped(self, *grounds: str) -> Result:
        self.grounds = frozenset(grounds)
        return "refused", grounds[0]

    def receipt(self, office: str, capacity: str, now: Instant) -> Result:
        """An office that spoke has received; its own receipt may still be put beside it."""
        stated = self.receipts.pop(office, None) if office not in self.pressed else None
        result = super().receipt(office, capacity, now)
        if result[0] == "ok":
            self.pressed.add(office)
        elif stated is not None:
            self.receipts[office] = stated
        return result

    def statement(self, office: str, capacity: str, designated: bool, text: str, now: Instant) -> Result:
        """A statement is a row of the record like a position, and whoever makes one has received the text."""
        result = super().statement(office, capacity, designated, text, now)
        if result[0] == "ok":
            self._take(self.statements[-1])
            self.receipts.setdefault(office, now)
        return result

    def press_not_urgent(self, office: str, capacity: str, designated: bool, now: Instant) -> Result:
        """Nothing is lengthened that was extended to the tenth day, or beyond it, already."""
        if self._is_open() and self.not_urgent_end is not None and self.not_urgent_end <= self.ends_at:
            return self._stopped("state", "right")
        return super().press_not_urgent(office, capacity, designated, now)

    def cancel(self, reason: str, now: Instant, **by: Any) -> Result:
        """What has ended is counted: a round is not cancelled between its end and its close.

        Nor an announced one whose planned end has come too, because no clock ran: it is opened first. A session is
        counted by its chair and no clock: until then it may be cancelled, or words nobody confirms would hold it.
        """
        if self.rule_set != "tf_session" and self.state in ("announced", "open") and self._is_over(now):
            return self._stopped("state", *(["words"] if rules.is_blank(reason) else []))
        return super().cancel(reason, now, **by)

    def close(self, by: str, now: Instant, **more: Any) -> Result:
        """Once the end has come, whoever closes does what the clock does; a session waits for recorded words."""
        if self.rule_set in ("tf_explicit", "tf_silence") and self._is_open() and self._is_over(now):
            by = "clock"
        if self.rule_set == "tf_session" and self._is_open() and self.recorded:
            return self._stopped("state", "time")
        return super().close(by, now, **more)

    def _has_waited(self, now: Instant) -> bool:
        """The 24 hours run from the last answer given, also where a return meets a missing one (record 0015)."""
        last = max((position.at for position in self.current.values()), default=None)
        decided = not self.missing() or "return" in self.words()
        return decided and last is not None and now >= last + self.heads_wait

    def record_words(
        self, office: str, said: str, texts: Texts, now: Instant, *, capacity: str = "secretariat"
    ) -> Result:
        """One at a time: an office answers for its last recorded words first."""
        if self._is_open("tf_session") and office in self.recorded:
            lacks = said not in rules.ANSWERS["tf_session"] or rules.misses_words(said, texts)
            also = {"right": capacity != "secretariat", "words": lacks}
            return self._stopped("state", *(ground for ground, holds in also.items() if holds))
        return super().record_words(office, said, texts, now, capacity=capacity)

    def confirm(
        self, office: str, capacity: str, designated: bool, word: str, texts: Texts, now: Instant
    ) -> Result:
        """A reservation exists from the row that records it, also while another office is still awaited."""
        result = super().confirm(office, capacity, designated, word, texts, now)
        if result[0] == "ok" and word == "confirm_with_reservation" and self.outcome == "provisional":
            self._add_reservation(self.confirmations[office])
        return result

    def _add_reservation(self, said: Position) -> None:
        """An office has at most one reservation in a round; settling does not write it twice."""
        if all(each.office != said.office for each in self.reservations):
            super()._add_reservation(said)

    def visible_positions(self, viewer: Viewer, now: Instant) -> tuple[str, ...]:
        """Of the Heads' answers nobody reads those of a cancelled round."""
        if self.rule_set == "heads" and self.state == "cancelled":
            return ()
        return super().visible_positions(viewer, now)
