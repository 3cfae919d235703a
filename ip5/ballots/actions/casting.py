"""Casting: an office's answer, its words checked here, its right and the clock again in the database."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.ballots import rules
from ip5.ballots.actions.running import locked_round
from ip5.ballots.models import Position, Round
from ip5.ballots.states import NEEDS_ITEMS, NEEDS_TEXT, Answer, Procedure, ReservationKind
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState, require
from ip5.kernel.hat import Hat
from ip5.kernel.text import canonical_json

MAX_TEXT = 5_000
MAX_ITEMS = 40
REFUSALS = {
    "IP501": WrongState,
    "IP502": Refused,
    "IP503": Refused,
    "IP507": WrongState,
    "IP522": WrongState,
    "IP523": WrongState,
    "IP561": WrongState,
    "IP562": WrongState,
}


def check_words(
    known: list[str],
    answer: str,
    *,
    kind: str = "",
    passage: str = "",
    text: str = "",
    remedy: str = "",
    items: str = "",
    until: dt.date | None = None,
) -> None:
    """Refuse with ``Invalid`` an answer not in ``known``, missing words where they are needed, or too many."""
    errors: dict[str, list[str]] = {}
    if answer not in known:
        errors["answer"] = [_("Choose one of the answers.")]
    if answer in NEEDS_TEXT and not text.strip():
        errors["text"] = [_("This answer needs its words: they are printed with the outcome.")]
    if answer == Answer.OBJECT:
        if not passage.strip():
            errors["passage"] = [_("Name the passage you object to.")]
        if not remedy.strip():
            errors["remedy"] = [_("Say what would lift the objection.")]
    if kind and (kind not in ReservationKind.values or answer != Answer.RESERVE):
        errors["kind"] = [_("A reservation is substantive or linguistic.")]
    if answer == Answer.DEFER and (until is None or until <= clock.now().date()):
        errors["until"] = [_("Name the day, still to come, to which you defer.")]
    errors |= _item_errors(answer, items)
    for field, value in (("passage", passage), ("text", text), ("remedy", remedy)):
        if len(value) > MAX_TEXT:
            errors[field] = [
                _("At most %(most)s characters; this has %(has)s.")
                % {"most": f"{MAX_TEXT:,}", "has": f"{len(value):,}"}
            ]
    if errors:
        raise Invalid(errors)


def _item_errors(answer: str, items: str) -> dict[str, list[str]]:
    if answer not in NEEDS_ITEMS:
        return {}
    entries = json.loads(items) if items else []
    if not entries or not all(each["text"].strip() for each in entries):
        return {"items": [_("Give at least one item, each with its words.")]}
    if len(entries) > MAX_ITEMS or any(len(each["text"]) > MAX_TEXT for each in entries):
        return {"items": [_("These are too many or too long.")]}
    return {}


def packed(entries: list[dict[str, str]]) -> str:
    """Return conditions or comments as they are stored and hashed: canonical JSON, empty for none."""
    rows = [
        {"passage": each.get("passage", "").strip(), "text": each["text"].strip()}
        for each in entries
        if each.get("text", "").strip()
    ]
    return canonical_json(rows) if rows else ""


@transaction.atomic
def cast(
    round: Round,
    *,
    by: Hat,
    answer: str,
    passage: str = "",
    text: str = "",
    remedy: str = "",
    after: int | None = None,
    how: str = "",
    **more: Any,
) -> Position:
    """Cast or change the position of the hat's office; every former one is kept, the last counts.

    ``after`` is how many positions the own office had when the confirmation was shown: the same words by the
    same hat since then are the same press, made twice, and its position is returned.
    ``how`` it was given, where not by who is signed in, stands in the event. ``more`` are ``kind`` (of a
    reservation), ``items`` (see ``packed``) and ``until``, where the rule knows them. The database decides seat,
    mandate, clock and chain. Records "answered" once for the members and each change for the own office alone.
    Refuses like ``rules.may_cast``; ``Invalid`` for missing words.
    """
    locked = locked_round(round)
    check_words(locked.castable, answer, passage=passage, text=text, remedy=remedy, **more)
    require(rules.may_cast(by, locked))
    words = {"passage": passage.strip(), "text": text.strip(), "remedy": remedy.strip(), **more}
    if after is not None and (cast_already := _pressed_twice(locked, by, after, answer=answer, **words)):
        return cast_already
    return write_position(locked, by=by, answer=answer, how=how, **words)


def _pressed_twice(locked: Round, by: Hat, after: int, **words: Any) -> Position | None:
    own = Position.objects.filter(round=locked, office=by.office_id).order_by("seq")
    since = [each for each in own[after:] if each.mandate_id == by.pk]
    is_same = bool(since) and all(getattr(since[-1], name) == value for name, value in words.items())
    return since[-1] if is_same else None


def write_position(locked: Round, *, by: Hat, answer: str, how: str = "", **words: Any) -> Position:
    """Insert a position into a locked round and record that the office answered, and how, never what.

    The caller has checked the words and asked its rule; the database asks again.
    """
    is_first = not Position.objects.filter(round=locked, office=by.office_id).exists()
    try:
        with transaction.atomic():
            position = Position.objects.create(  # type: ignore[misc]
                round=locked, office_id=by.office_id, mandate_id=by.pk, answer=answer, **words
            )
    except DatabaseError as error:
        raise translated(error) from error
    position.refresh_from_db()
    data = {"how": how} if how else {}
    if is_first:
        audit.record(locked, "ballot.answered", by=by, visibility="members", data=data)
    elif locked.procedure == Procedure.HEADS:
        audit.record(locked, "ballot.answer_changed", by=by, visibility="members", data=data)
    else:
        audit.record(locked, "ballot.position_changed", by=by, visibility="office_internal")
    return position


def translated(error: DatabaseError) -> Exception:
    """Return the deed error for a refusal of a wall, or the error itself."""
    state = getattr(error.__cause__, "sqlstate", "")
    kind = REFUSALS.get(state)
    if kind is None:
        return error
    reasons = {
        "IP501": _("The round has ended; a late position is not counted."),
        "IP502": _("Your office is not on the roll of this round."),
        "IP503": _("Only the head of delegation commits the office, or an alternate while designated."),
        "IP507": _("The round cannot be closed yet."),
        "IP522": _("The closed round takes no such addition."),
        "IP523": _("The outcome is not to be settled yet."),
        "IP561": _("No Head of this office is asked now who could answer by a link."),
        "IP562": _("The link cannot be used any more."),
    }
    return kind(reasons[state])
