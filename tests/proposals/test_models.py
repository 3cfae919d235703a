"""Facts of a proposal: its text and fingerprint, stamps, consents, and what the database keeps."""

import json

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from ip5.kernel import clock
from ip5.kernel.text import canonical_json, sha256_hex
from ip5.offices.models import Group, Office
from proposals import actions
from proposals.models import SECTIONS, Area, Endorsement, Participation, Proposal, Revision
from tests import stages
from tests.proposals.telling import fresh

pytestmark = pytest.mark.django_db
TEXT = ["title", "area", "horizon", "group", *SECTIONS]


def other(name):
    """Return another value of a text field."""
    if name == "area":
        return Area.objects.get(code="B")
    if name == "group":
        return Group.objects.get(code="WG2")
    return "long" if name == "horizon" else "Other words."


def test_the_text_is_everything_that_is_put_forward(cast):
    proposal = stages.draft(cast)
    assert proposal.text() == {
        "title": "Common criteria",
        "area": "A",
        "horizon": "short",
        "group": "WG1",
        "lead": "EP",
        **{name: f"Words on {name.replace('_', ' ')}." for name in SECTIONS},
    }
    assert fresh(proposal).fingerprint == sha256_hex(canonical_json(proposal.text()))


@pytest.mark.parametrize("name", TEXT)
def test_every_part_of_the_text_is_in_the_fingerprint(cast, name):
    proposal = stages.draft(cast)
    edited = actions.edit(proposal, by=cast.delegate_ep, values={name: other(name)}, version=proposal.version)
    assert edited.fingerprint != proposal.fingerprint
    assert fresh(proposal).fingerprint == fresh(proposal).fingerprint_now()


def test_the_class_is_no_part_of_the_text(cast):
    proposal = stages.draft(cast)
    edited = actions.edit(
        proposal, by=cast.delegate_ep, values={"submit_visibility": "members"}, version=proposal.version
    )
    assert edited.fingerprint == proposal.fingerprint


def test_an_untitled_draft_has_a_name_and_an_address(cast):
    proposal = actions.create(by=cast.delegate_ep, values={})
    assert str(proposal) == "Untitled draft"
    assert proposal.get_absolute_url() == f"/proposals/{proposal.uuid}/"


def test_only_written_sections_are_shown(cast):
    proposal = actions.create(by=cast.delegate_ep, values={"problem": "Words.", "risks": " \n "})
    assert proposal.written_sections == [("problem", "Problem", "Words.")]
    assert [name for name, _label, _text in proposal.sections] == list(SECTIONS)


@pytest.mark.parametrize(
    ("stage", "standing", "counts"),
    [("draft", "named", False), ("asked", "invited", False), ("consented", "consented", True)],
)
def test_how_an_office_stands(cast, stage, standing, counts):
    proposal = stages.STAGES[stage](cast)
    (each,) = proposal.participations.all()
    assert (each.standing(proposal), each.counts_for(proposal)) == (standing, counts)
    assert [office.code for office in fresh(proposal).other_offices] == (["US"] if counts else [])


def test_a_declined_and_a_stale_consent_count_for_nothing(cast):
    proposal = stages.consented(cast)
    edited = actions.edit(proposal, by=cast.delegate_ep, values={"risks": "More."}, version=proposal.version)
    assert [each.standing(edited) for each in edited.participations.all()] == ["asked_again"]
    declined = actions.decline(edited, by=cast.hod_us)
    assert [each.standing(declined) for each in declined.participations.all()] == ["declined"]
    assert fresh(proposal).taking_part == []


@pytest.mark.parametrize(
    "values",
    [
        {"symbol": "NETAI/P/2021/001"},
        {"visibility": "members"},
        {"state": "submitted"},
        {"state": "submitted", "symbol": "NETAI/P/2021/001"},
        {"state": "submitted", "visibility": "members"},
    ],
)
def test_a_draft_has_no_symbol_and_is_internal_and_nothing_else_is(values):
    with pytest.raises(IntegrityError, match="proposal_draft_has_no_symbol_and_is_internal"):
        Proposal.objects.create(
            lead_office=Office.objects.get(code="EP"), fingerprint="", updated_at=clock.now(), **values
        )


def test_a_symbol_and_an_office_are_there_once(cast):
    one = stages.submitted(cast)
    two = stages.draft(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=two.pk).update(symbol=one.symbol, state="submitted", visibility="members")
    with pytest.raises(IntegrityError, match="one_participation_an_office"):
        Participation.objects.create(proposal=one, office=Office.objects.get(code="US"))


def test_rev_0_is_the_text_as_submitted_and_its_hash(cast):
    proposal = stages.submitted(cast)
    revision = Revision.objects.get(proposal=proposal)
    assert json.loads(revision.content) == proposal.text()
    assert revision.content == canonical_json(proposal.text())
    assert revision.sha256 == sha256_hex(revision.content) == proposal.fingerprint
    assert (revision.number, revision.symbol) == (0, f"{proposal.symbol} Rev.0")
    assert (revision.submitted_by, revision.submitted_at) == (cast.hod_ep, proposal.submitted_at)


@pytest.mark.parametrize("model", [Revision, Endorsement])
@pytest.mark.parametrize(
    "statement",
    ["UPDATE {} SET proposal_id = proposal_id", "DELETE FROM {}", "TRUNCATE {} CASCADE"],
)
def test_the_runtime_role_may_only_add(cast, model, statement):
    stages.in_ballot(cast)
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table))
    assert model.objects.count() == 1
