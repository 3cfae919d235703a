"""The register across meetings: what stands in it for whom, its filters, an item's page."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.kernel import clock
from ip5.register.models import ActionItem
from meetings.actions import course
from meetings.gathering.page import for_page
from meetings.views import register_part
from tests.meetings import stages_summary as stages

pytestmark = pytest.mark.django_db
REGISTER = "/meetings/register/"


def words(cast, member, query=""):
    return cast.client(member).get(REGISTER + query).content.decode()


def test_restricted_twins_are_the_members_and_leave_no_gap(cast):
    stages.closed(cast)
    members, observer = (words(cast, each, "?view=decisions") for each in ("hod_jp", "observer"))
    assert "NETAI/3/D-1" in members
    assert "NETAI/3/DR-1" in members
    assert "NETAI/3/D-1" in observer
    for kept in ("DR-1", stages.CLOSED_WORD):
        assert kept not in observer
    for member in ("industry", "expert", "site_admin"):
        assert "NETAI/3/D-1" not in words(cast, member, "?view=decisions")


def test_who_of_an_office_sees_to_it_is_told_to_delegations_alone(cast):
    meeting = stages.closed(cast)
    name = cast.delegate_jp.person.name
    item = ActionItem.objects.get()
    for address in (REGISTER, f"{REGISTER}{item.uuid}/", f"/meetings/{meeting.uuid}/"):
        assert name in cast.client("hod_us").get(address).content.decode()
        assert name not in cast.client("observer").get(address).content.decode()


def test_the_filters_are_in_the_address(cast):
    meeting = stages.closed(cast)
    stages.done(cast, stages.owed(cast, meeting, "Write the glossary."))
    late = stages.owed(cast, meeting, "Count the filings.")
    ActionItem.objects.filter(pk=late.pk).update(due=clock.now().date() - dt.timedelta(days=3))
    shown = {
        query: [
            text
            for text in ("Circulate the list.", "Write the glossary.", "Count the filings.")
            if text in words(cast, "hod_us", query)
        ]
        for query in (
            "",
            "?state=open",
            "?state=done",
            "?state=overdue",
            "?office=EP",
            "?meeting=3",
            "?meeting=between",
        )
    }
    everything = ["Circulate the list.", "Write the glossary.", "Count the filings."]
    assert shown == {
        "": everything,
        "?state=open": ["Circulate the list.", "Count the filings."],
        "?state=done": ["Write the glossary."],
        "?state=overdue": ["Count the filings."],
        "?office=EP": [],
        "?meeting=3": everything,
        "?meeting=between": [],
    }
    assert "3 days overdue" in words(cast, "hod_us")


@pytest.mark.parametrize("query", ["?state=x", "?office=XX", "?meeting=99", "?meeting=a", "?page=x"])
def test_what_is_not_understood_breaks_nothing(cast, query):
    stages.closed(cast)
    assert cast.client("hod_us").get(REGISTER + query).status_code == 200


def test_an_open_item_of_an_earlier_meeting_is_carried_over(cast):
    meeting = stages.closed(cast)
    item = ActionItem.objects.get()
    assert register_part.row_of(item, cast.hod_jp, 3)["carried"] == ""
    assert register_part.row_of(item, cast.hod_jp, 4)["carried"] == "carried over, open since NETAI/3"
    following = stages.stages.announced(cast, "The next")
    page = cast.client("hod_jp").get(f"/meetings/{following.uuid}/").content.decode()
    assert "Actions of NETAI/3" in page
    assert "1, of which 1 open" in page
    own = cast.client("hod_jp").get(f"/meetings/{meeting.uuid}/").content.decode()
    assert "NETAI/3/A-1" in own


def test_a_cancelled_meeting_is_no_last_meeting(cast):
    stages.closed(cast)
    dropped = stages.stages.announced(cast, "Not needed")
    course.cancel(dropped, by=cast.chair_kr, reason="Not needed.")
    following = stages.stages.announced(cast, "The next")
    found = register_part.part_of(for_page(cast.hod_jp).get(pk=following.pk), cast.hod_jp)
    assert (following.number, found["last_symbol"]) == (5, "NETAI/3")
    assert [row["item"] for row in found["last_items"]] == list(ActionItem.objects.all())


def test_an_item_tells_its_history_and_what_may_be_done(cast):
    stages.closed(cast)
    item = ActionItem.objects.get()
    address, client = f"{REGISTER}{item.uuid}/", cast.client("hod_jp")
    assert f"{address}done/" in client.get(address).content.decode()
    assert client.post(f"{address}done/", {"note": ""}).status_code == 422
    assert client.post(f"{address}done/", {"note": "It is sent."}).status_code == 302
    page = client.get(address).content.decode()
    assert "It is sent." in page
    assert f"{address}done/" not in page
    assert (
        client.get(f"{address}done/").status_code == 403 or client.get(f"{address}done/").status_code == 409
    )


@pytest.mark.parametrize("view", ["", "?view=decisions"])
def test_the_list_costs_the_same_with_more_rows(cast, view):
    meeting = stages.closed(cast)
    client, counts = cast.client("hod_jp"), []
    for number in range(3):
        stages.owed(cast, meeting, f"Item {number}.")
        stages.decided(meeting, "members", f"Decision {number}.")
        with CaptureQueriesContext(connection) as asked:
            client.get(REGISTER + view)
        counts.append(len(asked))
    assert counts[0] == counts[2] <= 25
