"""After the close: what other answers would have made. Reckoned for the page, kept nowhere."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from ip5.ballots import actions, explanations, rules, tally
from ip5.ballots.forms.prepared import WhatIfForm
from ip5.ballots.models import Round
from ip5.ballots.states import Level, Outcome, Procedure
from ip5.ballots.views.round import seats_of, visible_round
from ip5.kernel import access
from ip5.kernel.errors import require


@access.hat
@require_GET
def what_if(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show outcome, level and every test for the answers chosen, beside those that were given."""
    hat = request.hat
    if hat.sees_from != "members":
        raise Http404
    found = visible_round(hat, uuid)
    require(rules.may_try_outcomes(hat, found))
    given = actions.current_answers(found)
    form = WhatIfForm(seats_of(found), answers_of(found), given, request.GET)
    is_understood = not form.is_bound or form.is_valid()
    context: dict[str, Any] = {"round": found, "form": form}
    if is_understood:
        answers = form.answers()
        result = tally.count(found.rule, answers)
        context |= shown(found, result) | {"changed": changed(found, given, answers)}
    return render(request, "ballots/whatif.html", context, status=200 if is_understood else 422)


def answers_of(found: Round) -> list[str]:
    """Return the answers that may be tried: those of the rule; of a session what is pressed, and presence.

    A session's rule also counts support, which is only how an absent office's confirmation is read later.
    """
    known = list(found.rule["answers"])
    if found.procedure != Procedure.SESSION:
        return known
    return [each for each in known if each in {*found.castable, "present", "absent"}]


def shown(found: Round, result: tally.Result) -> dict[str, Any]:
    """Return outcome, level and tests in words. A round of the Heads without an outcome stays open."""
    acronyms = {seat.office.code: seat.office.acronym for seat in seats_of(found)}
    known = result.outcome in Outcome
    return {
        "outcome": result.outcome,
        "label": Outcome(result.outcome).label if known else explanations.outcome_label(result.outcome),
        "words": explanations.OUTCOME_WORDS.get(result.outcome, ""),
        "level": Level(result.level).label if result.level else "",
        "reading": explanations.reading(result.explanation(), acronyms),
        "is_same": result.outcome == found.outcome and result.level == found.level,
        "is_of_heads": found.procedure == Procedure.HEADS,
    }


def changed(found: Round, given: dict[str, str | None], answers: dict[str, str | None]) -> list[str]:
    """Return the acronyms of the offices for which another answer is tried."""
    return [
        seat.office.acronym
        for seat in seats_of(found)
        if given[seat.office.code] != answers[seat.office.code]
    ]
