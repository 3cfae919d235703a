"""Objects of summaries, the register and updates for industry for the access table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from meetings.models import Meeting
from tests.cast import Cast
from tests.meetings import stages_summary as stages

Ids = dict[str, Any]


def of_summary(meeting: Meeting, **facts: Any) -> Ids:
    """Return the ids of the first entry of a summary that these facts are true of."""
    row = stages.entry(meeting, **(facts or {"kind": "conclusion"}))
    return {
        "uuid": meeting.uuid,
        "key": row.uuid,
        "seen": row.version,
        "number": meeting.number,
        "kind": "docx",
    }


def of_observer(cast: Cast, title: str) -> Ids:
    """A paragraph that reports the observer's words, in review."""
    return of_summary(stages.in_review(cast, title), office=cast.observer.office, kind="statement")


def of_suggestion(cast: Cast, title: str) -> Ids:
    """A correction of the JPO to what the body and the members read."""
    found = stages.corrected(cast, title)
    return {"uuid": found.entry.meeting.uuid, "key": found.uuid}


def item(cast: Cast, title: str, *, is_done: bool = False) -> Ids:
    """An action item of the JPO."""
    found = stages.owed(cast, stages.closed(cast, title), text=title)
    return {"uuid": (stages.done(cast, found) if is_done else found).uuid}


def decision(cast: Cast, title: str) -> Ids:
    """A decision for members only."""
    meeting = stages.stages.announced(cast, title)
    return {"uuid": stages.decided(meeting, "members", title).uuid}


def update(stage: Callable[[Cast, str], Any]) -> Callable[[Cast, str], Ids]:
    """Return what makes an update for industry at a stage."""

    def build(cast: Cast, title: str) -> Ids:
        made = stage(cast, title)
        return {"uuid": made.uuid, "seen": made.version}

    return build


OBJECTS: dict[str, Callable[[Cast, str], Ids]] = {
    "meeting_closed": lambda cast, title: {"uuid": stages.closed(cast, title).uuid},
    "summary_drafted": lambda cast, title: of_summary(stages.drafted(cast, title)),
    "summary_in_review": lambda cast, title: of_summary(stages.in_review(cast, title)),
    "summary_of_observer": of_observer,
    "summary_corrected": of_suggestion,
    "summary_in_silence": lambda cast, title: of_summary(stages.put_to_silence(cast, title)),
    "summary_adopted": lambda cast, title: of_summary(stages.adopted(cast, title)),
    "summary_approved": lambda cast, title: of_summary(stages.approved(cast, title)),
    "summary_published": lambda cast, title: of_summary(stages.published(cast, title)),
    "decision": decision,
    "action_item": item,
    "action_item_done": lambda cast, title: item(cast, title, is_done=True),
    "update_prepared": update(stages.prepared),
    "update_opened": update(stages.opened),
}
