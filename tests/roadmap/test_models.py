"""Facts of versions and projects, and what the tables refuse by themselves."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from ip5.kernel import clock
from roadmap import actions
from roadmap.models import Dependency, Project, ProjectOffice, Version
from tests.roadmap import stages

pytestmark = pytest.mark.django_db


def test_a_version_being_compiled_has_no_snapshot():
    version = Version(kind="major", title="NET/AI roadmap")
    assert (str(version), version.printed_symbol) == ("Version being compiled", "")
    assert (version.is_compiling, version.is_public, version.is_current) == (True, False, False)
    with pytest.raises(ValueError, match="has no snapshot"):
        _ = version.plan


def test_a_version_is_cited_by_its_edition_once_it_has_one():
    version = Version(kind="minor", state="frozen", symbol="NETAI/RM/1.1 Prov.2")
    assert (version.printed_symbol, version.tone, version.is_major) == ("NETAI/RM/1.1 Prov.2", "move", False)
    version.edition, version.state = "1.1", "published"
    assert (str(version), version.tone, version.is_current) == ("NETAI/RM/1.1", "good", True)


def test_who_reads_how_much_of_a_snapshot(cast):
    version = stages.published(cast)
    assert version.plan_for(cast.hod_jp) == version.plan
    assert version.plan_for(cast.observer) == version.plan.for_observers()
    for key in ("industry", "expert", "site_admin", "anonymous"):
        assert version.plan_for(cast.hat(key)) == version.public_plan
    assert version.decided_at == version.endorsed_at
    assert version.endorsed_at > version.approved_at


def test_a_record_has_no_round(cast):
    version = stages.recorded(cast)
    assert (version.is_from_record, version.rounds.exists(), version.edition) == (True, False, "1.0")
    assert version.plan.projects[0].title == Project.objects.get().title


def test_the_line_a_hat_reads_is_that_of_the_newest_version_it_sees(cast):
    assert Project(pk=0).decided_line is None
    stages.published(cast)
    row = Project.objects.get()
    version = stages.compiling(cast, "major")
    actions.edit_plan(row, by=cast.chair_kr, values={"title": "Another title"}, seen=row.version)
    row = Project.objects.get()
    assert (row.title, row.decided_line.title) == ("Another title", "Common criteria")
    actions.freeze(version, by=cast.chair_kr)
    found = {key: row.line_for(cast.hat(key)).title for key in ("hod_jp", "observer", "anonymous")}
    assert found == {"hod_jp": "Another title", "observer": "Common criteria", "anonymous": "Common criteria"}
    assert row.decided_line.title == "Common criteria"


@pytest.fixture
def row(cast):
    """A project of the plan being compiled."""
    stages.compiling(cast)
    return stages.project(cast, stages.endorsed(cast), stages.goal(cast))


@pytest.mark.parametrize(
    "change",
    [{"ends_on": dt.date(2020, 1, 1)}, {"status": "on_track"}, {"status": "delayed", "state": "completed"}],
)
def test_what_a_project_cannot_be(row, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=row.pk).update(**change)


def test_an_office_has_one_part_and_one_office_leads(row, cast):
    part = row.parts.get(role="lead")
    for wrong in (
        {"office": part.office, "role": "contributing"},
        {"office": cast.hod_jp.office, "role": "lead"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ProjectOffice.objects.create(project=row, **wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Dependency.objects.create(project=row, on=row)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "frozen"},
        {"symbol": "NETAI/RM/1.0 Prov.1"},
        {"snapshot": "{}"},
        {
            "state": "frozen",
            "symbol": "NETAI/RM/1.0 Prov.1",
            "snapshot": "{}",
            "visibility": "office_internal",
        },
    ],
)
def test_symbol_and_text_come_with_freezing(facts):
    facts = {"kind": "major", "title": "x", "compiled_at": clock.now(), "origin": "record"} | facts
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.create(**facts)
    assert not Version.objects.exists()
