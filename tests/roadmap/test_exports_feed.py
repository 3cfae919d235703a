"""The Atom feed: an entry for each version that never changes, no clock, valid before the first one."""

import datetime as dt
from xml.etree import ElementTree

from roadmap.exports import feed
from tests.roadmap.editions import edition
from tests.roadmap.plans import plan

ATOM = "{http://www.w3.org/2005/Atom}"
PLAN = plan()
FIRST = edition(PLAN)
SECOND = edition(
    PLAN,
    uuid="0c0c2c3e-7d1d-4df1-a1d5-1ba7b7b0aa01",
    symbol="NETAI/RM/1.1",
    edition="1.1",
    published_at=dt.datetime(2022, 6, 10, tzinfo=dt.UTC),
    endorsed_on=None,
)


def written(*editions):
    body = feed.write(editions, home="./", own="feed.atom", address=lambda each: f"roadmap/{each.edition}/")
    return ElementTree.fromstring(body)


def test_an_entry_for_each_version():
    root = written(SECOND, FIRST)
    assert root.find(f"{ATOM}updated").text == "2022-06-10T00:00:00+00:00"
    assert [
        (each.find(f"{ATOM}id").text, each.find(f"{ATOM}title").text, each.find(f"{ATOM}link").get("href"))
        for each in root.findall(f"{ATOM}entry")
    ] == [
        (f"urn:uuid:{SECOND.uuid}", "NETAI/RM/1.1, NET/AI roadmap", "roadmap/1.1/"),
        (f"urn:uuid:{FIRST.uuid}", "NETAI/RM/1.0, NET/AI roadmap", "roadmap/1.0/"),
    ]
    said = [each.find(f"{ATOM}summary").text for each in root.findall(f"{ATOM}entry")]
    assert said == [
        f"Published 10 June 2022. SHA-256 {SECOND.sha256}",
        f"Endorsed by the Heads of Office on 23 June 2021, published 24 June 2021. SHA-256 {FIRST.sha256}",
    ]


def test_the_feed_says_what_it_is_about():
    for root in (written(), written(SECOND, FIRST)):
        said = [each.text for each in root.findall(f"{ATOM}subtitle")]
        assert said == ["Each version of the roadmap once it is public: editions, amendments and corrigenda."]


def test_before_the_first_version_it_is_an_empty_feed():
    root = written()
    assert root.findall(f"{ATOM}entry") == []
    assert root.find(f"{ATOM}updated").text == "2020-01-01T00:00:00+00:00"
    assert {each.get("rel"): each.get("href") for each in root.findall(f"{ATOM}link")} == {
        "alternate": "./",
        "self": "feed.atom",
    }
