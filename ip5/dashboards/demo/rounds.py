"""The demo's rounds beside the proposals: a silence announced, a conclusion agreed in session, the Heads asked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from django.db import transaction

from ip5.accounts.models import Mandate
from ip5.ballots import actions
from ip5.ballots.models import Round
from ip5.dashboards.demo import people
from ip5.dashboards.demo.accounts import FOLDER
from ip5.offices.models import Office

SESSION_SECONDS = 1


def entries() -> list[dict[str, Any]]:
    """Return the rounds of rounds.json, in its order."""
    facts: list[dict[str, Any]] = json.loads((FOLDER / "rounds.json").read_text(encoding="utf-8"))
    return facts


def load_all() -> Iterator[bool]:
    """Load every round that is not there yet, one transaction each, and yield whether the step was new."""
    known = set(Round.objects.values_list("title", flat=True))
    for entry in entries():
        if entry["title"] not in known:
            STEPS[entry["kind"]](entry)
        yield entry["title"] not in known


def _question(entry: dict[str, Any]) -> actions.Question:
    """Return the question: its round has a page of its own."""
    return actions.Question(
        title=entry["title"],
        text=entry["text"],
        subject_symbol=entry["subject"],
        address="",
        visibility="members_observers",
    )


def _hat(capacity: str, code: str) -> Mandate:
    return people.hat(f"{capacity}.{code.lower()}", capacity)


def _chair() -> Mandate:
    return people.hat("chair.kr", "chair")


@transaction.atomic
def _silence(entry: dict[str, Any]) -> None:
    actions.announce(_question(entry), by=_chair(), days=entry["days"])


def _session(entry: dict[str, Any]) -> None:
    """Put the conclusion, let the time for objections run, and close: nobody objects, one office reserves."""
    with transaction.atomic():
        opened = actions.open_session(_question(entry), by=_chair(), seconds=SESSION_SECONDS)
        for code, position in entry["positions"].items():
            actions.cast(opened, by=_hat("hod", code), **position)
    time.sleep(SESSION_SECONDS + 0.2)
    actions.close(opened, by=_chair())


@transaction.atomic
def _heads(entry: dict[str, Any]) -> None:
    opened = actions.open_heads(_question(entry), by=_chair())
    for office in Office.objects.members():
        said = entry["positions"].get(office.code)
        if said:
            words = {"items": actions.packed(said["items"])} if "items" in said else {}
            actions.cast(opened, by=_hat("head", office.code), answer=said["answer"], **words)


STEPS: dict[str, Callable[[dict[str, Any]], None]] = {
    "silence": _silence,
    "session": _session,
    "heads": _heads,
}
