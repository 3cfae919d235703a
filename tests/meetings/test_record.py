"""The two meetings held before this site: facts with every installation, which take the first two numbers."""

from __future__ import annotations

import datetime as dt

import pytest

from meetings.models import Meeting, SummaryEntry

pytestmark = pytest.mark.django_db


def test_they_stand_there_published_with_their_sessions():
    rows = Meeting.objects.filter(origin="record").order_by("number")
    assert [(each.symbol, each.state, each.mode, each.place, each.summary_symbol) for each in rows] == [
        ("NETAI/1", "summary_published", "in_person", "Berlin", ""),
        ("NETAI/2", "summary_published", "virtual", "", ""),
    ]
    assert [list(each.sessions.values_list("starts_at", flat=True)) for each in rows] == [
        [dt.datetime(2020, 1, day, 8, tzinfo=dt.UTC) for day in (15, 16)],
        [dt.datetime(2021, 3, day, 12, tzinfo=dt.UTC) for day in (3, 4, 5)],
    ]
    assert all(each.sources and "own words" in each.record_note for each in rows)


def test_every_entry_of_their_summaries_is_public():
    entries = SummaryEntry.objects.filter(meeting__origin="record")
    assert entries.count() == SummaryEntry.objects.extract().count() == 6
