"""What a round's page shows beside the ballot itself: what was prepared, the last round, letters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ip5.ballots import rules
from ip5.ballots.models import Round
from ip5.ballots.views.compare import compare_context
from ip5.ballots.views.letters import letters_context
from ip5.ballots.views.prepared import prepared_context
from ip5.kernel.hat import Hat


def more_context(found: Round, hat: Hat, context: dict[str, Any], rounds: Iterable[Round]) -> dict[str, Any]:
    """Return these parts as far as the hat may see them; ``context`` is the round's, ``rounds`` its series."""
    may_cast, rows = context["may_cast"], context["tally"]
    if "heads" in context:
        rows = context["heads"]["sheet"]
    elif "session" in context:
        rows = context["session"]["rows"]
    return (
        prepared_context(found, hat, may_cast)
        | compare_context(found, hat, rows, may_cast, rounds)
        | letters_context(found, hat)
        | {"may_try_outcomes": rules.may_try_outcomes(hat, found)}
    )
