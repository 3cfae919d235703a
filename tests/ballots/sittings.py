"""Rounds in session and of the Heads to test on, opened through the deeds, and the owner's hand on time."""

from __future__ import annotations

from typing import Any

from ip5.ballots import actions
from ip5.ballots.models import Round
from tests.cast import Cast

SECRET = "zqx-said-in-confidence"
WORDS = {"passage": f"3.1 {SECRET}", "text": f"words {SECRET}", "remedy": f"delete {SECRET}"}
ITEMS = [{"passage": "Goal 2", "text": f"A cost {SECRET}."}, {"passage": "", "text": f"A date {SECRET}."}]


def asked(
    visibility: str = "members_observers", title: str = "Shared test sets", **more: Any
) -> actions.Question:
    """Return a question whose round has no page but its own."""
    return actions.Question(
        title=title,
        text=f'{{"title":"{title}"}}',
        subject_symbol="NETAI/M/2026/001",
        address="",
        visibility=visibility,
        **more,
    )


def in_session(cast: Cast, *absent: str, seconds: int = 60, **question: Any) -> Round:
    """A session's round, open for its seconds."""
    return actions.open_session(asked(**question), by=cast.chair_kr, absent=absent, seconds=seconds)


def of_heads(cast: Cast, **question: Any) -> Round:
    """A round of the Heads, nobody has answered."""
    return actions.open_heads(asked(**question), by=cast.chair_kr)


def give(round: Round, hat: Any, answer: str, **more: Any) -> Any:
    """Answer as a Head, with the words the answer needs."""
    words: dict[str, Any] = {}
    if answer in {"endorse_subject_to", "return"}:
        words = {"items": actions.packed(ITEMS)}
    elif answer == "defer":
        words = {"text": f"After the budget {SECRET}."}
    return actions.cast(round, by=hat, answer=answer, **{**words, **more})


def all_give(round: Round, heads: dict[str, Any], *answers: str | None, **more: Any) -> None:
    """Let the Heads answer in protocol order; None stays silent."""
    for hat, answer in zip(heads.values(), answers, strict=True):
        if answer is not None:
            give(round, hat, answer, **(more if answer == "defer" else {}))


def days_pass(owner: Any, round: Round, hours: float) -> Round:
    """Move what happened in the round into the past by the owner's hand: answers and deferral."""
    with owner.transaction():
        owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
        owner.execute(
            "UPDATE ballots_position SET at = at - %s * interval '1 hour' WHERE round_id = %s",
            [hours, round.pk],
        )
        owner.execute(
            "UPDATE ballots_round SET deferred_until = deferred_until - %s * interval '1 hour' WHERE id = %s",
            [hours, round.pk],
        )
        owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")
    return Round.objects.select_related("rule_set").get(pk=round.pk)


def address_of_heads(cast: Cast, title: str) -> dict[str, Any]:
    """Return the ids of a round of the Heads that has no page but its own."""
    return {"uuid": of_heads(cast, title=title).uuid}


def address_of_session(cast: Cast, title: str) -> dict[str, Any]:
    """Return the ids of a session's round, the CNIPA absent, and of words taken down of the JPO."""
    found = in_session(cast, "CN", seconds=900, title=title)
    words = actions.record_words(found, by=cast.secretariat, office="JP", answer="object", **WORDS)
    return {"uuid": found.uuid, "words": words.uuid}
