"""A next round beside the last: per office the former answer and now; "maintain" is one explicit click."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ip5.ballots.forms.prepared import filled
from ip5.ballots.models import Position, Round
from ip5.ballots.states import Procedure
from ip5.kernel.hat import Hat


def former_round(found: Round, rounds: Iterable[Round]) -> Round | None:
    """Return the newest closed round of the series before this one."""
    former = [each for each in rounds if each.is_closed and each.number < found.number]
    return max(former, key=lambda each: each.number, default=None)


def compare_context(
    found: Round, hat: Hat, rows: list[dict[str, Any]], may_cast: Any, rounds: Iterable[Round]
) -> dict[str, Any]:
    """Return the comparison with the last round for a member; ``rows`` say what each office answers now.

    ``rows`` are those of the tally, so that nothing sealed is shown. Positions do not carry over: the own
    former one is offered to be maintained, on the usual confirmation, where the rule still knows it.
    """
    former = former_round(found, rounds)
    if former is None or hat.sees_from != "members":
        return {}
    seen = Position.objects.visible_to(hat).filter(round=former).current().select_related("office")
    before = {each.office_id: each for each in seen}
    compared = {
        "former": former,
        "rows": [row | {"former": before.get(row["office"].pk)} for row in rows],
        "is_changed": former.text_sha256 != found.text_sha256,
        "note": found.note,
    }
    own = before.get(hat.office_id or 0)
    if own is not None and may_cast and is_maintainable(own, found):
        compared |= {"own": own, "hidden": list(filled(own).items())}
    return {"compared": compared}


def is_maintainable(own: Position, found: Round) -> bool:
    """Whether the former answer may be cast again with its words: both rounds ask for the same answers."""
    return found.procedure == Procedure.EXPLICIT and own.answer in found.castable
