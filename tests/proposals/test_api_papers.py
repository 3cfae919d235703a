"""Documents over the API: the same rights, sentences and files as on the pages, at few queries."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ip5.papers import uploads
from ip5.papers.inspection import checked
from proposals import actions, rules
from proposals.models import Proposal, ProposalPaperVersion
from tests import stages
from tests.access import EVERYBODY
from tests.cast import Cast
from tests.papers import makers
from tests.papers.makers import upload
from tests.proposals.test_views_papers import LEAD, MEMBERS

pytestmark = pytest.mark.django_db
CANARY = "Axolotl"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def at(proposal: Proposal, *rest: Any) -> str:
    """Return the address of the proposal's documents, or of what is under it."""
    return "/".join((f"/api/v1/proposals/{proposal.uuid}/papers", *map(str, rest), ""))


def paper(proposal: Proposal, cast: Cast, name: str = "notes.txt", **changes: Any) -> ProposalPaperVersion:
    """Add a paper whose every word is the canary's."""
    found = checked(upload(name, f"{CANARY} inside".encode()))
    return actions.add_paper(proposal, by=cast.delegate_ep, title=f"{CANARY} annex", upload=found, **changes)


def send(client: Client, address: str, name: str, data: bytes, **fields: str) -> Any:
    """Send a form with a file."""
    return client.post(address, {**fields, "file": upload(name, data)})


def body_of(answer: Any) -> bytes:
    """Return the body, whichever way it comes."""
    return b"".join(answer) if answer.streaming else answer.content


def test_a_document_is_added_gets_a_version_and_goes_away(cast: Cast):
    proposal = stages.draft(cast)
    client = cast.client("delegate_ep")
    added = send(client, at(proposal), "特許.txt", b"One", title=" Annex\u202e 1 ", visibility="members")
    assert added.status_code == 201, added.content
    row = added.json()
    (version,) = row["versions"]
    made = ProposalPaperVersion.objects.get()
    assert row == {
        "uuid": str(made.paper.uuid),
        "title": "Annex 1",
        "visibility": "members",
        "versions": [version],
    }
    assert version | {"at": ""} == {
        "number": 1,
        "file_name": "特許.txt",
        "kind": "txt",
        "size": 3,
        "sha256": hashlib.sha256(b"One").hexdigest(),
        "office": "EP",
        "at": "",
    }
    again = send(cast.client("hod_ep"), at(proposal, row["uuid"], "versions"), "a.csv", b"a,b\n")
    assert (again.status_code, [each["number"] for each in again.json()["versions"]]) == (201, [2, 1])
    assert client.get(at(proposal)).json() == [again.json()]
    assert client.get(at(proposal, row["uuid"])).json() == again.json()
    handed = client.get(at(proposal, row["uuid"], "versions", 1))
    assert (handed.status_code, body_of(handed)) == (200, b"One")
    gone = client.delete(at(proposal, row["uuid"]))
    assert (gone.status_code, gone.content, proposal.papers.count()) == (204, b"", 0)
    assert client.delete(at(proposal, row["uuid"])).status_code == 404


def test_a_file_goes_out_as_on_the_page_whatever_is_accepted(cast: Cast):
    version = paper(stages.submitted(cast), cast, 'a"; 特許.txt')
    client = cast.client("observer")
    page = client.get(version.get_absolute_url())
    page_body = body_of(page)
    address = at(version.paper.proposal, version.paper.uuid, "versions", 1)
    for accepted in ("*/*", "text/plain", "application/pdf", "application/json"):
        answer = client.get(address, HTTP_ACCEPT=accepted)
        assert (answer.status_code, body_of(answer)) == (200, page_body)
        names = ("Content-Type", "Content-Disposition", "Content-Length", "X-Content-Type-Options")
        assert {name: answer[name] for name in names} == {name: page[name] for name in names}
        assert "sandbox" in answer["Content-Security-Policy"]
    missing = client.get(
        at(version.paper.proposal, version.paper.uuid, "versions", 2), HTTP_ACCEPT="text/plain"
    )
    assert (missing.status_code, missing.json()) == (
        404,
        {"detail": "There is nothing here that you may see."},
    )


