"""What was said of a returned version, item by item, as action items (domain.md section 4b)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.ballots.models import Position
from ip5.ballots.states import Answer
from ip5.kernel import clock
from ip5.kernel.hat import Hat
from ip5.offices.models import Office
from ip5.register import actions as register
from roadmap import rules
from roadmap.models import Version
from roadmap.plan import Plan
from roadmap.states import Clearance

DUE_DAYS = 28


@transaction.atomic
def open_items(version: Version, *, by: Hat) -> list[str]:
    """Open one action item for each comment of a deputy or Head who returned the version; return their symbols.

    An item that names a project's title is its lead office's; any other is the body's. Due in four weeks.
    """
    offices = {each.code: each for each in Office.objects.all()}
    body = Office.objects.body()
    due = clock.now().date() + dt.timedelta(days=DUE_DAYS)
    opened = []
    for said_by, passage, text in _comments(version):
        owner = _owner(version.plan, passage)
        words = _("%(office)s, on “%(passage)s”: %(text)s") if passage else _("%(office)s: %(text)s")
        item = register.open_item(
            subject=version,
            by=by,
            text=words % {"office": said_by, "passage": passage, "text": text},
            due=due,
            office=offices.get(owner, body),
        )
        opened.append(item.symbol)
    return opened


def _comments(version: Version) -> list[tuple[str, str, str]]:
    """Return (acronym, passage, text) of each comment: of the deputies, then of the Heads' last answers."""
    said = [
        (each.office.acronym, "", each.text)
        for each in version.deputy_answers.filter(answer=Clearance.RETURN).select_related("office")
    ]
    round = rules.heads_round_of(version)
    if round is None:
        return said
    returned = Position.objects.filter(round=round, answer=Answer.RETURN).current().in_protocol_order()
    return said + [
        (each.office.acronym, entry["passage"], entry["text"])
        for each in returned.select_related("office")
        for entry in each.entries
    ]


def _owner(plan: Plan, passage: str) -> str:
    """Return the lead office's code of the project the passage names, or nothing."""
    named = passage.strip().casefold()
    return next((each.lead for each in plan.projects if named and each.title.casefold() in named), "")
