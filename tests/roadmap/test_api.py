"""The roadmap over the API: who reads what, as on the pages; filters, pages, budgets. It changes nothing."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.ballots import actions as ballots
from ip5.kernel import clock
from ip5.offices.models import Office
from proposals.models import Proposal
from roadmap.models import Goal, ProgressReport, Project, ProjectOffice, Version
from tests import stages as proposals
from tests.api.scenes import UNKNOWN, call, leaves
from tests.cast import MEMBERS
from tests.databases import undone
from tests.roadmap import scenes, stages
from tests.roadmap.plans import large, plan

pytestmark = pytest.mark.django_db
WHOLE = scenes.keyed(plan())
FIRST, SECOND, THIRD = WHOLE.projects
SIGNED = [key for key in MEMBERS if key != "inactive"]
NOT_MEMBERS = ["observer", "industry", "expert", "admin_ep", "site_admin"]
PENDING: dict[str, Any] = {"state": "submitted", "visibility": "members_observers"}
FROZEN: dict[str, Any] = {"state": "frozen", "visibility": "members"}
KEPT = "KEPT-RESERVATION"


def got(cast, key: str, path: str, query: Any = None) -> Any:
    """Return the answer of a call that must succeed."""
    answer = call(cast.client(key), "get", path, query)
    assert answer.status_code == 200, (key, path, answer.content)
    return answer.json()


def listed(cast, key: str, path: str, query: Any = None) -> list[Any]:
    """Return the rows of the first page of a list."""
    return got(cast, key, path, query)["results"]


def queries(client: Any, path: str) -> int:
    """Return the queries of the second call: the first one may write what a session does."""
    assert call(client, "get", path).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert call(client, "get", path).status_code == 200
    return len(captured)


# --- Versions ------------------------------------------------------------------------------------------------


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
    assert shown == {
        "uuid": str(version.uuid),
        "symbol": "NETAI/RM/3.0 Prov.1",
        "edition": None,
        "title": "With the Heads",
        "kind": "major",
        "state": "submitted",
        "amends": None,
        "origin": "record",
        "compiled_at": "2026-06-23T12:00:00Z",
        "frozen_at": "2026-06-23T12:00:00Z",
        "approved_at": None,
        "endorsed_at": None,
        "published_at": None,
        "superseded_at": None,
        "page": version.get_absolute_url(),
        "follows": str(shelf["gone"].uuid),
        "sha256": version.sha256,
        "embargo_until": None,
        "deputies_skipped_reason": "",
        "withdraw_reason": "",
        "record_note": "",
        "rounds": [],
        "abilities": {},
    }
    assert frozen.pop("projects")[1] == {
        "uuid": SECOND.key,
        "title": "Prior-art search",
        "version": str(version.uuid),
        "goal": SECOND.goal,
        "area": "A",
        "horizon": "short",
        "lead": "US",
        "co_leads": ["EP"],
        "contributing": [],
        "group": "WG2",
        "starts_on": "2026-09-01",
        "ends_on": "2027-08-31",
        "state": "active",
        "status": "at_risk",
        "standing": "at_risk",
        "summary": "Search across languages.",
        "deliverables": "",
        "milestones": [],
        "depends_on": [FIRST.key],
        "sources": [source("NETAI/PR/2026/001", "Prior-art search")],
    }
    assert [each["number"] for each in frozen.pop("reservations")] == [1, 2]
    assert frozen == {
        "title": "With the Heads",
        "preamble": WHOLE.preamble,
        "scoping": "NETAI/SD/1",
        "amends": "",
        "areas": [{"code": each.code, "name": each.name} for each in WHOLE.areas],
        "goals": [goal_row(each) for each in WHOLE.goals],
    }


def source(symbol: str, title: str, **facts: Any) -> dict[str, Any]:
    """Return a source of a project as the API tells it."""
    return {
        "symbol": symbol,
        "title": title,
        "round": "",
        "outcome": "",
        "level": "",
        "decided_on": None,
    } | facts


def goal_row(goal: Any) -> dict[str, Any]:
    """Return a goal as the API tells it."""
    facts = {"area": goal.area, "horizon": goal.horizon, "title": goal.title, "text": goal.text}
    return {"uuid": goal.key} | facts


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


# --- Areas, goals, projects ----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", SIGNED)
def test_areas_are_public_facts(cast, key):
    found = listed(cast, key, "/areas/")
    assert [each["code"] for each in found] == ["A", "B", "C", "D"]
    assert got(cast, key, "/areas/B/") == found[1] | {"abilities": {}}
    for code in ("Z", "b", "1", "A" * 4_000):
        assert call(cast.client(key), "get", f"/areas/{code}/").status_code == 404


@pytest.mark.parametrize("key", SIGNED)
def test_goals_and_projects_are_those_of_the_page(cast, key):
    """With and without a version, as the page of the roadmap shows its own."""
    old = scenes.version(WHOLE, state="superseded")
    later = replace(WHOLE, projects=(FIRST, THIRD), reservations=())
    scenes.version(later, "1.1", base=old)
    coming = replace(WHOLE, projects=(replace(FIRST, title="Renamed QUINCE"),), reservations=())
    asked = scenes.version(coming, "2.0", **FROZEN)
    client = cast.client(key)
    for query in ({}, {"version": str(old.uuid)}, {"version": str(asked.uuid)}):
        page = client.get("/roadmap/", query)
        answers = [call(client, "get", path, query) for path in ("/projects/", "/goals/")]
        assert {each.status_code for each in answers} == {page.status_code}
        if page.status_code == 200:
            projects, goals = (each.json()["results"] for each in answers)
            whole, version = page.context["plan"], page.context["version"]
            assert [each["uuid"] for each in projects] == [each.key for each in whole.ordered()]
            assert [each["standing"] for each in projects] == [each.standing for each in whole.ordered()]
            assert {each["version"] for each in projects} == {str(version.uuid)}
            assert goals == [goal_row(each) for each in whole.goals]
            assert (b"QUINCE" in answers[0].content) == ("QUINCE" in page.content.decode())
    is_member = key not in NOT_MEMBERS
    assert call(client, "get", "/projects/", {"version": str(asked.uuid)}).status_code == (
        200 if is_member else 404
    )


def test_where_no_version_is_open_there_is_nothing(cast):
    scenes.version(WHOLE, **FROZEN)
    for key in NOT_MEMBERS:
        assert listed(cast, key, "/projects/") == listed(cast, key, "/goals/") == []
        for path in (f"/goals/{FIRST.goal}/", f"/projects/{FIRST.key}/"):
            hidden, never = (
                call(cast.client(key), "get", each) for each in (path, path[:-37] + f"{UNKNOWN}/")
            )
            assert (hidden.status_code, hidden.content) == (404, never.content)


def test_a_project_stands_as_it_was_reported_to_whom_may_read_it(cast):
    scenes.version(WHOLE)
    report(cast, FIRST)
    told = {key: listed(cast, key, "/projects/")[0]["standing"] for key in SIGNED}
    # The expert is of the project's group; to the others outside it stands as it was frozen.
    frozen = {"industry", "admin_ep", "site_admin"}
    assert told == {key: "on_track" if key in frozen else "delayed" for key in SIGNED}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"area": "A"}, [FIRST, SECOND]),
        ({"horizon": "long"}, [THIRD]),
        ({"office": "US"}, [SECOND, THIRD]),
        ({"group": "WG2", "area": "B"}, [THIRD]),
        ({"standing": "at_risk"}, [SECOND]),
        ({"office": "QQ"}, []),
        ({"area": "Z"}, []),
    ],
)
def test_projects_are_narrowed(cast, query, expected):
    scenes.version(WHOLE)
    found = listed(cast, "industry", "/projects/", query)
    assert [each["uuid"] for each in found] == [each.key for each in expected]


def test_goals_are_narrowed(cast):
    scenes.version(WHOLE)
    for query, expected in (({"area": "B"}, [1]), ({"horizon": "medium"}, [2]), ({"area": "D"}, [])):
        found = listed(cast, "industry", "/goals/", query)
        assert [each["uuid"] for each in found] == [WHOLE.goals[place].key for place in expected]


@pytest.mark.parametrize(
    "path", ["/projects/", "/goals/", f"/projects/{FIRST.key}/", f"/goals/{FIRST.goal}/"]
)
def test_a_bad_filter_is_told_and_an_unknown_version_is_not_found(cast, path):
    scenes.version(WHOLE)
    client = cast.client("hod_jp")
    for query in ({"version": "x"}, {"horizon": "1"}, {"area": "x" * 9})[: 3 if path.count("/") == 2 else 1]:
        answer = call(client, "get", path, query)
        assert (answer.status_code, set(answer.json()["errors"])) == (422, set(query))
    assert call(client, "get", path, {"version": UNKNOWN}).status_code == 404
    assert call(client, "get", path, {"version": ""}).status_code == 200


@pytest.mark.parametrize("noun", ["versions", "goals", "projects"])
@pytest.mark.parametrize("name", ["1", "x", "%00", "..", "a" * 4_000])
def test_a_malformed_id_is_not_found(cast, noun, name):
    scenes.version(WHOLE)
    assert call(cast.client("hod_ep"), "get", f"/{noun}/{name}/").status_code == 404


def report(cast, line: Any, **facts: Any) -> None:
    """Write a progress report of the EPO, and what it changes."""
    values = {
        "state": "active",
        "status": "delayed",
        "text": "The data came late.",
        "at": clock.now(),
    } | facts
    row = Project.objects.get(uuid=line.key)
    ProgressReport.objects.create(project=row, office=Office.objects.get(code="EP"), by=cast.hod_ep, **values)
    Project.objects.filter(pk=row.pk).update(state=values["state"], status=values["status"])


def test_a_project_in_full_for_a_member(cast):
    version = scenes.version(WHOLE)
    at = clock.now().replace(microsecond=0)
    report(cast, FIRST, at=at)
    shown = got(cast, "hod_jp", f"/projects/{FIRST.key}/")
    (told,) = shown.pop("reports")
    assert told.pop("uuid") == str(ProgressReport.objects.get().uuid)
    assert told == {
        "office": "EP",
        "at": at.isoformat().replace("+00:00", "Z"),
        "state": "active",
        "status": "delayed",
        "text": "The data came late.",
    }
    stones = [{"uuid": each.key, "title": each.title} for each in FIRST.milestones]
    assert shown == {
        "uuid": FIRST.key,
        "title": "Automatic classification",
        "version": str(version.uuid),
        "goal": FIRST.goal,
        "area": "A",
        "horizon": "short",
        "lead": "EP",
        "co_leads": ["KR"],
        "contributing": ["JP", "CN"],
        "group": "WG1",
        "starts_on": "2026-07-01",
        "ends_on": "2027-06-30",
        "state": "active",
        "status": "delayed",
        "standing": "delayed",
        "summary": "One model, five offices.",
        "deliverables": "A comparison of models.",
        "milestones": [
            stones[0] | {"due_on": "2026-12-15", "reached_on": "2026-12-01"},
            stones[1] | {"due_on": "2027-06-30", "reached_on": None},
        ],
        "page": f"/roadmap/projects/{FIRST.key}/",
        "depends_on": [],
        "awaited_by": [SECOND.key],
        "proposals": [],
        "reservations": [
            {
                "number": 1,
                "project": FIRST.key,
                "office": "JP",
                "kind": "substantive",
                "passage": "One model",
                "text": "KEPT-RESERVATION on data.",
            }
        ],
        "versions": [{"uuid": str(version.uuid), "symbol": "NETAI/RM/1.0", "state": "published"}],
        "abilities": {},
    }


def test_a_project_is_what_its_page_shows(cast):
    first, second = proposals.tabled(cast), proposals.tabled(cast, title="For members only")
    Proposal.objects.filter(pk=second.pk).update(visibility="members")
    sources = tuple(replace(FIRST.sources[0], symbol=each.symbol) for each in (first, second))
    former, present = replace(FIRST, title="As it was"), replace(FIRST, sources=sources)
    old = scenes.version(replace(WHOLE, projects=(former, SECOND, THIRD)), state="superseded")
    scenes.version(replace(WHOLE, projects=(present, SECOND, THIRD)), "1.1", base=old)
    report(cast, FIRST)
    for key in SIGNED:
        for query in ({}, {"version": str(old.uuid)}):
            told = compared(cast.client(key), key, query)
        shown = got(cast, key, f"/projects/{FIRST.key}/")
        symbols = [each["symbol"] for each in shown["proposals"]]
        # A restricted proposal is named to whom its page is open: the expert's group is the proposal's.
        expected = [first.symbol] if key == "observer" else [first.symbol, second.symbol]
        assert symbols == ([] if key in {"industry", "admin_ep", "site_admin"} else expected), key
        assert bool(shown["reservations"]) == (key not in NOT_MEMBERS), key
        assert told["title"] == "As it was"


def compared(client: Any, key: str, query: dict[str, str]) -> Any:
    """Return the first project over the API, after each of its facts was found equal to the page's."""
    page = client.get(f"/roadmap/projects/{FIRST.key}/", query)
    shown = call(client, "get", f"/projects/{FIRST.key}/", query)
    assert (page.status_code, shown.status_code) == (200, 200), key
    told, context = shown.json(), page.context
    assert told["title"] == context["line"].title
    assert told["standing"] == context["line"].standing
    assert [each["symbol"] for each in told["proposals"]] == [each.symbol for each in context["sources"]]
    assert [each["text"] for each in told["reservations"]] == [
        each["text"] for each in context["reservations"]
    ]
    assert [each["text"] for each in told["reports"]] == [each["note"] for each in context["reports"]]
    assert [each["uuid"] for each in told["versions"]] == [str(each.uuid) for each in context["versions"]]
    assert told["version"] == str(context["version"].uuid)
    assert len(told["awaited_by"]) == len(context["ties"]["after"])
    return told


