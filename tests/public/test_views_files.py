"""Files of published versions, the schema and the feed: for ever the same bytes, for everybody."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from xml.etree import ElementTree

import pytest

from roadmap.exports import data, files
from roadmap.exports.files import FORMATS, SUMS
from tests.public.publications import publish, three

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
NAMES = (*FORMATS, SUMS)


@pytest.fixture
def version():
    made = publish()
    files.build_due()
    return made


@pytest.mark.parametrize("name", NAMES)
def test_a_file_is_sent_as_it_was_kept(client, version, name, django_assert_max_num_queries):
    kept = version.files.get(name=name)
    with django_assert_max_num_queries(4):
        response = client.get(f"/public/roadmap/1.0/{name}")
    assert response.status_code == 200
    assert hashlib.sha256(response.content).hexdigest() == kept.sha256
    assert response["Content-Type"] == files.content_type(name)
    assert response["ETag"] == f'"{kept.sha256}"'
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert not response.cookies


@pytest.mark.parametrize("name", NAMES)
def test_who_holds_it_already_is_told_so_and_no_bytes_are_read(client, version, name):
    tag = f'"{version.files.get(name=name).sha256}"'
    again = client.get(f"/public/roadmap/1.0/{name}", HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    head = client.head(f"/public/roadmap/1.0/{name}")
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", tag)
    assert client.post(f"/public/roadmap/1.0/{name}").status_code == 405


def test_spreadsheets_are_saved_and_documents_shown(client, version):
    said = {
        name: client.get(f"/public/roadmap/1.0/{name}")["Content-Disposition"].split(";")[0] for name in NAMES
    }
    assert {name for name, how in said.items() if how == "attachment"} == {"roadmap.csv", "roadmap.xlsx"}


def test_a_file_of_another_name_is_not_found(client, version):
    for name in ("roadmap.docx", "snapshot.json", "roadmap.pdf.bak"):
        assert client.get(f"/public/roadmap/1.0/{name}").status_code == 404
    assert client.get("/public/roadmap/1.1/roadmap.pdf").status_code == 404


def test_until_the_clock_has_built_it_a_file_is_announced(client):
    publish()
    response = client.get("/public/roadmap/1.0/roadmap.pdf")
    assert (response.status_code, response["Retry-After"]) == (503, "15")
    assert client.get("/public/roadmap.json").status_code == 503


def test_the_current_data_has_an_address_of_its_own(client):
    assert client.get("/public/roadmap.json").status_code == 404
    three()
    files.build_due()
    response = client.get("/public/roadmap.json")
    assert json.loads(response.content)["edition"] == "1.1 Corr.1"
    assert response["Content-Location"] == "/public/roadmap/1.1-Corr.1/roadmap.json"
    assert response["Cache-Control"] == "public, max-age=60"


def test_the_schema_is_there_before_anything_is_published(client):
    response = client.get("/public/roadmap.schema.json")
    assert response.content == data.schema()
    assert client.get("/public/roadmap.schema.json", HTTP_IF_NONE_MATCH=response["ETag"]).status_code == 304


# --- The feed ----------------------------------------------------------------------------------------


def entries(response):
    root = ElementTree.fromstring(response.content)
    return [
        (each.find(f"{ATOM}title").text, each.find(f"{ATOM}link").get("href"))
        for each in root.findall(f"{ATOM}entry")
    ]


def test_the_feed_names_every_published_version(client):
    assert entries(client.get("/public/feed.atom")) == []
    three()
    response = client.get("/public/feed.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entries(response) == [
        ("NETAI/RM/1.1 Corr.1, NET/AI roadmap", "http://testserver/public/roadmap/1.1-Corr.1/"),
        ("NETAI/RM/1.1, NET/AI roadmap", "http://testserver/public/roadmap/1.1/"),
        ("NETAI/RM/1.0, NET/AI roadmap", "http://testserver/public/roadmap/1.0/"),
    ]


def test_a_reader_that_holds_the_feed_costs_one_query(client, django_assert_num_queries):
    publish()
    tag = client.get("/public/feed.atom")["ETag"]
    with django_assert_num_queries(1):
        assert client.get("/public/feed.atom", HTTP_IF_NONE_MATCH=tag).status_code == 304
    publish(edition="1.1", at=dt.datetime(2022, 6, 10, tzinfo=dt.UTC))
    assert client.get("/public/feed.atom", HTTP_IF_NONE_MATCH=tag).status_code == 200


def test_as_many_queries_for_three_versions_as_for_one(client, django_assert_max_num_queries):
    counts = set()
    for year in (2021, 2022, 2023):
        publish(edition=f"{year - 2020}.0", at=dt.datetime(year, 6, 24, tzinfo=dt.UTC))
        with django_assert_max_num_queries(6) as seen:
            client.get("/public/feed.atom")
        counts.add(len(seen))
    assert len(counts) == 1
