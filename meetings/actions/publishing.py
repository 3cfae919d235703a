"""Deeds that publish an agenda: the first time, and anew."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.text import canonical_json, sha256_hex
from ip5.outbox import actions as outbox
from meetings.actions import steps
from meetings.gathering.agenda import printed
from meetings.models import AgendaVersion, Meeting
from meetings.rules import agenda as rules
from meetings.states import State


@transaction.atomic
def publish_agenda(meeting: Meeting, *, by: Hat) -> AgendaVersion:
    """Publish the agenda as it stands: it is frozen as ``NETAI/3/1 Prov.1``; members and observers are told.

    Refuses with ``Invalid`` an agenda without an item that observers may read: there would be nothing to publish.
    """
    row = steps.locked(meeting)
    require(rules.may_publish_agenda(by, row))
    row.state = State.AGENDA_PROV
    row.save(update_fields=["state"])
    return _publish(row, by, "agenda_published")


@transaction.atomic
def revise_agenda(meeting: Meeting, *, by: Hat) -> AgendaVersion:
    """Publish the agenda anew as the next Prov.; the former ones stay. Refuses one that has not changed."""
    row = steps.locked(meeting)
    require(rules.may_revise_agenda(by, row))
    return _publish(row, by, "agenda_revised")


def _publish(row: Meeting, by: Hat, told: str) -> AgendaVersion:
    agenda = printed(row)
    if not agenda.for_observers().lines:
        raise Invalid({"__all__": [_("The agenda has no item yet that everybody may read.")]})
    snapshot = canonical_json(agenda.values())
    newest = row.agendas.first()
    if told == "agenda_revised" and newest is not None and newest.snapshot == snapshot:
        raise Invalid({"__all__": [_("Nothing changed since the agenda was published.")]})
    made: AgendaVersion = AgendaVersion.objects.create(  # type: ignore[misc]
        meeting=row,
        number=(newest.number if newest else 0) + 1,
        snapshot=snapshot,
        sha256=sha256_hex(snapshot),
        published_at=clock.now(),
        published_by_id=by.pk,
    )
    # A fingerprint of what holds closed items is the members': an observer could try titles against it.
    audit.record(row, f"meeting.{told}", by=by, data={"number": made.number})
    outbox.notify(told, to=steps.told(row), subject=row)
    return made
