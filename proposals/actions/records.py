"""Deeds that bring in history from before the product, as facts "from the record"."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from ip5.audit import actions as audit
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.kernel.hat import Hat
from ip5.kernel.visibility import Visibility
from ip5.offices import symbols
from ip5.offices.actions import next_number
from ip5.offices.models import Group, Office
from proposals.models import Area, Participation, Proposal
from proposals.states import ENDORSED, UNDECIDED, State

# What a record tells is over: a state that still awaits somebody would promise buttons nobody may press.
# A round that ended without a decision is over too, where nobody opened another.
SETTLED = frozenset([*ENDORSED, *UNDECIDED, State.WITHDRAWN, State.MERGED, State.LAPSED, State.CLOSED])


@dataclass(frozen=True, slots=True)
class Record:
    """One proposal of the past: what is known of it, on which day it was settled, and says who."""

    symbol: str
    title: str
    state: str
    settled_on: dt.date
    lead_office: Office
    area: Area
    group: Group
    horizon: str
    summary: str
    origin: str
    co_leads: tuple[Office, ...] = ()
    sources: list[str] = field(default_factory=list)


@transaction.atomic
def import_record(record: Record, *, by: Hat | None) -> Proposal:
    """Write a proposal of the past as a fact and return it: no revision, no round, no positions.

    Takes the next number of the symbol's series, so that what is submitted later continues after it;
    records ``proposal.imported``, tells nobody. ``by`` is None, the installation's own command: history
    is entered, not done. Refuses a hat (``Refused``), a symbol that exists (``WrongState``), and with
    ``Invalid`` a symbol that leaves a gap, an unsettled state or a day to come.
    """
    if by is not None:
        raise Refused(_("The record of earlier years is entered by the installation's own command."))
    if Proposal.objects.filter(symbol=record.symbol).exists():
        raise WrongState(_("%(symbol)s is in the record already.") % {"symbol": record.symbol})
    _check(record)
    proposal = Proposal(
        symbol=record.symbol,
        state=record.state,
        visibility=Visibility.MEMBERS_OBSERVERS,
        title=record.title,
        area=record.area,
        group=record.group,
        horizon=record.horizon,
        lead_office=record.lead_office,
        summary=record.summary,
        origin=record.origin,
        record_date=record.settled_on,
        record_sources=record.sources,
        updated_at=clock.now(),
    )
    proposal.fingerprint = proposal.fingerprint_now()
    proposal.save()
    Participation.objects.bulk_create(
        Participation(proposal=proposal, office=office, role=Participation.Role.CO_LEAD)
        for office in record.co_leads
    )
    facts = {"state": record.state, "settled_on": record.settled_on.isoformat(), "sources": record.sources}
    audit.record(proposal, "proposal.imported", by=None, data=facts)
    return proposal


def _check(record: Record) -> None:
    errors: dict[str, list[str]] = {}
    if record.state not in SETTLED:
        errors["state"] = [_("The record holds only what is settled.")]
    if record.settled_on > clock.now().date():
        errors["settled_on"] = [_("The record holds only what has happened.")]
    if not _is_next(record.symbol):
        errors["symbol"] = [_("%(symbol)s is not the next number of its series.") % {"symbol": record.symbol}]
    if errors:
        raise Invalid(errors)


def _is_next(text: str) -> bool:
    """Take the next number of the series and say whether it is this symbol's; a refusal gives it back."""
    try:
        symbol = symbols.parse(text)
    except ValueError:
        return False
    is_open = symbol.series == symbols.PROPOSAL and not symbol.is_restricted and symbol.revision is None
    return is_open and next_number(symbol.key) == symbol.number
