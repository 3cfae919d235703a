"""One round of the product beside its twin of the reference: every deed is done to both, and both are compared.

The product is the real actions on the real PostgreSQL, as the runtime role. No clock is set: to let time pass the
owner moves the round's instants into the past (``shift.py``), and the twin is told a later ``now``. Where product
and reference read the charter differently, ``readings.py`` says so, one reading a method.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection

from ip5.accounts.hats import NOBODY
from ip5.accounts.models import Designation, Mandate
from ip5.ballots import actions, ledger
from ip5.ballots.models import Position, Receipt, RecordedWords, Round
from ip5.kernel import clock
from ip5.kernel.errors import DeedError, Invalid, WrongState
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from tests.ballots.conftest import asked
from tests.ballots.ended_rounds import five_heads
from tests.cast import MEMBERS as CAST
from tests.cast import Cast
from tests.drill.readings import REFUSED_AS, Judged
from tests.drill.reference_rules import MEMBERS, Viewer
from tests.drill.shift import let_pass

CAPACITIES = {
    "hod": "head_of_delegation",
    "head": "head_of_office",
    "deputy": "deputy_head",
    "chair": "co_chair",
}
BREAKS = {"objection": "object", "amendment": "amend"}
DAY = dt.timedelta(days=1)
# Stands for the round in the compiled statements.
ANY_ROUND = 1_234_567_890


class Hall:
    """Everybody who tries and looks, with the hats they wear now."""

    def __init__(self, cast: Cast, owner: Any) -> None:
        self.cast, self.owner, self.steps, self.refusals = cast, owner, 0, 0
        self.log: list[str] = []
        self.looking: list[tuple[str, tuple[Any, ...]]] = []
        self.hats = {key: cast.hat(key) for key in CAST if key != "inactive"}
        self.hats |= {f"head_{code.lower()}": hat for code, hat in five_heads(cast).items()}
        self.chair = self.hats["chair_kr"]

    def who(self, key: str) -> tuple[str, str, bool]:
        """Return office, capacity and designation, as the reference names them."""
        hat = self.hats[key]
        office = hat.office.code
        return office, CAPACITIES.get(hat.capacity, hat.capacity), hat.is_designated

    def designate(self, key: str, *, on: bool) -> None:
        """Let an alternate, or a deputy head, speak from now on, or no longer."""
        hat, now = self.hats[key], clock.now()
        self.owner.execute("DELETE FROM accounts_designation WHERE mandate_id = %s", [hat.pk])
        if on:
            Designation.objects.create(mandate=hat, since=now - DAY, until=now + 99 * DAY)
        self.hats[key] = Mandate.objects.worn().get(pk=hat.pk)
        self.looking.clear()

    def seen(self, round: Round) -> dict[str, set[str]]:
        """Return whose current position each of the cast reads in a round: every ``visible_to`` in one statement."""
        hats = {**self.hats, "anonymous": NOBODY}
        if not self.looking:
            rows = Position.objects.current().filter(round=ANY_ROUND).order_by().values_list("office__code")
            for key, hat in hats.items():
                with suppress(EmptyResultSet):
                    text, values = rows.filter(
                        pk__in=Position.objects.visible_to(hat)
                    ).query.sql_with_params()
                    self.looking.append((f"SELECT %s::text AS viewer, a.* FROM ({text}) a", (key, *values)))
        values = [round.pk if each == ANY_ROUND else each for _text, more in self.looking for each in more]
        found: dict[str, set[str]] = {key: set() for key in hats}
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(text for text, _more in self.looking), values)
            for key, code in cursor.fetchall():
                found[key].add(code)
        return found


class Trial:
    """A round and its twin."""

    def __init__(self, hall: Hall, procedure: str, **terms: Any) -> None:
        self.hall, self.procedure = hall, procedure
        hall.log = [f"{procedure} {terms}"]
        self.offset = dt.timedelta()
        self.twin = Judged(procedure)
        self.recorded: dict[str, RecordedWords] = {}
        self.round = self._open(**terms)
        self.compare()

    # Opening ---------------------------------------------------------------------------------------------

    def _open(self, **terms: Any) -> Round:
        by, now = self.hall.chair, self.now()
        if self.procedure == "tf_silence":
            made = actions.announce(asked(), by=by, **terms)
            told = self.twin.announce(now, self.moved(made.opened_at), self.moved(made.ends_at))
        elif self.procedure == "tf_session":
            made = actions.open_session(asked(), by=by, seconds=900, **terms)
            here = [code for code in MEMBERS if code not in terms.get("absent", ())]
            told = self.twin.open(now, self.moved(made.ends_at), present=here)
        elif self.procedure == "heads":
            made = actions.open_heads(asked(), by=by)
            told = self.twin.open(now)
        else:
            made = actions.open_round(asked(), by=by, **terms)
            short = {
                "not_urgent_until": self.moved(made.not_urgent_until),
                "not_urgent_end": self.moved(made.not_urgent_end),
            }
            told = self.twin.open(now, self.moved(made.ends_at), reason=made.short_reason, **short)
        assert told[0] == "ok", told
        return made

    # Time ------------------------------------------------------------------------------------------------

    def now(self) -> dt.datetime:
        """The present instant of the twin: the database's, and what was let pass."""
        return clock.instant() + self.offset

    def moved(self, moment: Any) -> Any:
        """An instant of the product as the twin knows it."""
        return moment and moment + self.offset

    def wait(self, length: dt.timedelta) -> None:
        """Let time pass for the round; what a Head deferred to is a day, and stays that day."""
        self.hall.log.append(f"{length} pass")
        let_pass(self.hall.owner, self.round.pk, length)
        self.offset += length
        if self.twin.state == "open":
            for position in self.twin.history:
                if position.texts.get("day"):
                    position.texts["until"] = self.opening_of(position.texts["day"])
        self.compare()

    def opening_of(self, day: dt.date) -> dt.datetime:
        """The instant at which a day begins, as the twin knows it."""
        return self.moved(deadlines.opening_of(day, calendar_from(clock.now())))

    # Deeds -----------------------------------------------------------------------------------------------

    def deed(self, name: str, act: Callable[[], Any], judge: Callable[[dt.datetime], tuple[str, str]]) -> Any:
        """Do it to the product, then ask the twin at the instant before; both did it, or both refused alike.

        The product goes first because it computes the periods that the twin is told.
        """
        now, refused, done = self.now(), "", None
        try:
            done = act()
        except DeedError as error:
            refused = "words" if isinstance(error, Invalid) else "right"
            refused = "state" if isinstance(error, WrongState) else refused
            said = str(error)
        verdict = judge(now)
        self.hall.log.append(f"{name}: {refused or 'done'}; the reference: {' '.join(verdict)}")
        if refused:
            self.hall.refusals += 1
            grounds = self.twin.grounds if verdict[0] == "refused" else frozenset()
            meant = REFUSED_AS[refused] | REFUSED_AS.get((name, refused), frozenset())
            assert meant & grounds, (name, f"product refused ({refused}): {said}", verdict, sorted(grounds))
        else:
            assert verdict[0] == "ok", (name, "product did it", verdict, sorted(self.twin.grounds))
        self.compare()
        return done

    # Comparing -------------------------------------------------------------------------------------------

    def compare(self) -> None:
        """State, outcome, level, end, positions, rows added since, and what each of the cast may read."""
        self.hall.steps += 1
        round = Round.objects.select_related("settlement", "rule_set").get(pk=self.round.pk)
        self.round, twin = round, self.twin
        assert (round.state, round.standing_outcome, round.standing_level) == (
            twin.state,
            twin.outcome,
            twin.level,
        )
        if round.state in ("announced", "open"):
            assert self.moved(round.ends_at) == twin.ends_at, (self.moved(round.ends_at), twin.ends_at)
        rows = list(Position.objects.filter(round=round).select_related("office").order_by("seq"))
        assert len(rows) == round.position_count == len(twin.history)
        given = {row.office.code: row.answer for row in rows}
        assert given == {
            office: BREAKS.get(said.answer, said.answer) for office, said in twin.current.items()
        }
        self._compare_records(round)
        self._compare_sight(round)

    def _compare_records(self, round: Round) -> None:
        twin = self.twin
        if self.procedure == "tf_silence":
            received = Receipt.objects.filter(round=round).values_list("office__code", flat=True)
            assert set(received) == set(twin.pressed)
        if round.state != "closed":
            return
        assert ledger.confirmations(round) == {
            office: said.answer for office, said in twin.confirmations.items()
        }
        found = ledger.reservations(round, round.positions.all(), round.additions.all())
        footnotes = [each for each in twin.reservations if twin._footnotes_count()]
        assert {(each.office.code, each.now.kind, each.now.text, each.stands) for each in found} == {
            (each.office, each.kind, each.text, each.stands) for each in footnotes
        }
        conditions = [(each.position.office.code, each.state) for each in ledger.conditions(round)]
        states = [
            (each.office, each.answer or ("logged" if each.met_at else "open")) for each in twin.conditions
        ]
        assert conditions == states

    def _compare_sight(self, round: Round) -> None:
        now, seen = self.now(), self.hall.seen(round)
        for key, hat in {**self.hall.hats, "anonymous": NOBODY}.items():
            office, capacity, designated = ("", "", False) if hat is NOBODY else self.hall.who(key)
            wanted = self.twin.visible_positions(Viewer(office, capacity, designated), now)
            assert seen[key] == set(wanted), (key, seen[key], wanted)
