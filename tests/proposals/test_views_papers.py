"""Documents on the page of a proposal: adding, reading, and who finds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from ip5.papers import kinds, uploads
from ip5.papers.inspection import checked
from proposals import actions
from proposals.models import Proposal, ProposalPaperVersion
from tests import stages
from tests.access import EVERYBODY
from tests.cast import Cast
from tests.papers import makers
from tests.papers.makers import upload

pytestmark = pytest.mark.django_db
LEAD = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep"}
MEMBERS = LEAD | {"delegate_us", "hod_us", "leaver", "delegate_jp", "hod_jp", "hod_kr", "hod_cn"}
MEMBERS |= {"chair_ep", "chair_kr", "secretariat"}
CANARY = "Axolotl"
LOOKERS = {"delegate_ep", "hod_us", "observer", "expert", "industry"}


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def paper(proposal: Proposal, cast: Cast, name: str = "notes.txt", **changes) -> ProposalPaperVersion:
    """Add a paper whose every word is the canary's."""
    found = checked(upload(name, f"{CANARY} inside".encode()))
    return actions.add_paper(proposal, by=cast.delegate_ep, title=f"{CANARY} annex", upload=found, **changes)


def post(client: Client, address: str, name: str, data: bytes, **fields: str):
    """Send the form as a browser does."""
    words = {"title": "Annex 1", "visibility": "members_observers", **fields}
    return client.post(address, {**words, "file": upload(name, data)})


READERS = {
    "draft": (stages.draft, {}, LEAD),
    "asked": (stages.asked, {}, LEAD | {"hod_us"}),
    "submitted": (stages.submitted, {}, MEMBERS | {"observer", "expert"}),
    "narrower": (stages.submitted, {"visibility": "members"}, MEMBERS | {"expert"}),
}


@pytest.mark.parametrize("case", list(READERS))
def test_who_may_read_it_and_for_whom_it_does_not_exist(case: str, cast: Cast):
    stage, changes, readers = READERS[case]
    version = paper(stage(cast), cast, **changes)
    found = {}
    for member in EVERYBODY:
        if member == "inactive":
            continue
        response = cast.client(member).get(version.get_absolute_url())
        found[member] = response.status_code
        body = b"".join(response) if response.streaming else response.content
        assert (CANARY.encode() in body) == (member in readers)
        if member in LOOKERS:
            shown = cast.client(member).get(version.paper.proposal.get_absolute_url()).content.decode()
            assert (CANARY in shown) == (member in readers)
    expected = {member: 200 if member in readers else 404 for member in found} | {"anonymous": 302}
    assert found == expected


def test_another_proposals_address_does_not_lead_to_it(cast: Cast):
    version, other = paper(stages.draft(cast), cast), stages.submitted(cast, "Another")
    client = cast.client("hod_jp")
    for uuid, number in ((other.uuid, 1), (version.paper.proposal.uuid, 1)):
        assert (
            client.get(reverse("proposals:paper", args=[uuid, version.paper.uuid, number])).status_code == 404
        )
    own = reverse("proposals:paper", args=[version.paper.proposal.uuid, version.paper.uuid, 2])
    assert cast.client("delegate_ep").get(own).status_code == 404


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("notes.txt", 'attachment; filename="notes.txt"'),
        ("特許 指標.txt", "attachment; filename*=utf-8''%E7%89%B9%E8%A8%B1%20%E6%8C%87%E6%A8%99.txt"),
        ("براءة.txt", "attachment; filename*=utf-8''%D8%A8%D8%B1%D8%A7%D8%A1%D8%A9.txt"),
        ('a"; filename="b.html.txt', 'attachment; filename="a\\"; filename=\\"b.html.txt"'),
    ],
)
def test_it_is_handed_out_and_never_shown(name: str, said: str, cast: Cast):
    version = paper(stages.submitted(cast), cast, name)
    response = cast.client("hod_jp").get(version.get_absolute_url())
    assert b"".join(response) == f"{CANARY} inside".encode()
    assert response["Content-Disposition"] == said
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response["Content-Length"] == str(version.size)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"


def test_no_static_address_leads_to_a_file(cast: Cast):
    version = paper(stages.submitted(cast), cast)
    client = cast.client("delegate_ep")
    for address in (f"/{version.file.name}", f"/media/{version.file.name}", f"/static/{version.file.name}"):
        assert client.get(address).status_code == 404


