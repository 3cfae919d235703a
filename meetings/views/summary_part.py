"""What a meeting's page says of its summary, and the rows of one that a hat reads."""

from __future__ import annotations

from typing import Any

from ip5.ballots.models import Round
from ip5.kernel.hat import Hat
from meetings.exports import summary as exports
from meetings.models import Meeting, SummaryEntry, SummarySuggestion
from meetings.states import State

SHOWN_IN = (State.SUMMARY_DRAFT, State.SUMMARY_REVIEW, State.SUMMARY_ADOPTED, State.SUMMARY_PUBLISHED)


def part_of(meeting: Meeting, hat: Hat) -> dict[str, Any]:
    """Return what a meeting's page says of its summary; nothing where this hat reads no entry of it."""
    if meeting.state not in SHOWN_IN:
        return {"summary": None}
    # Counted with the meeting: see ``gathering.page``.
    count = vars(meeting)["entry_count"]
    if not count:
        return {"summary": None}
    return {
        "summary": {
            "count": count,
            "open": vars(meeting)["correction_count"] or 0,
            "rounds": rounds_of(meeting, hat),
            "kinds": exports.KINDS,
        }
    }


def entries_of(meeting: Meeting, hat: Hat) -> Any:
    """Return the entries of the summary that the hat sees."""
    return SummaryEntry.objects.visible_to(hat).filter(meeting=meeting).select_related("office")


def suggestions_of(meeting: Meeting, hat: Hat) -> Any:
    """Return the corrections that the hat sees, of entries that it sees."""
    seen = SummaryEntry.objects.visible_to(hat).filter(meeting=meeting)
    return SummarySuggestion.objects.visible_to(hat).filter(entry__in=seen)


def rounds_of(meeting: Meeting, hat: Hat) -> list[Round]:
    """Return the rounds on the summary that the hat sees, the newest first."""
    rounds = Round.objects.visible_to(hat).filter(meeting_summary__meeting=meeting)
    return list(rounds.select_related("rule_set", "settlement").order_by("-pk"))
