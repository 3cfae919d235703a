"""The board: every proposal that waits for a co-chair's move, by the move it waits for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.ballots.states import RoundState
from ip5.dashboards import calculations, querysets
from ip5.dashboards.views import parts
from ip5.kernel import clock
from proposals import rules
from proposals.models import Proposal
from proposals.states import UNDECIDED, State

# The steps in the order of the page: heading, what is to be done, the states, the button.
STEPS = (
    (
        "undecided",
        _("Not decided"),
        _("A next round, or back to the lead office with reasons."),
        set(UNDECIDED),
        _("Choose the next step"),
    ),
    (
        "tabled",
        _("Tabled"),
        _("The text is settled; the ballot may be opened."),
        {State.TABLED},
        _("Open the ballot"),
    ),
    (
        "under_review",
        _("Under review"),
        _("Table when the period is over, or earlier with a reason that is printed."),
        {State.UNDER_REVIEW},
        _("Table or return"),
    ),
    (
        "submitted",
        _("Submitted"),
        _("Admit to review, or return with reasons."),
        {State.SUBMITTED},
        _("Admit or return"),
    ),
    (
        "in_ballot",
        _("In ballot"),
        _("Who has answered is known, what is sealed, to the chair too."),
        {State.IN_BALLOT},
        _("Run the ballot"),
    ),
    (
        "provisional",
        _("Provisional"),
        _("They wait for confirmations of positions given ad referendum."),
        {State.PROVISIONAL},
        "",
    ),
)

# The figures that stand on the board also when they are nought.
USUAL = ("tabled", "under_review", "submitted", "in_ballot")


def board(request: HttpRequest, hat: Mandate) -> HttpResponse:
    """Show the board; a co-chair gets each move or the reason against it, the secretariat reads."""
    offices = parts.patent_offices()
    rows = [board_row(hat, each, offices) for each in querysets.on_the_board(hat)]
    steps = [
        {"key": key, "title": title, "lead": lead, "call": call, "rows": own}
        for key, title, lead, states, call in STEPS
        if (own := [row for row in rows if row["proposal"].state in states])
    ]
    context = {
        "version": querysets.version_under_way(hat).first(),
        "steps": steps,
        "figures": figures_of(rows),
        "is_full": len(rows) == querysets.MOST,
        "news": parts.news_of(hat),
        "members": [each for each in offices if each.is_member],
        "next_meeting": parts.next_meeting(querysets.meetings_ahead(hat)),
    }
    return render(request, "dashboards/board.html", context | parts.header(hat))


def figures_of(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return how many proposals stand at each step: the four of every course always, the others if any."""
    figures = []
    for key, title, _lead, states, _call in STEPS:
        number = sum(row["proposal"].state in states for row in rows)
        if number or key in USUAL:
            url = f"#step-{key}" if number else ""
            figures.append({"label": title, "number": number, "url": url})
    return figures


def board_row(hat: Mandate, proposal: Proposal, offices: list[Any]) -> dict[str, Any]:
    """Return a proposal with the verdict on its next move, its period or its open round."""
    now, row = clock.now(), {"proposal": proposal, "may_move": rules.is_impartial_chair(hat, proposal)}
    if proposal.state in {State.TABLED, *UNDECIDED}:
        # A fourth round in a year is no reason to hide the way: an undecided one may still be returned.
        row["note"] = rules.RULES["open_round"](hat, proposal).reason if row["may_move"] else ""
    if proposal.state == State.UNDER_REVIEW and proposal.review_ends_at:
        row["period_ends_at"] = proposal.review_ends_at
        row["period_left"] = calculations.left(now, proposal.review_ends_at)
    if proposal.state == State.PROVISIONAL:
        dates = (each.round.settle_due_at for each in proposal.endorsements.all())
        row["settle_due_at"] = next((each for each in dates if each), None)
    current = next(
        (each for each in proposal.endorsements.all() if each.round.state == RoundState.OPEN), None
    )
    if proposal.state == State.IN_BALLOT and current is not None:
        answered = current.answered
        seated = [each.pk for each in offices if each.is_member]
        row |= parts.round_row(current.round, answered=answered, offices=offices)
        row["seats"] = parts.seat_rows(seated, answered)
    return row
