"""Proposals over the API: each deed allowed and refused, who sees what, bad input, the budgets."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.api.serializers import plain
from ip5.offices.models import Office
from proposals import actions, rules
from proposals.models import SECTIONS, Proposal
from tests.api import scenes
from tests.api.scenes import UNKNOWN, call, proposal_at
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db

# deed, stage, who may, body, state after
ALLOWED = [
    ("ask_consent", "draft", "delegate_ep", {}, "draft"),
    ("consent", "asked", "hod_us", {"fingerprint": ...}, "draft"),
    ("decline", "asked", "hod_us", {}, "draft"),
    ("ask_clearance", "draft", "delegate_ep", {}, "draft"),
    ("clear", "draft", "hod_ep", {"fingerprint": ...}, "draft"),
    ("submit", "consented", "hod_ep", {}, "submitted"),
    ("admit", "submitted", "chair_kr", {}, "under_review"),
    ("return_for_revision", "submitted", "chair_kr", {"reason": "Too vague."}, "returned"),
    ("table", "under_review", "chair_kr", {"reason": "It is urgent."}, "tabled"),
    ("open_round", "tabled", "chair_kr", {"days": 10}, "in_ballot"),
    ("extend_round", "in_ballot", "chair_kr", {"days": 5, "reason": "Holidays."}, "in_ballot"),
    ("cancel_round", "in_ballot", "chair_kr", {"reason": "The text was wrong."}, "tabled"),
    ("close_round", "answered", "chair_kr", {}, "tf_endorsed_with_reservations"),
]
# deed, stage, who may not although the proposal is seen, status
REFUSED = [
    ("ask_consent", "asked", "hod_us", 403),
    ("consent", "asked", "delegate_ep", 403),
    ("decline", "asked", "hod_ep", 403),
    ("ask_clearance", "draft", "hod_ep", 403),
    ("clear", "draft", "delegate_ep", 403),
    ("submit", "consented", "delegate_ep", 403),
    ("submit", "submitted", "hod_ep", 409),
    ("admit", "submitted", "chair_ep", 403),
    ("admit", "tabled", "chair_kr", 409),
    ("return_for_revision", "submitted", "observer", 403),
    ("table", "under_review", "chair_ep", 403),
    ("open_round", "tabled", "chair_ep", 403),
    ("open_round", "submitted", "chair_kr", 409),
    ("extend_round", "in_ballot", "secretariat", 403),
    ("cancel_round", "in_ballot", "hod_jp", 403),
    ("close_round", "in_ballot", "chair_kr", 403),
    ("close_round", "answered", "chair_ep", 403),
]
# Who never sees a draft of the EPO on which the USPTO's consent is not asked.
STRANGERS = [key for key, (office, *_rest) in MEMBERS.items() if office != "EP"] + ["admin_ep", "inactive"]
DEEDS = [deed for deed, *_rest in ALLOWED]


def filled(body: dict[str, Any], proposal: Proposal) -> dict[str, Any]:
    return {name: proposal.fingerprint if value is ... else value for name, value in body.items()}


@pytest.mark.parametrize(("deed", "stage", "key", "body", "state"), ALLOWED)
def test_a_deed_is_done_and_answers_with_the_proposal_after_it(cast, deed, stage, key, body, state):
    proposal = proposal_at(stage, cast)
    answer = call(cast.client(key), "post", f"/proposals/{proposal.uuid}/{deed}/", filled(body, proposal))
    assert answer.status_code == 200, answer.json()
    after = Proposal.objects.get(pk=proposal.pk)
    assert (after.state, answer.json()["state"]) == (state, state)
    assert answer.json()["abilities"] == plain(rules.abilities(cast.hat(key), after))


@pytest.mark.parametrize(("deed", "stage", "key", "status"), REFUSED)
def test_a_refusal_has_the_rules_reason_and_changes_nothing(cast, deed, stage, key, status):
    proposal = proposal_at(stage, cast)
    # The body is not even read: whoever may not do the deed learns nothing of its fields.
    answer = call(cast.client(key), "post", f"/proposals/{proposal.uuid}/{deed}/", {"nonsense": 1})
    verdict = rules.RULES[deed](cast.hat(key), proposal)
    assert (answer.status_code, answer.json()) == (status, {"detail": str(verdict.reason)})
    after = Proposal.objects.get(pk=proposal.pk)
    assert (after.version, after.state) == (proposal.version, proposal.state)


@pytest.mark.parametrize("key", [*STRANGERS, "anonymous"])
def test_a_draft_does_not_exist_for_strangers(cast, key):
    canary = f"canary{uuid.uuid4().hex}"
    proposal = proposal_at("draft", cast, **dict.fromkeys([*SECTIONS, "title"], canary))
    proposal_at("submitted", cast)
    client = cast.client(key)
    paths = [("get", ""), ("delete", ""), ("patch", ""), *(("post", f"{deed}/") for deed in DEEDS)]
    for method, rest in paths:
        mine = call(client, method, f"/proposals/{proposal.uuid}/{rest}")
        never = call(client, method, f"/proposals/{UNKNOWN}/{rest}")
        assert (mine.status_code, mine.content) == (never.status_code, never.content), (method, rest)
        assert mine.status_code == (401 if key in {"anonymous", "inactive"} else 404)
    for query in ({}, {"q": canary}, {"state": "draft"}, {"office": "EP"}, {"area": "A"}, {"page": "2"}):
        listed = call(client, "get", "/proposals/", query)
        assert canary.encode() not in listed.content
        assert str(proposal.uuid).encode() not in listed.content
    for path in ("/rounds/", "/offices/", "/offices/EP/", "/schema/"):
        assert canary.encode() not in call(client, "get", path).content
    assert Proposal.objects.get(pk=proposal.pk).version == proposal.version


def test_a_draft_is_shown_to_its_delegation_and_to_the_head_of_delegation_asked(cast):
    proposal = proposal_at("asked", cast)
    for key in ("delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep", "leaver"):
        status = call(cast.client(key), "get", f"/proposals/{proposal.uuid}/").status_code
        assert (key, status) == (key, 404 if key == "leaver" else 200)
    shown = call(cast.client("hod_us"), "get", f"/proposals/{proposal.uuid}/").json()
    assert shown["participations"] == [{"office": "US", "role": "co_lead", "standing": "invited"}]
    assert shown["draft"] is None, "clearance and checklist are the drafting office's"
    assert call(cast.client("delegate_us"), "get", f"/proposals/{proposal.uuid}/").status_code == 404


@pytest.mark.parametrize("stage", scenes.STAGES)
def test_abilities_are_those_of_the_rules_and_of_the_page(cast, stage):
    proposal = proposal_at(stage, cast)
    seen = 0
    for key in MEMBERS:
        if key == "inactive":
            continue
        answer = call(cast.client(key), "get", f"/proposals/{proposal.uuid}/")
        page = cast.client(key).get(proposal.get_absolute_url())
        assert answer.status_code == page.status_code, key
        if answer.status_code == 200:
            seen += 1
            fresh = Proposal.objects.get(pk=proposal.pk)
            assert answer.json()["abilities"] == plain(rules.abilities(cast.hat(key), fresh)), key
            assert answer.json()["abilities"] == plain(page.context["may"]), key
    assert seen == {"draft": 6, "asked": 7, "consented": 7}.get(stage, 18)


def test_create_writes_a_draft_and_says_where(cast):
    client = cast.client("delegate_ep")
    body = {"title": "A shared glossary", "area": "A", "group": "WG1", "offices": [{"office": "US"}]}
    answer = call(client, "post", "/proposals/", body)
    made = Proposal.objects.get(title="A shared glossary")
    assert (answer.status_code, answer["Location"]) == (201, f"/api/v1/proposals/{made.uuid}/")
    shown = answer.json()
    assert (shown["state"], shown["symbol"], shown["area"]) == ("draft", None, "A")
    assert shown["participations"] == [{"office": "US", "role": "co_lead", "standing": "named"}]
    assert [line["field"] for line in shown["draft"]["checklist"] if line["is_met"]] == [
        "title",
        "area",
        "group",
    ]


@pytest.mark.parametrize("key", ["observer", "chair_kr", "expert", "head_ep", "secretariat", "industry"])
def test_create_is_refused_with_the_rules_reason(cast, key):
    answer = call(cast.client(key), "post", "/proposals/", {"title": "T"})
    reason = str(rules.may_create(cast.hat(key)).reason)
    assert (answer.status_code, answer.json()) == (403, {"detail": reason})
    assert not Proposal.objects.exists()


def test_edit_changes_what_is_given_and_keeps_the_rest(cast):
    proposal = proposal_at("draft", cast)
    body = {"title": "Another title", "version": proposal.version}
    answer = call(cast.client("colleague_ep"), "patch", f"/proposals/{proposal.uuid}/", body)
    assert answer.status_code == 200
    shown = answer.json()
    assert (shown["title"], shown["problem"], shown["version"]) == ("Another title", "Some words.", 2)
    assert shown["participations"] != []


def test_a_stale_edit_is_a_conflict_and_changes_nothing(cast):
    proposal = proposal_at("draft", cast)
    body = {"title": "Another title", "version": proposal.version - 1}
    answer = call(cast.client("colleague_ep"), "patch", f"/proposals/{proposal.uuid}/", body)
    assert answer.status_code == 409
    assert "Delegate Ep saved this draft" in answer.json()["detail"]
    assert Proposal.objects.get(pk=proposal.pk).title == "Some words."


def test_edit_and_delete_of_what_is_submitted_are_wrong_states(cast):
    proposal = proposal_at("submitted", cast)
    client = cast.client("hod_ep")
    body = {"title": "Another title", "version": proposal.version}
    assert call(client, "patch", f"/proposals/{proposal.uuid}/", body).status_code == 409
    assert call(client, "delete", f"/proposals/{proposal.uuid}/").status_code == 409
    assert call(cast.client("hod_jp"), "delete", f"/proposals/{proposal.uuid}/").status_code == 403


def test_a_draft_is_deleted(cast):
    proposal = proposal_at("draft", cast)
    answer = call(cast.client("delegate_ep"), "delete", f"/proposals/{proposal.uuid}/")
    assert (answer.status_code, answer.content) == (204, b"")
    assert not Proposal.objects.exists()


def test_a_text_that_changed_since_it_was_read_is_not_consented_to_nor_cleared(cast):
    proposal = proposal_at("asked", cast)
    for key, deed in (("hod_us", "consent"), ("hod_ep", "clear")):
        answer = call(
            cast.client(key), "post", f"/proposals/{proposal.uuid}/{deed}/", {"fingerprint": "0" * 64}
        )
        assert answer.status_code == 409


BAD_DRAFTS = [
    ({"title": "T" * 201}, {"title"}),
    ({"problem": "x" * 1_000_000}, {"problem"}),
    ({"problem": "nul\x00"}, {"problem"}),
    ({"problem": "\ud800"}, {"problem"}),
    ({"problem": ["a", "list"], "title": {"a": "map"}}, {"problem", "title"}),
    ({"area": "Z"}, {"area"}),
    ({"area": 1}, {"area"}),
    ({"area": ["A"]}, {"area"}),
    ({"group": "no such group"}, {"group"}),
    ({"horizon": "never"}, {"horizon"}),
    ({"submit_visibility": "public"}, {"submit_visibility"}),
    ({"offices": [{"office": "WO"}]}, {"offices"}),
    ({"offices": [{"office": "EP"}]}, {"offices"}),
    ({"offices": [{"office": "US", "role": "boss"}]}, {"offices.0.role"}),
    ({"offices": [{}]}, {"offices.0.office"}),
    ({"offices": "US"}, {"offices"}),
    ({"offices": [1]}, {"offices.0"}),
    ({"state": "tf_endorsed", "lead_office": "JP"}, {"state", "lead_office"}),
    ([], {"__all__"}),
    ("text", {"__all__"}),
    (None, {"__all__"}),
]


@pytest.mark.parametrize(("body", "fields"), BAD_DRAFTS)
def test_bad_input_is_told_by_field_and_writes_nothing(cast, body, fields):
    client = cast.client("delegate_ep")
    answer = client.post("/api/v1/proposals/", json.dumps(body), content_type="application/json")
    assert (answer.status_code, set(answer.json()["errors"])) == (422, fields), answer.json()
    assert len(answer.content) < 2_000
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("deed", "stage", "key", "body", "fields"),
    [
        ("admit", "submitted", "chair_kr", {"days": 0}, {"days"}),
        ("admit", "submitted", "chair_kr", {"days": "soon"}, {"days"}),
        ("table", "submitted", "chair_kr", {}, {"reason"}),
        ("return_for_revision", "submitted", "chair_kr", {"reason": "  "}, {"reason"}),
        ("return_for_revision", "submitted", "chair_kr", {"reason": "x" * 1_000_000}, {"reason"}),
        ("open_round", "tabled", "chair_kr", {}, {"days"}),
        ("open_round", "tabled", "chair_kr", {"days": 9}, {"days"}),
        ("open_round", "tabled", "chair_kr", {"days": 10**30}, {"days"}),
        ("extend_round", "in_ballot", "chair_kr", {"days": 5}, {"reason"}),
        ("extend_round", "in_ballot", "chair_kr", {"days": -1, "reason": "x"}, {"days"}),
        ("cancel_round", "in_ballot", "chair_kr", {"reason": ""}, {"reason"}),
        ("consent", "asked", "hod_us", {}, {"fingerprint"}),
        ("submit", "consented", "hod_ep", {"by": "chair"}, {"by"}),
    ],
)
def test_a_deeds_bad_body_is_told_by_field(cast, deed, stage, key, body, fields):
    proposal = proposal_at(stage, cast)
    answer = call(cast.client(key), "post", f"/proposals/{proposal.uuid}/{deed}/", body)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, fields), answer.json()
    assert Proposal.objects.get(pk=proposal.pk).version == proposal.version


def test_filters_narrow_what_is_seen(cast):
    submitted = proposal_at("submitted", cast, title="Sequence listings")
    draft = proposal_at("draft", cast, title="Own draft", horizon="long")

    def found(key: str, **query: str) -> list[str]:
        return [row["uuid"] for row in call(cast.client(key), "get", "/proposals/", query).json()["results"]]

    assert found("delegate_ep") == [str(draft.uuid), str(submitted.uuid)]
    assert found("observer") == [str(submitted.uuid)]
    assert found("hod_us") == [str(submitted.uuid)]
    for query in ({"q": "sequence"}, {"q": submitted.symbol}, {"state": "submitted"}, {"horizon": "short"}):
        assert found("delegate_ep", **query) == [str(submitted.uuid)], query
    assert found("delegate_ep", area="A", office="US") == [str(draft.uuid), str(submitted.uuid)]
    for query in ({"q": "no such words"}, {"area": "B"}, {"office": "JP"}, {"office": "QQ"}, {"q": "%"}):
        assert found("delegate_ep", **query) == [], query


@pytest.mark.parametrize("query", [{"state": "nonsense"}, {"horizon": "1"}, {"q": "x" * 201}, {"q": "\x00"}])
def test_a_bad_filter_is_told(cast, query):
    answer = call(cast.client("delegate_ep"), "get", "/proposals/", query)
    assert (answer.status_code, set(answer.json()["errors"])) == (422, set(query))


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999", "10001", "9" * 5_000, "", "1e3"])
def test_a_page_number_out_of_reach_is_no_error(cast, page):
    proposal_at("submitted", cast)
    assert call(cast.client("observer"), "get", "/proposals/", {"page": page}).status_code == 200


@pytest.mark.parametrize("name", [UNKNOWN, "1", "x", "%00", "..", "a" * 4_000])
def test_an_unknown_or_malformed_id_is_not_found(cast, name):
    assert call(cast.client("hod_ep"), "get", f"/proposals/{name}/").status_code == 404


def queries(client: Any, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert call(client, "get", path).status_code == 200
    return len(captured)


def test_lists_and_details_ask_the_same_queries_for_1_3_and_50_rows(cast):
    keys = ("hod_ep", "hod_us", "delegate_jp", "observer", "chair_kr")
    clients = {key: cast.client(key) for key in keys}
    counts: dict[str, set[int]] = {key: set() for key in keys}
    details: dict[str, set[int]] = {key: set() for key in keys}
    made = 0
    for wanted in (1, 3, 50):
        for _each in range(wanted - made):
            proposal_at("submitted", cast)
        made = wanted
        newest = Proposal.objects.latest("updated_at")
        for key, client in clients.items():
            assert len(call(client, "get", "/proposals/").json()["results"]) == wanted
            counts[key].add(queries(client, "/proposals/"))
            details[key].add(queries(client, f"/proposals/{newest.uuid}/"))
    assert {key: len(each) for key, each in counts.items()} == dict.fromkeys(keys, 1)
    assert {key: len(each) for key, each in details.items()} == dict.fromkeys(keys, 1)
    assert max(max(each) for each in counts.values()) <= 6, counts
    assert max(max(each) for each in details.values()) <= 12, details


@pytest.mark.parametrize("stage", scenes.STAGES)
def test_a_detail_keeps_its_budget_at_every_stage(cast, stage):
    proposal = proposal_at(stage, cast)
    for key in ("delegate_ep", "hod_ep", "chair_kr", "observer"):
        client = cast.client(key)
        if call(client, "get", f"/proposals/{proposal.uuid}/").status_code == 200:
            assert queries(client, f"/proposals/{proposal.uuid}/") <= 12, key


def test_a_page_holds_fifty_and_names_its_neighbours(cast):
    for _each in range(51):
        actions.create(by=cast.delegate_ep, values={"title": "T"})
    client = cast.client("delegate_ep")
    first = call(client, "get", "/proposals/").json()
    assert (len(first["results"]), first["previous"]) == (50, None)
    assert first["next"].endswith("/api/v1/proposals/?page=2")
    second = call(client, "get", "/proposals/", {"page": 2}).json()
    assert (len(second["results"]), second["next"]) == (1, None)


@pytest.mark.parametrize("stage", ["draft", "closed"])
def test_no_sequential_key_goes_out(cast, stage):
    proposal = proposal_at(stage, cast)
    client = cast.client("hod_ep")
    answers = [call(client, "get", path).json() for path in ("/proposals/", f"/proposals/{proposal.uuid}/")]
    names = {name for name, _value in scenes.leaves(answers)}
    assert not names & {"id", "pk"}
    numbers = {name for name, value in scenes.leaves(answers) if type(value) is int}
    assert numbers == {"version"}


def test_observers_see_outcome_and_level_on_the_proposal(cast):
    proposal = proposal_at("closed", cast)
    shown = call(cast.client("observer"), "get", f"/proposals/{proposal.uuid}/").json()
    (line,) = shown["rounds"]
    assert (line["outcome"], line["level"]) == ("tf_endorsed_with_reservations", "consensus")
    assert set(line) == {"uuid", "symbol", "state", "outcome", "level", "ends_at"}
    assert not any(verdict["allowed"] for verdict in shown["abilities"].values())


def test_offices_named_in_a_draft_are_not_told_before_they_are_asked(cast):
    proposal_at("draft", cast)
    assert Office.objects.get(code="US") is not None
    for key in ("hod_us", "delegate_us"):
        assert call(cast.client(key), "get", "/proposals/", {"office": "US"}).json()["results"] == []
