"""The library as a page: shelves, scoping documents, summaries; by class, at a constant number of queries."""

from __future__ import annotations

import pytest

from meetings.models import LibraryPaper
from tests.meetings import stages_agenda
from tests.papers import makers
from tests.reading import text_of

pytestmark = pytest.mark.django_db


def test_the_body_adds_and_all_read_by_class(cast):
    client = cast.client("secretariat")
    file = makers.upload("a.txt", b"Words.")
    sent = {"title": "Zanzibar quince", "shelf": "template", "visibility": "members", "file": file}
    assert client.post("/meetings/library/add/", sent).status_code == 302
    paper = LibraryPaper.objects.get()
    sent = {"file": makers.upload("b.txt", b"Others.")}
    assert client.post(f"/meetings/library/{paper.uuid}/version/", sent).status_code == 302
    mine = text_of(cast.client("hod_jp").get("/meetings/library/"))
    assert ("Zanzibar quince" in mine, "1 former version" in mine) == (True, True)
    for member in ("observer", "expert", "industry", "site_admin"):
        browser = cast.client(member)
        assert "quince" not in text_of(browser.get("/meetings/library/"))
        assert browser.get(f"/meetings/library/{paper.uuid}/1/").status_code == 404
    answer = cast.client("hod_jp").get(f"/meetings/library/{paper.uuid}/2/")
    assert b"".join(answer.streaming_content) == b"Others."


def test_the_number_of_queries_is_constant(cast, django_assert_max_num_queries):
    client, counts = cast.client("hod_jp"), []
    for place in (1, 3):
        for each in range(place):
            stages_agenda.shelved(cast, f"Paper {place} {each}")
        with django_assert_max_num_queries(20) as queries:
            client.get("/meetings/library/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
