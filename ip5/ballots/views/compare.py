"""A next round beside the last: per office the former answer and now; "maintain" is one explicit click."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _

from ip5.ballots import rules
from ip5.ballots.models import Position, Round, Seat
from ip5.ballots.states import Answer, Procedure
from ip5.ballots.views.round import roll, seats_of
from ip5.kernel.hat import Hat


def former_round(found: Round, rounds: Iterable[Round]) -> Round | None:
    """Return the newest closed round of the series before this one."""
    former = [each for each in rounds if each.is_closed and each.number < found.number]
    return max(former, key=lambda each: each.number, default=None)


def roll_beside(former: Round | None) -> Prefetch:
    """Return the prefetch of the seats as ``round.roll`` does, each with its office's answer in the former round."""
    usual = roll()
    if former is None:
        return usual
    given = Position.objects.filter(round=former, office=OuterRef("office")).order_by("-seq")
    return Prefetch("seats", usual.queryset.annotate(former_answer=Subquery(given.values("answer")[:1])))


def compare_context(
    found: Round, hat: Hat, rows: list[dict[str, Any]], may_cast: Any, rounds: Iterable[Round]
) -> dict[str, Any]:
    """Return the comparison with the last round for a member; ``rows`` say what each office answers now.

    ``rows`` are those of the tally, so that nothing sealed is shown. Positions do not carry over: the own
    former one is offered to be maintained, on the usual confirmation, where the rule still knows it. Asks
    nothing: the seats were read with ``roll_beside``.
    """
    former = former_round(found, rounds)
    if former is None or found.procedure == Procedure.SILENCE or not rules.may_see_positions(hat, former):
        return {}
    before = {seat.office_id: former_answer(seat, former) for seat in seats_of(found)}
    compared = {
        "former": former,
        "rows": [row | {"former": before[row["office"].pk]} for row in rows],
        "is_changed": former.text_sha256 != found.text_sha256,
    }
    own = before.get(hat.office_id or 0)
    if own is not None and may_cast and own["answer"] in found.castable:
        compared["own"] = own
    return {"compared": compared}


def former_answer(seat: Seat, former: Round) -> dict[str, str]:
    """Return what an office answered in the former round, as the tally shows it."""
    answer = getattr(seat, "former_answer", None)
    if answer:
        return {"answer": answer, "label": str(Answer(answer).label)}
    silent = former.procedure == Procedure.SILENCE
    return {"answer": "none", "label": _("Kept silent") if silent else _("No position received")}
