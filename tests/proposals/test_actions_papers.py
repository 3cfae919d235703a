"""Papers of proposals: who adds, what is kept, what goes, and that nothing changes afterwards."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from ip5.audit.models import Event
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.papers.inspection import checked
from proposals import actions
from proposals.models import Proposal, ProposalPaper, ProposalPaperVersion
from tests import stages
from tests.cast import Cast
from tests.papers.makers import upload

pytestmark = pytest.mark.django_db
WORDS = "Notes on metrics, 特許.\n".encode()


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def files(settings) -> list[Path]:
    """Return the files that lie in the store."""
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def add(proposal: Proposal, by, data: bytes = WORDS, **changes) -> ProposalPaperVersion:
    """Add a paper of words."""
    return actions.add_paper(
        proposal, by=by, **({"title": "Annex 1", "upload": checked(upload("notes.txt", data))} | changes)
    )


def test_a_paper_is_kept_under_a_name_of_our_own_with_its_hash(cast: Cast, settings):
    version = add(stages.draft(cast), cast.delegate_ep, title=" Annex\u202e 1\n")
    (kept,) = files(settings)
    assert kept.read_bytes() == WORDS
    assert kept.stat().st_mode & 0o777 == 0o600
    assert (version.number, version.size, version.sha256) == (
        1,
        len(WORDS),
        hashlib.sha256(WORDS).hexdigest(),
    )
    assert (version.file_name, version.kind_code, version.by_id) == ("notes.txt", "txt", cast.delegate_ep.pk)
    assert version.paper.title == "Annex 1"
    assert "notes" not in str(kept)
    assert len(kept.name) == 32
    with pytest.raises(ValueError, match="no address"):
        _ = version.file.url


def test_the_event_is_of_the_proposals_class_and_holds_no_title(cast: Cast):
    proposal = stages.submitted(cast)
    add(proposal, cast.delegate_ep)
    add(proposal, cast.delegate_ep, visibility="members")
    add(stages.draft(cast, "Another"), cast.delegate_ep)
    events = Event.objects.filter(verb="paper.added").order_by("pk")
    assert [each.visibility for each in events] == ["members_observers", "members", "office_internal"]
    assert [set(json.loads(each.payload)["data"]) for each in events] == [{"paper", "version", "sha256"}] * 3
    assert not [each for each in events if "Annex" in each.payload or "notes" in each.payload]


def test_versions_are_numbered_and_all_are_kept(cast: Cast, settings):
    first = add(stages.submitted(cast), cast.delegate_ep)
    second = actions.add_paper_version(first.paper, by=cast.hod_ep, upload=checked(upload("n.csv", b"a,b\n")))
    assert (second.number, second.kind_code, second.paper_id) == (2, "csv", first.paper_id)
    assert len(files(settings)) == 2
    with pytest.raises(Invalid, match="same file as version 2"):
        actions.add_paper_version(first.paper, by=cast.hod_ep, upload=checked(upload("n.csv", b"a,b\n")))


@pytest.mark.parametrize("stage", ["draft", "submitted", "under_review", "returned", "tabled"])
def test_the_lead_offices_drafters_add_until_the_ballot(stage: str, cast: Cast):
    proposal = stages.STAGES[stage](cast)
    for key in ("delegate_ep", "hod_ep", "alternate_ep"):
        add(proposal, cast.hat(key), data=key.encode())
    for key in (
        "hod_us",
        "delegate_jp",
        "chair_kr",
        "secretariat",
        "observer",
        "expert",
        "admin_ep",
        "head_ep",
    ):
        with pytest.raises(Refused):
            add(proposal, cast.hat(key))
    assert proposal.papers.count() == 3


@pytest.mark.parametrize("stage", ["in_ballot", "closed"])
def test_nothing_is_added_once_the_ballot_is_open(stage: str, cast: Cast, settings):
    with pytest.raises(WrongState, match="until the ballot opens"):
        add(stages.STAGES[stage](cast), cast.delegate_ep)
    assert files(settings) == []


def test_a_paper_takes_the_stamp_off_a_draft_and_disturbs_nobody_who_writes(cast: Cast):
    proposal = stages.consented(cast)
    actions.clear(proposal, by=cast.hod_ep, fingerprint=proposal.fingerprint)
    proposal.refresh_from_db()
    assert proposal.is_cleared
    before = proposal.version
    add(proposal, cast.delegate_ep)
    proposal.refresh_from_db()
    assert (proposal.is_cleared, proposal.version) == (False, before)
    with pytest.raises(Refused, match="has not cleared"):
        actions.submit(proposal, by=cast.delegate_ep)


@pytest.mark.parametrize("given", [{"title": "  "}, {"title": "a" * 201}, {"visibility": "public"}])
def test_what_does_not_do_leaves_no_file(given: dict[str, str], cast: Cast, settings):
    with pytest.raises(Invalid):
        add(stages.draft(cast), cast.delegate_ep, **given)
    assert files(settings) == []


def test_a_paper_leaves_a_draft_with_its_files(cast: Cast, settings, django_capture_on_commit_callbacks):
    version = add(stages.draft(cast), cast.delegate_ep)
    with pytest.raises(Refused):
        actions.remove_paper(version.paper, by=cast.hod_us)
    with django_capture_on_commit_callbacks(execute=True):
        actions.remove_paper(version.paper, by=cast.colleague_ep)
    assert (ProposalPaper.objects.count(), files(settings)) == (0, [])
    assert Event.objects.filter(verb="paper.removed", visibility="office_internal").count() == 1


def test_a_deleted_draft_takes_its_files_along(cast: Cast, settings, django_capture_on_commit_callbacks):
    draft, other = stages.draft(cast), stages.draft(cast, "Another")
    add(draft, cast.delegate_ep)
    kept = add(other, cast.delegate_ep)
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete(draft, by=cast.delegate_ep)
    assert [path.name for path in files(settings)] == [Path(kept.file.name).name]


def test_a_submitted_paper_stays_whoever_asks(cast: Cast):
    version = add(stages.submitted(cast), cast.delegate_ep)
    with pytest.raises(WrongState, match="stays"):
        actions.remove_paper(version.paper, by=cast.delegate_ep)
    for attempt in (version.delete, version.paper.delete):
        with pytest.raises(DatabaseError, match="a submitted paper stays"), transaction.atomic():
            attempt()


@pytest.mark.parametrize("rows", [ProposalPaper, ProposalPaperVersion])
def test_the_runtime_role_changes_no_row_even_of_a_draft(rows, cast: Cast):
    add(stages.draft(cast), cast.delegate_ep)
    field = "title" if rows is ProposalPaper else "sha256"
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        rows.objects.update(**{field: "x"})
