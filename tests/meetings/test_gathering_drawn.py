"""What could be drawn in: decisions between meetings, open actions, proposals that are ready, versions that wait."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.kernel import clock
from ip5.register.models import ActionItem, Decision
from meetings.gathering import drawn
from meetings.models import AgendaItem
from tests import stages as proposals
from tests.meetings import stages
from tests.roadmap import stages as roadmap

pytestmark = pytest.mark.django_db


def decision(symbol, days=0, **facts):
    return Decision.objects.create(
        symbol=symbol,
        text=f"Decided {symbol}",
        decided_at=clock.now() - dt.timedelta(days=days),
        subject_address="/",
        **({"visibility": "members_observers"} | facts),
    )


def action(cast, symbol, **facts):
    return ActionItem.objects.create(
        symbol=symbol,
        text="Owed",
        office=cast.hod_jp.office,
        due=clock.now().date(),
        subject_kind="meetings.meeting",
        subject_uuid="7d9b1c1e-0000-4000-8000-000000000000",
        subject_address="/",
        opened_by=cast.secretariat,
        opened_at=clock.now(),
        **({"visibility": "members_observers"} | facts),
    )


def offered(cast, meeting):
    return [(each.head, each.symbol, each.is_closed) for each in drawn.offers_of(meeting, cast.secretariat)]


def test_each_source_under_its_standing_item(cast):
    meeting = stages.announced(cast)
    decision("NETAI/D/2026/1")
    decision("NETAI/3/D-1", meeting_number=3)
    action(cast, "NETAI/A/2026/1", visibility="members")
    action(cast, "NETAI/A/2026/2", state="done")
    proposal = proposals.tabled(cast)
    proposals.submitted(cast)
    version = roadmap.frozen(cast)
    assert [each for each in offered(cast, meeting) if each[1] != version.printed_symbol] == [
        ("between", "NETAI/D/2026/1", False),
        ("actions", "NETAI/A/2026/1", True),
        ("decision", proposal.symbol, False),
    ]
    assert ("roadmap", version.printed_symbol, True) in offered(cast, meeting)


def test_decisions_of_before_the_last_meeting_and_what_is_there_are_left_out(cast):
    meeting = stages.announced(cast)
    old = decision("NETAI/D/2020/1", days=4000)
    new = decision("NETAI/D/2026/1")
    assert [each[1] for each in offered(cast, meeting)] == [new.symbol]
    AgendaItem.objects.create(meeting=meeting, title="There", subject_uuid=new.uuid)
    assert offered(cast, meeting) == []
    assert old.decided_at < drawn.last_closed(meeting)


def test_what_is_about_something_restricted_is_found_so(cast):
    open_one, closed = decision("NETAI/D/2026/1"), decision("NETAI/DR/2026/1", visibility="members")
    found = [
        drawn.is_restricted(AgendaItem(subject_kind="register.decision", subject_uuid=each.uuid))
        for each in (open_one, closed)
    ]
    assert found == [False, True]
    assert not drawn.is_restricted(AgendaItem(title="About nothing"))
    assert drawn.is_restricted(AgendaItem(subject_kind="elsewhere.thing", visibility="members"))
