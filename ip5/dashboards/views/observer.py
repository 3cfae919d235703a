"""The observers' view of the work: counts, the matrix, outcomes, the roadmap. Nothing here changes anything."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ip5.accounts.models import Mandate
from ip5.ballots.states import Level
from ip5.dashboards import calculations, querysets
from ip5.dashboards.views import parts
from proposals.forms import known_areas
from proposals.models import Proposal
from proposals.states import ENDORSED, HORIZON_WORDS, IN_WORK, SET_ASIDE, UNDECIDED, Horizon, State
from roadmap import reading

TITLES_A_CELL = 5
OUTCOMES_SHOWN = 6
SPANS = {
    Horizon.SHORT: gettext_lazy("up to 12 months"),
    Horizon.MEDIUM: gettext_lazy("12 to 36 months"),
    Horizon.LONG: gettext_lazy("over 36 months"),
}


def observer(request: HttpRequest, hat: Mandate) -> HttpResponse:
    """Show where the proposals this hat may see stand, what was decided, and what is being decided."""
    counted = list(querysets.counted(hat))
    states = calculations.by_state(counted)
    offices = parts.patent_offices()
    rounds = [
        parts.round_row(each, answered=each.answered, offices=offices)  # type: ignore[attr-defined]
        for each in querysets.open_rounds(hat)
    ]
    context = {
        "total": sum(states.values()),
        "figures": figures(states, len(rounds)),
        "bars": bars(states),
        "matrix_columns": [{"label": HORIZON_WORDS[each], "note": SPANS[each]} for each in Horizon],
        "matrix_rows": matrix(hat, counted),
        "rounds": rounds,
        "outcomes": [outcome_row(each) for each in querysets.outcomes(hat, OUTCOMES_SHOWN)],
        "roadmap": roadmap(hat),
        "next_meeting": parts.next_meeting(querysets.meetings_ahead(hat)),
    }
    return render(request, "dashboards/observer.html", context | parts.header(hat))


def figures(states: Any, open_rounds: int) -> list[dict[str, Any]]:
    """Return the large numbers on top."""

    def total(those: list[State]) -> int:
        return sum(states[each] for each in those)

    return [
        {"label": _("proposals in work"), "number": total(IN_WORK)},
        {"label": _("ballots open"), "number": open_rounds},
        {
            "label": _("endorsed by the task force"),
            "number": total(ENDORSED),
            "url": parts.proposals_url(view="endorsed"),
        },
        {"label": _("decided without endorsement"), "number": total(UNDECIDED)},
        {"label": _("set aside"), "number": total(SET_ASIDE), "url": parts.proposals_url(view="set_aside")},
    ]


def roadmap(hat: Mandate) -> dict[str, Any] | None:
    """Return the roadmap's preferred version that this hat may see, as its timeline wants it; None without one."""
    versions = reading.versions_for(hat)
    if not versions:
        return None
    version = versions[0]
    name, baseline = reading.baseline_of(version, versions) or ("", None)
    plan = reading.plan_for(version, hat)
    return {
        "version": version,
        "plan": plan,
        "baseline": baseline,
        "baseline_name": name,
        "today": hat.office.today,
        "found": ngettext("%(n)d project", "%(n)d projects", len(plan.projects)) % {"n": len(plan.projects)},
    }


def bars(states: Any) -> list[dict[str, Any]]:
    """Return a bar for each state in which a proposal stands, endorsed ones together, set aside last."""
    single = [each for each in State if each not in {*ENDORSED, *SET_ASIDE}]
    rows = [(each.label, states[each], {"state": each.value}) for each in single]
    endorsed, aside = (sum(states[each] for each in those) for those in (ENDORSED, SET_ASIDE))
    rows += [
        (_("Endorsed by the task force"), endorsed, {"view": "endorsed"}),
        (_("Set aside"), aside, {"view": "set_aside"}),
    ]
    return [
        {"label": label, "value": value, "url": parts.proposals_url(**chosen)}
        for label, value, chosen in rows
        if value
    ]


def matrix(hat: Mandate, counted: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a row for each area with a cell for each horizon: number, first titles, the list behind it."""
    cells = calculations.by_cell(counted)
    titles = calculations.short_titles(querysets.titles(hat, TITLES_A_CELL))
    return [
        {"label": words, "cells": [cell(code, words, each, cells, titles) for each in Horizon]}
        for code, (_key, words) in known_areas().items()
    ]


def cell(code: str, area: str, horizon: Horizon, cells: Any, titles: Any) -> dict[str, Any]:
    """Return one cell of the matrix; beyond five titles it says how many more there are."""
    count, shown = cells[code, horizon.value], list(titles.get((code, horizon.value), ()))
    more = count - len(shown)
    if more > 0:
        shown.append(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    words = {"n": count, "area": area, "horizon": HORIZON_WORDS[horizon]}
    return {
        "count": count,
        "url": parts.proposals_url(area=code, horizon=horizon.value),
        "label": ngettext(
            "%(n)d proposal: %(area)s, %(horizon)s", "%(n)d proposals: %(area)s, %(horizon)s", count
        )
        % words,
        "titles": shown,
    }


def outcome_row(proposal: Proposal) -> dict[str, Any]:
    """Return an outcome with its level; one from before the product says where it is known from."""
    level = proposal.level  # type: ignore[attr-defined]
    words = str(Level(level).label) if level else ""
    return {
        "proposal": proposal,
        "level": words or (_("from the record") if proposal.is_from_record else ""),
        "on": proposal.decided_on,  # type: ignore[attr-defined]
    }
