"""What was said of a returned version, item by item, as action items (domain.md section 4b)."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.ballots import ledger
from ip5.ballots.models import Position, Round
from ip5.ballots.states import AdditionKind, Answer
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
    """Open one action item for each comment of a deputy or Head who returned the version, and for each condition
    that a Head refused as not met; return their symbols.

    The items say who commented where, and not what: observers and delegates read them, the Heads' answers only
    their circle. An item about a named project is its lead office's; any other is the body's. Due in four weeks.
    """
    offices = {each.code: each for each in Office.objects.all()}
    body = Office.objects.body()
    due = clock.now().date() + dt.timedelta(days=DUE_DAYS)
    opened = []
    for text, passage in _comments(version):
        owner = offices.get(_owner(version.plan, passage), body)
        item = register.open_item(subject=version, by=by, text=text, due=due, office=owner)
        opened.append(item.symbol)
    return opened


def _comments(version: Version) -> list[tuple[str, str]]:
    """Return (what is to be done, passage) of each comment: of the deputies, then of the Heads."""
    of_deputy = _("Answer the comments of the deputy head of the %(office)s on %(symbol)s.")
    said = [
        (of_deputy % {"office": each.office.acronym, "symbol": version.symbol}, "")
        for each in version.deputy_answers.filter(answer=Clearance.RETURN).select_related("office")
    ]
    round = rules.heads_round_of(version)
    return said if round is None else [*said, *_returned(round), *_refused(round)]


def _returned(round: Round) -> list[tuple[str, str]]:
    """Return each comment of the Heads who returned the version in their last answers."""
    of_head = _("Answer comment %(n)d of the Head of the %(office)s in %(round)s.")
    returned = Position.objects.filter(round=round, answer=Answer.RETURN).current().in_protocol_order()
    return [
        (of_head % {"n": n, "office": each.office.acronym, "round": round.full_symbol}, entry["passage"])
        for each in returned.select_related("office")
        for n, entry in enumerate(each.entries, start=1)
    ]


def _refused(round: Round) -> list[tuple[str, str]]:
    """Return each condition that its Head refused as not met, which returned the version after the close."""
    of_refusal = _("Answer the refusal of condition %(n)d by the Head of the %(office)s in %(round)s.")
    return [
        (
            of_refusal % {"n": each.item, "office": each.position.office.acronym, "round": round.full_symbol},
            each.passage,
        )
        for each in ledger.conditions(round)
        if each.answer is not None and each.answer.kind == AdditionKind.CONDITION_REFUSED
    ]


def _owner(plan: Plan, passage: str) -> str:
    """Return the lead office's code of the project the passage names, or nothing."""
    named = passage.strip().casefold()
    return next((each.lead for each in plan.projects if named and each.title.casefold() in named), "")
