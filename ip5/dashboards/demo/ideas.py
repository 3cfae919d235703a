"""The demo's ideas: put forward, and one of them closed, by the hats of their offices."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction

from ip5.dashboards.demo import people
from ip5.dashboards.demo.accounts import FOLDER
from proposals import actions
from proposals.models import Idea


def entries() -> list[dict[str, Any]]:
    """Return the ideas in their order."""
    facts: dict[str, Any] = json.loads((FOLDER / "ideas.json").read_text(encoding="utf-8"))
    return list(facts["ideas"])


def load_all() -> Iterator[bool]:
    """Put forward every idea that is not there yet, one step each, and yield whether the step was new."""
    known = set(Idea.objects.values_list("title", "office__code"))
    for entry in entries():
        is_new = (entry["title"], entry["office"]) not in known
        if is_new:
            load(entry)
        yield is_new


@transaction.atomic
def load(entry: dict[str, Any]) -> Idea:
    """Put the idea forward for its office, and close it where the entry says why."""
    by = people.hat(f"delegate.{entry['office'].lower()}", "delegate")
    idea = actions.put_forward(by=by, title=entry["title"], text=entry["text"])
    if "close_reason" in entry:
        actions.close_idea(idea, by=by, reason=entry["close_reason"])
    return idea
