"""What a version being compiled still lacks, point by point."""

from __future__ import annotations

import pytest

from proposals import actions as proposals
from proposals.models import Proposal
from roadmap import actions, completeness, working
from roadmap.models import Project, Version
from tests import stages as before
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages

Row = tuple[str, str]


def open_points(version: Version) -> list[Row]:
    """Return the points for which freezing waits, as (title, where)."""
    return [(each.title, each.where) for each in completeness.lacking(version)]


def advice(version: Version) -> set[Row]:
    """Return what is not met and nothing waits for."""
    found = completeness.points(version)
    return {(each.title, each.where) for each in found if not each.is_met and not each.is_needed}


@pytest.fixture(scope="module")
def version(module_db: None) -> Version:
    """A complete version with one project of the EPO, the USPTO its co-lead."""
    return stages.compiled(Cast())


def test_a_complete_version_lacks_nothing(version):
    assert open_points(version) == []
    assert advice(version) == set()
    assert all(each.is_met for each in completeness.points(version))


def test_an_empty_version_lacks_preamble_and_project(module_db):
    with undone():
        Version.objects.all().delete()
        made = stages.compiling(Cast())
        Project.objects.update(is_in_plan=False)
        assert open_points(made) == [("The version has a preamble", ""), ("The plan has a project", "")]
        goal = ("The goal has a project", "Classify with AI")
        assert advice(made) == {goal}


def test_a_lead_and_every_consent_are_needed(version, module_db):
    cast, row = Cast(), Project.objects.get()
    with undone():
        roles = {cast.hod_jp.office_id: "lead", cast.hod_us.office_id: "co_lead"}
        actions.set_offices(row, by=cast.chair_kr, roles=roles)
        waiting = ("Every office named has consented (waiting: JPO)", row.title)
        assert open_points(version) == [waiting]
        with undone():
            actions.decline(row, by=cast.hod_jp)
            assert open_points(version) == [waiting]
        actions.consent(row, by=cast.hod_jp)
        assert open_points(version) == []
        row.parts.filter(role="lead").delete()
        assert open_points(version) == [("A lead office is named", row.title)]


def test_source_and_group_are_needed(version, module_db):
    row = Project.objects.get()
    with undone():
        row.sources.all().delete()
        assert open_points(version) == [("It comes from an endorsed proposal", row.title)]
        assert ("The endorsed proposal is in the plan", Proposal.objects.get().symbol) in advice(version)
    with undone():
        Project.objects.update(group=None)
        assert open_points(version) == [("A group is responsible", row.title)]


def test_days_milestones_and_the_groups_part_are_advice(version, module_db):
    cast, row = Cast(), Project.objects.get()
    with undone():
        values = {"starts_on": None, "milestones": []}
        actions.edit_plan(row, by=cast.chair_kr, values=values, seen=row.version)
        actions.refer_plan(row, by=cast.chair_kr, due_on=stages.FIRST_DAY)
        titles = ("Start and end are set", "A milestone is set", "The group has handed the plan back")
        assert advice(version) == {(each, row.title) for each in titles}
        assert open_points(version) == []
        Project.objects.update(state="completed")
        assert advice(version) == {(titles[2], row.title)}


def test_an_unanswered_comment_on_its_proposal_is_waited_for(module_db):
    cast = Cast()
    with undone():
        Version.objects.all().delete()
        Project.objects.update(is_in_plan=False)
        proposal = before.under_review(cast, "A commented text")
        proposals.comment(proposal, by=cast.hod_jp, text="Name the data.")
        proposals.table(proposal, by=cast.chair_kr, reason="A meeting is near.")
        proposals.open_round(Proposal.objects.get(pk=proposal.pk), by=cast.chair_kr, days=10)
        before.answer(cast, proposal, before.FULL_SUPPORT)
        proposals.close_round(proposal, by=cast.chair_kr)
        proposal = Proposal.objects.get(pk=proposal.pk)
        version = stages.compiled(cast, (proposal,))
        assert open_points(version) == [("Every comment is answered", proposal.symbol)]


def test_what_may_become_a_project(module_db):
    cast = Cast()
    with undone():
        found = {
            "endorsed": stages.endorsed(cast, "One"),
            "provisional": stages.endorsed(cast, "Two", hod_jp="ad_referendum"),
            "reserved": stages.endorsed(cast, "Three", hod_jp="reserve"),
            "refused": before.undecided(cast, "Four"),
            "running": before.tabled(cast, "Five"),
        }
        takeable = set(completeness.takeable())
        assert takeable == {found[each] for each in ("endorsed", "provisional", "reserved")}


def test_a_provisional_item_is_named_and_waited_for_by_nobody(version, module_db):
    cast = Cast()
    with undone():
        goal = working.projects_in_plan()[0].goal
        waiting = stages.project(cast, stages.endorsed(cast, "Two", hod_jp="ad_referendum"), goal)
        assert advice(version) == {("It is endorsed for good, not ad referendum", waiting.title)}
        assert open_points(version) == []
