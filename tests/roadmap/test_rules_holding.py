"""A frozen version holds its proposals: none is asked to be reconsidered, none is tabled again meanwhile."""

from __future__ import annotations

import json

import pytest

from ip5.audit.models import Event
from ip5.kernel.errors import Refused
from ip5.outbox.models import Notice
from proposals import actions as proposals
from proposals.models import Proposal, Reconsideration
from proposals.rules import RULES, holding
from roadmap import actions
from roadmap.models import Version
from roadmap.rules import holder_of
from tests.proposals.test_actions_afterwards import let_ask_pass
from tests.roadmap import stages

pytestmark = pytest.mark.django_db
ASK = RULES["ask_reconsideration"]


def fresh(proposal: Proposal) -> Proposal:
    """The proposal as the database has it now."""
    return Proposal.objects.get(pk=proposal.pk)


def test_until_it_is_frozen_and_after_it_is_withdrawn_nothing_holds_it(cast):
    proposal = stages.endorsed(cast)
    other = stages.endorsed(cast, "Another one")
    version = stages.compiled(cast, (proposal,))
    assert (holder_of(proposal), bool(ASK(cast.hod_us, proposal))) == ("", True)
    frozen = actions.freeze(version, by=cast.chair_kr)
    assert holder_of(proposal) == frozen.symbol
    assert holder_of(other) == ""
    verdict = ASK(cast.hod_us, proposal)
    assert not verdict
    assert frozen.symbol in str(verdict.reason)
    with pytest.raises(Refused, match="is frozen and holds it"):
        proposals.ask_reconsideration(proposal, by=cast.hod_us, reason="New facts.")
    actions.withdraw(frozen, by=cast.chair_kr, reason="Too early.")
    assert (holder_of(proposal), bool(ASK(cast.hod_us, proposal))) == ("", True)


def test_a_published_version_holds_it(cast):
    version = stages.published(cast)
    found = Proposal.objects.get(project_source__project__holdings__version=version)
    assert holder_of(found) == version.symbol


def test_a_request_lapses_when_a_version_was_frozen_meanwhile(cast):
    proposal = stages.endorsed(cast)
    version = stages.compiled(cast, (proposal,))
    asked = proposals.ask_reconsideration(proposal, by=cast.hod_us, reason="New facts.")
    frozen = actions.freeze(version, by=cast.chair_kr)
    let_ask_pass(proposal)
    assert [proposals.reconsider_due(), proposals.reconsider_due()] == [0, 0]
    assert fresh(proposal).state == "tf_endorsed"
    assert Reconsideration.objects.get(pk=asked.pk).state == "lapsed"
    event = Event.objects.for_subject(proposal).order_by("-seq").first()
    assert event.verb == "proposal.reconsideration_lapsed"
    assert json.loads(event.payload)["data"] == {"holder": frozen.symbol}
    told = Notice.objects.filter(kind="reconsideration_lapsed").values_list("mandate__capacity", flat=True)
    assert set(told) == {"hod", "alternate"}
    # Off its way, it may be asked again.
    actions.withdraw(Version.objects.get(pk=frozen.pk), by=cast.chair_kr, reason="Too early.")
    proposals.ask_reconsideration(proposal, by=cast.hod_us, reason="New facts.")
    let_ask_pass(proposal)
    assert proposals.reconsider_due() == 1
    assert fresh(proposal).state == "tabled"


def test_a_holder_is_asked_once_however_often_it_is_named(cast):
    proposal = stages.endorsed(cast)
    asked = []

    def holder(each: Proposal) -> str:
        asked.append(each.pk)
        return ""

    try:
        for _each in range(2):
            holding.register(holder)
        assert holding.holder_of(proposal) == ""
        assert asked == [proposal.pk]
    finally:
        holding._HOLDERS.remove(holder)
