"""Actions as they fall: an action item written under an item of the meeting in session."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.accounts.models import Mandate
from ip5.kernel.errors import Invalid, require
from ip5.kernel.hat import Hat
from ip5.offices.models import Group, Office
from ip5.register import actions as register
from ip5.register.models import ActionItem
from meetings.actions import steps
from meetings.models import AgendaItem
from meetings.rules import conclusions as rules

MAX_TEXT = 2_000


@transaction.atomic
def open_action(
    item: AgendaItem,
    *,
    by: Hat,
    text: str,
    due: dt.date,
    office: Office | None = None,
    group: Group | None = None,
    person: Mandate | None = None,
    after: int | None = None,
) -> ActionItem:
    """Write an action item under an agenda item: ``NETAI/3/A-6``, of the item's class.

    ``after`` is how many the agenda item had when the form was shown: the same words since then are the same
    press, made twice. Refuses like ``rules.may_open_action``; ``Invalid`` like ``register.open_item``.
    """
    if item.meeting is None:
        raise Invalid({"item": [_("Choose an item of this agenda.")]})
    row = steps.locked(item.meeting)
    require(rules.may_open_action(by, row))
    words = _checked(text)
    if after is not None and (made := _pressed_twice(item, after, words, office, due)):
        return made
    item.meeting = row
    made = register.open_item(
        subject=item,
        by=by,
        text=words,
        due=due,
        office=office,
        group=group,
        person=person,
        meeting=row.number,
    )
    steps.beat(row, is_open=not item.is_closed_to_observers)
    return made


def _checked(text: str) -> str:
    words = text.strip()
    if not words or len(words) > MAX_TEXT:
        most = _("Say in at most %(n)s characters what is to be done.") % {"n": f"{MAX_TEXT:,}"}
        raise Invalid({"text": [most]})
    return words


def _pressed_twice(
    item: AgendaItem, after: int, text: str, office: Office | None, due: dt.date
) -> ActionItem | None:
    """Return what the same press made already."""
    wanted = (text, office.pk if office else None, due)
    since = ActionItem.objects.of(item).order_by("opened_at", "pk")[after:]
    return next((each for each in since if (each.text, each.office_id, each.due) == wanted), None)
