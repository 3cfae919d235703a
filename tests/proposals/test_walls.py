"""What the database refuses of a proposal, whoever asks."""

import pytest
from django.db import DatabaseError, transaction

from proposals.models import Proposal
from tests import stages

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("column", "value"),
    [("title", "Another"), ("problem", "Another"), ("fingerprint", "0" * 64), ("horizon", "long")],
)
def test_a_submitted_text_does_not_change(cast, column, value):
    proposal = stages.submitted(cast)
    with pytest.raises(DatabaseError, match="a submitted text does not change"), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**{column: value})
    kept = Proposal.objects.get(pk=proposal.pk)
    assert getattr(kept, column) == getattr(proposal, column)


def test_a_draft_does(cast):
    proposal = stages.draft(cast)
    assert Proposal.objects.filter(pk=proposal.pk).update(problem="Another") == 1
