"""Every deed on a round in the product's words and in the reference's, done to both at once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from ip5.ballots import actions
from ip5.ballots.models import Round
from ip5.ballots.states import CONFIRMATIONS
from ip5.kernel.errors import Refused
from tests.drill.adapter import DAY, Trial
from tests.drill.reference_rules import Texts

# A passage as the reference compares it: what of the text it covers. Nothing named is the whole text.
PASSAGES = {
    "": frozenset("abcd"),
    "Section 3.1, second sentence": frozenset("ab"),
    "second sentence": frozenset("a"),
    "Section 4": frozenset("c"),
}


def texts_of(answer: str, words: dict[str, Any]) -> dict[str, Any]:
    """Return the words of an answer as the reference names them."""
    text, passage = words.get("text", ""), words.get("passage", "")
    if answer == "object":
        return {"passage": passage, "reason": text, "lift": words.get("remedy", "")}
    if answer == "reserve":
        return {"passage": PASSAGES[passage], "text": text, "kind": words.get("kind") or "substantive"}
    entries = [each["text"] for each in words.get("entries", []) if each["text"].strip()]
    return {
        "text": text,
        "conditions": tuple(entries),
        "comments": dict(enumerate(entries)),
        "until": words.get("until"),
        "day": words.get("until"),
    }


class Deeds(Trial):
    """A trial with all its deeds."""

    def cast(self, key: str, answer: str, words: dict[str, Any]) -> None:
        """Cast, or change, a position."""
        given = {name: words[name] for name in ("passage", "text", "remedy") if name in words}
        if answer == "reserve":
            given["kind"] = words.get("kind", "")
        if answer in ("endorse_subject_to", "return"):
            given["items"] = actions.packed(words.get("entries", []))
        texts = texts_of(answer, words)
        if answer == "defer":
            given["until"] = words["until"]
            texts["until"] = self.opening_of(words["until"])
        self.deed(
            "cast",
            lambda: actions.cast(self.round, by=self.hall.hats[key], answer=answer, **given),
            lambda now: self.twin.cast(*self.hall.who(key), answer, texts, now),
        )

    def not_urgent(self, key: str) -> None:
        """Press "not urgent"."""
        self.deed(
            "not_urgent",
            lambda: actions.press_not_urgent(self.round, by=self.hall.hats[key]),
            lambda now: self.twin.press_not_urgent(*self.hall.who(key), now),
        )

    def extend(self, days: int) -> None:
        """Give more time, as the chair."""

        def judge(now: dt.datetime) -> tuple[str, str]:
            end = self.moved(Round.objects.get(pk=self.round.pk).ends_at)
            longer = end if end > self.twin.ends_at else self.twin.ends_at + DAY
            return self.twin.extend(longer, now)

        self.deed(
            "extend",
            lambda: actions.extend(self.round, by=self.hall.chair, days=days, reason="A holiday."),
            judge,
        )

    def cancel(self, reason: str) -> None:
        """Cancel, as the chair."""
        self.deed(
            "cancel",
            lambda: actions.cancel(self.round, by=self.hall.chair, reason=reason),
            lambda now: self.twin.cancel(reason, now),
        )

    def close(self, *, by_clock: bool = False, at_meeting: bool = False) -> None:
        """Close, as the chair or by the clock, which comes to rounds that are due and to no other."""

        def act() -> None:
            if by_clock and not Round.objects.due().filter(pk=self.round.pk).exists():
                raise Refused("It is not due.")
            note = "The Heads' meeting" if at_meeting else ""
            actions.close(self.round, by=None if by_clock else self.hall.chair, closing_note=note)

        def judge(now: dt.datetime) -> tuple[str, str]:
            found = Round.objects.get(pk=self.round.pk)
            end, due = self.moved(found.ends_at), self.moved(found.settle_due_at)
            if end is not None and end <= self.twin.ends_at:
                end += DAY  # nothing was extended; were the twin to extend, the end would tell
            by = "clock" if by_clock else "co_chair"
            told = self.twin.close(by, now, extension_end=end, due=due or now, at_meeting=at_meeting)
            if self.twin.defer_until is not None:
                assert self.twin.defer_until == self.moved(found.deferred_until)
            return told

        self.deed("close", act, judge)

    # After the close -------------------------------------------------------------------------------------

    def confirm(self, key: str, kind: str, words: dict[str, Any]) -> None:
        """Confirm ad referendum; of a decline the product asks the reason alone."""
        given = {name: words.get(name, "") for name in ("passage", "text")}
        texts = texts_of(str(CONFIRMATIONS[kind]), words)
        if kind == "decline":
            texts |= {"passage": "the whole", "lift": "nothing said"}
        if kind == "confirm_with_reservation":
            given["reservation"] = words.get("kind", "")
        self.deed(
            "confirm",
            lambda: actions.confirm(self.round, by=self.hall.hats[key], kind=kind, **given),
            lambda now: self.twin.confirm(*self.hall.who(key), kind, texts, now),
        )

    def settle(self) -> None:
        """Settle, by the clock."""
        self.deed("settle", lambda: actions.settle(self.round, by=None), self.twin.settle)

    def _footnote(self, key: str) -> int:
        office = self.hall.who(key)[0]
        return next((each.number for each in self.twin.reservations if each.office == office), 0)

    def lift(self, key: str) -> None:
        """Lift the own reservation."""
        number = self._footnote(key)
        self.deed(
            "lift",
            lambda: actions.lift(self.round, by=self.hall.hats[key]),
            lambda now: self.twin.lift_reservation(*self.hall.who(key), number, now),
        )

    def narrow(self, key: str, passage: str, text: str, kind: str) -> None:
        """Narrow the own reservation; the product also refuses the same words again, which nobody tries here."""
        number = self._footnote(key)
        texts: Texts = {"passage": PASSAGES[passage], "text": text, "kind": kind}
        self.deed(
            "narrow",
            lambda: actions.narrow(
                self.round, by=self.hall.hats[key], passage=passage, text=text, reservation=kind
            ),
            lambda now: self.twin.narrow_reservation(*self.hall.who(key), number, texts, now),
        )

    # Silence ---------------------------------------------------------------------------------------------

    def refuse(self, key: str) -> None:
        """Refuse an announced silence."""
        self.deed(
            "refuse",
            lambda: actions.refuse(self.round, by=self.hall.hats[key], reason="A round, please."),
            lambda now: self.twin.refuse_announced(*self.hall.who(key), now),
        )

    def open_announced(self) -> None:
        """Open by the clock; opened late, the silence runs its full days, so that the end may move later."""

        def judge(now: dt.datetime) -> tuple[str, str]:
            told = self.twin.open_by_clock(now)
            if told[0] == "ok":
                end = self.moved(Round.objects.get(pk=self.round.pk).ends_at)
                assert end >= self.twin.ends_at
                self.twin.ends_at = end
            return told

        self.deed("open_announced", lambda: actions.open_announced(self.round), judge)

    def receive(self, key: str) -> None:
        """Press "received"."""
        office, capacity, _designated = self.hall.who(key)
        self.deed(
            "receive",
            lambda: actions.receive(self.round, by=self.hall.hats[key]),
            lambda now: self.twin.receipt(office, capacity, now),
        )

    def state_for_record(self, key: str, text: str) -> None:
        """Put a statement on record."""
        self.deed(
            "statement",
            lambda: actions.state_for_record(self.round, by=self.hall.hats[key], text=text),
            lambda now: self.twin.statement(*self.hall.who(key), text, now),
        )

    def break_silence(self, key: str, answer: str, words: dict[str, str]) -> None:
        """Break the silence with an objection or an amendment."""
        kind = {"object": "objection", "amend": "amendment"}[answer]
        texts = texts_of(answer, words)
        self.deed(
            "break_silence",
            lambda: actions.break_silence(self.round, by=self.hall.hats[key], answer=answer, **words),
            lambda now: self.twin.break_silence(*self.hall.who(key), texts, now, kind=kind),
        )

    # Session ---------------------------------------------------------------------------------------------

    def record_words(self, key: str, office: str, answer: str, words: dict[str, Any]) -> None:
        """Take down what was said."""
        texts, capacity = texts_of(answer, words), self.hall.who(key)[1]
        given = words if answer == "reserve" else {each: words[each] for each in words if each != "kind"}
        made = self.deed(
            "record_words",
            lambda: actions.record_words(
                self.round, by=self.hall.hats[key], office=office, answer=answer, **given
            ),
            lambda now: self.twin.record_words(office, answer, texts, now, capacity=capacity),
        )
        if made is not None:
            self.recorded[office] = made

    def answer_words(self, key: str, *, agrees: bool) -> None:
        """Confirm or decline the words recorded for the own office (there are some)."""
        words = self.recorded[self.hall.who(key)[0]]
        answer = actions.confirm_words if agrees else actions.decline_words
        self.deed(
            "answer_words",
            lambda: answer(words, by=self.hall.hats[key]),
            lambda now: self.twin.answer_words(*self.hall.who(key), agrees, now),
        )

    # Heads -----------------------------------------------------------------------------------------------

    def _condition(self, office: str, item: int) -> int:
        own = [each.number for each in self.twin.conditions if each.office == office]
        return own[item - 1] if item <= len(own) else 0

    def log_met(self, key: str, office: str, item: int) -> None:
        """Log a condition as met."""
        number, capacity = self._condition(office, item), self.hall.who(key)[1]
        self.deed(
            "condition",
            lambda: actions.log_condition_met(self.round, by=self.hall.hats[key], office=office, item=item),
            lambda now: self.twin.log_met(number, now, capacity=capacity),
        )

    def answer_condition(self, key: str, item: int, *, agrees: bool) -> None:
        """Confirm or refuse the own condition."""
        number = self._condition(self.hall.who(key)[0], item)
        answer = actions.confirm_condition if agrees else actions.refuse_condition
        self.deed(
            "condition",
            lambda: answer(self.round, by=self.hall.hats[key], item=item, text="As agreed."),
            lambda now: self.twin.answer_condition(*self.hall.who(key), number, agrees, now),
        )

    def open_deferred(self) -> None:
        """Open the next round, by the clock; the product gives the same one again, the reference refuses a second."""
        made = self.deed(
            "open_deferred", lambda: actions.open_deferred(self.round), self.twin.open_next_by_clock
        )
        if made is not None:
            assert (made.state, made.position_count, made.symbol) == ("open", 0, self.round.symbol)
