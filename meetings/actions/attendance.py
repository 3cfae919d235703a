"""Deeds on the roll call: a delegation declares itself present, the body confirms, who leaves is marked."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from meetings.actions import steps
from meetings.actions.live import running
from meetings.models import Meeting, Presence
from meetings.rules import attendance as rules
from meetings.states import Attends

HERE = (Attends.ROOM, Attends.REMOTE)


@transaction.atomic
def declare(meeting: Meeting, *, by: Hat, attends: str) -> Presence:
    """Declare the own delegation present in the session that runs, with a stamp; present already, it is kept.

    Refuses like ``rules.may_declare``; ``Invalid`` a way of taking part that is none.
    """
    row = steps.locked(meeting)
    require(rules.may_declare(by, row))
    if attends not in HERE:
        raise Invalid({"attends": [_("In the room, or online.")]})
    live = running(row)
    here = Presence.objects.here().filter(session=live.session, office=by.office_id).first()
    if here is not None:
        return here
    made = Presence.objects.create(  # type: ignore[misc]
        session=live.session,
        office_id=by.office_id,
        attends=attends,
        declared_at=clock.now(),
        declared_by_id=by.pk,
    )
    audit.record(row, "meeting.presence_declared", by=by)
    steps.beat(row)
    return made


@transaction.atomic
def confirm_presence(meeting: Meeting, *, by: Hat, office: str = "") -> int:
    """Confirm the presence of one office by its code, or of all that declared it; return how many.

    Refuses like ``rules.may_confirm``. Confirmed already, nothing is done.
    """
    row = steps.locked(meeting)
    require(rules.may_confirm(by, row))
    waiting = Presence.objects.here().filter(session=running(row).session, confirmed_at__isnull=True)
    if office:
        waiting = waiting.filter(office__code=office)
    codes = list(waiting.order_by("office__protocol_order").values_list("office__code", flat=True))
    if codes:
        waiting.update(confirmed_at=clock.now(), confirmed_by=by.pk)
        audit.record(row, "meeting.presence_confirmed", by=by, data={"offices": codes})
        steps.beat(row)
    return len(codes)


@transaction.atomic
def mark_left(meeting: Meeting, *, by: Hat, office: str) -> Presence | None:
    """Mark that a delegation left the session; None where it is not there, or left already.

    Refuses like ``rules.may_mark_left``.
    """
    row = steps.locked(meeting)
    here = Presence.objects.here().filter(session=running(row).session, office__code=office)
    found = here.select_related("office", "session").first()
    if found is None:
        return None
    found.session.meeting = row
    require(rules.may_mark_left(by, found))
    found.left_at = clock.now()
    found.save(update_fields=["left_at"])
    audit.record(row, "meeting.presence_ended", by=by, data={"offices": [office]})
    steps.beat(row)
    return found
