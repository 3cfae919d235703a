"""What changed between two texts of a proposal, as the pages show it: section by section, with a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proposals import diff
from proposals.models import SECTIONS
from proposals.states import HORIZON_WORDS


@dataclass(frozen=True, slots=True)
class Difference:
    """A part of the text, old against new."""

    name: str
    label: str
    rows: list[diff.Row]
    counts: diff.Counts

    @property
    def is_changed(self) -> bool:
        """Whether the two differ at all."""
        return self.counts.places > 0

    @property
    def summary(self) -> str:
        """What changed, in a sentence that can be heard."""
        if not self.is_changed:
            return _("Unchanged.")
        places = ngettext("in %(n)s place", "in %(n)s places", self.counts.places) % {"n": self.counts.places}
        return _("%(words)s %(places)s.") % {"words": words_of(self.counts), "places": places}


def words_of(counts: diff.Counts) -> str:
    """Return how much was added and removed, as in "12 words added, 3 removed"."""
    if counts.by_character:
        added = ngettext("%(n)s character added", "%(n)s characters added", counts.added)
    else:
        added = ngettext("%(n)s word added", "%(n)s words added", counts.added)
    removed = ngettext("%(n)s removed", "%(n)s removed", counts.removed)
    return _("%(added)s, %(removed)s") % {
        "added": added % {"n": f"{counts.added:,}"},
        "removed": removed % {"n": f"{counts.removed:,}"},
    }


def difference(name: str, label: Any, old: str, new: str) -> Difference:
    """Return one part compared by words."""
    segments = diff.compare(old, new)
    return Difference(name, str(label), diff.folded(segments), diff.count(segments))


def replaced(name: str, label: Any, old: str, new: str) -> Difference:
    """Return one fact compared as a whole: it is the same or it is replaced."""
    if old == new:
        return difference(name, label, old, new)
    pairs = ((diff.DELETE, old), (diff.INSERT, new))
    segments = tuple(diff.Segment(kind, text) for kind, text in pairs if text)
    return Difference(name, str(label), [diff.Row(segments=segments)], diff.count(segments))


def differences(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Difference]:
    """Return two whole texts (as ``ProposalText.text()`` gives them) compared: title, facts, every section.

    Facts that are the same in both are left out; sections are all there, so that a page can say "unchanged".
    """
    facts = [
        replaced("area", _("Area"), old.get("area", ""), new.get("area", "")),
        replaced(
            "horizon", _("Horizon"), *(str(HORIZON_WORDS.get(each.get("horizon"), "")) for each in (old, new))
        ),
        replaced("group", _("Responsible group"), old.get("group", ""), new.get("group", "")),
    ]
    return [
        difference("title", _("Title"), old.get("title", ""), new.get("title", "")),
        *(each for each in facts if each.is_changed),
        *(difference(name, label, old.get(name, ""), new.get(name, "")) for name, label in SECTIONS.items()),
    ]


def overview(found: Iterable[Difference]) -> str:
    """Return the whole change in a sentence: how much, in how many parts."""
    parts = list(found)
    changed = [each for each in parts if each.is_changed]
    if not changed:
        return _("The two texts are the same.")
    total = diff.Counts(
        added=sum(each.counts.added for each in changed),
        removed=sum(each.counts.removed for each in changed),
        places=sum(each.counts.places for each in changed),
        by_character=all(each.counts.by_character for each in changed),
    )
    where = ngettext("in %(n)s part of %(of)s", "in %(n)s parts of %(of)s", len(changed))
    return _("%(words)s %(places)s.") % {
        "words": words_of(total),
        "places": where % {"n": len(changed), "of": len(parts)},
    }
