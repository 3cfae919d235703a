"""How many queries the pages of versions take, whatever there is to show."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from ip5.kernel import clock
from proposals.models import Area
from roadmap import actions
from roadmap.models import Goal, Milestone, Project, ProjectOffice, ProjectSource, Version
from tests import stages as proposals
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import plans, scenes, stages

pytestmark = pytest.mark.django_db
DETAIL, WORKBENCH = 12, 18


def count(client, url: str) -> int:
    """Return the queries of the second request: the first one may write what a session does."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def frozen(projects: int) -> Version:
    """A frozen version of so many projects, written straight into the rows."""
    plan = scenes.keyed(plans.large(projects))
    return scenes.version(plan, state="frozen", visibility="members")


@pytest.mark.parametrize("member", ["hod_jp", "chair_kr", "observer"])
def test_the_list_of_versions(cast, member):
    client, url, counts = cast.client(member), reverse("roadmap:versions"), []
    plan = scenes.keyed(plans.plan())
    for number in range(1, 4):
        state = "superseded" if number < 3 else "published"
        scenes.version(replace(plan, title=f"Edition {number}"), f"{number}.0", state=state)
        counts.append(count(client, url))
    assert counts[0] == counts[2] <= DETAIL


# A co-chair's page asks whether every item is endorsed, too, and has notices of its own.
@pytest.mark.parametrize(("member", "most"), [("hod_jp", 12), ("deputy_ep", 12), ("chair_kr", 14)])
def test_a_version_of_three_projects_and_of_two_hundred(cast, member, most):
    client, counts = cast.client(member), []
    for projects in (3, 200):
        with undone():
            counts.append(count(client, frozen(projects).get_absolute_url()))
    assert counts[0] == counts[1] <= most, counts


def bench(projects: int) -> None:
    """The rows of a version being compiled: a goal, so many projects, each with an office and a milestone."""
    goal = Goal.objects.create(area=Area.objects.get(code="A"), horizon="short", title="A goal")
    made = Project.objects.bulk_create(Project(goal=goal, title=f"Project {n}") for n in range(projects))
    office = Cast().hod_jp.office
    ProjectOffice.objects.bulk_create(
        ProjectOffice(project=each, office=office, role="lead", consented_at=clock.now()) for each in made
    )
    Milestone.objects.bulk_create(
        Milestone(project=each, title="One", due_on=stages.FIRST_DAY) for each in made
    )


@pytest.mark.parametrize("member", ["chair_kr", "secretariat"])
def test_the_workbench_of_one_project_and_of_fifty(cast, member):
    """More than a page's twelve: it edits the whole plan at once, and reads each kind of its rows by one query."""
    stages.compiling(cast)
    source = proposals.closed(cast)
    client, url, counts = cast.client(member), reverse("roadmap:workbench"), []
    for projects in (1, 50):
        with undone():
            bench(projects)
            ProjectSource.objects.create(project=Project.objects.order_by("pk")[0], proposal=source)
            counts.append(count(client, url))
    assert counts[0] == counts[1] <= WORKBENCH, counts


def test_a_look_changes_nothing(cast):
    version = actions.freeze(stages.compiled(cast), by=cast.chair_kr)
    pages = [
        reverse("roadmap:versions"),
        version.get_absolute_url(),
        reverse("roadmap:open_approval", args=[version.uuid]),
        reverse("roadmap:withdraw", args=[version.uuid]),
    ]
    client = cast.client("chair_kr")
    client.get(pages[0])
    before = rows()
    for page in pages:
        assert client.get(page).status_code == 200
    assert rows() == before


def rows() -> list[tuple[str, int]]:
    """Return how often this transaction wrote each table but the session's."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE relname NOT IN ('django_session', 'ballots_receipt') ORDER BY relname"
        )
        return cursor.fetchall()
