"""How many rounds one question may have in a year."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ip5.ballots.models import Round, RuleSet
from ip5.ballots.states import RoundState
from ip5.kernel import clock
from ip5.kernel.verdict import ALLOWED, Verdict, allowed_if

NEVER_OPENED = frozenset({RoundState.ANNOUNCED, RoundState.REFUSED})


def has_rounds_left(
    rounds: Iterable[Round], words: Any, most: Callable[[], int | None] = RuleSet.objects.rounds_a_year
) -> Verdict:
    """At most three rounds a year; what was refused or called off before its opening is none.

    ``rounds`` are those of the task force on one question, under whichever rule; the Heads have no such limit. The
    figure is a datum of the rule set. ``words`` is the refusal, with the number ``n`` of rounds opened this year.
    ``most`` gives the figure, and is asked only where a round was opened: a subject that has read it gives its own.
    """
    year = clock.now().year
    opened = sum(each.opened_at.year == year and _was_opened(each) for each in rounds)
    if not opened:
        return ALLOWED
    figure = most()
    return allowed_if(figure is None or opened < figure, words % {"n": opened})


def _was_opened(round: Round) -> bool:
    called_off = round.closed_at is not None and round.opened_at > round.closed_at
    return round.state not in NEVER_OPENED and not called_off