READERS = {
    "draft": (stages.draft, {}, LEAD),
    "asked": (stages.asked, {}, LEAD | {"hod_us"}),
    "submitted": (stages.submitted, {}, MEMBERS | {"observer", "expert"}),
    "narrower": (stages.submitted, {"visibility": "members"}, MEMBERS | {"expert"}),
}


@pytest.mark.parametrize("case", list(READERS))
def test_who_reads_it_and_for_whom_it_does_not_exist(case: str, cast: Cast):
    stage, changes, readers = READERS[case]
    version = paper(stage(cast), cast, **changes)
    proposal, uuid = version.paper.proposal, version.paper.uuid
    for member in EVERYBODY:
        if member == "inactive":
            continue
        client, found = cast.client(member), []
        for address in (at(proposal), at(proposal, uuid), at(proposal, uuid, "versions", 1)):
            answer = client.get(address)
            body = body_of(answer)
            assert (CANARY.encode() in body) == (member in readers), (member, address)
            found.append(answer.status_code)
        # An observer sees the proposal and an empty list of what is the members' own.
        sees = member in readers or (case == "narrower" and member == "observer")
        if member == "anonymous":
            assert found == [401, 401, 401]
        else:
            assert found == [200 if sees else 404, *[200 if member in readers else 404] * 2], member


def test_another_proposals_address_does_not_lead_to_it(cast: Cast):
    version, other = paper(stages.submitted(cast), cast), stages.submitted(cast, "Another")
    client = cast.client("delegate_ep")
    for rest in ((), ("versions", 1), ("versions", 9_999_999_999)):
        assert client.get(at(other, version.paper.uuid, *rest)).status_code == 404
    assert client.get(at(version.paper.proposal, "nonsense")).status_code == 404
    assert client.delete(at(other, version.paper.uuid)).status_code == 404
    assert send(client, at(other, version.paper.uuid, "versions"), "b.txt", b"B").status_code == 404
    assert ProposalPaperVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("stage", "key", "status"),
    [
        ("draft", "deputy_ep", 403),
        ("draft", "delegate_jp", 404),
        ("asked", "hod_us", 403),
        ("submitted", "hod_us", 403),
        ("submitted", "observer", 403),
        ("submitted", "chair_kr", 403),
        ("in_ballot", "hod_ep", 409),
        ("in_ballot", "site_admin", 404),
    ],
)
def test_who_may_not_is_told_the_rules_reason_and_leaves_no_file(
    stage: str, key: str, status: int, cast: Cast, settings
):
    made = stages.STAGES["draft" if stage in {"draft", "asked"} else "tabled"](cast)
    version = paper(made, cast)
    proposal = version.paper.proposal
    if stage == "asked":
        actions.ask_consent(proposal, by=cast.delegate_ep)
    if stage == "in_ballot":
        actions.open_round(proposal, by=cast.chair_kr, days=10)
    client, found = cast.client(key), Proposal.objects.get(pk=proposal.pk)
    files = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    answers = {
        "add_paper": send(client, at(proposal), "a.txt", b"A", title="Annex"),
        "add_paper_version": send(client, at(proposal, version.paper.uuid, "versions"), "a.txt", b"A"),
        "remove_paper": client.delete(at(proposal, version.paper.uuid)),
    }
    for name, answer in answers.items():
        assert answer.status_code == status, name
        if status != 404:
            assert answer.json() == {"detail": str(rules.RULES[name](cast.hat(key), found).reason)}
    assert sorted(Path(settings.MEDIA_ROOT).rglob("*")) == files
    assert ProposalPaperVersion.objects.count() == 1


def test_a_submitted_document_stays(cast: Cast):
    version = paper(stages.submitted(cast), cast)
    answer = cast.client("hod_ep").delete(at(version.paper.proposal, version.paper.uuid))
    assert (answer.status_code, answer.json()) == (
        409,
        {"detail": "A submitted document stays; add a new version instead."},
    )


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.txt", b"", "The file is empty."),
        ("a.svg", b"<svg/>", "This is none of the kinds that are taken"),
        ("a.pdf", b"Plain words", "The name ends in .pdf, but the content is plain text."),
        ("a.txt", b"<html><script>1</script>", "This is a web page or a drawing in markup"),
        ("a.docx", makers.zipped([("word/vbaProject.bin", b"x")]), "The file"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(name: str, data: bytes, said: str, cast: Cast):
    proposal = stages.draft(cast)
    answer = send(cast.client("delegate_ep"), at(proposal), name, data, title="Annex")
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["file"]), answer.json()
    assert answer.json()["errors"]["file"][0].startswith(said)
    assert proposal.papers.count() == 0