def test_a_project_of_no_version_is_told_to_whom_the_page_is(cast):
    stages.compiling(cast)
    row = stages.project(cast, stages.endorsed(cast, "A QUINCE text"), stages.goal(cast))
    for key in SIGNED:
        client = cast.client(key)
        page, answer = client.get(row.get_absolute_url()), call(client, "get", f"/projects/{row.uuid}/")
        assert answer.status_code == page.status_code
        assert (answer.status_code == 200) == (key in {"chair_ep", "chair_kr", "secretariat"})
        assert ("QUINCE" in answer.content.decode()) == (answer.status_code == 200)


def test_a_head_of_delegation_who_is_asked_reads_the_working_plan_and_no_version(cast):
    stages.compiling(cast)
    row = stages.project(cast, stages.endorsed(cast), stages.goal(cast))
    ProjectOffice.objects.create(
        project=row, office=cast.hod_jp.office, role="contributing", asked_at=clock.now()
    )
    shown = got(cast, "hod_jp", f"/projects/{row.uuid}/")
    assert (shown["version"], shown["versions"], shown["goal"], shown["area"]) == (None, [], None, None)
    assert shown["milestones"][0]["title"] == "Half way"
    assert call(cast.client("delegate_jp"), "get", f"/projects/{row.uuid}/").status_code == 404


