"""Write docs/generated from the tables of moves and the rules, or check that it is current."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from ip5.accounts import rules as account_rules
from ip5.ballots import rules as ballot_rules
from ip5.ballots import states as ballot_states
from ip5.ballots.rules import (
    additions,
    casting,
    exporting,
    heads,
    prepared,
    running,
    session,
    silence,
    voices,
)
from ip5.kernel.machine import Machine
from ip5.register import rules as register_rules
from meetings import states as meeting_states
from meetings.rules import agenda, attendance, conclusions, industry, live, registration, summary
from meetings.rules import course as meeting_course
from meetings.rules import papers as meeting_papers
from meetings.views.offers import DEEDS as MEETING_DEEDS
from proposals import rules as proposal_rules
from proposals import states as proposal_states
from proposals.rules import circles, course, drafts, ideas, papers, review, rounds
from roadmap import rules as roadmap_rules
from roadmap import states as roadmap_states
from roadmap.rules import approval, dossiers, plans, progress, publishing
from roadmap.rules import circles as roadmap_circles
from roadmap.rules import heads as roadmap_heads

MADE = "<!-- Made by `manage.py generate_docs`; edit the tables of moves or the rules instead. -->"
MACHINES = {
    "Proposal": proposal_states.MACHINE,
    "Round": ballot_states.MACHINE,
    "Version": roadmap_states.MACHINE,
    "Meeting": meeting_states.MACHINE,
}
PARTS = {
    "circles": circles,
    "drafts": drafts,
    "course": course,
    "review": review,
    "papers": papers,
    "ideas": ideas,
    "rounds": rounds,
}
BALLOT_PARTS = {
    "voices": voices,
    "casting": casting,
    "running": running,
    "silence": silence,
    "session": session,
    "heads": heads,
    "prepared": prepared,
    "additions": additions,
    "exporting": exporting,
}
ROADMAP_PARTS = {
    "circles": roadmap_circles,
    "plans": plans,
    "approval": approval,
    "heads": roadmap_heads,
    "publishing": publishing,
    "dossiers": dossiers,
    "progress": progress,
}
MEETING_PARTS = {
    "course": meeting_course,
    "agenda": agenda,
    "papers": meeting_papers,
    "registration": registration,
    "attendance": attendance,
    "live": live,
    "conclusions": conclusions,
    "summary": summary,
    "industry": industry,
}
RULES = {
    **{f"meetings.rules.{name}": each for name, each in MEETING_PARTS.items()},
    **{f"roadmap.rules.{name}": each for name, each in ROADMAP_PARTS.items()},
    **{f"proposals.rules.{name}": each for name, each in PARTS.items()},
    **{f"ip5.ballots.rules.{name}": each for name, each in BALLOT_PARTS.items()},
    "ip5.register.rules": register_rules,
    "ip5.accounts.rules": account_rules,
}


class Command(BaseCommand):
    """Write the pages; with ``--check`` only compare, and fail where one is stale. Needs no database."""

    help = "Write docs/generated (states and permissions), or check with --check that it is current."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Take ``--check``."""
        parser.add_argument("--check", action="store_true", help="change nothing, fail if a page is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write or compare each page."""
        folder = Path(settings.BASE_DIR) / "docs" / "generated"
        made = pages()
        if options["check"]:
            stale = sorted(name for name, text in made.items() if not is_same(folder / name, text))
            if stale:
                raise CommandError(f"Stale: {', '.join(stale)}. Run manage.py generate_docs.")
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in made.items():
            (folder / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"{len(made)} pages written to {folder.relative_to(settings.BASE_DIR)}")


def is_same(path: Path, text: str) -> bool:
    """Whether the file exists and says exactly this."""
    return path.is_file() and path.read_text(encoding="utf-8") == text


def pages() -> dict[str, str]:
    """Return every generated page as name -> text, in the language of the sources."""
    with translation.override(settings.LANGUAGE_CODE):
        return {"permissions.md": joined(permission_lines()), "states.md": joined(state_lines())}


def joined(lines: Iterable[str]) -> str:
    """Return the lines as the text of a file."""
    return "\n".join(lines).rstrip() + "\n"


def row(*cells: object) -> str:
    """Return a row of a table; a bar inside a cell is escaped."""
    return "| " + " | ".join(str(each).replace("|", "\\|") for each in cells) + " |"


def header(*names: str) -> list[str]:
    """Return the head of a table."""
    return [row(*names), row(*("---" for _name in names))]


def state_lines() -> Iterator[str]:
    """Yield the page of states and moves: per noun a diagram and two tables."""
    yield from ("# States and moves", "", MADE, "")
    for noun, machine in MACHINES.items():
        yield from (f"## {noun}", "", *diagram(machine), "")
        yield from header("state", "on screen", "moves from here")
        for state, label in machine.labels.items():
            names = [f"`{each.name}`" for each in machine if state in each.sources]
            yield row(f"`{state}`", label, ", ".join(names) or "-")
        yield ""
        yield from header("move", "on screen", "from", "to", "by")
        for each in machine:
            ends = ["stays"] if each.stays else in_order(machine, each.targets)
            yield row(
                f"`{each.name}`",
                each.label,
                ", ".join(in_order(machine, each.sources)),
                ", ".join(ends),
                each.hats,
            )
        yield ""


def in_order(machine: Machine, states: Iterable[str]) -> list[str]:
    """Return the states in the order of the noun's life, as code."""
    chosen = set(states)
    return [f"`{state}`" for state in machine.labels if state in chosen]


def diagram(machine: Machine) -> list[str]:
    """Return the moves that change the state as a mermaid diagram."""
    named: dict[tuple[str, str], list[str]] = {}
    for each in (move for move in machine if not move.stays):
        for pair in sorted((s, t) for s in each.sources for t in each.targets if s != t):
            named.setdefault(pair, []).append(each.name)
    order = list(machine.labels)
    pairs = sorted(named, key=lambda pair: (order.index(pair[0]), order.index(pair[1])))
    lines = [f"    {start} --> {end}: {', '.join(named[start, end])}" for start, end in pairs]
    return ["```mermaid", "stateDiagram-v2", f"    [*] --> {order[0]}", *lines, "```"]


def permission_lines() -> Iterator[str]:
    """Yield the page of permissions: who makes each move, and the sentence of each rule."""
    yield from ("# Permissions", "", MADE, "")
    yield from (
        "Who makes a move, and from which states; the rule below each noun decides, the page says",
        "why not.",
        "",
    )
    for noun, machine in MACHINES.items():
        yield from (f"## Moves of a {noun.lower()}", "", *header("move", "by", "rule"))
        for each in machine:
            yield row(f"`{each.name}`", each.hats, rule_sentence(noun, each.name))
        yield ""
    yield from ("## Rules", "")
    for place, module in RULES.items():
        yield from (f"### {place}", "", *header("rule", "sentence of the charter"))
        for name, rule in rules_of(module).items():
            yield row(f"`{name}`", sentence(rule))
        yield ""


# Moves that no hat makes: there is no rule to ask.
WITHOUT_HAT: dict[str, dict[str, str]] = {
    "Proposal": {
        "resume": "On the day a deferral ends; when it was the second one, the proposal lapses.",
        "reconsider": "Five common working days after the request, unless another office objected.",
        "open_announced": "Two common working days after the announcement, unless it was refused or the text has"
        " moved.",
        "open_in_session": "By a co-chair's conclusion in a meeting, under the item that is about the proposal.",
        "settle": "With the last confirmation, or when its date has come.",
    },
    "Round": {},
    "Version": {
        "open_announced": "Two common working days after the announcement, unless it was refused or the version"
        " has moved.",
        "settle": "With the last confirmation, or when its date has come.",
        "settle_conditions": "With the last condition confirmed or refused by the Head who set it.",
        "put_again": "At the latest date that a Head who deferred has named.",
        "supersede": "At the instant the next version is published.",
    },
    "Meeting": {"adopt_summary": "When a silence on the summary ends that no office broke."},
}
ROUND_RULES: Mapping[str, Callable[..., Any]] = {
    "cast": ballot_rules.may_cast,
    "press_not_urgent": ballot_rules.may_press_not_urgent,
    "extend": proposal_rules.RULES["extend_round"],
    "cancel": proposal_rules.RULES["cancel_round"],
    "close": ballot_rules.may_be_closed,
    "open_announced": ballot_rules.may_be_opened,
    "refuse": ballot_rules.may_refuse,
    "answer_as_head": ballot_rules.answers_as_head,
    "receive": ballot_rules.may_receive,
    "break_silence": ballot_rules.may_break_silence,
    "state_for_record": ballot_rules.may_state_for_record,
    "prepare": ballot_rules.may_prepare,
    "record_words": ballot_rules.may_record_words,
    "confirm_words": ballot_rules.may_answer_words,
    "confirm": ballot_rules.may_confirm,
    "log_condition_met": ballot_rules.may_log_condition_met,
    "confirm_condition": ballot_rules.may_answer_condition,
    "lift_reservation": ballot_rules.may_lift_reservation,
    "settle": ballot_rules.may_be_settled,
}


MOVE_RULES: dict[str, Mapping[str, Callable[..., Any]]] = {
    "Proposal": proposal_rules.RULES,
    "Round": ROUND_RULES,
    "Version": roadmap_rules.RULES,
    "Meeting": {"plan": meeting_course.may_plan, **{name: each.rule for name, each in MEETING_DEEDS.items()}},
}


def rule_sentence(noun: str, move: str) -> str:
    """Return the sentence of the rule that decides a move. A move without a rule is an error (KeyError)."""
    return WITHOUT_HAT[noun].get(move) or sentence(MOVE_RULES[noun][move])


def rules_of(module: Any) -> dict[str, Callable[..., Any]]:
    """Return the public functions of a module of rules that answer with a verdict, in their order."""
    found = vars(module).items()
    return {
        name: each
        for name, each in found
        if inspect.isfunction(each)
        and each.__module__ == module.__name__
        and name.startswith(("may_", "is_", "speaks_", "leads", "answers_", "has_", "commits_", "reads_"))
        and str(each.__annotations__.get("return", "")) == "Verdict"
    }


def sentence(rule: Callable[..., Any]) -> str:
    """Return the rule's docstring as one line. A rule without one is an error (ValueError)."""
    words = inspect.getdoc(rule)
    if not words:
        raise ValueError(f"{rule.__name__} has no sentence of the charter")
    return " ".join(words.split())
