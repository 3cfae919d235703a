"""One application host with a wrong clock: a process of its own that tries deeds and says what became of them.

``python -m tests.drill.host SECONDS NAME:ROUND...`` moves this process's clock, and no other, by so many seconds.
The database is the one of ``DATABASE_URL``, as the runtime role.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import sys

import django
import time_machine


def main(shift: int, wanted: list[str]) -> dict[str, str]:
    """Return what each deed came to: ``done`` or the kind of the refusal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ip5.settings.test")
    django.setup()
    moved = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=shift)
    with time_machine.travel(moved, tick=True):
        return {each: tried(*each.split(":")) for each in wanted}


def tried(name: str, uuid: str) -> str:
    """Try one deed on the round of this id."""
    from ip5.ballots import actions
    from ip5.ballots.models import Round
    from ip5.kernel.errors import DeedError
    from proposals import actions as proposals
    from proposals.models import Proposal
    from tests.ballots.conftest import WORDS, asked
    from tests.cast import Cast

    cast, round = Cast(), Round.objects.filter(uuid=uuid).first()
    deeds = {
        "open": lambda: actions.open_round(asked(), by=cast.chair_kr, days=10),
        "cast": lambda: actions.cast(round, by=cast.hod_jp, answer="object", **WORDS),
        "close": lambda: actions.close(round, by=None),
        "open_announced": lambda: actions.open_announced(round),
        "receive": lambda: actions.receive(round, by=cast.hod_jp),
        "break_on_proposal": lambda: proposals.break_silence(
            Proposal.objects.get(endorsements__round=round), by=cast.hod_jp, answer="object", **WORDS
        ),
        "break": lambda: actions.break_silence(round, by=cast.hod_jp, answer="object", **WORDS),
        "confirm": lambda: actions.confirm(round, by=cast.hod_ep, kind="confirm"),
        "settle": lambda: actions.settle(round, by=None),
        "open_deferred": lambda: actions.open_deferred(round),
        "press": lambda: actions.press_not_urgent(round, by=cast.hod_jp),
        "extend": lambda: actions.extend(round, by=cast.chair_kr, days=3, reason="More time."),
        "cancel": lambda: actions.cancel(round, by=cast.chair_kr, reason="A wrong annex."),
        "refuse": lambda: actions.refuse(round, by=cast.hod_jp, reason="A round, please."),
    }
    try:
        made = deeds[name]()
    except DeedError as error:
        return type(error).__name__
    return str(made.uuid) if name == "open" else "done"


if __name__ == "__main__":
    result = main(int(sys.argv[1]), sys.argv[2:])
    sys.stdout.write(json.dumps(result))
