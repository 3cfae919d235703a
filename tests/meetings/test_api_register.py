"""The register over the API: decisions and action items as the page shows them to the same hat, and its filters."""

from __future__ import annotations

import pytest

from ip5.register.models import ActionItem, Decision
from meetings.models import Meeting
from tests.api.scenes import call, got, listed
from tests.cast import Cast
from tests.meetings import asked, stages_summary
from tests.meetings.asked import OUTSIDE, SIGNED, utc

pytestmark = pytest.mark.django_db
CLOSED = stages_summary.CLOSED_WORD


@pytest.fixture(scope="module")
def closed(module_db: None) -> Meeting:
    """A closed meeting with decisions and action items."""
    return asked.closed(Cast())


def test_the_register_is_that_of_the_page_for_everybody(cast, closed):
    stages_summary.decided(closed, "members_observers", "To meet again.")
    for key in SIGNED:
        client = cast.client(key)
        items = client.get("/meetings/register/").context["rows"]
        assert [each["uuid"] for each in listed(cast, key, "/action-items/")] == [
            str(row["item"].uuid) for row in items
        ], key
        decisions = client.get("/meetings/register/?view=decisions").context["page"]
        found = listed(cast, key, "/decisions/")
        assert [each["symbol"] for each in found] == [each.symbol for each in decisions], key
        assert len(found) == {"observer": 2}.get(key, 0 if key in OUTSIDE else 3), key
        assert (CLOSED in str(found)) == (key not in {*OUTSIDE, "observer"}), key
        for noun, rows in (("decisions", Decision.objects.all()), ("action-items", ActionItem.objects.all())):
            seen = {str(each.uuid) for each in rows.visible_to(cast.hat(key))}
            for row in rows:
                status = call(client, "get", f"/{noun}/{row.uuid}/").status_code
                assert status == (200 if str(row.uuid) in seen else 404), (key, row.symbol)


def test_a_meeting_names_its_decisions_and_items_to_whom_they_are_open(cast, closed):
    for key in ("hod_jp", "observer", "chair_kr"):
        page = cast.client(key).get(closed.get_absolute_url()).context
        shown = got(cast, key, f"/meetings/{closed.uuid}/")
        assert [each["symbol"] for each in shown["decisions"]] == [each.symbol for each in page["decisions"]]
        assert [each["symbol"] for each in shown["action_items"]] == [
            row["item"].symbol for row in page["own_items"]
        ]
        assert len(shown["decisions"]) == (1 if key == "observer" else 2)


def test_a_decision_in_full(cast, closed):
    decision = Decision.objects.get(text="To share test sets.")
    assert got(cast, "observer", f"/decisions/{decision.uuid}/") == {
        "uuid": str(decision.uuid),
        "symbol": f"{closed.symbol}/D-1",
        "text": "To share test sets.",
        "meeting": closed.symbol,
        "subject": "",
        "decided_at": utc(decision.decided_at),
        "page": "",
        "abilities": {},
    }


def test_an_action_item_in_full_names_no_person(cast, closed):
    item = ActionItem.objects.get(text="It was done.")
    shown = got(cast, "hod_ep", f"/action-items/{item.uuid}/")
    assert shown == {
        "uuid": str(item.uuid),
        "symbol": item.symbol,
        "text": "It was done.",
        "meeting": closed.symbol,
        "subject": closed.symbol,
        "office": "JP",
        "group": None,
        "due": item.due.isoformat(),
        "state": "done",
        "is_overdue": False,
        "opened_at": utc(item.opened_at),
        "ended_at": utc(item.ended_at),
        "page": f"/meetings/register/{item.uuid}/",
        "note": "It is sent.",
        "abilities": {},
    }
    assert cast.delegate_jp.person.name not in str(shown)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Owed long ago.", "Circulate the list.", "It was done."]),
        ({"state": "open"}, ["Owed long ago.", "Circulate the list."]),
        ({"state": "overdue"}, ["Owed long ago."]),
        ({"state": "done", "office": "JP"}, ["It was done."]),
        ({"office": "EP"}, []),
        ({"group": "WG1"}, []),
        ({"meeting": "between"}, []),
        ({"meeting": "9999"}, []),
    ],
)
def test_action_items_are_narrowed(cast, closed, query, expected):
    assert [each["text"] for each in listed(cast, "observer", "/action-items/", query)] == expected


def test_decisions_are_narrowed_by_meeting(cast, closed):
    number = str(closed.number)
    assert len(listed(cast, "hod_jp", "/decisions/", {"meeting": number})) == 2
    assert len(listed(cast, "observer", "/decisions/", {"meeting": number})) == 1
    assert listed(cast, "hod_jp", "/decisions/", {"meeting": "between"}) == []


@pytest.mark.parametrize("noun", ["decisions", "action-items"])
@pytest.mark.parametrize("meeting", ["0", "x", "-1", "1\n", "99999", "NETAI/1", "1" * 5_000])
def test_a_bad_filter_is_told(cast, noun, meeting):
    answer = call(cast.client("hod_jp"), "get", f"/{noun}/", {"meeting": meeting})
    if meeting == "1\n":
        # Spaces around are none of a word.
        assert answer.status_code == 200
        return
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"meeting"})
