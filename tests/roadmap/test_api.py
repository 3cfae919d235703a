"""Versions over the API: who reads what, as on the pages; filters, budgets."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.ballots import actions as ballots
from roadmap.models import Version
from tests.api.scenes import UNKNOWN, call, got, leaves, listed, queries
from tests.roadmap import scenes, stages
from tests.roadmap.asked import NOT_MEMBERS, PENDING, SIGNED, WHOLE, goal_row, of_asked, of_second, source

pytestmark = pytest.mark.django_db
KEPT = "KEPT-RESERVATION"


@pytest.fixture
def shelf(cast):
    """A superseded and a current edition, one that is with the Heads, and of the ended ones a withdrawn one."""
    old = scenes.version(replace(WHOLE, title="The first"), "1.0", state="superseded")
    now = scenes.version(replace(WHOLE, title="The second"), "1.1", base=old)
    ended = replace(WHOLE, title="Withdrawn QUINCE")
    gone = scenes.version(ended, "2.0", state="withdrawn", visibility="members", withdraw_reason="Overtaken.")
    asked = scenes.version(replace(WHOLE, title="With the Heads"), "3.0", derived_from=gone, **PENDING)
    return {"old": old, "now": now, "gone": gone, "asked": asked}


@pytest.mark.parametrize("key", SIGNED)
def test_versions_are_those_of_the_pages(cast, shelf, key):
    client = cast.client(key)
    page = client.get("/roadmap/versions/").context["versions"]
    found = listed(cast, key, "/versions/")
    assert [each["uuid"] for each in found] == [str(each.uuid) for each in page]
    assert [each["symbol"] for each in found] == [each.printed_symbol for each in page]
    expected = {"old", "now"} | ({"asked"} if key == "observer" else set())
    if key not in NOT_MEMBERS:
        expected = set(shelf)
    assert {each["title"] for each in found} == {shelf[name].title for name in expected}
    for name, version in shelf.items():
        status = call(client, "get", f"/versions/{version.uuid}/").status_code
        assert status == client.get(version.get_absolute_url()).status_code, name
        assert status == (200 if name in expected else 404), name


def test_a_version_being_compiled_exists_for_the_body_alone(cast):
    version = stages.compiling(cast)
    path = f"/versions/{version.uuid}/"
    seen = {key for key in SIGNED if call(cast.client(key), "get", path).status_code == 200}
    assert seen == {key for key in SIGNED if listed(cast, key, "/versions/")}
    assert seen == {"chair_ep", "chair_kr", "secretariat"}
    shown = got(cast, "chair_kr", path)
    assert (shown["symbol"], shown["edition"], shown["plan"], shown["sha256"]) == (None, None, None, None)


def test_what_one_may_not_see_and_what_never_was_are_one_answer(cast, shelf):
    for key in [*NOT_MEMBERS, "anonymous", "inactive"]:
        client, status = cast.client(key), 401 if key in {"anonymous", "inactive"} else 404
        for rest in ("", "snapshot/"):
            hidden = call(client, "get", f"/versions/{shelf['gone'].uuid}/{rest}")
            never = call(client, "get", f"/versions/{UNKNOWN}/{rest}")
            assert (hidden.status_code, hidden.content) == (never.status_code, never.content)
            assert hidden.status_code == status, key


def test_a_version_in_full_for_a_member(cast, shelf):
    version = shelf["asked"]
    shown = got(cast, "hod_jp", f"/versions/{version.uuid}/")
    frozen = shown.pop("plan")
    assert shown == of_asked(version) | {"follows": str(shelf["gone"].uuid)}
    assert frozen.pop("projects")[1] == of_second(version)
    assert [each["number"] for each in frozen.pop("reservations")] == [1, 2]
    assert frozen == {
        "title": "With the Heads",
        "preamble": WHOLE.preamble,
        "scoping": "NETAI/SD/1",
        "amends": "",
        "areas": [{"code": each.code, "name": each.name} for each in WHOLE.areas],
        "goals": [goal_row(each) for each in WHOLE.goals],
    }


@pytest.mark.parametrize("key", SIGNED)
@pytest.mark.parametrize("name", ["now", "asked"])
def test_the_frozen_plan_is_read_as_far_as_the_hat_goes(cast, shelf, name, key):
    version = shelf[name]
    answer = call(cast.client(key), "get", f"/versions/{version.uuid}/")
    if key in set(NOT_MEMBERS) - {"observer"} and name == "asked":
        assert answer.status_code == 404
        return
    shown = answer.json()["plan"]
    first, second = {"round": "NETAI/B/2026/001 R1", "level": "consensus"}, [["NETAI/PR/2026/001"]]
    first |= {"outcome": "tf_endorsed_with_reservations", "decided_on": "2026-05-07"}
    reservations = [(1, "JP"), (2, "CN")]
    if key in NOT_MEMBERS:
        second, reservations = [[]], [(1, "CN")] if name == "now" else []
        if key != "observer":
            first |= {"round": "", "level": "", "outcome": ""}
    told = [[each["symbol"] for each in project["sources"]] for project in shown["projects"]]
    assert told == [["NETAI/P/2026/001"], *second, []]
    assert shown["projects"][0]["sources"] == [
        source("NETAI/P/2026/001", "Automatic classification", **first)
    ]
    assert [(each["number"], each["office"]) for each in shown["reservations"]] == reservations
    assert (KEPT in answer.content.decode()) == (key not in NOT_MEMBERS)
    # Exactly what the page shows.
    page = cast.client(key).get(version.get_absolute_url()).context["plan"]
    assert [each["uuid"] for each in shown["projects"]] == [each.key for each in page.projects]
    assert [each["text"] for each in shown["reservations"]] == [each.text for each in page.reservations]


@pytest.mark.parametrize("key", NOT_MEMBERS)
def test_fingerprint_and_descent_are_the_members(cast, shelf, key):
    """The page shows them to the members alone."""
    shown = got(cast, key, f"/versions/{shelf['now'].uuid}/")
    assert (shown["sha256"], shown["follows"]) == (None, None)
    assert shown["amends"] == str(shelf["old"].uuid)
    assert "QUINCE" not in json.dumps(shown)


@pytest.mark.parametrize("key", [*SIGNED, "anonymous", "inactive"])
def test_the_snapshot_is_handed_out_as_it_was_hashed_to_the_members(cast, shelf, key):
    version = shelf["asked"]
    answer = call(cast.client(key), "get", f"/versions/{version.uuid}/snapshot/")
    if key not in SIGNED or key in NOT_MEMBERS:
        assert answer.status_code == (404 if key in SIGNED else 401)
        assert KEPT not in answer.content.decode()
        return
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer.content == Version.objects.get(pk=version.pk).snapshot.encode()
    assert hashlib.sha256(answer.content).hexdigest() == version.sha256
    assert answer.content == cast.client(key).get(f"/roadmap/versions/{version.uuid}/snapshot/").content


def test_a_snapshot_comes_whatever_type_the_caller_would_rather_have(cast, shelf):
    path = f"/api/v1/versions/{shelf['now'].uuid}/snapshot/"
    answer = cast.client("hod_jp").get(path, headers={"accept": "application/pdf"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert "no-store" in answer["Cache-Control"]


def test_a_version_being_compiled_has_no_snapshot(cast):
    version = stages.compiling(cast)
    assert call(cast.client("chair_kr"), "get", f"/versions/{version.uuid}/snapshot/").status_code == 404


def test_versions_are_narrowed_by_state_and_kind(cast, shelf):
    def titles(**query: str) -> list[str]:
        return [each["title"] for each in listed(cast, "hod_jp", "/versions/", query)]

    assert titles(state="superseded") == ["The first"]
    assert titles(state="compiling") == titles(kind="minor") == []
    assert len(titles(kind="major")) == 4
    answer = call(cast.client("hod_jp"), "get", "/versions/", {"state": "nonsense"})
    assert (answer.status_code, set(answer.json()["errors"])) == (422, {"state"})


def test_the_rounds_are_those_the_hat_sees_and_no_head_s_answer_is_told(cast):
    """Nobody reads a Head's words here; who may, reads them on the page."""
    version = stages.submitted(cast)
    round = version.rounds.get(stage="heads").round
    items = ballots.packed([{"passage": "", "text": "Medlar words"}])
    ballots.cast(round, by=cast.head_ep, answer="return", items=items)
    path = f"/versions/{version.uuid}/"
    for key in SIGNED:
        answer = call(cast.client(key), "get", path)
        assert "Medlar" not in answer.content.decode(), key
        if answer.status_code == 200:
            assert not {"answer", "answers", "positions", "items"} & {
                name for name, _ in leaves(answer.json())
            }
            page = cast.client(key).get(version.get_absolute_url()).context["rounds"]
            told = [(each["uuid"], each["symbol"]) for each in answer.json()["rounds"]]
            assert told == [(str(row["round"].uuid), row["round"].full_symbol) for row in page], key
    shown = got(cast, "hod_jp", path)["rounds"]
    assert [(each["stage"], each["state"]) for each in shown] == [("heads", "open"), ("task_force", "closed")]


@pytest.mark.parametrize("key", ["hod_jp", "chair_kr", "observer"])
def test_the_list_of_versions_asks_the_same_queries_for_1_3_and_50(cast, key):
    client, counts, made = cast.client(key), [], 0
    for wanted in (1, 3, 50):
        for number in range(made, wanted):
            scenes.version(replace(WHOLE, title=f"Edition {number}"), f"{number}.0", state="superseded")
        made = wanted
        assert len(listed(cast, key, "/versions/")) == wanted
        counts.append((queries(client, "/versions/"), queries(client, "/projects/")))
    assert counts[0] == counts[1] == counts[2]
    assert max(counts[0]) <= 6, counts


def test_the_snapshots_stay_in_the_database_while_versions_are_listed(cast):
    scenes.version(WHOLE)
    client = cast.client("hod_jp")
    with CaptureQueriesContext(connection) as captured:
        call(client, "get", "/versions/")
    assert not [each for each in captured.captured_queries if '"snapshot"' in each["sql"]]
