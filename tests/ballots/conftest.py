"""Rounds to test on, and the owner's hand that moves one through time (no clock can be set)."""

from collections.abc import Callable
from typing import Any

import pytest

from ip5.ballots import actions
from ip5.ballots.models import Position, Round, RuleSet
from tests.cast import HODS

MARK = "zqx-said-in-confidence"
WORDS = {"passage": f"3.1 {MARK}", "text": f"words {MARK}", "remedy": f"delete {MARK}"}
INSTANTS = ("opened_at", "ends_at", "not_urgent_until", "not_urgent_end", "extended_automatically_at")

# A round that opened earlier has another first hash: its chain is written anew from there.
REWRITE = """
DO $$ DECLARE
    r ballots_round%ROWTYPE;
    p ballots_position%ROWTYPE;
BEGIN
    SELECT * INTO r FROM ballots_round WHERE id = {pk};
    IF r.genesis = repeat('0', 64) THEN RETURN; END IF;
    r.genesis := ballots_genesis(r);
    r.chain_head := r.genesis;
    FOR p IN SELECT * FROM ballots_position WHERE round_id = r.id ORDER BY seq LOOP
        UPDATE ballots_position SET prev = r.chain_head, hash = ballots_sha256(concat_ws(E'\\n',
            'ip5-position-2', r.uuid::text, seq::text, r.chain_head, content)) WHERE id = p.id
            RETURNING hash INTO r.chain_head;
    END LOOP;
    UPDATE ballots_round SET genesis = r.genesis, chain_head = r.chain_head WHERE id = r.id;
END $$
"""


def asked(visibility: str = "members_observers", series: Round | None = None) -> actions.Question:
    """Return a question as the subject's app puts it."""
    return actions.Question(
        title="Shared test sets",
        text='{"title":"Shared test sets"}',
        subject_symbol="NETAI/P/2026/001 Rev.0",
        address="/somewhere/ballot/1/",
        visibility=visibility,
        series=series,
    )


def answer(round: Round, hat: Any, what: str = "support") -> Position:
    """Cast through the action, with words where the answer needs them and where it does not."""
    return actions.cast(round, by=hat, answer=what, **WORDS)


@pytest.fixture
def opened(cast) -> Callable[..., Round]:
    """Return a function that opens a round; the co-chair of the KIPO's seconding does it."""

    def open_round(
        days: int = 10, short_reason: str = "", ad_referendum_days: int | None = None, **question: Any
    ) -> Round:
        return actions.open_round(
            asked(**question),
            by=cast.chair_kr,
            days=days,
            short_reason=short_reason,
            ad_referendum_days=ad_referendum_days,
        )

    return open_round


@pytest.fixture
def everybody(cast) -> Callable[..., None]:
    """Return a function that lets the offices answer, in the order EP, JP, KR, CN, US; None stays silent."""

    def all_answer(round: Round, *answers: str | None) -> None:
        for key, what in zip(HODS, answers or ("support",) * 5, strict=True):
            if what is not None:
                answer(round, cast.hat(key), what)

    return all_answer


@pytest.fixture
def rule() -> dict[str, Any]:
    """The rule's data as the migration loaded it."""
    return RuleSet.objects.get(code="tf_explicit", version=2).data


@pytest.fixture
def later(owner) -> Callable[..., Round]:
    """Return a function that lets time pass for a round: its instants move into the past.

    Only the owner can, with the guard off: the runtime role has no way to shorten a round.
    """

    def let_pass(round: Round, seconds: float) -> Round:
        moved = ", ".join(f"{name} = {name} - %(by)s * interval '1 second'" for name in INSTANTS)
        with owner.transaction():
            owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
            owner.execute(
                f"UPDATE ballots_round SET {moved} WHERE id = %(round)s", {"by": seconds, "round": round.pk}
            )
            owner.execute(REWRITE.format(pk=round.pk))
            owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
            owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")
        return Round.objects.select_related("rule_set").get(pk=round.pk)

    return let_pass


@pytest.fixture
def ended(later) -> Callable[[Round], Round]:
    """Return a function that lets time pass until one second after the end of a round."""

    def let_end(round: Round) -> Round:
        from ip5.kernel import clock

        return later(round, (round.ends_at - clock.now()).total_seconds() + 1)

    return let_end
