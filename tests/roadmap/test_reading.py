"""What a hat reads: versions in their order with one text, the plan of its class, standings as reported."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.kernel import clock
from roadmap import reading
from roadmap.models import Milestone, Project, Version
from tests.roadmap import scenes
from tests.roadmap.plans import plan

pytestmark = pytest.mark.django_db
WHOLE = scenes.keyed(plan())
FIRST, SECOND, THIRD = WHOLE.projects

READ, UNREAD = ("old", "old", "recent"), ("", "", "")
AGES = {
    **dict.fromkeys(("hod_jp", "delegate_ep", "head_ep", "chair_kr", "secretariat", "observer"), READ),
    "expert": ("old", "", ""),
    **dict.fromkeys(("industry", "admin_ep", "site_admin"), UNREAD),
}


@pytest.fixture
def history():
    """Superseded, current, and with the Heads; the last one holds the first project alone."""
    old = scenes.version(WHOLE, state="superseded")
    current = scenes.version(WHOLE, edition="1.1", base=old)
    only = replace(WHOLE, projects=(FIRST,), reservations=())
    facts = {"state": "submitted", "visibility": "members_observers", "base": current}
    return old, current, scenes.version(only, edition="2.0", **facts)


def symbols(versions):
    return [(each.printed_symbol, bool(each.snapshot)) for each in versions]


def test_the_current_version_comes_first_and_texts_are_read_for_it_and_its_base(cast, history):
    hat = cast.hod_jp
    with CaptureQueriesContext(connection) as queries:
        versions = reading.versions_for(hat)
        assert symbols(versions) == [
            ("NETAI/RM/1.1", True),
            ("NETAI/RM/2.0 Prov.1", False),
            ("NETAI/RM/1.0", True),
        ]
        name, baseline = reading.baseline_of(versions[0], versions)
    assert len(queries) == 1
    assert (name, baseline) == ("NETAI/RM/1.0", WHOLE)


def test_the_one_asked_for_has_its_text(cast, history):
    versions = reading.versions_for(cast.hod_jp, history[2].uuid)
    assert symbols(versions) == [
        ("NETAI/RM/1.1", True),
        ("NETAI/RM/2.0 Prov.1", True),
        ("NETAI/RM/1.0", False),
    ]
    assert symbols(reading.versions_for(cast.industry, history[2].uuid)) == [
        ("NETAI/RM/1.1", False),
        ("NETAI/RM/1.0", False),
    ]


def test_of_a_project_only_a_version_that_holds_it_has_its_text(cast, history):
    row = Project.objects.get(uuid=THIRD.key)
    assert [(each.printed_symbol, each.holds) for each in reading.versions_for(cast.hod_jp, None, row)] == [
        ("NETAI/RM/1.1", True),
        ("NETAI/RM/2.0 Prov.1", False),
        ("NETAI/RM/1.0", True),
    ]


def test_a_base_one_may_not_see_is_no_baseline(cast):
    base = scenes.version(WHOLE, state="heads_endorsed", visibility="members_observers")
    scenes.version(WHOLE, edition="1.1", base=base)
    for key, name in (("hod_jp", "NETAI/RM/1.0 Prov.1"), ("industry", None)):
        versions = reading.versions_for(cast.hat(key))
        found = reading.baseline_of(versions[0], versions)
        assert (found and found[0]) == name


@pytest.mark.parametrize(
    ("key", "standing", "day"),
    [
        ("hod_jp", "delayed", dt.date(2026, 12, 2)),
        ("observer", "delayed", dt.date(2026, 12, 2)),
        ("expert", "delayed", dt.date(2026, 12, 2)),
        ("industry", "on_track", dt.date(2026, 12, 1)),
        ("site_admin", "on_track", dt.date(2026, 12, 1)),
    ],
)
def test_standings_are_those_of_now_for_who_reads_reports(cast, history, key, standing, day):
    Project.objects.filter(uuid=FIRST.key).update(status="delayed")
    Milestone.objects.filter(uuid=FIRST.milestones[0].key).update(reached_on=dt.date(2026, 12, 2))
    hat = cast.hat(key)
    found = reading.plan_for(reading.versions_for(hat)[0], hat).projects[0]
    assert (found.standing, found.milestones[0].reached_on) == (standing, day)


def test_the_standing_of_another_groups_project_is_not_an_experts(cast, history):
    Project.objects.filter(uuid=SECOND.key).update(status="delayed")
    plans = [
        reading.plan_for(reading.versions_for(cast.hat(key))[0], cast.hat(key))
        for key in ("hod_jp", "expert")
    ]
    assert [each.projects[1].standing for each in plans] == ["delayed", "at_risk"]


def test_how_old_the_last_report_is_stands_for_who_reads_the_reports(cast, history):
    """Members and observers, experts of their own group's project; industry and administrators nothing."""
    old, new = (clock.now() - dt.timedelta(days=each) for each in (61, 59))
    Project.objects.filter(uuid__in=[FIRST.key, SECOND.key]).update(reported_at=old)
    Project.objects.filter(uuid=THIRD.key).update(reported_at=new)
    ages = {
        key: tuple(each.report for each in reading.plan_for(reading.versions_for(hat)[0], hat).projects)
        for key, hat in ((key, cast.hat(key)) for key in AGES)
    }
    assert ages == AGES


def test_a_superseded_version_tells_no_age(cast, history):
    Project.objects.update(reported_at=clock.now() - dt.timedelta(days=61))
    versions = reading.versions_for(cast.hod_jp, history[0].uuid)
    assert [each.report for each in reading.plan_for(versions[-1], cast.hod_jp).projects] == ["", "", ""]


def test_what_is_superseded_stands_as_it_was_frozen(cast, history):
    Project.objects.filter(uuid=FIRST.key).update(status="delayed")
    versions = reading.versions_for(cast.hod_jp, history[0].uuid)
    assert reading.plan_for(versions[-1], cast.hod_jp).projects[0].standing == "on_track"


def test_the_plan_being_compiled_is_read_from_the_rows(cast):
    scenes.rows(WHOLE)
    Project.objects.filter(uuid=FIRST.key).update(reported_at=clock.now() - dt.timedelta(days=61))
    Version.objects.create(kind="major", title="Draft", compiled_at=scenes.AT)
    (version,) = reading.versions_for(cast.chair_kr)
    found = reading.plan_for(version, cast.chair_kr)
    assert sorted(each.title for each in found.projects) == sorted(each.title for each in WHOLE.projects)
    assert {each.title: each.report for each in found.projects if each.report} == {FIRST.title: "old"}
    assert reading.versions_for(cast.hod_jp) == []
