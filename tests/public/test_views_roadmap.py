"""The published roadmap for everybody: what stands on its pages, at addresses that stay, and what does not."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.urls import reverse

from ip5.public import addresses
from roadmap.exports import files
from roadmap.models import ScopingDocument, Version
from roadmap.states import VersionState
from tests.public.publications import publish, three, uuid_of
from tests.roadmap.plans import KEPT_WORDS, large, plan

pytestmark = pytest.mark.django_db


def words(response) -> str:
    assert response.status_code == 200
    text = re.sub(r"<(script|style)\b.*?</\1>", "", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def test_before_anything_is_published_the_page_says_so(client):
    text = words(client.get("/public/"))
    assert "Nothing has been published yet" in text
    assert "NETAI/SD/1" in text
    assert "No version of the roadmap has been published yet." in words(client.get("/public/roadmap/"))
    assert "There are no two published versions yet." in words(client.get("/public/compare/"))


@pytest.mark.parametrize("key", [None, "hod_ep", "observer", "site_admin"])
def test_everybody_reads_the_current_version(client, cast, key):
    publish(record_note="From the record: leads are fictitious.")
    if key:
        client.force_login(cast.hat(key).person)
    text = words(client.get("/public/"))
    for part in (
        "Endorsed by the Heads of Office NETAI/RM/1.0 published 24 June 2021 NET/AI roadmap",
        "From the record: leads are fictitious.",
        "The offices intend to co-operate.",
        "AI-supported office operations",
        "Automatic classification",
        "to 30 June 2027",
        "Progress as it stood on 25 May 2021, when this version was frozen.",
        "IP5 NET/AI task force, NET/AI roadmap, NETAI/RM/1.0, published 24 June 2021, sha-256",
        "The files of this version are being built.",
        "Prefers another word.",
    ):
        assert part in text


def test_a_version_that_is_on_its_way_is_nowhere(client):
    publish()
    Version.objects.create(kind="major", title="THE NEXT ONE", compiled_at=dt.datetime.now(dt.UTC))
    for address in ("/public/", "/public/roadmap/", "/public/compare/", "/public/feed.atom"):
        assert "THE NEXT ONE" not in client.get(address).content.decode()
    assert client.get("/public/roadmap/1.1/").status_code == 404


def test_each_version_stays_at_its_address(client):
    _first, _second, current = three()
    for edition, symbol in (("1.0", "NETAI/RM/1.0"), ("1.1", "NETAI/RM/1.1")):
        text = words(client.get(f"/public/roadmap/{edition}/"))
        assert symbol in text
        assert "This version was superseded. The current one is NETAI/RM/1.1 Corr.1" in text
    assert addresses.of_version(current) == "/public/roadmap/1.1-Corr.1/"
    text = words(client.get("/public/roadmap/1.1-Corr.1/"))
    assert "This version was superseded" not in text
    assert "Endorsed by the task force NETAI/RM/1.1 Corr.1" in text
    assert "The offices co-operate." in text


@pytest.mark.parametrize("edition", ["1.2", "2.0", "0.9", "1.0-Corr.1"])
def test_an_edition_that_is_not_published_is_not_found(client, edition):
    publish()
    paths = ["", "areas/A/", f"projects/{uuid_of('p-1')}/", "roadmap.json"]
    assert {client.get(f"/public/roadmap/{edition}/{path}").status_code for path in paths} == {404}


def test_files_once_built_stand_on_the_page_with_their_hashes(client):
    version = publish()
    files.build_due()
    text = words(client.get("/public/"))
    for each in version.files.all():
        assert f"{each.name}" in text
        assert each.sha256 in text
    assert "being built" not in text


def test_an_area_has_a_page(client):
    publish()
    text = words(client.get("/public/roadmap/1.0/areas/A/"))
    for part in (
        "AI-supported office operations",
        "Faster, more even work.",
        "One model, five offices.",
        "Prior-art",
    ):
        assert part in text
    assert "Blockchain" not in text
    assert "No goal in this area" in words(client.get("/public/roadmap/1.0/areas/D/"))
    assert client.get("/public/roadmap/1.0/areas/Z/").status_code == 404


def test_a_project_has_a_page_in_each_version_that_holds_it(client):
    three()
    text = words(client.get(f"/public/roadmap/1.1/projects/{uuid_of('p-1')}/"))
    for part in (
        "Automatic classification",
        "Lead European Patent Office",
        "Co-leads Korean Intellectual Property Office",
        "Time 1 July 2026 to 30 September 2027",
        "Progress Active, delayed",
        "From proposals NETAI/P/2026/001",
        "Data agreed 15 Dec 2026 1 Dec 2026",
        "Needed by Prior-art search",
        "In versions NETAI/RM/1.1 Corr.1 NETAI/RM/1.1 (this page) NETAI/RM/1.0",
    ):
        assert part in text
    second = words(client.get(f"/public/roadmap/1.0/projects/{uuid_of('p-2')}/"))
    assert "Depends on Automatic classification" in second
    assert "From proposals" not in second
    assert client.get(f"/public/roadmap/1.0/projects/{uuid_of('p-9')}/").status_code == 404


def test_the_scoping_document_has_a_page(client):
    document = ScopingDocument.objects.get()
    address = reverse("public:scoping", args=[document.uuid])
    assert f'href="{address}"' in client.get("/public/").content.decode()
    text = words(client.get(address))
    assert "the wording is ours" in text
    assert "endorsed on 21 July 2020, 13th meeting of the Heads of Office" in text


def test_no_page_of_a_superseded_version_draws_today(client):
    publish(large(3))
    assert "Today" in client.get("/public/").content.decode()
    assert "Today" not in client.get("/public/roadmap/1.0/").content.decode()


# --- How it is answered ------------------------------------------------------------------------------


PAGES = (
    "/public/",
    "/public/roadmap/",
    "/public/roadmap/1.0/",
    "/public/roadmap/1.0/areas/A/",
    "/public/compare/",
)


@pytest.mark.parametrize("address", PAGES)
def test_who_holds_a_page_already_is_told_so(client, address):
    publish()
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=60"
    assert "Cookie" in first["Vary"]
    again = client.get(address, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    head = client.head(address)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])
    assert client.post(address).status_code == 405


def test_a_signed_in_reader_leaves_nothing_in_a_cache(client, cast):
    publish()
    client.force_login(cast.hod_ep.person)
    assert "no-store" in client.get("/public/")["Cache-Control"]


def test_a_new_version_is_a_new_page(client):
    publish()
    first = client.get("/public/")
    publish(edition="1.1", at=dt.datetime(2022, 6, 10, tzinfo=dt.UTC))
    assert client.get("/public/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_nothing_is_set_and_no_session_begun(client):
    publish()
    for address in PAGES:
        assert not client.get(address).cookies


# --- What it costs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", ["", "areas/A/", "projects/{}/"])
def test_as_many_queries_for_200_projects_as_for_three(client, address, django_assert_max_num_queries):
    counts = set()
    for size, edition in ((3, "1.0"), (200, "2.0")):
        publish(large(size), edition)
        with django_assert_max_num_queries(8) as seen:
            path = address.format(uuid_of("p-0"))
            assert client.get(f"/public/roadmap/{edition}/{path}").status_code == 200
        counts.add(len(seen))
    assert len(counts) == 1


def test_as_many_queries_for_three_versions_as_for_one(client, django_assert_max_num_queries):
    counts = set()
    for year in (2021, 2022, 2023):
        publish(edition=f"{year - 2020}.0", at=dt.datetime(year, 6, 24, tzinfo=dt.UTC))
        with django_assert_max_num_queries(8) as seen:
            client.get("/public/")
        counts.add(len(seen))
    assert len(counts) == 1


# --- Nothing that is kept ----------------------------------------------------------------------------


def test_nothing_kept_is_on_any_page_or_in_any_file(client):
    """Every address that the pages lead to, followed to the end."""
    publish(plan())
    publish(plan(), "1.1", at=dt.datetime(2022, 6, 10, tzinfo=dt.UTC))
    files.build_due()
    # What is said of verification is no record: program and format lie in the repository.
    seen = {where: text for where, text in everything(client).items() if not where.startswith("/verify/")}
    assert len(seen) > 20
    found = {where: word for where, text in seen.items() for word in KEPT_WORDS if word in text}
    hidden = {each.sha256 for each in Version.objects.all()}
    assert not found
    assert not [where for where, text in seen.items() if any(each in text for each in hidden)]
    assert Version.objects.filter(state=VersionState.PUBLISHED).count() == 1


def everything(client) -> dict[str, str]:
    """Return what every public address gives, by address."""
    from tests.reading import text_of

    waiting, seen = ["/public/", "/public/feed.atom", "/public/roadmap.json"], {}
    while waiting:
        where = waiting.pop()
        response = client.get(where)
        assert response.status_code == 200, where
        seen[where] = text_of(response) + str(response.headers)
        found = re.findall(r'(?:href|src)="(/(?:public|verify)/[^"#]*)', seen[where])
        waiting += [each for each in dict.fromkeys(found) if each not in seen and each not in waiting]
    return seen
