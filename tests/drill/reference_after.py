"""What may still happen to a closed round: confirmations, settling, footnotes, conditions, a deferral's end.

A part of the reference round (tests/drill/reference.py), kept apart for length. "The closed round itself is
never reopened": nothing here touches a position. Quotations are from domain.md, section 4.
"""

from collections.abc import Sequence
from typing import Any

from tests.ballots import oracle_all as oracle

from . import reference_rules as rules
from .reference_facts import RoundFacts
from .reference_rules import Condition, Instant, Position, Reservation, Result, Texts


class AfterClose(RoundFacts):
    """The deeds on a closed round; every one returns ("ok", what) or ("refused", kind)."""

    # Ad referendum and the absent office ---------------------------------------------------------------------

    def asked(self) -> tuple[str, ...]:
        """Return the offices a provisional outcome asks: ad referendum ones, or the one absent from a session."""
        if self.outcome_at_close != "provisional":
            return ()
        waiting = ("ad_referendum", "absent")
        pairs = zip(rules.MEMBERS, self.words(), strict=True)
        return tuple(office for office, word in pairs if word in waiting)

    def confirm(
        self, office: str, capacity: str, designated: bool, word: str, texts: Texts, now: Instant
    ) -> Result:
        """Say what became of an answer ad referendum; the last one asked settles the round.

        "Confirmations are their own chained, append-only rows of the closed round: confirm = support, confirm
        with reservation = reserve, decline = object". "Cast, [...] confirm ad referendum" is the HoD's.
        """
        needs = {"confirm_with_reservation": "reserve", "decline": "object"}.get(word, "")
        if refused := self._refused(
            right=not rules.speaks_for_seat(office, capacity, designated),
            state=not self._waits() or office not in self.asked() or office in self.confirmations,
            late=self.due is not None and now >= self.due,
            words=word not in rules.CONFIRMATIONS or rules.misses_words(needs, texts),
        ):
            return refused
        self.confirmations[office] = Position(office, word, dict(texts), now, capacity)
        if set(self.confirmations) == set(self.asked()):
            return self._settle(now)
        return "ok", "confirmed"

    def settle(self, now: Instant) -> Result:
        """Let the clock settle a provisional round at its due instant.

        "None at the due date = no position; the outcome is recomputed once, level included; nothing reopens";
        for a session "10 working days; then final with "no position received" printed".
        """
        if refused := self._refused(state=not self._waits(), time=self.due is not None and now < self.due):
            return refused
        return self._settle(now)

    def _waits(self) -> bool:
        return self.state == "closed" and self.outcome == "provisional"

    def _settle(self, now: Instant) -> Result:
        said = {office: position.answer for office, position in self.confirmations.items()}
        settled = oracle.settled_session if self.rule_set == "tf_session" else oracle.settled_explicit
        self.outcome, self.level = settled(self.words(), said)
        self.settled_at = now
        if self.level:
            for office in rules.MEMBERS:
                if said.get(office) == "confirm_with_reservation":
                    self._add_reservation(self.confirmations[office])
        return "ok", "settled"

    # Reservations --------------------------------------------------------------------------------------------

    def _write_reservations(self) -> None:
        """Number the reservations that joined an outcome: "a numbered footnote in every rendition for members"."""
        if not self.level and self.outcome != "provisional":
            return
        current = self.positions()
        for office in rules.MEMBERS:
            if office in current and current[office].answer == "reserve":
                self._add_reservation(current[office])

    def _add_reservation(self, said: Position) -> None:
        texts = said.texts
        kind = texts.get("kind", "substantive")
        number = len(self.reservations) + 1
        self.reservations.append(Reservation(number, said.office, kind, texts["passage"], texts["text"]))

    def lift_reservation(
        self, office: str, capacity: str, designated: bool, number: int, now: Instant
    ) -> Result:
        """Lift a reservation: "a position that joins the outcome and records a text; may later be lifted".

        Its office's HoD does; the outcome of the closed round stays what it was.
        """
        footnote = self._footnote(number)
        if footnote is None:
            return self._refuse("state")
        if refused := self._refused(
            right=footnote.office != office or not rules.speaks_for_seat(office, capacity, designated),
            state=not footnote.stands or not self._footnotes_count(),
        ):
            return refused
        footnote.lifted_at = now
        return "ok", "lifted"

    def narrow_reservation(
        self,
        office: str,
        capacity: str,
        designated: bool,
        number: int,
        texts: Texts,
        now: Instant,
    ) -> Result:
        """Narrow a reservation: "may be lifted or narrowed, never widened".

        The new passage is a part of the former one, and the former words are kept.
        """
        footnote = self._footnote(number)
        if footnote is None:
            return self._refuse("state")
        kind = texts.get("kind", footnote.kind)
        passage: Any = texts.get("passage", footnote.passage)
        if refused := self._refused(
            right=footnote.office != office or not rules.speaks_for_seat(office, capacity, designated),
            state=not footnote.stands or not self._footnotes_count(),
            words=not rules.is_kind(kind)
            or rules.is_blank(texts.get("text"))
            or not passage
            or rules.widens(footnote, kind, passage),
        ):
            return refused
        footnote.former.append((footnote.kind, footnote.passage, footnote.text))
        footnote.kind, footnote.passage, footnote.text = kind, passage, str(texts["text"])
        return "ok", "narrowed"

    def _footnote(self, number: int) -> Reservation | None:
        return next((footnote for footnote in self.reservations if footnote.number == number), None)

    def _footnotes_count(self) -> bool:
        """Say whether the outcome the footnotes joined is in force (not when a decline ended it)."""
        return bool(self.level) or self.outcome == "provisional"

    # Conditions of the Heads ---------------------------------------------------------------------------------

    def _write_conditions(self) -> None:
        current = self.positions()
        for office in rules.MEMBERS:
            if office in current and current[office].answer == "endorse_subject_to":
                for text in current[office].texts["conditions"]:
                    self.conditions.append(Condition(len(self.conditions) + 1, office, text))

    def log_met(self, number: int, now: Instant, *, capacity: str = "secretariat") -> Result:
        """Log a condition as met: "secretariat logs a condition met, that Head confirms, both chained rows"."""
        condition = self._condition(number)
        if refused := self._refused(
            right=capacity != "secretariat",
            state=self.outcome != "heads_endorsed_conditionally"
            or condition is None
            or condition.met_at is not None,
        ):
            return refused
        assert condition is not None
        condition.met_at = now
        return "ok", "logged"

    def answer_condition(
        self, office: str, capacity: str, designated: bool, number: int, agrees: bool, now: Instant
    ) -> Result:
        """Confirm or refuse that one's own condition is met.

        "That Head confirms [...]; all confirmed -> heads_endorsed; a Head who refuses -> heads_returned"; level
        "full once every condition is confirmed".
        """
        condition = self._condition(number)
        if refused := self._refused(
            right=not rules.speaks_as_head(office, capacity, designated)
            or (condition is not None and condition.office != office),
            state=self.outcome != "heads_endorsed_conditionally"
            or condition is None
            or condition.met_at is None
            or condition.answer != "",
        ):
            return refused
        assert condition is not None
        condition.answer, condition.answered_at = "confirmed" if agrees else "refused", now
        said = {office: self._said_of(office) for office in self._conditional_offices()}
        self.outcome, self.level = oracle.settled_heads(self.words(), said)
        return "ok", condition.answer

    def _condition(self, number: int) -> Condition | None:
        return next((condition for condition in self.conditions if condition.number == number), None)

    def _conditional_offices(self) -> Sequence[str]:
        return sorted({condition.office for condition in self.conditions})

    def _said_of(self, office: str) -> str:
        """Return what a Head said of all the own conditions together: one refused is enough, all must be met."""
        said = [condition.answer for condition in self.conditions if condition.office == office]
        if "refused" in said:
            return "refused"
        return "confirmed" if all(word == "confirmed" for word in said) else "open"
