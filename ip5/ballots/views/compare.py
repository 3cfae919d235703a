"""A next round beside the last: per office the former answer and now; "maintain" is one explicit click."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Subquery, prefetch_related_objects
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ip5.ballots import rules
from ip5.ballots.forms.heads import DRAWN_AS
from ip5.ballots.forms.prepared import label_of
from ip5.ballots.models import Position, Round, Seat
from ip5.ballots.states import Answer, Procedure
from ip5.ballots.views.heads import sheet_row
from ip5.ballots.views.round import positions_for, roll, seats_of, tally_rows
from ip5.ballots.views.silence import silent_roll
from ip5.kernel.hat import Hat

# What an office that said nothing did in a former round; in session it was not there.
UNSAID = {Procedure.SILENCE: gettext_lazy("Kept silent"), Procedure.SESSION: gettext_lazy("Absent")}


def former_round(found: Round, rounds: Iterable[Round]) -> Round | None:
    """Return the newest closed round of the series before this one."""
    former = [each for each in rounds if each.is_closed and each.number < found.number]
    return max(former, key=lambda each: each.number, default=None)


def last_before(found: Round, hat: Hat) -> Round | None:
    """Return the round with which this one is compared, if the hat sees one; a first one asks nothing."""
    if found.number == 1 or found.procedure == Procedure.SILENCE:
        return None
    former = Round.objects.visible_to(hat).before(found)
    return former.select_related("rule_set", "settlement").defer("text").first()


def visible_beside_last(hat: Hat, uuid: UUID) -> tuple[Round, Round | None]:
    """Return a round that has a page of its own, with the one it is compared with; 404 where the hat sees none.

    Its seats are read with receipts and former answers; of a round on its subject's page nothing is read.
    """
    rounds = Round.objects.visible_to(hat).timed().select_related("rule_set", "settlement")
    found = get_object_or_404(rounds, uuid=uuid)
    if found.address:
        return found, None
    former = last_before(found, hat)
    prefetch_related_objects([found], roll_beside(former, silent_roll()))
    return found, former


def roll_beside(former: Round | None, usual: Prefetch | None = None) -> Prefetch:
    """Return the prefetch of the seats as ``round.roll`` does, each with its office's answer in the former round.

    A contested answer of a Head is none. Where the former round was put in session, each seat also knows whether
    the office was there.
    """
    usual = usual or roll()
    if former is None:
        return usual
    given = Position.objects.filter(round=former, office=OuterRef("office")).order_by("-seq")
    if former.procedure == Procedure.HEADS:
        given = given.counting()
    beside = {"former_answer": Subquery(given.values("answer")[:1])}
    if former.procedure == Procedure.SESSION:
        there = Seat.objects.filter(round=former, office=OuterRef("office"))
        beside["was_present"] = Subquery(there.values("is_present")[:1])
    return Prefetch("seats", usual.queryset.annotate(**beside))


def compare_context(
    found: Round, hat: Hat, rows: list[dict[str, Any]], may_cast: Any, rounds: Iterable[Round]
) -> dict[str, Any]:
    """Return the comparison with the last round for a member; ``rows`` say what each office answers now.

    ``rows`` are those of the tally, of the roll in session or of the Heads' sheet, so that nothing sealed is shown.
    Positions do not carry over: the own former one is offered to be maintained, on the usual confirmation, where
    the rule still knows it. Asks nothing: the seats were read with ``roll_beside``.
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
    if own is not None and may_cast and own["given"] in found.castable:
        compared["own"] = own
    return {"compared": compared}


def former_answer(seat: Seat, former: Round) -> dict[str, str]:
    """Return what an office answered in the former round, as the tally shows it; ``given`` is the answer itself."""
    answer = getattr(seat, "former_answer", None)
    if answer:
        label = str(Answer(answer).label)
        return {"answer": DRAWN_AS.get(answer, answer), "given": answer, "label": label}
    if getattr(seat, "was_present", False):
        return {"answer": Answer.ABSTAIN, "given": "", "label": str(label_of("present"))}
    return {"answer": "none", "given": "", "label": UNSAID.get(former.procedure) or _("No position received")}


def beside_last(found: Round, hat: Hat) -> dict[str, Any]:
    """Return the comparison of a round with the last one for a page of its subject, as the round's own page has it.

    Empty where there is none, or none that this hat may read.
    """
    former = last_before(found, hat)
    if former is None or not rules.may_see_positions(hat, former):
        return {}
    prefetch_related_objects([found], roll_beside(former))
    seats, positions = seats_of(found), positions_for(found, hat)
    if found.procedure == Procedure.HEADS:
        rows = [sheet_row(found, seat, positions) for seat in seats]
    else:
        rows = tally_rows(found, seats, {each.office_id: each for each in positions}, [])
    return compare_context(found, hat, rows, rules.may_cast(hat, found), [former])
