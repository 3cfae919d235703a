"""Deeds on the register."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.accounts.querysets import MandateQuerySet
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices import symbols
from ip5.offices.actions import next_number
from ip5.offices.models import Group, Office, year_of
from ip5.outbox import actions as outbox
from ip5.register import rules
from ip5.register.models import ActionItem, Decision

MAX_NOTE = 2_000
DELEGATION = (Capacity.DELEGATE, Capacity.HOD, Capacity.ALTERNATE)


@transaction.atomic
def open_item(
    *,
    subject: Any,
    by: Hat,
    text: str,
    due: dt.date,
    office: Office | None = None,
    group: Group | None = None,
    person: Mandate | None = None,
    meeting: int | None = None,
) -> ActionItem:
    """Open an action item about ``subject`` and return it, numbered gap-free between meetings or in one.

    ``meeting`` is the number of the meeting in session. The caller has asked its own rule. Refuses a day that is
    past, an item without an owner, and a person of another office (``Invalid``).
    """
    now = clock.now()
    _check_item(now.date(), due, office, group, person)
    restricted = Visibility(subject.visibility).rank < Visibility.MEMBERS_OBSERVERS.rank
    item = ActionItem.objects.create(  # type: ignore[misc]
        symbol=_next_symbol(symbols.ACTION, now, meeting, restricted=restricted),
        text=text,
        office=office,
        group=group,
        due=due,
        visibility=subject.visibility,
        subject_kind=subject._meta.label_lower,
        subject_uuid=subject.uuid,
        subject_symbol=subject.symbol or "",
        subject_address=subject.get_absolute_url(),
        opened_by_id=by.pk,
        opened_at=now,
        person=person,
        meeting_number=meeting,
    )
    audit.record(item, "action_item.opened", by=by)
    return item


def _check_item(
    today: dt.date, due: dt.date, office: Office | None, group: Group | None, person: Mandate | None
) -> None:
    if due < today:
        raise Invalid({"due": [_("Choose a day to come.")]})
    if office is None and group is None:
        raise Invalid({"group": [_("An action item has an owner.")]})
    if person is not None and (office is None or person.office_id != office.pk):
        raise Invalid({"person": [_("Choose somebody of the office that owns the item.")]})


def _next_symbol(series: str, now: dt.datetime, meeting: int | None, *, restricted: bool) -> str:
    """Return the next symbol of a series: of the year between meetings, of the meeting in session."""
    if meeting is None:
        year = year_of(now)
        number = next_number(symbols.series_key(series, year, restricted=restricted))
        return str(symbols.Symbol(series, year, number, restricted))
    number = next_number(symbols.meeting_key(meeting, series, restricted=restricted))
    return symbols.in_meeting(meeting, series, number, restricted=restricted)


@transaction.atomic
def end_item(item: ActionItem, *, by: Hat, state: str, note: str) -> ActionItem:
    """Mark an action item done or dropped, with what was done or why not.

    Refuses like ``rules.may_end`` and ``rules.may_drop``, and an item without a note (``Invalid``).
    """
    row = ActionItem.objects.select_for_update(of=("self",)).select_related("office", "group").get(pk=item.pk)
    require((rules.may_drop if state == ActionItem.State.DROPPED else rules.may_end)(by, row))
    note = note.strip()
    if not note or len(note) > MAX_NOTE:
        raise Invalid(
            {"note": [_("Say in at most %(n)s characters what came of it.") % {"n": f"{MAX_NOTE:,}"}]}
        )
    row.state, row.note, row.ended_at, row.ended_by_id = state, note, clock.now(), by.pk
    row.save(update_fields=["state", "note", "ended_at", "ended_by"])
    audit.record(row, f"action_item.{state}", by=by)
    return row


@transaction.atomic
def reopen_item(item: ActionItem, *, by: Hat) -> ActionItem:
    """Open an ended action item again: what it said when it ended stays in its history."""
    row = ActionItem.objects.select_for_update(of=("self",)).select_related("office", "group").get(pk=item.pk)
    require(rules.may_reopen(by, row))
    former = row.note
    row.state, row.note, row.ended_at, row.ended_by = ActionItem.State.OPEN, "", None, None
    row.reminded_at = None
    row.save(update_fields=["state", "note", "ended_at", "ended_by", "reminded_at"])
    audit.record(row, "action_item.reopened", by=by, reason=former)
    return row


@transaction.atomic
def remind_owners() -> int:
    """Tell the owners of each item due within seven days, once, in their next digest; return how many items were.

    Told is the person who sees to it, else the office's delegation and the group's experts. The clock calls it; a
    second time, or at once with another, it finds nothing to do. Source: domain.md section 6.
    """
    now = clock.now()
    rows = ActionItem.objects.to_remind_of(now.date()).select_for_update(of=("self",), skip_locked=True)
    found = list(rows)
    for item in found:
        outbox.notify("action_due", to=_owners(item, now), subject=item)
    ActionItem.objects.filter(pk__in=[each.pk for each in found]).update(reminded_at=now)
    return len(found)


def _owners(item: ActionItem, now: dt.datetime) -> MandateQuerySet:
    acting = Mandate.objects.active(now)
    if item.person_id:
        sees_to_it = acting.filter(pk=item.person_id)
        if sees_to_it.exists():
            return sees_to_it
    of_office = Q(office=item.office_id, capacity__in=DELEGATION)
    return acting.filter(of_office | Q(group=item.group_id, capacity=Capacity.EXPERT, group__isnull=False))


@transaction.atomic
def record_decision(
    *,
    text: str,
    visibility: str,
    subject_symbol: str,
    subject_address: str,
    by: Hat | None,
    meeting: int | None = None,
) -> Decision:
    """Write a decision and return it, numbered gap-free between meetings or in one; ``by`` None is the clock.

    The caller has decided it by its own rule. A restricted class counts in the restricted twin series.
    """
    now = clock.now()
    restricted = Visibility(visibility).rank < Visibility.MEMBERS_OBSERVERS.rank
    decision = Decision.objects.create(
        symbol=_next_symbol(symbols.DECISION, now, meeting, restricted=restricted),
        text=text,
        visibility=visibility,
        decided_at=now,
        subject_symbol=subject_symbol,
        subject_address=subject_address,
        meeting_number=meeting,
    )
    audit.record(decision, "decision.recorded", by=by)
    return decision
