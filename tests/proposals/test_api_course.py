"""The API of the later deeds: what members do by program, and what strangers never learn."""

import pytest
from django.urls import reverse

from proposals import actions
from proposals.models import Proposal
from tests import stages

pytestmark = pytest.mark.django_db


def url(name, proposal):
    return reverse(f"api:proposals-{name}", args=[proposal.uuid])


def post(cast, key, name, proposal, **body):
    return cast.client(key).post(url(name, proposal), body, content_type="application/json")


def test_the_review_by_program(cast):
    proposal = stages.under_review(cast)
    written = post(cast, "delegate_jp", "comments", proposal, text="Why?", section="problem")
    assert (written.status_code, written.json()["office"], written.json()["answers"]) == (201, "JP", [])
    assert post(cast, "observer", "comments", proposal, text="x").status_code == 403
    assert cast.client("observer").get(url("comments", proposal)).status_code == 404
    refused = post(cast, "delegate_ep", "dispose", proposal, comment=written.json()["uuid"], answer="refused")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["reason"])
    answered = post(cast, "delegate_ep", "dispose", proposal, comment=written.json()["uuid"], answer="noted")
    assert (answered.status_code, answered.json()["answer"]) == (201, "noted")
    saved = post(
        cast, "delegate_jp", "prepare-review", proposal, recommendation="needs_work", text="CANARY-7"
    )
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    stale = post(cast, "hod_jp", "prepare-review", proposal, recommendation="support", version=0)
    assert stale.status_code == 409
    for key in ("hod_ep", "delegate_us", "chair_kr", "secretariat", "observer", "expert"):
        answer = cast.client(key).get(url("reviews", proposal))
        assert "CANARY-7" not in answer.content.decode()
    assert post(cast, "delegate_jp", "file-review", proposal).status_code == 403
    assert post(cast, "hod_jp", "file-review", proposal).status_code == 200
    assert cast.client("delegate_us").get(url("reviews", proposal)).json() == []


def test_the_next_revision_is_the_lead_offices_own(cast):
    proposal = stages.returned(cast)
    begun = post(cast, "delegate_ep", "prepare-revision", proposal, version=0)
    assert begun.status_code == 200
    saved = post(
        cast, "delegate_ep", "prepare-revision", proposal, version=begun.json()["version"], problem="CANARY-8"
    )
    assert saved.json()["text"]["problem"] == "CANARY-8"
    for key in ("hod_us", "chair_kr", "observer"):
        assert post(cast, key, "prepare-revision", proposal, version=0).status_code == 403
        assert "CANARY-8" not in cast.client(key).get(url("detail", proposal)).content.decode()
    assert post(cast, "delegate_ep", "revise", proposal).status_code == 403
    revised = post(cast, "hod_ep", "revise", proposal)
    assert (revised.status_code, revised.json()["state"], revised.json()["problem"]) == (
        200,
        "submitted",
        "CANARY-8",
    )
    rows = cast.client("observer").get(url("revisions", proposal)).json()
    assert [row["number"] for row in rows] == [1, 0]


@pytest.mark.parametrize(
    ("name", "stage", "key", "body", "state"),
    [
        ("defer", "tabled", "chair_kr", {"until": "2027-06-01", "reference": "Budget."}, "deferred"),
        ("withdraw", "in_ballot", "hod_ep", {"reason": "Overtaken."}, "withdrawn"),
        ("leave", "submitted", "hod_us", {}, "submitted"),
        ("ask-reconsideration", "closed", "hod_jp", {"reason": "News."}, "tf_endorsed"),
        (
            "refer-to-group",
            "tabled",
            "chair_kr",
            {"group": "WG2", "task": "Look.", "due": "2027-06-01"},
            "tabled",
        ),
    ],
)
def test_later_deeds(cast, name, stage, key, body, state):
    proposal = stages.STAGES[stage](cast)
    answer = post(cast, key, name, proposal, **body)
    assert (answer.status_code, answer.json().get("state")) == (200, state), answer.json()
    for stranger in ("observer", "delegate_jp", "site_admin"):
        assert post(cast, stranger, name, proposal, **body).status_code in {403, 404}


def test_ideas(cast):
    client = cast.client("delegate_jp")
    put = client.post(
        reverse("api:ideas-list"), {"title": "An idea", "text": "One."}, content_type="application/json"
    )
    assert (put.status_code, put.json()["state"]) == (201, "open")
    grown = cast.client("delegate_us").post(reverse("api:ideas-grow", args=[put.json()["uuid"]]))
    assert grown.status_code == 201
    draft = Proposal.objects.get(uuid=grown.json()["uuid"])
    assert (draft.lead_office.code, draft.title) == ("US", "An idea")
    shown = cast.client("observer").get(reverse("api:ideas-detail", args=[put.json()["uuid"]])).json()
    assert (shown["state"], shown["abilities"]["grow"]["allowed"]) == ("open", False)
    assert cast.client("industry").get(reverse("api:ideas-list")).json()["results"] == []


def test_a_shared_draft_is_open_as_far_as_it_was_opened(cast):
    proposal = stages.draft(cast)
    assert cast.client("delegate_jp").get(url("detail", proposal)).status_code == 404
    assert post(cast, "delegate_ep", "share", proposal, office="JP", level="view").status_code == 200
    assert cast.client("delegate_jp").get(url("detail", proposal)).status_code == 200
    assert cast.client("delegate_us").get(url("detail", proposal)).status_code == 404
    assert post(cast, "delegate_ep", "share", proposal, office="JP").status_code == 200
    assert cast.client("delegate_jp").get(url("detail", proposal)).status_code == 404
    assert actions.delete(proposal, by=cast.delegate_ep) is None
