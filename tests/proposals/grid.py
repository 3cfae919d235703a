"""The whole cast x every stage x every move, drawn as a page of documents from the rules themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ip5.dashboards.management.commands.generate_docs import header, joined, row
from ip5.offices import directory
from proposals import actions, rules
from proposals.models import Proposal
from proposals.states import MACHINE, State
from tests import stages
from tests.cast import MEMBERS, Cast
from tests.proposals import test_rules, test_rules_course

HATS = test_rules.HATS
RENEW = "RENEW_GRID=1 make test ARGS=tests/proposals/test_rules_grid.py"
MADE = f"<!-- Made from the rules by `{RENEW}`; edit the rules instead. -->"
INTRO = (
    "Who may make which move at which stage, asked of the rules with the standing cast of the tests. The",
    "European office (EP) leads, the US office co-leads, the Japanese one leads what is merged with. A column",
    "holds the hats whose answers are the same throughout the stage. `yes`: may; a number: refused, with the",
    "reason below the table (403); `state`: not in this state (409). For hats that are not there the proposal",
    "does not exist (404). Moves that do not start from the state are not drawn: nobody makes them.",
)


def in_state(state: str, builder: Callable[[Cast], Proposal]) -> Callable[[Cast], Proposal]:
    """Return a builder of a stage that only the clock reaches: the neighbour's rows, read in this state."""

    def build(cast: Cast) -> Proposal:
        proposal = Proposal.objects.get(pk=builder(cast).pk)
        proposal.state = state
        return proposal

    return build


def revised_twice(cast: Cast) -> Proposal:
    """A proposal returned again after its first revision."""
    return actions.return_for_revision(test_rules_course.revised(cast), by=cast.chair_kr, reason="Again.")


BUILDERS: dict[str, Callable[[Cast], Proposal]] = {
    **test_rules.BUILDERS,
    **test_rules_course.BUILDERS,
    "with_reservations": lambda cast: stages.closed(cast, {"hod_cn": "reserve"}),
    "insufficient_support": lambda cast: stages.closed(
        cast, dict.fromkeys(["hod_jp", "hod_kr", "hod_cn"], "abstain")
    ),
    "provisional": lambda cast: stages.closed(cast, {"hod_cn": "ad_referendum"}),
    "inquorate": in_state(State.INQUORATE, stages.undecided),
    "lapsed": in_state(State.LAPSED, stages.deferred),
    "returned_again": revised_twice,
}
# What the rules read, fetched once for all hats.
READ = ("participations__office", "endorsements__round", "shares", "grants__permission", "reconsiderations")
# Two names of the two tests for one stage.
del BUILDERS["no_consensus"]


def page(cast: Cast, undone: Callable[[], Any]) -> str:
    """Return the page: a table for each stage, in the order of a proposal's life.

    ``undone`` is a context in which a stage is built and afterwards undone.
    """
    drawn: dict[str, list[tuple[str, list[str]]]] = {}
    for stage, build in BUILDERS.items():
        with undone():
            directory.clear()
            state, lines = section(stage, build(cast), cast)
        drawn.setdefault(state, []).append((stage, lines))
    out = ["# Who may do what at which stage", "", MADE, "", *INTRO, ""]
    for state, label in MACHINE.labels.items():
        out += [f"## {label}", ""]
        for _stage, lines in drawn[state]:
            out += lines
    return joined(out)


def section(stage: str, built: Proposal, cast: Cast) -> tuple[str, list[str]]:
    """Return the state of a stage and its table with its reasons."""
    columns: dict[tuple[str, ...], list[str]] = {}
    reasons: dict[str, int] = {}
    state = str(built.state)
    moves = [each.name for each in MACHINE if each.name in rules.RULES and MACHINE.may(each.name, state)]
    proposal = Proposal.objects.prefetch_related(*READ).get(pk=built.pk)
    proposal.state = state
    for key in HATS:
        hat = cast.hat(key)
        if Proposal.objects.visible_to(hat).filter(pk=built.pk).exists():
            columns.setdefault(column(proposal, moves, hat, reasons), []).append(caption(key))
    lines = [f"### {stage}", ""]
    if not moves:
        return state, [*lines, "No hat makes a move.", ""]
    lines += header("move", *(", ".join(dict.fromkeys(names)) for names in columns.values()))
    lines += [row(f"`{move}`", *cells) for move, *cells in zip(moves, *columns, strict=True)]
    lines += ["", *(f"{number}. {reason}" for reason, number in reasons.items())]
    return state, [*lines, ""]


def column(proposal: Proposal, moves: list[str], hat: Any, reasons: dict[str, int]) -> tuple[str, ...]:
    """Return what a hat is answered, move by move; a reason that is new gets the next number."""
    verdicts = rules.abilities(hat, proposal)
    others = [name for name, verdict in verdicts.items() if verdict and name not in moves]
    assert not others, f"{hat} may {others} although the table of moves has no such start"
    return tuple(cell(verdicts[move], reasons) for move in moves)


def cell(verdict: Any, reasons: dict[str, int]) -> str:
    """Return one answer."""
    if verdict:
        return "yes"
    return (
        "state" if verdict.is_wrong_state else str(reasons.setdefault(str(verdict.reason), len(reasons) + 1))
    )


def caption(key: str) -> str:
    """Return a member of the cast as the head of a column."""
    if key not in MEMBERS:
        return key
    office, capacity, facts = MEMBERS[key]
    words = f"{office} {capacity}".replace("_", " ").replace("hod", "HoD")
    seconded = facts.get("seconding", "")
    return f"{words} from {seconded}" if seconded else words
