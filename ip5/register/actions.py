"""Deeds on the register."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices import symbols
from ip5.offices.actions import next_number
from ip5.offices.models import Group, Office, year_of
from ip5.register.models import ActionItem, Decision


@transaction.atomic
def open_item(
    *,
    subject: Any,
    by: Hat,
    text: str,
    due: dt.date,
    office: Office | None = None,
    group: Group | None = None,
) -> ActionItem:
    """Open an action item about ``subject`` and return it, numbered gap-free between meetings.

    The caller has asked its own rule. Refuses a day that is past and an item without an owner (``Invalid``).
    """
    now = clock.now()
    if due < now.date():
        raise Invalid({"due": [_("Choose a day to come.")]})
    if office is None and group is None:
        raise Invalid({"group": [_("An action item has an owner.")]})
    restricted = Visibility(subject.visibility).rank < Visibility.MEMBERS_OBSERVERS.rank
    year = year_of(now)
    number = next_number(symbols.series_key(symbols.ACTION, year, restricted=restricted))
    item = ActionItem.objects.create(  # type: ignore[misc]
        symbol=str(symbols.Symbol(symbols.ACTION, year, number, restricted)),
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
    )
    audit.record(item, "action_item.opened", by=by)
    return item


@transaction.atomic
def record_decision(
    *, text: str, visibility: str, subject_symbol: str, subject_address: str, by: Hat | None
) -> Decision:
    """Write a decision taken between meetings and return it, numbered gap-free; ``by`` None is the clock.

    The caller has decided it by its own rule. A restricted class counts in the restricted twin series.
    """
    now = clock.now()
    restricted = Visibility(visibility).rank < Visibility.MEMBERS_OBSERVERS.rank
    year = year_of(now)
    number = next_number(symbols.series_key(symbols.DECISION, year, restricted=restricted))
    decision = Decision.objects.create(
        symbol=symbols.decision(year, number, restricted=restricted),
        text=text,
        visibility=visibility,
        decided_at=now,
        subject_symbol=subject_symbol,
        subject_address=subject_address,
    )
    audit.record(decision, "decision.recorded", by=by)
    return decision
