"""Deeds on the speakers' list: a delegation asks for the floor and takes it back, the chair gives and ends it."""

from __future__ import annotations

from django.db import transaction

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import require
from ip5.kernel.hat import Hat
from meetings.actions import steps
from meetings.actions.live import running
from meetings.models import Meeting, Speaker
from meetings.rules import live as rules


@transaction.atomic
def ask_floor(meeting: Meeting, *, by: Hat) -> Speaker:
    """Ask for the floor under the item that is called; who waits already keeps the place.

    Refuses like ``rules.may_ask_floor``.
    """
    row = steps.locked(meeting)
    live = running(row)
    require(rules.may_ask_floor(by, live))
    waits = Speaker.objects.filter(item=live.item, mandate=by.pk, ended_at__isnull=True).first()
    if waits is not None:
        return waits
    asked = Speaker.objects.create(  # type: ignore[misc]
        meeting=row, item=live.item, office_id=by.office_id, mandate_id=by.pk, asked_at=clock.now()
    )
    _record(asked, "meeting.floor_asked", by)
    return asked


def _record(speaker: Speaker, verb: str, by: Hat) -> None:
    audit.record(speaker.meeting, verb, by=by, visibility=speaker.item.visibility)
    steps.beat(speaker.meeting)


def _locked(speaker: Speaker) -> Speaker:
    """Return the request with its meeting locked."""
    row = steps.locked(speaker.meeting)
    found: Speaker = Speaker.objects.select_related("item", "office").get(pk=speaker.pk)
    found.meeting = row
    return found


@transaction.atomic
def give_floor(speaker: Speaker, *, by: Hat) -> Speaker:
    """Give the floor; whoever has it ends. Given or ended already, nothing is done.

    Refuses like ``rules.may_run``.
    """
    found = _locked(speaker)
    require(rules.may_run(by, found.meeting))
    if found.given_at is None and found.ended_at is None:
        now = clock.now()
        found.meeting.speakers.filter(given_at__isnull=False, ended_at__isnull=True).update(ended_at=now)
        found.given_at = now
        found.save(update_fields=["given_at"])
        _record(found, "meeting.floor_given", by)
    return found


@transaction.atomic
def end_speech(speaker: Speaker, *, by: Hat) -> Speaker:
    """End a speech, or take a request back; ended already, nothing is done.

    Refuses like ``rules.may_end_speech``.
    """
    found = _locked(speaker)
    require(rules.may_end_speech(by, found))
    if found.ended_at is None:
        found.ended_at = clock.now()
        found.save(update_fields=["ended_at"])
        _record(found, "meeting.floor_ended", by)
    return found
