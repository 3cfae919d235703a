"""What may be tried on rounds of each rule set, at random: the rules of the state machines.

A rule draws who tries what; ``deeds.py`` does it to the product and to the reference and compares them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from tests.cast import HODS
from tests.drill.adapter import Hall
from tests.drill.deeds import PASSAGES, Deeds
from tests.drill.reference_rules import MEMBERS

# How many steps are spent on a round that has ended.
TAIL = 5
OTHERS = (
    *("delegate_ep", "colleague_ep", "alternate_ep", "deputy_ep", "head_ep", "admin_ep", "delegate_us"),
    *(
        "leaver",
        "expert",
        "chair_ep",
        "chair_kr",
        "secretariat",
        "site_admin",
        "observer",
        "industry",
        "head_us",
    ),
)
DESIGNATED = ("alternate_ep", "deputy_ep")
VOICES = st.sampled_from(HODS * 8 + OTHERS + DESIGNATED * 3)
TEXT = st.sampled_from(["Words.", "Other words.", "Third words.", "Fourth words.", "Fifth words.", " "])
WORDS = st.fixed_dictionaries(
    {
        "passage": st.sampled_from(sorted(PASSAGES)),
        "text": TEXT,
        "remedy": st.sampled_from(["Delete it.", "Delete it.", "Delete it.", ""]),
        "kind": st.sampled_from(["", "substantive", "linguistic"]),
    }
)
HOUR, MINUTE = dt.timedelta(hours=1), dt.timedelta(minutes=1)


class Machine(RuleBasedStateMachine):
    """What every rule set has in common; a round that has ended is soon followed by the next."""

    hall: ClassVar[Hall]
    procedure: ClassVar[str]
    openings: ClassVar[Any]
    trial: Deeds
    tail: int

    def next_round(self, terms: dict[str, Any]) -> None:
        self.trial, self.tail = Deeds(self.hall, self.procedure, **terms), 0

    def check_invariants(self, *args: Any, **kwargs: Any) -> None:
        """Count the steps since the round came to its end, so that few are spent on refusing everything."""
        super().check_invariants(*args, **kwargs)
        twin = getattr(self, "trial", None) and self.trial.twin
        waits = twin and twin.outcome in ("provisional", "heads_endorsed_conditionally", "heads_deferred")
        self.tail += bool(twin and twin.closed_at is not None and not waits)

    def __init__(self) -> None:
        super().__init__()
        self.tail = 0

    def instants(self) -> list[dt.datetime]:
        twin = self.trial.twin
        running, ended = (twin.opens_at, twin.not_urgent_until, twin.ends_at), (twin.due, twin.defer_until)
        known = running if twin.closed_at is None else ended
        now = self.trial.now()
        return sorted(each for each in known if each is not None and each > now)

    def wait_until(self, moment: dt.datetime) -> None:
        length = moment - self.trial.now()
        self.trial.wait(dt.timedelta(seconds=max(1, int(length.total_seconds()))))


def going(machine: Machine) -> bool:
    return machine.tail < TAIL


class Common(Machine):
    """Time, cancelling, designations."""

    @precondition(lambda self: self.trial.twin.closed_at is not None)
    @rule(data=st.data())
    def begin_anew(self, data: Any) -> None:
        self.next_round(data.draw(self.openings))

    @precondition(going)
    @rule(length=st.sampled_from([HOUR, 23 * HOUR]))
    def let_pass(self, length: dt.timedelta) -> None:
        coming = self.instants()
        # A quarter of an hour on either side of an instant, lest a slow step walks over it.
        if not coming or coming[0] - self.trial.now() > length + 15 * MINUTE:
            self.trial.wait(length)

    @precondition(lambda self: going(self) and self.instants())
    @rule()
    def let_the_next_instant_come(self) -> None:
        self.wait_until(self.instants()[0] + MINUTE)

    @precondition(lambda self: going(self) and self.instants())
    @rule()
    def let_it_nearly_come(self) -> None:
        nearly = self.instants()[0] - 10 * MINUTE
        if nearly > self.trial.now():
            self.wait_until(nearly)

    @precondition(going)
    @rule(reason=st.sampled_from(["", "A wrong annex."]), dice=st.integers(0, 5))
    def cancel(self, reason: str, dice: int) -> None:
        if dice == 0:
            self.trial.cancel(reason)

    @rule(key=st.sampled_from(DESIGNATED), on=st.booleans())
    def designate(self, key: str, on: bool) -> None:
        self.hall.designate(key, on=on)
        self.trial.compare()

    @precondition(lambda self: self.trial.twin.closed_at is None)
    @rule()
    def bring_to_its_end(self) -> None:
        """Let the instants come and end the round as its rule set ends, lest most rounds stay open for ever."""
        for _attempt in range(4):
            if self.trial.twin.closed_at is None:
                for moment in self.instants()[:1]:
                    self.wait_until(moment + MINUTE)
                self.end()

    def end(self) -> None:
        self.trial.close(by_clock=True)

    @precondition(going)
    @rule()
    def chair_closes(self) -> None:
        self.trial.close()


class AdReferendum(Common):
    """What may be added to a closed round of the task force."""

    @precondition(lambda self: going(self) and self.trial.twin.state == "closed")
    @rule(
        key=VOICES,
        kind=st.sampled_from(["confirm", "confirm", "confirm_with_reservation", "decline"]),
        words=WORDS,
    )
    def confirm(self, key: str, kind: str, words: dict[str, Any]) -> None:
        self.trial.confirm(key, kind, words)

    @precondition(lambda self: going(self) and self.trial.twin.state == "closed")
    @rule()
    def settle(self) -> None:
        self.trial.settle()

    @precondition(going)
    @rule(key=VOICES)
    def lift(self, key: str) -> None:
        self.trial.lift(key)

    @precondition(lambda self: going(self) and self.trial.twin.reservations)
    @rule(
        key=VOICES,
        passage=st.sampled_from(sorted(PASSAGES)),
        kind=st.sampled_from(["substantive", "linguistic"]),
    )
    def narrow(self, key: str, passage: str, kind: str) -> None:
        self.trial.narrow(key, passage, f"Narrowed at step {self.hall.steps}.", kind)


class Explicit(AdReferendum):
    """tf_explicit."""

    procedure = "tf_explicit"
    openings = st.one_of(
        st.fixed_dictionaries({"days": st.integers(10, 12)}),
        st.fixed_dictionaries({"days": st.integers(5, 9), "short_reason": st.just("A meeting is near.")}),
    )
    answers = st.sampled_from(["support"] * 6 + ["reserve", "ad_referendum"] * 2 + ["abstain", "object"])
    rows = st.sampled_from(
        ["support"] * 16 + ["ad_referendum"] * 4 + ["reserve"] * 4 + ["abstain", "object", None]
    )

    @initialize(terms=openings)
    def open(self, terms: dict[str, Any]) -> None:
        self.next_round(terms)

    @precondition(going)
    @rule(key=VOICES, answer=st.one_of(answers, st.sampled_from(["endorse", "yes"])), words=WORDS)
    def cast(self, key: str, answer: str, words: dict[str, Any]) -> None:
        self.trial.cast(key, answer, words)

    @precondition(lambda self: self.trial.twin.state == "open")
    @rule(answers=st.lists(rows, min_size=5, max_size=5), words=WORDS)
    def everybody_casts(self, answers: list[str | None], words: dict[str, Any]) -> None:
        for key, answer in zip(HODS, answers, strict=True):
            if answer is not None:
                self.trial.cast(key, answer, words)

    @precondition(going)
    @rule(key=VOICES)
    def press_not_urgent(self, key: str) -> None:
        self.trial.not_urgent(key)

    @precondition(going)
    @rule(days=st.integers(1, 6))
    def extend(self, days: int) -> None:
        self.trial.extend(days)

    @precondition(going)
    @rule()
    def clock_closes(self) -> None:
        self.trial.close(by_clock=True)


class Silent(Common):
    """tf_silence."""

    procedure = "tf_silence"
    openings = st.one_of(
        st.fixed_dictionaries({"days": st.integers(5, 10)}),
        st.just({"days": 3, "is_editorial": True}),
    )

    def end(self) -> None:
        self.trial.open_announced()
        self.trial.close(by_clock=True)

    @initialize(terms=openings)
    def announce(self, terms: dict[str, Any]) -> None:
        self.next_round(terms)

    @precondition(going)
    @rule(key=VOICES, dice=st.integers(0, 3))
    def refuse(self, key: str, dice: int) -> None:
        if dice == 0 or key not in HODS:
            self.trial.refuse(key)

    @precondition(going)
    @rule()
    def clock_opens(self) -> None:
        self.trial.open_announced()

    @precondition(going)
    @rule(key=VOICES)
    def receive(self, key: str) -> None:
        self.trial.receive(key)

    @precondition(lambda self: self.trial.twin.state == "open")
    @rule(offices=st.sets(st.sampled_from(HODS), min_size=3))
    def many_receive(self, offices: set[str]) -> None:
        for key in HODS:
            if key in offices:
                self.trial.receive(key)

    @precondition(going)
    @rule(key=VOICES, text=TEXT)
    def state_for_record(self, key: str, text: str) -> None:
        self.trial.state_for_record(key, text)

    @precondition(going)
    @rule(key=VOICES, answer=st.sampled_from(["object", "amend"]), words=WORDS, dice=st.integers(0, 3))
    def break_silence(self, key: str, answer: str, words: dict[str, Any], dice: int) -> None:
        if dice == 0 or key not in HODS:
            words = {name: words[name] for name in ("passage", "text", "remedy")}
            self.trial.break_silence(key, answer, words)

    @precondition(going)
    @rule(key=VOICES, answer=st.sampled_from(["support", "object", "statement"]), words=WORDS)
    def cast(self, key: str, answer: str, words: dict[str, Any]) -> None:
        self.trial.cast(key, answer, words)

    @precondition(going)
    @rule(days=st.integers(1, 6))
    def extend(self, days: int) -> None:
        self.trial.extend(days)

    @precondition(going)
    @rule()
    def clock_closes(self) -> None:
        self.trial.close(by_clock=True)


class InSession(AdReferendum):
    """tf_session."""

    procedure = "tf_session"
    openings = st.fixed_dictionaries(
        {"absent": st.one_of(st.just([]), st.lists(st.sampled_from(MEMBERS), unique=True, max_size=2))}
    )
    answers = st.sampled_from(["reserve", "reserve", "object"])

    def end(self) -> None:
        for key in HODS:
            if self.hall.who(key)[0] in self.trial.twin.recorded:
                self.trial.answer_words(key, agrees=True)
        self.trial.close()

    @initialize(terms=openings)
    def ask(self, terms: dict[str, Any]) -> None:
        self.next_round(terms)

    @precondition(going)
    @rule(
        key=VOICES, answer=st.one_of(answers, st.sampled_from(["support", "present"])), words=WORDS,
        dice=st.integers(0, 2),
    )  # fmt: skip
    def press(self, key: str, answer: str, words: dict[str, Any], dice: int) -> None:
        if dice == 0 or answer != "object":
            self.trial.cast(key, answer, words)

    @precondition(going)
    @rule(
        key=st.sampled_from(["secretariat"] * 5 + ["chair_kr", "hod_jp", "site_admin"]),
        office=st.sampled_from(MEMBERS), answer=answers, words=WORDS,
    )  # fmt: skip
    def record_words(self, key: str, office: str, answer: str, words: dict[str, Any]) -> None:
        self.trial.record_words(key, office, answer, words)

    @precondition(lambda self: self.trial.recorded)
    @rule(key=VOICES, agrees=st.booleans())
    def answer_words(self, key: str, agrees: bool) -> None:
        if self.hall.who(key)[0] in self.trial.recorded:
            self.trial.answer_words(key, agrees=agrees)
