"""States and moves of a noun as one table, from which guards, pages and tests are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from ip5.kernel.errors import WrongState
from ip5.kernel.verdict import ALLOWED, Verdict, wrong_state

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True, slots=True)
class Move:
    """One named step: where it may start, where it ends, who makes it.

    ``targets`` has one state, or several when an outcome is computed (closing a round).
    ``hats`` is the sentence of the charter for the generated page, not a rule.
    """

    name: str
    sources: frozenset[str]
    targets: frozenset[str]
    label: str | _StrPromise
    hats: str | _StrPromise = ""

    @property
    def stays(self) -> bool:
        """Whether the move leaves the state as it is (asking for consent, clearing)."""
        return self.sources == self.targets


def move(
    name: str,
    sources: Iterable[str],
    targets: Iterable[str] | str,
    label: str | _StrPromise,
    hats: str | _StrPromise = "",
) -> Move:
    """Build a ``Move`` from plain lists; a single target may be given as a string."""
    ends = [targets] if isinstance(targets, str) else targets
    return Move(name, frozenset(map(str, sources)), frozenset(map(str, ends)), label, hats)


class Machine:
    """All moves of a noun. ``labels`` maps each state to the word people read."""

    def __init__(self, labels: Iterable[tuple[str, str | _StrPromise]], moves: Iterable[Move]) -> None:
        self.labels = dict(labels)
        self.moves = {each.name: each for each in moves}
        strangers = {s for m in self.moves.values() for s in m.sources | m.targets} - set(self.labels)
        if strangers:
            raise ValueError(f"moves name unknown states: {sorted(strangers)}")

    def __iter__(self) -> Iterator[Move]:
        return iter(self.moves.values())

    def may(self, name: str, state: str) -> Verdict:
        """Say whether the move starts from ``state``; the refusal names the present state."""
        if state in self.moves[name].sources:
            return ALLOWED
        return wrong_state(
            _("This is not possible while the state is “%(state)s”.")
            % {"state": self.labels.get(state, state)}
        )

    def require(self, name: str, state: str) -> Move:
        """Return the move, or raise ``WrongState`` when it does not start from ``state``."""
        verdict = self.may(name, state)
        if not verdict:
            raise WrongState(verdict.reason)
        return self.moves[name]

    def pairs(self) -> set[tuple[str, str]]:
        """Return every (from, to) that changes the state: the database's own guard is made of these."""
        return {
            (s, t) for m in self.moves.values() if not m.stays for s in m.sources for t in m.targets if s != t
        }
