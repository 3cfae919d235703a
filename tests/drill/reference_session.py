"""The session of a reference round: who is present, and words recorded for a delegation that spoke.

Pressing object or reserve on the own screen is `cast`. Quotations are from domain.md, section 4.
"""

from . import reference_rules as rules
from .reference_facts import RoundFacts
from .reference_rules import MEMBERS, Instant, Position, Result, Texts


class Session(RoundFacts):
    """What happens in the room between the question and the chair's close."""

    def set_presence(
        self,
        office: str,
        is_present: bool,
        now: Instant,
        *,
        capacity: str = "co_chair",
        seconded_by: str = "",
    ) -> Result:
        """Note a delegation as present or absent, as chair or secretariat, until the chair closes.

        "Fewer than 4 delegations present"; "present and silent = did not object". Who has spoken was there and
        cannot be counted as absent afterwards.
        """
        may = capacity == "secretariat" or rules.chairs(capacity, seconded_by, self.lead_office)
        spoke = office in self.current or office in self.recorded
        if refused := self._refused(
            right=not may,
            state=not self._is_open("tf_session") or office not in MEMBERS or (spoke and not is_present),
        ):
            return refused
        if is_present:
            self.present.add(office)
        else:
            self.present.discard(office)
        return "ok", "present" if is_present else "absent"

    def record_words(
        self, office: str, said: str, texts: Texts, now: Instant, *, capacity: str = "secretariat"
    ) -> Result:
        """Record what a present delegation said; it counts for nothing before its HoD confirms.

        "Or the secretariat records what was said and that HoD confirms before the session closes": the set time
        binds the screens, the close binds the words.
        """
        if refused := self._refused(
            right=capacity != "secretariat",
            state=not self._is_open("tf_session") or office not in self.present,
            words=said not in rules.ANSWERS["tf_session"] or rules.misses_words(said, texts),
        ):
            return refused
        self.recorded[office] = Position(office, said, dict(texts), now, capacity)
        return "ok", "recorded"

    def answer_words(
        self, office: str, capacity: str, designated: bool, agrees: bool, now: Instant
    ) -> Result:
        """Confirm or decline the words recorded for one's own office: "that HoD confirms"."""
        if refused := self._refused(
            right=not rules.speaks_for_seat(office, capacity, designated),
            state=not self._is_open("tf_session") or office not in self.recorded,
        ):
            return refused
        recorded = self.recorded.pop(office)
        if not agrees:
            return "ok", "declined"
        position = recorded._replace(at=now, capacity=capacity)
        self.history.append(position)
        self.current[office] = position
        return "ok", "confirmed"
