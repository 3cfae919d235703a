"""The page of a project: what of it whom, both ways of a dependency, its reports; nothing of what is not theirs."""

import datetime as dt
import re
from dataclasses import replace
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.kernel import clock
from ip5.offices.models import Office
from proposals.models import Proposal
from roadmap.models import ProgressReport, Project, Version
from tests import stages
from tests.roadmap import scenes
from tests.roadmap.plans import plan

pytestmark = pytest.mark.django_db
DETAIL = 12
WHOLE = scenes.keyed(plan())
FIRST, SECOND, THIRD = WHOLE.projects
PENDING = {"state": "submitted", "visibility": "members_observers"}


def page(cast, key, line=FIRST, query=""):
    """Return the page of a project as text; it must have answered."""
    response = cast.client(key).get(f"/roadmap/projects/{line.key}/{query}")
    assert response.status_code == 200
    return unescape(response.content.decode())


def part(text, name):
    """Return one panel of the page as words; empty where it is not there."""
    found = re.search(rf'<section class="panel[^"]*" id="{name}".*?</section>', text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split()) if found else ""


def report(cast, line, **facts):
    """Write a progress report of the EPO, and what it changes."""
    values = {
        "state": "active",
        "status": "delayed",
        "text": "QUINCE: the data came late.",
        "at": clock.now(),
    }
    values |= facts
    row = Project.objects.get(uuid=line.key)
    ProgressReport.objects.create(project=row, office=Office.objects.get(code="EP"), by=cast.hod_ep, **values)
    Project.objects.filter(pk=row.pk).update(
        state=values["state"], status=values["status"], reported_at=values["at"]
    )


def test_a_member_reads_everything(cast):
    scenes.version(WHOLE)
    text = page(cast, "hod_jp")
    assert "<h1>Automatic classification</h1>" in text
    assert part(text, "facts") == (
        "Facts Goal Classify and search with AI Area AI-supported office operations Horizon Short term "
        "Group WG1 Start 1 Jul 2026 End 30 Jun 2027"
    )
    assert part(text, "offices") == (
        "Offices taking part EP EPO Lead KR MOIP Co-lead JP JPO Contributing CN CNIPA Contributing"
    )
    assert part(text, "milestones").startswith(
        "Milestones Milestone Due Reached Data agreed 15 Dec 2026 1 Dec 2026"
    )
    assert "KEPT-RESERVATION on data." in part(text, "text")
    assert part(text, "versions") == "Versions that hold it NETAI/RM/1.0 Published"


@pytest.mark.parametrize("key", ["observer", "industry", "expert"])
def test_reservations_are_for_members(cast, key):
    scenes.version(WHOLE)
    text = page(cast, key)
    assert "One model, five offices." in text
    assert "KEPT-RESERVATION" not in text


@pytest.mark.parametrize("key", ["industry", "expert", "admin_ep", "site_admin"])
def test_a_project_of_no_version_one_may_see_does_not_exist(cast, key):
    scenes.version(WHOLE, **PENDING)
    client = cast.client(key)
    assert client.get(f"/roadmap/projects/{SECOND.key}/").status_code == 404
    assert client.get(f"/roadmap/projects/{Version.objects.get().uuid}/").status_code == 404
    assert page(cast, "observer", SECOND)


def test_a_version_that_does_not_hold_it_is_not_found(cast):
    scenes.version(WHOLE)
    other = scenes.version(replace(WHOLE, projects=(SECOND,), reservations=()), edition="2.0", **PENDING)
    client = cast.client("hod_jp")
    assert client.get(f"/roadmap/projects/{FIRST.key}/?version={other.uuid}").status_code == 404
    assert client.get(f"/roadmap/projects/{SECOND.key}/?version={other.uuid}").status_code == 200
    assert (
        cast.client("industry").get(f"/roadmap/projects/{SECOND.key}/?version={other.uuid}").status_code
        == 404
    )
    assert client.get(f"/roadmap/projects/{FIRST.key}/?version=x").status_code == 404


def test_dependencies_are_told_both_ways(cast):
    scenes.version(WHOLE)
    assert part(page(cast, "industry", SECOND), "dependencies") == (
        "Dependencies It waits for Automatic classification 1 Jul 2026 – 30 Jun 2027; "
        "ends only after this one begins"
    )
    assert part(page(cast, "industry", FIRST), "dependencies") == (
        "Dependencies What waits for it Prior-art search 1 Sep 2026 – 31 Aug 2027; begins before this one ends"
    )
    assert part(page(cast, "industry", THIRD), "dependencies") == ""


def test_a_dependency_is_read_in_the_version_shown(cast):
    old = scenes.version(WHOLE, state="superseded")
    # The current version no longer holds what the second waits for.
    current = scenes.version(
        replace(WHOLE, projects=(SECOND, THIRD), reservations=()), edition="2.0", base=old
    )
    address = f"/roadmap/projects/{FIRST.key}/?version={old.uuid}"
    text = page(cast, "industry", SECOND, f"?version={old.uuid}")
    assert text.count(f'href="{address}"') == 1
    assert cast.client("industry").get(address).status_code == 200
    assert f'href="/roadmap/projects/{FIRST.key}/' not in page(cast, "industry", SECOND)
    assert f"/projects/{SECOND.key}/?version={current.uuid}" not in text


