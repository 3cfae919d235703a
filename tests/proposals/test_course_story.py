"""Two offices draft together, four review, the chair returns it, Rev.1 answers every comment."""

import pytest

from ip5.offices.models import Office
from proposals import actions
from proposals.models import Review
from proposals.states import MACHINE
from tests import stages

pytestmark = pytest.mark.django_db


def test_review_and_revision(cast):
    proposal = stages.draft(cast)
    actions.share(proposal, by=cast.delegate_ep, office=Office.objects.get(code="US"), level="edit")
    proposal.refresh_from_db()
    proposal = actions.edit(
        proposal,
        by=cast.delegate_us,
        values=stages.text("Common criteria", problem="Written by two."),
        version=proposal.version,
    )
    proposal = actions.ask_consent(proposal, by=cast.delegate_ep)
    proposal = actions.consent(proposal, by=cast.hod_us, fingerprint=proposal.fingerprint)
    proposal = actions.submit(proposal, by=cast.hod_ep)
    proposal = actions.admit(proposal, by=cast.chair_kr)
    first = actions.comment(proposal, by=cast.delegate_jp, text="Why so, @KR?", section="problem")
    for key in ("hod_us", "hod_jp", "hod_kr", "hod_cn"):
        actions.prepare_review(
            proposal, by=cast.hat(key), recommendation="support", scores={"scope": 4}, text="Good."
        )
        assert Review.objects.visible_to(cast.hat(key)).count() == 1
        actions.file_review(proposal, by=cast.hat(key))
    assert Review.objects.visible_to(cast.hod_ep).count() == 0
    assert Review.objects.visible_to(cast.hod_jp).count() == 4
    proposal = actions.return_for_revision(proposal, by=cast.chair_kr, reason="An annex.")
    working = actions.prepare_revision(proposal, by=cast.delegate_ep)
    actions.prepare_revision(
        proposal, by=cast.delegate_ep, values={"problem": "Clearer."}, version=working.version
    )
    actions.dispose(first, by=cast.delegate_ep, answer="accepted")
    proposal.refresh_from_db()
    proposal = actions.revise(proposal, by=cast.hod_ep)
    assert (proposal.state, proposal.revisions.count(), proposal.problem) == ("submitted", 2, "Clearer.")


def test_the_guard_knows_the_table(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('proposals_proposal_guard'::regproc)")
        body = cursor.fetchone()[0]
    import re

    pairs = set(re.findall(r"\('(\w+)', '(\w+)'\)", body))
    assert pairs == MACHINE.pairs()