def test_a_document_is_added_and_a_version_follows(cast: Cast):
    proposal, client = stages.draft(cast), cast.client("delegate_ep")
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "No document yet" in page
    add = reverse("proposals:paper_add", args=[proposal.uuid])
    assert 'enctype="multipart/form-data"' in client.get(add).content.decode()
    assert post(client, add, "指標.docx", makers.docx()).status_code == 302
    found = proposal.papers.get()
    again = reverse("proposals:paper_version", args=[proposal.uuid, found.uuid])
    assert post(client, again, "指標.pdf", makers.pdf()).status_code == 302
    assert [(each.number, each.file_name, each.kind_code) for each in found.versions.all()] == [
        (2, "指標.pdf", "pdf"),
        (1, "指標.docx", "docx"),
    ]
    page = client.get(proposal.get_absolute_url()).content.decode()
    assert "Annex 1" in page
    assert "1 former version" in page
    away = reverse("proposals:paper_remove", args=[proposal.uuid, found.uuid])
    assert client.get(away).status_code == 200
    assert client.post(away).status_code == 302
    assert proposal.papers.count() == 0


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.txt", b"", "The file is empty."),
        ("a.png", b"<svg xmlns='x'></svg>", "a web page or a drawing in markup"),
        ("a.exe", b"MZ", "none of the kinds that are taken"),
        ("a.pdf", b"Words", "the content is plain text"),
    ],
)
def test_a_refused_file_is_told_on_the_form(name: str, data: bytes, sentence: str, cast: Cast):
    proposal = stages.draft(cast)
    response = post(
        cast.client("delegate_ep"), reverse("proposals:paper_add", args=[proposal.uuid]), name, data
    )
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert 'value="Annex 1"' in response.content.decode()
    assert proposal.papers.count() == 0


def test_a_form_without_a_file_says_what_is_missing(cast: Cast):
    add = reverse("proposals:paper_add", args=[stages.draft(cast).uuid])
    response = cast.client("delegate_ep").post(add, {"visibility": "members"})
    assert response.status_code == 422
    assert "Choose a file." in response.content.decode()
    assert "Give the document a title." in response.content.decode()


def test_26_megabytes_are_refused_with_the_limit_and_nothing_lies_anywhere(cast: Cast, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    proposal = stages.draft(cast)
    add = reverse("proposals:paper_add", args=[proposal.uuid])
    response = post(cast.client("delegate_ep"), add, "a.txt", b"a" * (26 * 1024 * 1024))
    assert response.status_code == 413
    assert "larger than 25 MB" in response.content.decode()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert proposal.papers.count() == 0


def test_of_a_body_far_too_large_nothing_more_is_read(cast: Cast, monkeypatch):
    monkeypatch.setattr(uploads, "MAX_BODY", 4_000)
    monkeypatch.setattr(uploads, "DRAINED", 8_000)
    add = reverse("proposals:paper_add", args=[stages.draft(cast).uuid])
    response = post(cast.client("delegate_ep"), add, "a.txt", b"a" * 400_000)
    assert response.status_code == 413
    assert response.wsgi_request.upload_was_too_large


def test_a_view_that_takes_no_files_gets_none(cast: Cast):
    for member in ("anonymous", "delegate_ep"):
        client = cast.client(member)
        response = client.post(reverse("account_login"), {"login": "x", "file": upload("a.txt", b"Words")})
        assert not response.wsgi_request.FILES
    assert kinds.MAX_SIZE == 25 * 1024 * 1024


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_number_of_queries(number: int, cast: Cast, django_assert_max_num_queries):
    proposal = stages.submitted(cast)
    for each in range(number):
        found = checked(upload("n.txt", f"{each}".encode()))
        first = actions.add_paper(proposal, by=cast.delegate_ep, title=f"Annex {each}", upload=found)
        actions.add_paper_version(
            first.paper, by=cast.hod_ep, upload=checked(upload("n.txt", f"v{each}".encode()))
        )
    client = cast.client("hod_jp")
    client.get(proposal.get_absolute_url())
    with django_assert_max_num_queries(30) as asked:
        client.get(proposal.get_absolute_url())
    papers = [each for each in asked.captured_queries if "proposalpaper" in each["sql"]]
    assert len(papers) == 1