def test_dates_of_the_version_before_stand_beside_the_present_ones(cast):
    before = replace(FIRST, ends_on=dt.date(2027, 3, 31))
    old = scenes.version(replace(WHOLE, projects=(before, THIRD)), state="superseded")
    scenes.version(WHOLE, edition="1.1", base=old)
    assert "In NETAI/RM/1.0 1 Jul 2026 – 31 Mar 2027" in part(page(cast, "hod_jp", FIRST), "facts")
    assert "In NETAI/RM/1.0 not in it" in part(page(cast, "hod_jp", SECOND), "facts")
    assert part(page(cast, "hod_jp", FIRST), "versions") == (
        "Versions that hold it NETAI/RM/1.1 Published NETAI/RM/1.0 Superseded"
    )


def test_sources_are_the_proposals_the_hat_may_see(cast):
    open_one = stages.submitted(cast, title="Open to observers")
    restricted = stages.tabled(cast, title="For members only")
    Proposal.objects.filter(pk=restricted.pk).update(visibility="members")
    lines = tuple(replace(FIRST.sources[0], symbol=each.symbol, title="-") for each in (open_one, restricted))
    scenes.version(replace(WHOLE, projects=(replace(FIRST, sources=lines), SECOND, THIRD)))
    assert "For members only" in part(page(cast, "hod_jp"), "sources")
    seen = part(page(cast, "observer"), "sources")
    assert "Open to observers" in seen
    assert "For members only" not in page(cast, "observer")
    assert part(page(cast, "industry"), "sources") == ""


@pytest.mark.parametrize(
    ("key", "stands"),
    [("hod_jp", "Delayed"), ("observer", "Delayed"), ("expert", "Delayed"), ("industry", "On track")],
)
def test_reports_are_a_log_for_whom_they_are_written(cast, key, stands):
    scenes.version(WHOLE)
    report(cast, FIRST)
    text = page(cast, key)
    assert ("QUINCE" in text) == (key != "industry")
    assert f"</svg>{stands}</span>" in text.split("page-header__meta")[1].split("</p>")[0].replace("\n", "")


def test_a_report_grows_old(cast):
    scenes.version(WHOLE)
    report(cast, FIRST, at=clock.now() - dt.timedelta(days=59))
    assert "older than 60 days" not in page(cast, "hod_jp")
    report(cast, SECOND, at=clock.now() - dt.timedelta(days=61))
    assert "older than 60 days" in page(cast, "hod_jp", SECOND)
    assert "older than 60 days" not in page(cast, "industry", SECOND)


def test_a_project_that_no_version_holds_is_read_from_its_rows(cast):
    row = scenes.rows(WHOLE)[FIRST.key]
    text = page(cast, "chair_kr")
    assert "In no version yet" in text
    assert "One model, five offices." in text
    assert cast.client("expert").get(f"/roadmap/projects/{FIRST.key}/").status_code == 404
    Project.objects.filter(pk=row.pk).update(referred_at=clock.now())
    assert "One model, five offices." in page(cast, "expert")
    assert cast.client("hod_jp").get(f"/roadmap/projects/{FIRST.key}/").status_code == 404


def test_the_body_reads_it_in_the_version_being_compiled(cast):
    scenes.version(WHOLE)
    made = Version.objects.create(kind="major", title="Draft", compiled_at=scenes.AT)
    Project.objects.filter(uuid=FIRST.key).update(title="ZANZIBAR title")
    assert "ZANZIBAR" not in page(cast, "chair_kr")
    assert "<h1>ZANZIBAR title</h1>" in page(cast, "chair_kr", FIRST, f"?version={made.uuid}")
    assert "ZANZIBAR" not in page(cast, "hod_jp")
    assert cast.client("hod_jp").get(f"/roadmap/projects/{FIRST.key}/?version={made.uuid}").status_code == 404


@pytest.mark.parametrize("key", ["delegate_jp", "hod_jp", "observer", "chair_kr", "industry"])
def test_the_page_asks_the_same_whatever_the_project_holds(cast, key):
    # The third, like the first, comes from a proposal; a list of none would ask nothing.
    projects = (FIRST, SECOND, replace(THIRD, sources=FIRST.sources))
    # Without a reservation: that of the own office has an act of its own, with its own questions.
    whole = replace(WHOLE, projects=projects, reservations=())
    old = scenes.version(whole, state="superseded")
    scenes.version(whole, edition="1.1", base=old)
    client, counts = cast.client(key), []
    for line in (THIRD, FIRST):
        if line is FIRST:
            for _each in range(3):
                report(cast, FIRST)
        client.get(f"/roadmap/projects/{line.key}/")
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/roadmap/projects/{line.key}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= DETAIL