@pytest.mark.parametrize("key", SIGNED)
def test_a_goal_is_read_in_a_version_the_hat_sees(cast, key):
    version = scenes.version(WHOLE, **PENDING)
    answer = call(cast.client(key), "get", f"/goals/{FIRST.goal}/")
    assert answer.status_code == (404 if key in set(NOT_MEMBERS) - {"observer"} else 200)
    if answer.status_code == 200:
        shown = answer.json()
        assert [each["uuid"] for each in shown.pop("projects")] == [FIRST.key, SECOND.key]
        assert shown == goal_row(WHOLE.goals[0]) | {"version": str(version.uuid), "abilities": {}}


def test_a_goal_that_a_version_dropped_is_found_in_the_one_before(cast):
    old = scenes.version(WHOLE, state="superseded")
    kept = replace(WHOLE, goals=WHOLE.goals[:1], projects=(FIRST, SECOND), reservations=())
    scenes.version(kept, "2.0", base=old)
    path = f"/goals/{THIRD.goal}/"
    assert call(cast.client("industry"), "get", path).status_code == 404
    assert call(cast.client("industry"), "get", path, {"version": str(old.uuid)}).status_code == 200


# --- Budgets -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["hod_jp", "chair_kr", "observer", "industry"])
def test_lists_and_details_ask_the_same_queries_for_1_3_and_50_projects(cast, key):
    client, lists, details = cast.client(key), [], []
    for projects in (1, 3, 50):
        with undone():
            whole = scenes.keyed(large(projects))
            version = scenes.version(whole)
            first = whole.projects[0]
            report(cast, first, at=clock.now() - dt.timedelta(days=1))
            assert len(listed(cast, key, "/projects/")) == projects
            lists.append(
                [queries(client, f"/{noun}/") for noun in ("versions", "areas", "goals", "projects")]
            )
            paths = (f"versions/{version.uuid}", f"goals/{first.goal}", f"projects/{first.key}", "areas/A")
            details.append([queries(client, f"/{path}/") for path in paths])
    assert lists[0] == lists[1] == lists[2], lists
    assert details[0] == details[1] == details[2], details
    assert max(lists[0]) <= 6, lists
    assert max(details[0]) <= 12, details


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


def test_a_page_holds_fifty_projects_and_names_its_neighbours(cast):
    scenes.version(scenes.keyed(large(60)))
    first = got(cast, "industry", "/projects/")
    assert (len(first["results"]), first["previous"]) == (50, None)
    assert first["next"].endswith("/api/v1/projects/?page=2")
    second = got(cast, "industry", "/projects/", {"page": 2})
    assert (len(second["results"]), second["next"]) == (10, None)
    seen = [each["uuid"] for each in first["results"] + second["results"]]
    assert seen == [each.key for each in scenes.keyed(large(60)).ordered()]


def test_no_answer_holds_a_sequential_key(cast):
    version = scenes.version(WHOLE)
    keys = {str(version.pk), *(str(each) for each in Goal.objects.values_list("pk", flat=True))}
    for path in (f"/versions/{version.uuid}/", f"/goals/{FIRST.goal}/", f"/projects/{FIRST.key}/"):
        found = leaves(got(cast, "hod_jp", path))
        assert not {name for name, _value in found} & {"id", "pk", "key"}
        assert not {str(value) for name, value in found if name != "number"} & keys
