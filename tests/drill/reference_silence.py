"""The silence procedure of a reference round: receipts, statements for the record, and the break.

Quotations are from domain.md, section 4.
"""

from . import reference_rules as rules
from .reference_facts import RoundFacts
from .reference_rules import Instant, Position, Result, Texts


class Silence(RoundFacts):
    """What an office may do while a silence runs; announcing and opening are with the round itself."""

    def receipt(self, office: str, capacity: str, now: Instant) -> Result:
        """Note that an office has received the text; a second receipt changes nothing.

        "Valid only with a receipt per office (its HoD or alternate opened the page signed in, or pressed
        "received")".
        """
        if refused := self._refused(
            right=not rules.may_receive(office, capacity),
            state=not self._is_open("tf_silence"),
            late=self._is_over(now),
        ):
            return refused
        if office in self.receipts:
            return "ok", "already"
        self.receipts[office] = now
        return "ok", "received"

    def statement(self, office: str, capacity: str, designated: bool, text: str, now: Instant) -> Result:
        """Put a statement on the record without breaking the silence.

        domain.md does not name it; the order for this work does ("statement for the record"). Only who may break
        commits the office, so the same hats state.
        """
        if refused := self._refused(
            right=not rules.speaks_for_seat(office, capacity, designated),
            state=not self._is_open("tf_silence"),
            late=self._is_over(now),
            words=rules.is_blank(text),
        ):
            return refused
        self.statements.append(Position(office, "statement", {"text": text}, now, capacity))
        return "ok", "stated"

    def break_silence(
        self,
        office: str,
        capacity: str,
        designated: bool,
        texts: Texts,
        now: Instant,
        *,
        kind: str = "objection",
    ) -> Result:
        """Break the silence, which closes the round at `now`.

        "Written objection or amendment by an HoD or designated alternate before the instant (closes it that
        instant, all told by name)"; "an objection names the passage, the reason and what would lift it"; an
        amendment needs its text.
        """
        lacks = (
            rules.misses_words("object", texts) if kind == "objection" else rules.is_blank(texts.get("text"))
        )
        if refused := self._refused(
            right=not rules.speaks_for_seat(office, capacity, designated),
            state=not self._is_open("tf_silence"),
            late=self._is_over(now),
            words=kind not in ("objection", "amendment") or lacks,
        ):
            return refused
        self.broken_by = Position(office, kind, dict(texts), now, capacity)
        self.history.append(self.broken_by)
        self.current[office] = self.broken_by
        self.state, self.closed_at = "closed", now
        self.outcome = self.outcome_at_close = "broken"
        return "ok", "broken"
