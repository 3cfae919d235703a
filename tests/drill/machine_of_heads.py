"""What may be tried on a round of the Heads, at random; the others are in machines.py."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from ip5.kernel import clock
from tests.cast import HODS
from tests.drill.machines import DESIGNATED, OTHERS, Common, going
from tests.drill.reference_rules import MEMBERS

HEADS = tuple(f"head_{code.lower()}" for code in MEMBERS)
HEADS_VOICES = st.sampled_from(HEADS * 8 + OTHERS + HODS + DESIGNATED * 3)


class OfHeads(Common):
    """heads."""

    procedure = "heads"
    openings = st.just({})
    entries = st.lists(
        st.fixed_dictionaries(
            {"passage": st.just("Goal 2"), "text": st.sampled_from(["A date.", "A cost.", " "])}
        ),
        max_size=2,
    )
    answers = st.sampled_from(["endorse"] * 5 + ["endorse_subject_to"] * 3 + ["return", "defer"])
    rows = st.sampled_from(["endorse"] * 12 + ["endorse_subject_to"] * 6 + ["return", "defer", None])

    def end(self) -> None:
        self.trial.close(at_meeting=True)

    @initialize()
    def put(self) -> None:
        self.next_round({})

    def give(self, key: str, answer: str, entries: list[dict[str, str]], days: int) -> None:
        words: dict[str, Any] = {"text": "Words.", "entries": entries}
        if answer == "defer":
            words["until"] = clock.now().date() + dt.timedelta(days=days)
        self.trial.cast(key, answer, words)

    @precondition(going)
    @rule(
        key=HEADS_VOICES, answer=st.one_of(answers, st.just("support")), entries=entries,
        days=st.sampled_from([-1, 3, 30]),
    )  # fmt: skip
    def cast(self, key: str, answer: str, entries: list[dict[str, str]], days: int) -> None:
        self.give(key, answer, entries, days)

    @precondition(lambda self: self.trial.twin.state == "open")
    @rule(answers=st.lists(rows, min_size=5, max_size=5), entries=entries)
    def everybody_answers(self, answers: list[str | None], entries: list[dict[str, str]]) -> None:
        for key, answer in zip(HEADS, answers, strict=True):
            if answer is not None:
                self.give(key, answer, entries, 3)

    @precondition(going)
    @rule()
    def chair_closes_at_the_meeting(self) -> None:
        self.trial.close(at_meeting=True)

    @precondition(going)
    @rule(
        key=st.sampled_from(["secretariat"] * 6 + ["chair_kr", "head_jp", "site_admin"]),
        office=st.sampled_from(MEMBERS),
        item=st.integers(1, 3),
    )
    def log_met(self, key: str, office: str, item: int) -> None:
        self.trial.log_met(key, office, item)

    @precondition(lambda self: going(self) and self.trial.twin.conditions)
    @rule()
    def log_everything_met(self) -> None:
        for office in MEMBERS:
            for item in (1, 2):
                self.trial.log_met("secretariat", office, item)

    @precondition(going)
    @rule(key=HEADS_VOICES, item=st.integers(1, 2), agrees=st.sampled_from([True, True, True, False]))
    def answer_condition(self, key: str, item: int, agrees: bool) -> None:
        self.trial.answer_condition(key, item, agrees=agrees)

    @precondition(lambda self: self.trial.twin.conditions)
    @rule()
    def every_head_confirms(self) -> None:
        for key in HEADS:
            for item in (1, 2):
                self.trial.answer_condition(key, item, agrees=True)

    @precondition(lambda self: going(self) and self.trial.twin.next_round is None)
    @rule()
    def clock_opens_the_next(self) -> None:
        self.trial.open_deferred()
