"""The pages of versions: who sees which at which state, and what a page shows to whom."""

from dataclasses import replace

import pytest
from django.urls import reverse

from roadmap import actions
from tests.roadmap import scenes, stages
from tests.roadmap.plans import plan

pytestmark = pytest.mark.django_db


def test_a_version_being_compiled_exists_for_the_body_alone(cast):
    version = stages.compiling(cast)
    seen = {key for key in cast if cast.client(key).get(version.get_absolute_url()).status_code == 200}
    assert seen == {"chair_ep", "chair_kr", "secretariat"}


def test_the_workbench_shows_what_is_missing(cast):
    stages.compiling(cast)
    page = cast.client("chair_kr").get(reverse("roadmap:workbench")).content.decode()
    assert "The version has a preamble" in page
    assert cast.client("hod_ep").get(reverse("roadmap:workbench")).status_code == 404


def test_a_frozen_version_is_read_by_the_members(cast):
    version = stages.frozen(cast)
    seen = {key for key in cast if cast.client(key).get(version.get_absolute_url()).status_code == 200}
    outside = {"observer", "industry", "expert", "admin_ep", "site_admin", "inactive"}
    assert seen == set(cast) - outside


def test_a_submitted_version_is_read_by_observers_without_reservations(cast):
    version = stages.submitted(cast)
    assert cast.client("observer").get(version.get_absolute_url()).status_code == 200
    assert cast.client("industry").get(version.get_absolute_url()).status_code == 404


def test_a_project_is_read_in_the_version_it_is_opened_from(cast):
    whole = scenes.keyed(plan())
    first = whole.projects[0]
    old = scenes.version(
        replace(whole, projects=(replace(first, title="As it was"), *whole.projects[1:])), state="superseded"
    )
    scenes.version(whole, edition="1.1", base=old)
    client = cast.client("hod_jp")
    page = client.get(old.get_absolute_url()).content.decode()
    address = f"{reverse('roadmap:project', args=[first.key])}?version={old.uuid}"
    assert page.count(f'href="{address}"') == 1
    assert "<h1>As it was</h1>" in client.get(address).content.decode()


def test_freezing_by_the_page(cast):
    version = stages.compiled(cast)
    url = reverse("roadmap:freeze", args=[version.uuid])
    assert cast.client("secretariat").post(url).status_code == 403
    assert cast.client("hod_ep").post(url).status_code == 404
    assert cast.client("chair_kr").get(url).status_code == 200
    assert cast.client("chair_kr").post(url).status_code == 302
    assert stages.fresh(version).state == "frozen"
    assert cast.client("chair_kr").post(url).status_code == 409


def test_the_heads_answers_stand_on_the_sign_off_sheet(cast):
    version = stages.submitted(cast)
    page = cast.client("head_ep").get(version.get_absolute_url()).content.decode()
    assert page.count("Answer awaited") == 5
    assert "Answer awaited" not in cast.client("delegate_ep").get(version.get_absolute_url()).content.decode()


def test_a_plan_is_filled_by_the_groups_experts_while_it_lies_with_them(cast):
    version = stages.compiling(cast)
    project = stages.project(cast, stages.endorsed(cast), stages.goal(cast))
    url = reverse("roadmap:project_plan", args=[project.uuid])
    assert cast.client("expert").get(url).status_code == 404
    actions.refer_plan(project, by=cast.chair_kr, due_on=stages.FIRST_DAY)
    page = cast.client("expert").get(url)
    assert page.status_code == 200
    sent = {"seen": project.version, "title": "New title", "starts_on": "2027-02-01", "ends_on": "2027-01-01"}
    answer = cast.client("expert").post(url, sent)
    assert (answer.status_code, "The end comes after the start." in answer.content.decode()) == (422, True)
    assert "New title" in answer.content.decode()
    answer = cast.client("expert").post(
        url, sent | {"ends_on": "2027-09-01", "stone_0": "One", "stone_0_due": "2027-03-01"}
    )
    assert answer.status_code == 302
    actions.hand_back(project, by=cast.expert)
    assert version.is_compiling
