"""Deeds on registrations: the answer to an invitation, a delegation's list."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Mandate
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from ip5.papers.names import plain_line
from meetings.actions import steps
from meetings.models import Meeting, Registration
from meetings.rules import registration as rules
from meetings.states import Attends, Part

MAX_NAME, MAX_DELEGATION = 120, 40
PART_OF = {"hod": Part.HEAD, "observer": Part.OBSERVER, "expert": Part.EXPERT}


@transaction.atomic
def reply(meeting: Meeting, *, by: Hat, attends: str) -> Registration:
    """Answer the own invitation: in the room, online, or not; may be changed. The answer is the registration.

    Refuses like ``rules.may_reply``, and with ``Invalid`` an answer that the meeting's mode does not know.
    """
    row = steps.locked(meeting)
    require(rules.may_reply(by, row))
    _check_way(row, attends)
    mandate = Mandate.objects.select_related("person").get(pk=by.pk)  # type: ignore[misc]
    part = PART_OF.get(by.capacity, Part.BODY if by.is_chair or by.is_secretariat else Part.DELEGATE)
    if part == Part.HEAD and _has_head(row, by.office_id, but=by.pk):
        part = Part.DELEGATE
    found, is_new = Registration.objects.update_or_create(
        meeting=row,
        mandate=mandate,
        defaults={"attends": attends, "at": clock.now(), "by": mandate},
        create_defaults={
            "attends": attends,
            "at": clock.now(),
            "by": mandate,
            "office_id": mandate.office_id,
            "name": mandate.person.name,
            "part": part,
        },
    )
    audit.record(row, "meeting.replied" if is_new else "meeting.reply_changed", by=by)
    return found


def _has_head(meeting: Meeting, office_id: int | None, *, but: int | None) -> bool:
    heads = meeting.registrations.filter(office=office_id, part=Part.HEAD)
    # A head registered by name alone has no mandate, and is a head all the same.
    return (heads if but is None else heads.exclude(mandate=but)).exists()


def _check_way(meeting: Meeting, attends: str) -> None:
    known = {Attends.DECLINED, Attends.REMOTE, Attends.ROOM}
    known -= {Attends.ROOM} if meeting.mode == "virtual" else set()
    known -= {Attends.REMOTE} if meeting.mode == "in_person" else set()
    if attends not in known:
        raise Invalid({"attends": [_("Choose how to take part in this meeting.")]})


@transaction.atomic
def register(
    meeting: Meeting,
    *,
    by: Hat,
    name: str,
    part: str,
    attends: str,
    mandate: Mandate | None = None,
    office: Office | None = None,
) -> Registration:
    """Put somebody on the list of a delegation, with an account (``mandate``) or by name alone.

    ``office`` is whose delegation it is where the body registers. Refuses like ``rules.may_register``; with
    ``Invalid`` somebody of another office, a second head, somebody twice, a list of more than forty.
    """
    row = steps.locked(meeting)
    require(rules.may_register(by, row))
    is_bodys = by.is_chair or by.is_secretariat
    office_id = office.pk if is_bodys and office is not None else by.office_id
    line = plain_line(mandate.person.name if mandate else name)
    _check_way(row, attends)
    _check_person(row, office_id, line, part, mandate)
    try:
        with transaction.atomic():
            made = Registration.objects.create(  # type: ignore[misc]
                meeting=row,
                office_id=office_id,
                mandate=mandate,
                name=line,
                part=part,
                attends=attends,
                at=clock.now(),
                by_id=by.pk,
            )
    except IntegrityError as error:
        raise Invalid({"mandate": [_("That person is on the list already.")]}) from error
    audit.record(row, "meeting.registered", by=by, visibility="office_internal", offices=[made.office_id])
    return made


def _check_person(
    meeting: Meeting, office_id: int | None, name: str, part: str, mandate: Mandate | None
) -> None:
    if not name or len(name) > MAX_NAME:
        raise Invalid({"name": [_("Give a name of at most %(n)d characters.") % {"n": MAX_NAME}]})
    if mandate is not None and mandate.office_id != office_id:
        raise Invalid({"mandate": [_("Choose somebody of the own office.")]})
    if part == Part.HEAD and _has_head(meeting, office_id, but=None):
        raise Invalid({"part": [_("The delegation has a head already.")]})
    if meeting.registrations.filter(office=office_id).count() >= MAX_DELEGATION:
        raise Invalid({"name": [_("A delegation has at most %(n)d people.") % {"n": MAX_DELEGATION}]})


@transaction.atomic
def change_registration(registration: Registration, *, by: Hat, part: str, attends: str) -> Registration:
    """Change capacity and way of taking part. Refuses like ``rules.may_change``, a second head with ``Invalid``."""
    row = steps.locked(registration.meeting)
    found = row.registrations.select_for_update().get(pk=registration.pk)
    require(rules.may_change(by, found))
    _check_way(row, attends)
    if part == Part.HEAD and row.registrations.filter(office=found.office_id, part=Part.HEAD).exclude(
        pk=found.pk
    ):
        raise Invalid({"part": [_("The delegation has a head already.")]})
    found.part, found.attends, found.at = part, attends, clock.now()
    found.save(update_fields=["part", "attends", "at"])
    audit.record(row, "meeting.registration_changed", by=by, **_own(found))
    return found


@transaction.atomic
def strike(registration: Registration, *, by: Hat) -> None:
    """Take somebody off the list. Refuses like ``rules.may_change``; once gone it does nothing."""
    row = steps.locked(registration.meeting)
    found = row.registrations.filter(pk=registration.pk).first()
    if found is None:
        return
    require(rules.may_change(by, found))
    facts = _own(found)
    found.delete()
    audit.record(row, "meeting.registration_struck", by=by, **facts)


def _own(registration: Registration) -> dict[str, Any]:
    """The event is the own office's: who is on another delegation's list is told in numbers alone."""
    return {"visibility": "office_internal", "offices": [registration.office_id]}
