"""Deeds on updates for industry: made, changed, opened, delivered."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ip5.accounts.models import Capacity, Mandate
from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Conflict, Invalid, require
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.outbox import actions as outbox
from meetings.actions import steps
from meetings.gathering import industry as gathering
from meetings.models import IndustryUpdate, Meeting
from meetings.rules import industry as rules

MAX_TEXT = 50_000


def _locked(update: IndustryUpdate) -> IndustryUpdate:
    found: IndustryUpdate = IndustryUpdate.objects.select_for_update().get(pk=update.pk)
    return found


@transaction.atomic
def make_update(meeting: Meeting, *, by: Hat) -> IndustryUpdate:
    """Prepare an update from a meeting, filled with what may be told; of the body's own class until it is opened."""
    row = steps.locked(meeting)
    require(rules.may_make_update(by, row))
    with translation.override(settings.LANGUAGE_CODE):
        title = _("Update for IP5 Industry after %(symbol)s") % {"symbol": row.symbol}
        text = gathering.extract_of(row)
    made: IndustryUpdate = IndustryUpdate.objects.create(  # type: ignore[misc]
        meeting=row, title=title, text=text, made_at=clock.now(), made_by_id=by.pk
    )
    audit.record(made, "industry_update.made", by=by)
    return made


@transaction.atomic
def edit_update(update: IndustryUpdate, *, by: Hat, title: str, text: str, seen: int) -> IndustryUpdate:
    """Change title and text; ``Conflict`` where somebody changed it since it was read."""
    row = _locked(update)
    require(rules.may_edit_update(by, row))
    if row.version != seen:
        raise Conflict(_("Somebody else changed it meanwhile. What you typed is kept below."))
    title, text = title.strip(), text.strip()
    if not title or not text or len(text) > MAX_TEXT:
        raise Invalid(
            {
                "text": [
                    _("An update has a title, and a text of at most %(n)s characters.")
                    % {"n": f"{MAX_TEXT:,}"}
                ]
            }
        )
    row.title, row.text = title[:200], text
    row.version += 1
    row.save(update_fields=["title", "text", "version"])
    audit.record(row, "industry_update.edited", by=by)
    return row


@transaction.atomic
def open_update(update: IndustryUpdate, *, by: Hat) -> IndustryUpdate:
    """Open the update to industry, which is told; it does not change any more. Refuses (``Invalid``) an empty one."""
    row = _locked(update)
    require(rules.may_open_update(by, row))
    if not row.text.strip():
        raise Invalid({"text": [_("The update has no text yet.")]})
    row.visibility, row.opened_at = Visibility.CONSULTATION, clock.now()
    row.save(update_fields=["visibility", "opened_at"])
    audit.record(row, "industry_update.opened", by=by)
    readers = Mandate.objects.active().in_capacity(Capacity.INDUSTRY)
    outbox.notify("industry_update_opened", to=readers, subject=row)
    return row


@transaction.atomic
def deliver_update(
    update: IndustryUpdate, *, by: Hat, delivered_on: dt.date, occasion: str
) -> IndustryUpdate:
    """Write down on which day and at which meeting the update was given; refuses (``Invalid``) a day to come."""
    row = _locked(update)
    require(rules.may_deliver_update(by, row))
    occasion = occasion.strip()
    if not occasion or len(occasion) > 200:
        raise Invalid({"occasion": [_("Say at which meeting.")]})
    if delivered_on > clock.now().date():
        raise Invalid({"delivered_on": [_("This day is still to come.")]})
    row.delivered_on, row.occasion = delivered_on, occasion
    row.save(update_fields=["delivered_on", "occasion"])
    audit.record(row, "industry_update.delivered", by=by)
    return row
