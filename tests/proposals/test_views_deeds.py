"""Pages of the deeds that set aside, end, join or reopen a proposal, and what is printed afterwards."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.kernel import clock
from proposals import actions
from proposals.models import Proposal
from proposals.rules import abilities
from proposals.views.acts import acts_of
from tests import stages
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db
HATS = [key for key in MEMBERS if key != "inactive"]


def soon(days=60):
    return (clock.now() + dt.timedelta(days=days)).strftime("%Y-%m-%d")


def page(cast, key, proposal):
    return cast.client(key).get(proposal.get_absolute_url()).content.decode()


def post(cast, key, proposal, name, **given):
    return cast.client(key).post(f"/proposals/{proposal.uuid}/{name}/", given)


def acts(cast, key, proposal, *, possible=True):
    """The names of the acts offered; the refused ones with ``possible=False``."""
    hat, found = cast.hat(key), Proposal.objects.get(pk=proposal.pk)
    rows = acts_of(found, hat, abilities(hat, found))
    return [row["name"] for row in rows if bool(row["verdict"]) is possible]


CASES = [
    # stage, deed, who, what is typed, the state after it, what every member then reads
    (
        "under_review",
        "defer",
        "chair_kr",
        {"until": soon(), "reference": "Pilot first."},
        "deferred",
        "Pilot first.",
    ),
    ("tabled", "withdraw", "hod_ep", {"reason": "Overtaken by events."}, "withdrawn", "Overtaken by events."),
    ("undecided", "close", "chair_kr", {"reason": "No way on."}, "closed", "No way on."),
    (
        "tabled",
        "refer-to-group",
        "chair_kr",
        {"group": "WG2", "task": "Cost it out.", "due": soon()},
        "tabled",
        "Cost it out.",
    ),
    ("ended", "ask-reconsideration", "hod_us", {"reason": "New facts."}, "closed", "New facts."),
    ("submitted", "leave", "hod_us", {}, "submitted", ""),
]


@pytest.mark.parametrize(("stage", "deed", "key", "given", "state", "words"), CASES)
def test_the_page_does_the_deed_and_prints_its_words(cast, stage, deed, key, given, state, words):
    builders = stages.STAGES | {"undecided": stages.undecided, "ended": stages.ended}
    proposal = builders[stage](cast)
    assert cast.client(key).get(f"/proposals/{proposal.uuid}/{deed}/").status_code == 200
    if given:
        assert post(cast, key, proposal, deed).status_code == 422
    assert cast.client("delegate_jp").get(f"/proposals/{proposal.uuid}/{deed}/").status_code == 403
    assert post(cast, key, proposal, deed, **given)["Location"] == proposal.get_absolute_url()
    assert Proposal.objects.get(pk=proposal.pk).state == state
    assert words in page(cast, "delegate_jp", proposal)


def test_an_observer_reads_no_request_to_reconsider(cast):
    proposal = stages.ended(cast)
    actions.ask_reconsideration(proposal, by=cast.hod_us, reason="New facts.")
    assert "New facts." in page(cast, "chair_kr", proposal)
    assert "New facts." not in page(cast, "observer", proposal)
    assert (
        "New facts."
        not in cast.client("observer").get(f"/proposals/{proposal.uuid}/history/").content.decode()
    )
    assert (
        post(cast, "hod_cn", proposal, "object-to-reconsideration", reason="Nothing new.").status_code == 302
    )
    assert "New facts." not in page(cast, "chair_kr", proposal)


def test_a_merger_through_the_pages(cast):
    proposal, into = stages.under_review(cast), stages.other(cast)
    stages.submitted(cast, "Led by ourselves")
    offered = cast.client("hod_jp").get(f"/proposals/{proposal.uuid}/agree-merge/").content.decode()
    assert into.symbol in offered
    assert "Led by ourselves" not in offered
    assert post(cast, "hod_ep", proposal, "agree-merge", into=into.symbol).status_code == 302
    assert "merge" not in acts(cast, "chair_kr", proposal)
    assert post(cast, "hod_jp", proposal, "agree-merge", into=into.symbol).status_code == 302
    assert post(cast, "chair_kr", proposal, "merge", into=proposal.symbol).status_code == 422
    assert post(cast, "chair_kr", proposal, "merge", into=into.symbol).status_code == 302
    assert into.symbol in page(cast, "observer", proposal)
    assert proposal.symbol in page(cast, "observer", into)


def test_what_a_restricted_one_was_merged_into_is_not_named_to_observers(cast):
    into = stages.under_review(cast, "Closed circle", submit_visibility="members")
    proposal = stages.other(cast)
    for hod in (cast.hod_ep, cast.hod_jp):
        actions.agree_merge(proposal, by=hod, into=into)
    actions.merge(proposal, by=cast.chair_kr, into=into)
    assert into.symbol in page(cast, "delegate_us", proposal)
    assert into.symbol not in page(cast, "observer", proposal)
    assert str(into.uuid) not in page(cast, "observer", proposal)


def test_taking_over_leads_to_the_own_draft_and_shows_once_submitted(cast):
    proposal = stages.withdrawn(cast)
    assert acts(cast, "delegate_jp", proposal) == ["take_over"]
    response = post(cast, "delegate_jp", proposal, "take-over")
    draft = Proposal.objects.get(state="draft")
    assert response["Location"] == draft.get_absolute_url()
    assert proposal.symbol in page(cast, "delegate_jp", draft)
    readers = {key for key in HATS if str(draft.uuid) in page(cast, key, proposal)}
    assert readers == set()
    us = proposal.participations.get().office
    draft = actions.edit(
        draft, by=cast.delegate_jp, values={}, offices={us.pk: "co_lead"}, version=draft.version
    )
    draft = actions.ask_consent(draft, by=cast.delegate_jp)
    draft = actions.consent(draft, by=cast.hod_us, fingerprint=draft.fingerprint)
    draft = actions.submit(draft, by=cast.hod_jp)
    assert draft.symbol in page(cast, "observer", proposal)


class TestCalm:
    """Refused acts are shown, with the reason, only to whom they could concern."""

    def test_the_chair_of_the_seconding_office_reads_why(self, cast):
        proposal = stages.submitted(cast)
        assert set(acts(cast, "chair_kr", proposal)) >= {"admit", "return_for_revision", "table", "defer"}
        refused = acts(cast, "chair_ep", proposal, possible=False)
        assert set(refused) >= {"admit", "return_for_revision", "table", "defer"}
        assert "withdraw" not in refused

    def test_a_delegate_of_the_lead_office_reads_what_the_head_may(self, cast):
        proposal = stages.submitted(cast)
        refused = acts(cast, "delegate_ep", proposal, possible=False)
        assert "withdraw" in refused
        assert "admit" not in refused
        assert "withdraw" in acts(cast, "hod_ep", proposal)

    @pytest.mark.parametrize("key", ["observer", "expert"])
    def test_outsiders_are_offered_no_procedure(self, cast, key):
        proposal = stages.under_review(cast)
        assert acts(cast, key, proposal, possible=False) == []
        assert set(acts(cast, key, proposal)) <= {"comment"}

    def test_an_office_the_draft_is_shared_with_is_offered_none_of_its_deeds(self, cast):
        proposal = stages.draft(cast)
        us = proposal.participations.get().office
        actions.share(proposal, by=cast.delegate_ep, office=us, level="edit")
        assert set(acts(cast, "delegate_us", proposal)) <= {"edit"}
        assert acts(cast, "delegate_us", proposal, possible=False) == []

    def test_what_ends_it_comes_last(self, cast):
        names = acts(cast, "hod_ep", stages.submitted(cast))
        assert names[-1] == "withdraw"


@pytest.mark.parametrize(
    "stage", ["draft", "submitted", "under_review", "in_ballot", "deferred", "withdrawn"]
)
@pytest.mark.parametrize("key", ["hod_ep", "hod_jp", "chair_kr", "observer"])
def test_the_page_costs_at_most_twelve_queries(cast, stage, key, django_assert_max_num_queries):
    proposal = stages.STAGES[stage](cast)
    client = cast.client(key)
    client.get("/proposals/ideas/")  # the hat is chosen and kept in the session
    with django_assert_max_num_queries(12):
        client.get(proposal.get_absolute_url())
