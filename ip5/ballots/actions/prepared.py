"""Preparing a position: a delegation's draft for its head of delegation, who alone casts."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.ballots import rules
from ip5.ballots.actions.casting import MAX_TEXT, check_words
from ip5.ballots.actions.running import locked_round
from ip5.ballots.models import PreparedPosition, Round
from ip5.ballots.states import Procedure
from ip5.kernel import clock
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat
from ip5.outbox import actions as outbox
from ip5.outbox.models import Notice


@transaction.atomic
def prepare(
    round: Round, *, by: Hat, answer: str, version: int = 0, note: str = "", **words: Any
) -> PreparedPosition:
    """Save what the own office may cast; only its delegation sees it, and nothing of it is cast.

    ``version`` is the one that was read, 0 for none. Who casts is told when somebody else prepared: the HoD, in
    a round of the Heads the Head. Refuses like ``rules.may_prepare``, ``Invalid`` like a cast, ``Conflict`` when
    a colleague saved meanwhile.
    """
    locked = locked_round(round)
    require(rules.may_prepare(by, locked))
    check_words(locked.castable, answer, **words)
    if len(note) > MAX_TEXT:
        raise Invalid({"note": [_("At most %(n)s characters.") % {"n": f"{MAX_TEXT:,}"}]})
    found = PreparedPosition.objects.select_for_update().filter(round=locked, office=by.office_id).first()
    if found is None:
        found = PreparedPosition(round=locked, office_id=by.office_id, version=0)  # type: ignore[misc]
    if found.version != version:
        raise Conflict(_("A colleague saved the prepared position in the meantime. What you typed is below."))
    stated = {"passage": "", "text": "", "remedy": "", "kind": "", "items": "", "until": None, **words}
    for name, value in stated.items():
        setattr(found, name, value.strip() if isinstance(value, str) else value)
    found.answer, found.note = answer, note.strip()
    found.mandate_id, found.at = by.pk, clock.now()  # type: ignore[assignment]
    found.version += 1
    found.save()
    audit.record(locked, "ballot.position_prepared", by=by, visibility="office_internal")
    _tell_who_casts(locked, by)
    return found


def _tell_who_casts(round: Round, by: Hat) -> None:
    """Tell the HoD, or the Head, of what somebody else prepared, unless a notice of it is still unread."""
    capacity = Capacity.HEAD if round.procedure == Procedure.HEADS else Capacity.HOD
    voices = Mandate.objects.active().in_capacity(capacity).filter(office=by.office_id).exclude(pk=by.pk or 0)
    unread = Notice.objects.unread().filter(kind="position_prepared", subject_uuid=round.uuid)
    outbox.notify("position_prepared", to=voices.exclude(pk__in=unread.values("mandate")), subject=round)
