"""Extras of a single named person: one row each, given once, taken back, nobody else's."""

from __future__ import annotations

import pytest

from ip5.accounts import grants
from proposals.models import ProposalGrant
from tests import stages

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty() -> None:
    """Keep the standing cast, which the other tests of this folder do without: a grant is about a draft."""


def rows(proposal):
    """Return who holds what on the proposal."""
    return sorted((each.user.email, each.permission.codename) for each in proposal.grants.all())


def test_an_extra_is_one_row_of_its_person_and_object(cast):
    proposal, other = stages.draft(cast), stages.draft(cast, "Another")
    for _time in range(2):
        grants.give("see_draft", cast.expert.person, proposal)
    assert rows(proposal) == [("expert@ip5.example", "see_draft")]
    assert rows(other) == []


def test_it_is_taken_back_alone_and_taking_back_nothing_changes_nothing(cast):
    proposal, person = stages.draft(cast), cast.expert.person
    grants.give("see_draft", person, proposal)
    grants.give("note_on_draft", person, proposal)
    for _time in range(2):
        grants.take_back("note_on_draft", person, proposal)
    assert rows(proposal) == [("expert@ip5.example", "see_draft")]


def test_a_grant_ends_with_its_draft(cast):
    proposal = stages.draft(cast)
    grants.give("see_draft", cast.expert.person, proposal)
    proposal.delete()
    assert not ProposalGrant.objects.exists()


def test_guardian_answers_no_question_of_its_own(cast):
    proposal, person = stages.draft(cast), cast.expert.person
    grants.give("see_draft", person, proposal)
    assert not person.has_perm("proposals.see_draft", proposal)
