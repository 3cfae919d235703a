"""Importing history: facts of the past, numbered without a gap, never a hat's deed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from ip5.audit.models import Event
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices.actions import next_number
from ip5.offices.models import Group, Office, SymbolSeries
from ip5.outbox.models import Notice
from proposals import actions
from proposals.models import Area, Proposal
from proposals.states import State

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    offices = {office.code: office for office in Office.objects.all()}
    return actions.Record(
        symbol="NETAI/P/2021/001",
        title="A proposal of the past",
        state=State.TF_ENDORSED,
        settled_on=dt.date(2021, 4, 30),
        lead_office=offices["EP"],
        area=Area.objects.get(code="A"),
        group=Group.objects.get(code="WG1"),
        horizon="short",
        summary="What it was about.",
        origin=Proposal.Origin.INVENTED,
        co_leads=(offices["JP"],),
        sources=["https://www.example.org/record"],
    )


def test_a_record_is_a_fact_without_round_or_revision(record):
    proposal = actions.import_record(record, by=None)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.visibility) == ("tf_endorsed", "members_observers")
    assert proposal.is_from_record
    assert proposal.fingerprint == proposal.fingerprint_now()
    assert [each.code for each in proposal.other_offices] == ["JP"]
    assert not proposal.revisions.exists()
    assert not proposal.endorsements.exists()
    assert not Notice.objects.exists()
    event = Event.objects.get()
    assert (event.verb, event.by, event.visibility) == ("proposal.imported", None, "members_observers")


def test_the_series_continues_after_the_record(record):
    actions.import_record(record, by=None)
    assert next_number("P/2021") == 2


def test_a_symbol_is_imported_once(record):
    actions.import_record(record, by=None)
    with pytest.raises(WrongState):
        actions.import_record(record, by=None)
    assert Proposal.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("symbol", "NETAI/P/2021/002"),
        ("symbol", "NETAI/P/2021/1"),
        ("symbol", "NETAI/PR/2021/001"),
        ("symbol", "NETAI/B/2021/001"),
        ("symbol", "NETAI/P/2021/001 Rev.0"),
        ("state", State.DRAFT),
        ("state", State.IN_BALLOT),
        ("state", State.PROVISIONAL),
        ("settled_on", dt.date(9999, 1, 1)),
    ],
)
def test_what_is_no_fact_of_the_past_is_refused_and_takes_no_number(record, field, value):
    symbol_series = dict(SymbolSeries.objects.values_list("key", "last"))
    with pytest.raises(Invalid) as refusal:
        actions.import_record(replace(record, **{field: value}), by=None)
    assert list(refusal.value.errors) == [field]
    assert dict(SymbolSeries.objects.values_list("key", "last")) == symbol_series
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("key", ["hod_ep", "chair_kr", "secretariat", "site_admin"])
def test_no_hat_enters_history(record, cast, key):
    with pytest.raises(Refused):
        actions.import_record(record, by=cast.hat(key))
