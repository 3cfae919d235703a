"""Amendments of a public edition: what each kind may change, and what giving one up restores."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.kernel.errors import Invalid
from roadmap import actions, working
from roadmap.models import Goal, Milestone, Project, Version
from tests.cast import Cast
from tests.roadmap import stages
from tests.roadmap.telling import events

pytestmark = pytest.mark.django_db
BODYS = ("office_internal", ["TF"], "")


@pytest.fixture(scope="module")
def edition(module_db):
    """The first edition, public, with two projects."""
    cast = Cast()
    version = stages.compiled(cast, (stages.endorsed(cast), stages.endorsed(cast, "Second text")))
    version = stages.approved(cast, actions.freeze(version, by=cast.chair_kr))
    version = actions.skip_deputies(version, by=cast.chair_kr, reason="They met.")
    actions.submit(version, by=cast.chair_kr)
    version = actions.approve_publication(stages.decided(cast, stages.fresh(version)), by=cast.chair_ep)
    return actions.publish(version, by=cast.secretariat)


def test_a_version_without_a_difference_is_not_frozen(edition, cast):
    version = stages.compiling(cast, "major")
    with pytest.raises(Invalid) as refusal:
        actions.freeze(version, by=cast.chair_kr)
    assert refusal.value.errors == {"__all__": ["Nothing differs from NETAI/RM/1.0."]}


def test_a_corrigendum_with_a_changed_date_names_it(edition, cast):
    version = stages.compiling(cast, "corrigendum")
    row = Project.objects.in_plan()[0]
    later = row.ends_on + dt.timedelta(days=1)
    actions.edit_plan(row, by=cast.chair_kr, values={"ends_on": later}, seen=row.version)
    with pytest.raises(Invalid) as refusal:
        actions.freeze(version, by=cast.chair_kr)
    (reason,) = refusal.value.errors["kind"]
    assert reason.startswith("A corrigendum corrects words and nothing else. “Common criteria”: ")
    assert reason.endswith("That takes a minor amendment.")
    assert "2027" in reason
    assert stages.fresh(version).state == "compiling"


def test_a_minor_amendment_adds_and_drops_nothing(edition, cast):
    version = stages.compiling(cast, "minor")
    actions.drop_project(Project.objects.in_plan()[0], by=cast.chair_kr)
    with pytest.raises(Invalid, match="takes a major amendment"):
        actions.freeze(version, by=cast.chair_kr)
    assert actions.edit_version(version, by=cast.chair_kr, values={"kind": "major"}, seen=1).kind == "major"
    assert actions.freeze(version, by=cast.chair_kr).symbol == "NETAI/RM/2.0 Prov.1"


def test_an_amendment_begins_with_title_and_preamble_of_its_base(edition, cast):
    version = stages.compiling(cast, "minor")
    assert (version.base, version.title) == (edition, edition.title)
    assert version.preamble == edition.plan.preamble
    frozen = actions.freeze(_moved(cast, version), by=cast.chair_kr)
    assert (frozen.symbol, frozen.plan.amends) == ("NETAI/RM/1.1 Prov.1", "NETAI/RM/1.0")


def _moved(cast, version):
    row = Project.objects.in_plan()[0]
    values = {"ends_on": row.ends_on + dt.timedelta(days=90)}
    actions.edit_plan(row, by=cast.chair_kr, values=values, seen=row.version)
    return version


def test_what_is_given_up_leaves_the_plan_as_it_was_endorsed(edition, cast):
    before = working.plan_of(edition).projects
    version = stages.compiling(cast, "major")
    first, second = Project.objects.in_plan()
    actions.refer_plan(second, by=cast.chair_kr, due_on=stages.FIRST_DAY)
    values = {"title": "Renamed", "ends_on": None, "milestones": [], "depends_on": [second]}
    actions.edit_plan(first, by=cast.chair_kr, values=values, seen=first.version)
    first.refresh_from_db()
    roles = {cast.hod_jp.office_id: "lead", cast.hod_us.office_id: "contributing"}
    actions.set_offices(first, by=cast.chair_kr, roles=roles)
    actions.drop_project(second, by=cast.chair_kr)
    added = stages.project(cast, stages.endorsed(cast, "Third text"), stages.goal(cast, "A new goal"))
    actions.discard(version, by=cast.chair_kr)
    assert not Version.objects.compiling().exists()
    assert events(version)[-1] == ("version.discarded", "chair_kr", *BODYS)
    again = working.plan_of(stages.compiling(cast, "major"))
    assert again.projects == before
    assert again.goals == edition.plan.goals
    assert not Project.objects.in_plan().filter(pk=added.pk).exists()
    assert not Goal.objects.in_plan().filter(title="A new goal").exists()
    assert not Project.objects.filter(referred_at__isnull=False).exists()
    assert not Milestone.objects.filter(project__title="Renamed").exists()


def test_what_was_reported_is_no_part_of_what_is_given_up(edition, cast):
    version = stages.compiling(cast, "minor")
    row = Project.objects.in_plan()[0]
    stone = row.milestones.get()
    actions.report(row, by=cast.delegate_ep, state="active", status="at_risk", text="x", reached=[stone.uuid])
    actions.discard(version, by=cast.chair_kr)
    row.refresh_from_db()
    stone.refresh_from_db()
    assert (row.state, row.status, stone.reached_on is not None) == ("active", "at_risk", True)


def test_a_new_version_takes_the_plans_back_from_the_groups(edition, cast):
    version = stages.compiling(cast, "minor")
    row = Project.objects.in_plan()[0]
    actions.refer_plan(row, by=cast.chair_kr, due_on=stages.FIRST_DAY)
    frozen = actions.freeze(_moved(cast, version), by=cast.chair_kr)
    actions.withdraw(frozen, by=cast.chair_kr, reason="Overtaken.")
    stages.compiling(cast, "minor")
    row.refresh_from_db()
    assert (row.is_with_group, row.referred_at) == (False, None)
