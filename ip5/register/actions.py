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
from ip5.register.models import ActionItem


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
