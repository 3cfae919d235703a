"""What is added to a closed round, read together: whom it awaits, its conditions, its reservations.

Source: domain.md section 4, "Ad referendum", "Reservation" and ``heads``. A closed round never changes;
each fact here is read from its positions and the rows chained to it since.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from ip5.accounts.models import Mandate
from ip5.ballots.models import Addition, Position, Round, Seat
from ip5.ballots.states import CARRYING, CONFIRMATIONS, AdditionKind, Answer, Outcome, ReservationKind
from ip5.kernel.hat import Hat
from ip5.offices.models import Office

STANDING, NARROWED, LIFTED = "standing", "narrowed", "lifted"
STATES = {STANDING: _("standing"), NARROWED: _("narrowed"), LIFTED: _("lifted")}
CONDITION_STATES = {
    "open": _("open"),
    "logged": _("logged as met, the Head is asked"),
    "confirmed": _("confirmed as met"),
    "refused": _("refused as not met"),
}
MARKS = ".,;:!?()[]'\"“”‘’«»"


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a reservation: passage, text and kind, since when and by whom."""

    passage: str
    text: str
    kind: str
    at: dt.datetime
    by: Mandate


@dataclass(slots=True)
class Reservation:
    """A reservation as it stands: its wordings from the first to the present one, and its lifting.

    ``number`` is its place among those of its round that were ever made, in the order in which they became
    part of the record: it never moves, whatever is lifted, or reserved on confirming, later.
    """

    round: Round
    office: Office
    wordings: list[Wording]
    lifted: Addition | None = None
    number: int = 0

    @property
    def now(self) -> Wording:
        """The wording that holds, or held until it was lifted."""
        return self.wordings[-1]

    @property
    def state(self) -> str:
        """``standing``, ``narrowed`` or ``lifted``."""
        if self.lifted is not None:
            return LIFTED
        return NARROWED if len(self.wordings) > 1 else STANDING

    @property
    def state_label(self) -> str:
        """How it stands, in a word."""
        return str(STATES[self.state])

    @property
    def kind_label(self) -> str:
        """What it concerns, in a word."""
        return str(ReservationKind(self.now.kind).label)

    @property
    def former(self) -> list[Wording]:
        """The wordings that were narrowed, the first one first."""
        return self.wordings[:-1]

    @property
    def stands(self) -> bool:
        """Whether it still qualifies the text."""
        return self.lifted is None

    @property
    def changed_at(self) -> dt.datetime:
        """When it was last changed, or made."""
        return self.lifted.at if self.lifted else self.now.at

    @property
    def changed_by(self) -> Mandate:
        """Who changed it last, or made it."""
        return self.lifted.mandate if self.lifted else self.now.by


@dataclass(slots=True)
class Condition:
    """A condition of a Head: number ``item`` of a position's entries, and what was said of it since."""

    position: Position
    item: int
    passage: str
    text: str
    met: list[Addition] = field(default_factory=list)
    answer: Addition | None = None

    @property
    def state(self) -> str:
        """``open``, ``logged``, ``confirmed`` or ``refused``."""
        if self.answer is not None:
            return "confirmed" if self.answer.kind == AdditionKind.CONDITION_CONFIRMED else "refused"
        return "logged" if self.met else "open"

    @property
    def state_label(self) -> str:
        """How it stands, in words."""
        return str(CONDITION_STATES[self.state])


def read_with_additions() -> list[Prefetch[Any, Any, Any]]:
    """Return the prefetches that this module reads of a round: seats, positions and additions with names."""
    named = ("office", "mandate__person", "mandate__office")
    return [
        Prefetch("seats", Seat.objects.select_related("office").order_by("office__protocol_order")),
        Prefetch("positions", Position.objects.select_related(*named).order_by("seq")),
        Prefetch("additions", Addition.objects.select_related(*named).order_by("seq")),
    ]


def last_positions(round: Round) -> dict[int, Position]:
    """Return office key -> its last position."""
    return {each.office_id: each for each in sorted(round.positions.all(), key=attrgetter("seq"))}


def confirmations(round: Round) -> dict[str, str]:
    """Return office code -> how it confirmed what was accepted ad referendum, or declined."""
    return {each.office.code: each.kind for each in round.additions.all() if each.kind in CONFIRMATIONS}


def awaited(round: Round) -> list[Office]:
    """Return the offices a provisional outcome still awaits, in protocol order; none once it is settled.

    Those that joined ad referendum, and of a session the absent one, that have not spoken since.
    """
    return _silent(round) if round.outcome == Outcome.PROVISIONAL and round.settled is None else []


def lapsed(round: Round) -> list[Office]:
    """Return the offices whose date passed without a word, in protocol order; none before the settlement.

    They have no position, whatever they had answered ad referendum.
    """
    return _silent(round) if round.outcome == Outcome.PROVISIONAL and round.settled else []


def _silent(round: Round) -> list[Office]:
    last, spoken = last_positions(round), confirmations(round)
    return [
        seat.office
        for seat in round.seats.all()
        if seat.office.code not in spoken and _is_owing(seat, last.get(seat.office_id))
    ]


