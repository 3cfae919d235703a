"""The state machine: deeds at random on the product and on the reference, compared after every one.

A seed is drawn for each run. When something differs the seed and the deeds of that round are printed;
``DRILL_SEED`` (with the ``DRILL_STEPS`` printed) runs the same again.
"""

from __future__ import annotations

import itertools
import os
import secrets
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from ip5.ballots.models import Round
from ip5.ballots.verifier import rounds_report
from tests.drill.adapter import Hall
from tests.drill.machine_of_heads import OfHeads
from tests.drill.machines import Explicit, InSession, Silent

pytestmark = pytest.mark.transactional
# Compared steps in each of the eight parts; 10,000 in all.
LEAST = int(os.environ.get("DRILL_STEPS", "1250"))
EXAMPLES, STEPS = 5, 100
MACHINES = (Explicit, Silent, InSession, OfHeads)


@pytest.mark.parametrize("part", ["first", "second"])
@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: machine.procedure)
def test_the_product_does_what_the_reference_does(machine, part, cast, owner, record_property):
    """More than 10,000 compared steps in all: four rule sets, twice each, in a database of its own."""
    again = os.environ.get("DRILL_SEED")
    drawn = int(again) if again else secrets.randbelow(2**32)
    machine.hall = hall = Hall(cast, owner)
    bounds = settings(
        max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), print_blob=False,
    )  # fmt: skip
    try:
        for more in itertools.count():
            run_state_machine_as_test(seed(drawn + more)(machine), settings=bounds)
            if hall.steps >= LEAST:
                break
    except BaseException as error:
        error.add_note("\n".join(hall.log))
        error.add_note(f"DRILL_SEED={drawn} DRILL_STEPS={LEAST} runs this again")
        raise
    ended = ", ".join(f"{outcome} {count}" for outcome, count in sorted(outcomes().items()))
    figures = f"{hall.steps} compared steps, {hall.refusals} refused alike, seed {drawn}: {ended}"
    record_property("figures", f"{machine.procedure}, {part} part: {figures}")
    assert rounds_report().flaw is None


def outcomes() -> Counter[str]:
    """How the rounds of this database ended, as they stand."""
    return Counter(each.status for each in Round.objects.select_related("settlement"))
