"""The owner's hand that moves a round through time: no clock can be set by the runtime role."""

from collections.abc import Callable

import pytest

from ip5.ballots.models import Round
from ip5.kernel import clock

INSTANTS = ("opened_at", "ends_at", "not_urgent_until", "not_urgent_end", "extended_automatically_at")


@pytest.fixture
def ended(owner) -> Callable[[Round], Round]:
    """Return a function that lets time pass until one second after the end of a round."""

    def let_end(round: Round) -> Round:
        seconds = (round.ends_at - clock.now()).total_seconds() + 1
        moved = ", ".join(f"{name} = {name} - %(by)s * interval '1 second'" for name in INSTANTS)
        with owner.transaction():
            owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
            owner.execute(
                f"UPDATE ballots_round SET {moved} WHERE id = %(round)s", {"by": seconds, "round": round.pk}
            )
            owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")
        return Round.objects.select_related("rule_set").get(pk=round.pk)

    return let_end
