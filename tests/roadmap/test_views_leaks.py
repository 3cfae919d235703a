"""What is being compiled shows to nobody but the body: no working text, no dropped project, no title of its own."""

from __future__ import annotations

import html

import pytest
from django.urls import reverse

from roadmap import actions
from roadmap.models import Project
from tests.access import EVERYBODY
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages
from tests.roadmap.telling import BODY

pytestmark = pytest.mark.django_db
WORDS = {
    "title": "Zqxtitle",
    "preamble": "Zqxpreamble",
    "goal": "Zqxgoal",
    "renamed": "Zqxrenamed",
    "summary": "Zqxsummary",
    "stone": "Zqxstone",
    "new": "Zqxnew",
}


@pytest.fixture(scope="module")
def scene(module_db):
    """A public edition, and a major version being compiled in which everything is called otherwise."""
    cast = Cast()
    stages.published(cast)
    kept = Project.objects.get()
    made = stages.compiling(cast)
    values = {"title": WORDS["title"], "preamble": WORDS["preamble"]}
    actions.edit_version(made, by=cast.secretariat, values=values, seen=made.version)
    plan = {
        "title": WORDS["renamed"],
        "summary": WORDS["summary"],
        "milestones": [(kept.milestones.get().uuid, WORDS["stone"], stages.FIRST_DAY)],
    }
    actions.edit_plan(kept, by=cast.chair_kr, values=plan, seen=kept.version)
    goal = stages.goal(cast, WORDS["goal"])
    new = stages.project(cast, stages.endorsed(cast, "A text of its own"), goal)
    actions.edit_plan(new, by=cast.chair_kr, values={"title": WORDS["new"]}, seen=new.version)
    return {"version": made, "kept": kept, "new": new, "goal": goal}


def addresses(scene) -> list[str]:
    """Return every page of the roadmap that shows, or might show, something of the plan."""
    version, kept, new = scene["version"], scene["kept"], scene["new"]
    lists = [reverse(f"roadmap:{name}") for name in ("list", "versions", "workbench", "texts", "goal_add")]
    deeds = ("plan", "offices", "place", "refer", "consent", "decline", "hand_back", "drop", "report", "note")
    of_projects = [
        reverse(f"roadmap:project{name}", args=[each.uuid])
        for each in (kept, new)
        for name in ("", *(f"_{deed}" for deed in deeds), "_release", "_keep_reservation")
    ]
    of_version = [
        reverse(f"roadmap:{name}", args=[version.uuid]) for name in ("version", "snapshot", "freeze")
    ]
    return ["/", "/inbox/", "/search/?q=Zqx", *lists, *of_projects, *of_version]


def found(client, where: str) -> set[str]:
    """Return the words that stand on a page."""
    body = html.unescape(client.get(where).content.decode())
    return {name for name, word in WORDS.items() if word in body}


@pytest.mark.parametrize("member", [each for each in EVERYBODY if each not in BODY])
def test_nobody_else_reads_what_is_compiled(scene, cast, member):
    # Somebody whose account is closed is nobody.
    client = cast.client("anonymous" if member == "inactive" else member)
    assert {where: words for where in addresses(scene) if (words := found(client, where))} == {}


def test_the_body_reads_all_of_it(scene, cast):
    client = cast.client("secretariat")
    assert set().union(*(found(client, where) for where in addresses(scene))) == set(WORDS)


def test_the_lead_reports_on_the_endorsed_plan(scene, cast):
    page = cast.client("delegate_ep").get(reverse("roadmap:project_report", args=[scene["kept"].uuid]))
    text = page.content.decode()
    assert (page.status_code, "Common criteria" in text, "Half way" in text) == (200, True, True)


def test_what_is_dropped_shows_to_nobody_by_its_absence(scene, cast, module_db):
    with undone():
        pages = {member: page_of(cast, member, scene) for member in ("delegate_ep", "observer", "industry")}
        actions.drop_project(scene["kept"], by=cast.chair_kr)
        for member, before in pages.items():
            assert page_of(cast, member, scene) == before


def page_of(cast, member: str, scene) -> tuple[int, bool]:
    page = cast.client(member).get(scene["kept"].get_absolute_url())
    return page.status_code, "Common criteria" in page.content.decode()


def test_an_asked_office_reads_its_project_and_nothing_else(scene, cast, module_db):
    with undone():
        roles = {part.office_id: part.role for part in scene["new"].parts.all()}
        roles |= {cast.hod_jp.office_id: "contributing"}
        actions.set_offices(scene["new"], by=cast.chair_kr, roles=roles)
        client = cast.client("hod_jp")
        seen = {where: words for where in addresses(scene) if (words := found(client, where))}
        assert set().union(*seen.values()) <= {"new", "goal"}
        of_project = str(scene["new"].uuid)
        assert all(of_project in where or where in {"/", "/inbox/"} for where in seen)
        delegate = cast.client("delegate_jp")
        assert not any(found(delegate, where) for where in addresses(scene))


def test_a_frozen_text_stays_whatever_the_rows_say(scene, cast, module_db):
    """Past every deed: rows that changed after the freeze are on no page of the version."""
    with undone():
        frozen = actions.freeze(scene["version"], by=cast.chair_kr)
        Project.objects.update(title="Zqxpast", summary="Zqxpast")
        for member in ("hod_jp", "chair_kr"):
            client = cast.client(member)
            for where in (frozen.get_absolute_url(), reverse("roadmap:snapshot", args=[frozen.uuid])):
                body = client.get(where).content.decode()
                assert ("Zqxpast" in body, WORDS["renamed"] in body) == (False, True)