def _is_owing(seat: Seat, position: Position | None) -> bool:
    return seat.is_present is False or (position is not None and position.answer == Answer.AD_REFERENDUM)


def conditions(round: Round) -> list[Condition]:
    """Return every Head's conditions with their state, in protocol order; none of another outcome."""
    if round.outcome != Outcome.HEADS_ENDORSED_CONDITIONALLY:
        return []
    last = last_positions(round)
    given = [last[seat.office_id] for seat in round.seats.all() if seat.office_id in last]
    found = {
        (each.pk, item): Condition(each, item, entry["passage"], entry["text"])
        for each in given
        if each.answer == Answer.ENDORSE_SUBJECT_TO
        for item, entry in enumerate(each.entries, start=1)
    }
    for each in sorted(round.additions.all(), key=attrgetter("seq")):
        condition = found.get((each.position_id or 0, each.item))
        if condition is None:
            continue
        if each.kind == AdditionKind.CONDITION_MET:
            condition.met.append(each)
        elif each.kind in {AdditionKind.CONDITION_CONFIRMED, AdditionKind.CONDITION_REFUSED}:
            condition.answer = each
    return list(found.values())


def reservations(
    round: Round, positions: Iterable[Position], additions: Iterable[Addition]
) -> list[Reservation]:
    """Return the reservations of a closed round in the order of their numbers, each with its history.

    Those of the close come first, in protocol order; whoever reserves on confirming takes the next free number,
    one after the other as their rows are chained. So a number that was printed once stays. None where the
    outcome carries none. ``positions`` and ``additions`` are the round's, as far as the reader sees them.
    """
    if round.standing_outcome not in CARRYING:
        return []
    found: dict[int, Reservation] = {}
    last = {each.office_id: each for each in sorted(positions, key=attrgetter("seq"))}
    for each in sorted(last.values(), key=attrgetter("office.protocol_order")):
        if each.answer == Answer.RESERVE:
            found[each.office_id] = Reservation(round, each.office, [_wording(each, each.kind)])
    for added in sorted(additions, key=attrgetter("seq")):
        if added.kind == AdditionKind.CONFIRM_WITH_RESERVATION:
            first = _wording(added, added.reservation)
            found[added.office_id] = Reservation(round, added.office, [first])
        elif added.kind == AdditionKind.RESERVATION_NARROWED:
            found[added.office_id].wordings.append(_wording(added, added.reservation))
        elif added.kind == AdditionKind.RESERVATION_LIFTED:
            found[added.office_id].lifted = added
    for number, row in enumerate(found.values(), start=1):
        row.number = number
    return list(found.values())


def _wording(row: Any, kind: str) -> Wording:
    # Nobody said which kind: it is read as the graver one, so that narrowing stays open.
    return Wording(row.passage, row.text, kind or ReservationKind.SUBSTANTIVE, row.at, row.mandate)


def of_rounds(rounds: Sequence[Round], hat: Hat) -> list[Reservation]:
    """Return the reservations of these rounds that the hat may see, round after round; two queries.

    The rounds come with ``settlement``.
    """
    carrying = [each for each in rounds if each.is_closed and each.standing_outcome in CARRYING]
    if not carrying or hat.sees_from != "members":
        return []
    named = ("office", "mandate__person", "mandate__office")
    positions = Position.objects.visible_to(hat).filter(round__in=carrying, answer=Answer.RESERVE).current()
    kinds = [
        AdditionKind.CONFIRM_WITH_RESERVATION,
        AdditionKind.RESERVATION_NARROWED,
        AdditionKind.RESERVATION_LIFTED,
    ]
    additions = Addition.objects.visible_to(hat).filter(round__in=carrying, kind__in=kinds)
    given: dict[int, list[Position]] = {}
    added: dict[int, list[Addition]] = {}
    for position in positions.select_related(*named):
        given.setdefault(position.round_id, []).append(position)
    for addition in additions.select_related(*named):
        added.setdefault(addition.round_id, []).append(addition)
    return [
        row for each in carrying for row in reservations(each, given.get(each.pk, []), added.get(each.pk, []))
    ]


def own_reservation(round: Round, office_id: int | None) -> Reservation | None:
    """Return the reservation of an office in the round, lifted or not, or None."""
    rows = reservations(round, round.positions.all(), round.additions.all())
    return next((each for each in rows if each.office.pk == office_id), None)


def is_part_of(passage: str, former: str) -> bool:
    """Whether a passage is the former one or a part of it: a run of its words. Nothing named is the whole text.

    Source: domain.md section 4, "never widened".
    """
    new, old = _words(passage), _words(former)
    if not old:
        return True
    size = len(new)
    return bool(new) and any(old[start : start + size] == new for start in range(len(old) - size + 1))


def _words(text: str) -> list[str]:
    # Marks inside a word stay: "3" is no part of "3.1".
    return [word for each in text.casefold().split() if (word := each.strip(MARKS))]
