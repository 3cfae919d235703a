"""The papers of a meeting that a hat reads, each with its versions; one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from ip5.kernel.hat import Hat
from meetings.models import Meeting, MeetingPaper, MeetingPaperVersion


@dataclass(frozen=True, slots=True)
class Held:
    """A paper with its versions, the newest first."""

    paper: MeetingPaper
    versions: tuple[MeetingPaperVersion, ...]

    @property
    def newest(self) -> MeetingPaperVersion:
        """What is read of it."""
        return self.versions[0]

    @property
    def former(self) -> tuple[MeetingPaperVersion, ...]:
        """The versions before, which are kept."""
        return self.versions[1:]


def papers_of(meeting: Meeting, hat: Hat) -> list[Held]:
    """Return the papers of a meeting that the hat reads, in the order of their symbols."""
    seen = MeetingPaper.objects.visible_to(hat).filter(meeting=meeting)
    rows = (
        MeetingPaperVersion.objects.filter(paper__in=seen)
        .select_related("paper__meeting", "paper__office")
        .order_by("paper__is_restricted", "paper__number", "-number")
    )
    return [Held(paper, tuple(found)) for paper, found in groupby(rows, key=lambda each: each.paper)]


def by_item(papers: Iterable[Held]) -> dict[int, list[MeetingPaper]]:
    """Return the papers by the key of the item they stand under."""
    found: dict[int, list[MeetingPaper]] = {}
    for each in papers:
        if each.paper.item_id is not None:
            found.setdefault(each.paper.item_id, []).append(each.paper)
    return found
