"""A plain subject of reference rounds: how many a year, and when a next one may be opened.

Quotations are from domain.md, sections 3 and 4.
"""

from tests.ballots import oracle_all as oracle

from .reference import ReferenceRound
from .reference_rules import Result

MOST_ROUNDS_A_YEAR = 3
MAY_BE_ASKED_AGAIN = ("tabled", "inquorate", "insufficient_support", "no_consensus")


class ReferenceSubject:
    """Something put to the offices, with all its rounds; the caller names the year an opening falls in."""

    def __init__(self, *, lead_office: str = "") -> None:
        """Begin with a tabled subject and no round."""
        self.lead_office = lead_office
        self.rounds: list[tuple[int, ReferenceRound]] = []

    @property
    def state(self) -> str:
        """Return the subject's state as its last round that counts left it.

        An announced silence "leaves the subject where it is"; "cancel_round -> tabled"; a refused one never began.
        """
        for _, asked in reversed(self.rounds):
            if asked.state == "open":
                return "in_ballot"
            if asked.state == "closed":
                return oracle.subject_after(asked.outcome)
            if asked.state == "cancelled" and asked.opened_at is not None:
                return "tabled"
        return "tabled"

    def rounds_in(self, year: int) -> int:
        """Count the rounds of a year that have been opened, whatever became of them, or stand announced."""
        return sum(
            of_year == year and (asked.opened_at is not None or asked.state == "announced")
            for of_year, asked in self.rounds
        )

    def next_round(self, rule_set: str, year: int) -> tuple[Result, ReferenceRound | None]:
        """Return a new round, which the caller opens or announces, or the refusal to have another one.

        "Inquorate, insufficient_support, no_consensus: open_round / [...]: at most three rounds a year; then
        defer, refer to the deputy heads (an action item, no state), or close"; "positions do not carry over". The
        limit is the task force's own. A round asked for earlier and never opened is forgotten.
        """
        self.rounds = [(of_year, asked) for of_year, asked in self.rounds if asked.state]
        running = any(asked.state in ("open", "announced") for _, asked in self.rounds)
        too_many = rule_set != "heads" and self.rounds_in(year) >= MOST_ROUNDS_A_YEAR
        if running or too_many or self.state not in MAY_BE_ASKED_AGAIN:
            return ("refused", "state"), None
        asked = ReferenceRound(rule_set, lead_office=self.lead_office)
        self.rounds.append((year, asked))
        return ("ok", "new"), asked
