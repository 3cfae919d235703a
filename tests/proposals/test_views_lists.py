"""The list of proposals: filters in the address, pages, and nothing of what does not exist for a hat."""

import datetime as dt
import html
import re

import pytest

from ip5.kernel import clock
from ip5.offices.models import Office
from proposals import actions
from proposals.models import Area, Proposal
from tests import stages
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db
LIST = "/proposals/"
SECRET = "Zanzibar quince"
STRANGERS = [key for key, (office, *_rest) in MEMBERS.items() if office != "EP"] + ["admin_ep"]


def titles(cast, key, query=""):
    """Return the titles of the rows that a member of the cast is shown."""
    response = cast.client(key).get(f"{LIST}?{query}")
    assert response.status_code == 200, (key, query)
    return re.findall(r'<a class="table__title"[^>]*>([^<]*)</a>', response.content.decode())


@pytest.fixture
def scene(cast):
    stages.tabled(cast, "Tabled in A")
    stages.submitted(cast, "Submitted in B", area=Area.objects.get(code="B"), horizon="long")
    stages.closed(cast, title="Endorsed in A")
    actions.create(by=cast.delegate_jp, values=stages.text("Draft of the JPO"))
    stages.draft(cast, "Draft of the EPO")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Draft of the EPO", "Endorsed in A", "Submitted in B", "Tabled in A"]),
        ("q=endorsed", ["Endorsed in A"]),
        ("q=words+on+summary&state=tabled", ["Tabled in A"]),
        ("q=/002", ["Submitted in B"]),
        ("area=B", ["Submitted in B"]),
        ("horizon=short&area=A", ["Draft of the EPO", "Endorsed in A", "Tabled in A"]),
        ("state=tf_endorsed", ["Endorsed in A"]),
        ("office=US", ["Draft of the EPO", "Endorsed in A", "Submitted in B", "Tabled in A"]),
        ("office=KR", []),
        ("view=drafts", ["Draft of the EPO"]),
        ("view=endorsed", ["Endorsed in A"]),
        ("view=in_ballot", []),
        ("view=set_aside", []),
        ("view=led", ["Draft of the EPO", "Endorsed in A", "Submitted in B", "Tabled in A"]),
        ("view=nonsense", ["Draft of the EPO", "Endorsed in A", "Submitted in B", "Tabled in A"]),
        ("q=%25", []),
        ("q=_", []),
        ("page=2", []),
        ("page=nonsense&q=endorsed", ["Endorsed in A"]),
        ("page=99999999999999999999", ["Draft of the EPO", "Endorsed in A", "Submitted in B", "Tabled in A"]),
    ],
)
def test_filters_narrow_the_list(cast, scene, query, expected):
    assert titles(cast, "delegate_ep", query) == expected


@pytest.mark.parametrize(
    "query", ["state=flying", "area=%00", "q=%00", f"q={'x' * 101}", "office=WO", "horizon=%ff"]
)
def test_a_filter_that_is_not_understood_shows_nothing(cast, scene, query):
    assert titles(cast, "delegate_ep", query) == []


@pytest.mark.parametrize("key", STRANGERS)
def test_a_draft_does_not_exist_in_list_search_and_counts_of_others(cast, key):
    stages.draft(cast, SECRET, **dict.fromkeys(["summary", "problem"], SECRET))
    client = cast.client(key)
    for query in ("", "q=Zanzibar", "state=draft", "view=drafts", "view=led", "area=A", "office=EP"):
        page = client.get(f"{LIST}?{query}").content.decode()
        assert [word for word in ("quince", "Showing", "table__title") if word in page] == [], query


@pytest.mark.parametrize(
    ("key", "count"), [("delegate_jp", 2), ("observer", 1), ("industry", 0), ("site_admin", 0)]
)
def test_the_count_is_of_what_is_visible(cast, key, count):
    stages.submitted(cast, "Open")
    stages.submitted(cast, SECRET, submit_visibility="members")
    stages.asked(cast, "Draft")
    page = cast.client(key).get(LIST).content.decode()
    shown = re.findall(r"Showing (\d+)–(\d+) of (\S+?)[\s<]", page)
    assert shown == ([("1", str(count), str(count))] if count else [])
    assert ("quince" in page) is (count == 2)


def test_fifty_rows_a_page_and_no_exact_count_beyond(cast):
    office, now = Office.objects.get(code="EP"), clock.now()
    Proposal.objects.bulk_create(
        Proposal(
            title=f"Row {n}",
            state="submitted",
            symbol=f"NETAI/P/1999/{n}",
            visibility="members",
            lead_office=office,
            fingerprint="0" * 64,
            updated_at=now - dt.timedelta(minutes=n),
        )
        for n in range(120)
    )
    assert titles(cast, "hod_jp") == [f"Row {n}" for n in range(50)]
    assert titles(cast, "hod_jp", "page=2&state=submitted") == [f"Row {n}" for n in range(50, 100)]
    assert titles(cast, "hod_jp", "page=3") == [f"Row {n}" for n in range(100, 120)]
    page = cast.client("hod_jp").get(LIST).content.decode()
    assert "Showing 1–50 of 50+" in page
    assert titles(cast, "observer") == []


def test_who_leads_gets_the_views_and_the_button_for_it(cast):
    words = ("Our drafts", "New draft", "Led by the EPO")
    pages = {
        key: cast.client(key).get(LIST).content.decode() for key in ("delegate_ep", "head_ep", "observer")
    }
    assert {key: [word for word in words if word in page] for key, page in pages.items()} == {
        "delegate_ep": list(words),
        "head_ep": list(words),
        "observer": [],
    }
    assert "Proposals are drafted by delegates" in pages["head_ep"]


def test_a_list_is_only_read(cast):
    assert cast.client("delegate_ep").post(LIST).status_code == 405
    assert cast.client("anonymous").get(LIST).status_code == 302


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "No proposal yet"),
        ("view=led", "Your office leads no proposal yet"),
        ("view=drafts", "No draft at present"),
        ("view=in_ballot", "No ballot is open"),
        ("view=endorsed", "Nothing is endorsed yet"),
        ("view=set_aside", "Nothing is set aside"),
        ("view=drafts&area=A", "Nothing matches"),
        ("state=flying", "Nothing matches"),
        ("page=2", "Nothing matches"),
    ],
)
def test_an_empty_list_says_what_would_stand_there(cast, query, words):
    page = cast.client("delegate_us").get(f"{LIST}?{query}").content.decode()
    assert re.findall(r'<div class="empty">.*?<b>(.*?)</b>', page, re.DOTALL) == [words]


def test_a_filter_keeps_the_saved_view_and_every_other_filter(cast, scene):
    page = cast.client("delegate_ep").get(f"{LIST}?view=led&area=A&q=tabled").content.decode()
    assert re.findall(r'<input type="hidden" name="view" value="(\w+)"', page) == ["led"]
    dropped = re.findall(r'<a class="tag" href="([^"]*)"', page)
    assert [html.unescape(address) for address in dropped] == ["?view=led&area=A", "?view=led&q=tabled"]
