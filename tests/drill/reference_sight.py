"""Who sees what of a reference round. Quotations are from domain.md, sections 2 and 4."""

from . import reference_rules as rules
from .reference_facts import RoundFacts
from .reference_rules import MEMBERS, Instant, Viewer


class Sight(RoundFacts):
    """The circles of the round's facts; what a viewer may not see is absent, never counted."""

    def visible_positions(self, viewer: Viewer, now: Instant) -> tuple[str, ...]:
        """Return the offices whose current position this viewer may read, in protocol order.

        "Position text, reservation: own office until close, then members; observers see outcome and level; a
        cancelled round's positions stay sealed for ever"; "Heads' round answers: Heads, deputy heads, HoDs,
        co-chairs, secretariat, as given". `now` opens nothing: a round whose instant has come stays sealed until
        it is closed.
        """
        given = tuple(self.positions())
        if self.rule_set == "heads":
            return given if rules.is_in_heads_circle(viewer) else ()
        if self.state == "closed" and rules.is_member(viewer):
            return given
        return tuple(office for office in given if rules.is_of_office(viewer, office))

    def visible_prepared(self, viewer: Viewer) -> tuple[str, ...]:
        """Return the offices whose prepared position this viewer may read: "office_internal", the own one only."""
        return tuple(
            office for office in MEMBERS if office in self.prepared and rules.is_of_office(viewer, office)
        )

    def visible_answered(self, viewer: Viewer) -> tuple[str, ...] | int | None:
        """Return who has answered, how many have, or None for a viewer for whom the round does not exist.

        "Round: question, roll, deadline, who has answered: members; observers see how many have answered".
        """
        if rules.is_member(viewer):
            return tuple(self.positions())
        if rules.is_observer(viewer) and not self.restricted:
            return len(self.positions())
        return None

    def visible_outcome(self, viewer: Viewer) -> tuple[str, str] | None:
        """Return outcome and level for members, and for observers where the subject is not restricted to members.

        "Observers see outcome and level".
        """
        if rules.is_member(viewer) or (rules.is_observer(viewer) and not self.restricted):
            return self.outcome, self.level
        return None

    def visible_confirmations(self, viewer: Viewer) -> tuple[str, ...]:
        """Return the offices whose confirmation this viewer may read: rows "of the closed round", so members."""
        if not rules.is_member(viewer):
            return ()
        return tuple(office for office in MEMBERS if office in self.confirmations)
