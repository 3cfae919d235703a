"""Pages of ideas: the list, the page, putting forward, growing, closing."""

import pytest

from proposals import actions
from proposals.models import Idea, Proposal
from tests.cast import MEMBERS
from tests.proposals.test_actions_ideas import DRAFTING, submitted_from

pytestmark = pytest.mark.django_db
HATS = [key for key in MEMBERS if key != "inactive"]
UNSEEING = {"industry", "expert", "admin_ep", "site_admin"}


def idea(cast):
    return actions.put_forward(by=cast.delegate_ep, title="A glossary", text="One paragraph.")


def page(cast, key, address):
    return cast.client(key).get(address).content.decode()


def test_who_reads_it(cast):
    found = idea(cast)
    opened = {key for key in HATS if cast.client(key).get(found.get_absolute_url()).status_code == 200}
    assert opened == set(HATS) - UNSEEING
    listed = {key for key in HATS if "A glossary" in page(cast, key, "/proposals/ideas/")}
    assert listed == opened


def test_the_empty_list_says_what_would_stand_there(cast):
    for key in ("delegate_ep", "observer", "industry"):
        text = page(cast, key, "/proposals/ideas/")
        assert "No idea yet" in text
    assert "/proposals/ideas/new/" in page(cast, "delegate_ep", "/proposals/ideas/")
    assert "/proposals/ideas/new/" not in page(cast, "observer", "/proposals/ideas/")
    assert "/proposals/ideas/" in page(cast, "observer", "/proposals/")


def test_the_list_costs_the_same_with_one_and_three(cast, django_assert_max_num_queries):
    client = cast.client("delegate_jp")
    client.get("/proposals/ideas/")  # the hat is chosen and kept in the session
    for _each in range(3):
        idea(cast)
        with django_assert_max_num_queries(6):
            assert client.get("/proposals/ideas/").status_code == 200


def test_putting_forward(cast):
    address, given = "/proposals/ideas/new/", {"title": "A glossary", "text": "One paragraph."}
    assert {key for key in HATS if cast.client(key).get(address).status_code == 200} == DRAFTING
    response = cast.client("delegate_ep").post(address, given)
    assert response["Location"] == Idea.objects.get().get_absolute_url()
    for wrong in (
        {"title": "", "text": "x"},
        {"title": "x", "text": "x" * 2001},
        {"title": " ", "text": " "},
    ):
        assert cast.client("delegate_ep").post(address, wrong).status_code == 422
    assert cast.client("observer").post(address, given).status_code == 403
    assert Idea.objects.count() == 1


def test_growing_leads_to_the_draft_and_shows_nothing_to_others(cast):
    found = idea(cast)
    address = f"/proposals/ideas/{found.uuid}/grow/"
    assert cast.client("observer").get(address).status_code == 403
    assert cast.client("industry").get(address).status_code == 404
    assert cast.client("delegate_jp").get(address).status_code == 200
    response = cast.client("delegate_jp").post(address)
    draft = Proposal.objects.get()
    assert response["Location"] == f"/proposals/{draft.uuid}/edit/"
    seeing = {key for key in HATS if str(draft.uuid) in page(cast, key, found.get_absolute_url())}
    assert seeing == {"delegate_jp", "hod_jp"}
    proposal = submitted_from(cast, found)
    text = page(cast, "observer", found.get_absolute_url())
    assert proposal.symbol in text
    assert "Grown into a proposal" in text
    assert cast.client("delegate_ep").get(address).status_code == 409


def test_closing_prints_the_reason(cast):
    found = idea(cast)
    address = f"/proposals/ideas/{found.uuid}/close/"
    assert cast.client("delegate_jp").post(address, {"reason": "No."}).status_code == 403
    assert cast.client("chair_kr").post(address, {"reason": ""}).status_code == 422
    assert cast.client("chair_kr").post(address, {"reason": "Done elsewhere."}).status_code == 302
    assert "Done elsewhere." in page(cast, "observer", found.get_absolute_url())
    assert cast.client("chair_kr").get(address).status_code == 409
