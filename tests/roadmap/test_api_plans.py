"""Areas, goals and projects over the API, read in one version: who reads what, as on the pages; filters, budgets."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from ip5.kernel import clock
from ip5.offices.models import Office
from proposals.models import Proposal
from roadmap.models import Goal, ProgressReport, Project, ProjectOffice
from tests import stages as proposals
from tests.api.scenes import UNKNOWN, call, got, leaves, listed, queries
from tests.databases import undone
from tests.roadmap import scenes, stages
from tests.roadmap.asked import (
    FIRST,
    FROZEN,
    NOT_MEMBERS,
    PENDING,
    SECOND,
    SIGNED,
    THIRD,
    WHOLE,
    goal_row,
    of_first,
)
from tests.roadmap.plans import large

pytestmark = pytest.mark.django_db


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
    long_ago = clock.now() - dt.timedelta(days=61)
    report(cast, FIRST, at=long_ago)
    Project.objects.filter(uuid=FIRST.key).update(reported_at=long_ago)
    rows = {key: listed(cast, key, "/projects/")[0] for key in SIGNED}
    # The expert is of the project's group; to the others outside it stands as it was frozen.
    frozen = {"industry", "admin_ep", "site_admin"}
    told = {key: (row["standing"], row["is_stale"]) for key, row in rows.items()}
    assert told == {key: ("on_track", False) if key in frozen else ("delayed", True) for key in SIGNED}
    for key in SIGNED:
        page = cast.client(key).get(f"/roadmap/projects/{FIRST.key}/").context["is_stale"]
        assert got(cast, key, f"/projects/{FIRST.key}/")["is_stale"] == page == (key not in frozen), key


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
    assert shown == of_first(version)


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
