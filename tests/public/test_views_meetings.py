"""The published extracts of summaries: what everybody reads, and what nobody does."""

from __future__ import annotations

import pytest

from tests.meetings import stages_summary as stages

pytestmark = pytest.mark.django_db
LIST = "/public/meetings/"


def test_the_record_of_the_first_two_is_there_and_linked_from_the_home(client):
    assert LIST in client.get("/public/").content.decode()
    page = client.get(LIST).content.decode()
    for part in ("NETAI/1", "15–16 January 2020", "Berlin, in person", "NETAI/2", "EPO, KIPO"):
        assert part in page
    first = client.get(f"{LIST}1/").content.decode()
    assert "scoping document" in first
    assert "From the record." in first
    assert 'rel="noreferrer"' in first


def test_only_what_was_marked_is_public_and_only_once_published(client, cast):
    meeting = stages.adopted(cast, "A meeting of quinces")
    assert "quinces" not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}3/").status_code == 404
    stages.summary.approve_publication(meeting, by=cast.chair_ep)
    assert "quinces" not in client.get(LIST).content.decode()
    assert client.get(f"{LIST}3/").status_code == 404
    stages.summary.publish_summary(meeting, by=cast.secretariat)
    assert "quinces" in client.get(LIST).content.decode()
    page = client.get(f"{LIST}3/").content.decode()
    assert "The task force noted The agenda." in page
    for kept in (
        stages.CLOSED_WORD,
        "The table.",
        "Name of",
        "Circulate",
        "To share",
        "spoke on",
        "video.example",
    ):
        assert kept not in page


def test_a_page_is_answered_304_to_who_holds_it(client):
    tag = client.get(f"{LIST}1/")["ETag"]
    assert client.get(f"{LIST}1/", headers={"if-none-match": tag}).status_code == 304
    assert client.get(f"{LIST}9/").status_code == 404
    assert client.post(f"{LIST}1/").status_code == 405