def test_what_else_does_not_do_is_told_by_field(cast: Cast):
    proposal = stages.draft(cast)
    client = cast.client("delegate_ep")

    def errors(**fields: Any) -> tuple[int, set[str]]:
        answer = client.post(at(proposal), fields)
        return answer.status_code, set(answer.json().get("errors", {}))

    assert errors(title="Annex") == (422, {"file"})
    assert errors(file=upload("a.txt", b"A")) == (422, {"title"})
    assert errors(title="x" * 201, file=upload("a.txt", b"A")) == (422, {"title"})
    assert errors(title="x", visibility="public", file=upload("a.txt", b"A")) == (422, {"visibility"})
    assert errors(title="x", by="chair", file=upload("a.txt", b"A")) == (422, {"by"})
    assert errors(title="x", file="no file") == (422, {"file"})
    as_json = client.post(at(proposal), {"title": "x"}, content_type="application/json")
    assert (as_json.status_code, set(as_json.json())) == (415, {"detail"})
    broken = client.post(at(proposal), b"--", content_type="multipart/form-data")
    assert (broken.status_code, set(broken.json())) == (400, {"detail"})
    assert proposal.papers.count() == 0


def test_26_megabytes_are_refused_with_the_limit_and_nothing_lies_anywhere(cast: Cast, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    proposal = stages.draft(cast)
    answer = send(cast.client("delegate_ep"), at(proposal), "a.txt", b"a" * (26 * 1024 * 1024), title="x")
    assert (answer.status_code, list(answer.json()["errors"])) == (413, ["file"])
    assert "larger than 25 MB" in answer.json()["detail"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_only_the_routes_of_documents_take_a_file(cast: Cast):
    proposal = stages.draft(cast)
    client = cast.client("delegate_ep")
    for address in (f"/api/v1/proposals/{proposal.uuid}/ask_clearance/", "/api/v1/proposals/"):
        answer = send(client, address, "a.txt", b"A")
        assert (answer.status_code, bool(answer.wsgi_request.FILES)) == (415, False)
    assert uploads.is_taking_files(client.get(at(proposal)).wsgi_request.resolver_match.func)


def test_a_program_without_the_token_sends_no_file(cast: Cast):
    proposal = stages.draft(cast)
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.delegate_ep.person)
    refused = send(client, at(proposal), "a.txt", b"A", title="Annex")
    assert (refused.status_code, proposal.papers.count()) == (403, 0)
    client.get(reverse("proposals:paper_add", args=[proposal.uuid]))
    token = client.cookies["csrftoken"].value
    taken = client.post(
        at(proposal), {"title": "Annex", "file": upload("a.txt", b"A")}, HTTP_X_CSRFTOKEN=token
    )
    assert (taken.status_code, proposal.papers.count()) == (201, 1)
    broken = client.post(at(proposal), b"--", content_type="multipart/form-data", HTTP_X_CSRFTOKEN=token)
    assert (broken.status_code, set(broken.json())) == (400, {"detail"})


def test_lists_and_details_ask_as_much_for_one_as_for_three(cast: Cast):
    proposal = stages.submitted(cast)
    counts: dict[str, set[int]] = {}
    for number in (1, 2, 3):
        version = paper(proposal, cast, f"{number}.txt")
        for each in range(number):
            found = checked(upload("n.txt", f"{number} {each}".encode()))
            actions.add_paper_version(version.paper, by=cast.hod_ep, upload=found)
        for key in ("delegate_ep", "hod_jp", "observer", "expert", "chair_kr"):
            client = cast.client(key)
            client.get(at(proposal))  # the first request of a session writes what later ones read
            for address in (at(proposal), at(proposal, version.paper.uuid)):
                with CaptureQueriesContext(connection) as queries:
                    answer = client.get(address)
                assert answer.status_code == 200
                counts.setdefault(f"{key} {len(address)}", set()).add(len(queries))
        assert len(client.get(at(proposal)).json()) == number
    assert {key: len(found) for key, found in counts.items()} == dict.fromkeys(counts, 1)
    assert max(max(found) for found in counts.values()) <= 6, counts
