"""The working rows read as a plan: every line, from a constant number of queries."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.ballots import actions as ballots
from ip5.ballots.models import Round
from proposals import actions as proposals
from proposals.models import Proposal
from roadmap import actions, working
from roadmap.models import Project, Version
from roadmap.plan import Plan
from tests import stages as before
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages


@pytest.fixture(scope="module")
def version(module_db: None) -> Version:
    """A version of two projects, the second with the JPO's reservation, and waiting for the first."""
    cast = Cast()
    with_words = stages.endorsed(cast, "Reserved text", hod_jp="reserve")
    version = stages.compiled(cast, (stages.endorsed(cast), with_words))
    first, second = Project.objects.in_plan()
    actions.edit_plan(second, by=cast.chair_kr, values={"depends_on": [first]}, seen=second.version)
    return version


def test_every_part_of_a_row_stands_in_its_line(version):
    plan = working.plan_of(version)
    first, second = Project.objects.in_plan()
    line = plan.projects_by_key[str(second.uuid)]
    assert (line.title, line.lead, line.co_leads, line.contributing) == ("Reserved text", "EP", ("US",), ())
    assert (line.group, line.goal, line.depends_on) == ("WG1", str(second.goal.uuid), (str(first.uuid),))
    assert line.days == (stages.FIRST_DAY, stages.FIRST_DAY + dt.timedelta(days=300))
    stones = [(each.title, each.due_on, each.reached_on) for each in line.milestones]
    assert stones == [("Half way", stages.FIRST_DAY + dt.timedelta(days=150), None)]
    (source,) = line.sources
    round = Round.objects.get(endorsement__proposal__title="Reserved text")
    assert (source.symbol, source.round) == (
        Proposal.objects.get(title="Reserved text").symbol,
        round.full_symbol,
    )
    assert (source.outcome, source.level) == ("tf_endorsed_with_reservations", "consensus")
    assert source.decided_on == Proposal.objects.get(title="Reserved text").outcome_at.date()


def test_the_reservation_is_numbered_and_not_public(version):
    (line,) = working.plan_of(version).reservations
    row = Project.objects.get(title="Reserved text")
    assert (line.number, line.project, line.office) == (1, str(row.uuid), "JP")
    assert (line.kind, line.text, line.is_public) == ("substantive", "Words of hod_jp.", False)


def test_a_number_does_not_move_from_one_version_to_the_next(version, module_db):
    """One that is lifted leaves its gap, one that is new takes the next free number, also before the others."""
    cast = Cast()

    def numbers(of):
        return [(each.number, each.office) for each in working.plan_of(of).reservations]

    with undone():
        goal = Project.objects.in_plan()[0].goal
        stages.project(cast, stages.endorsed(cast, "Three", hod_cn="reserve", hod_kr="reserve"), goal)
        frozen = actions.freeze(stages.fresh(version), by=cast.chair_kr)
        assert numbers(frozen) == [(1, "JP"), (2, "KR"), (3, "CN")]
        actions.withdraw(frozen, by=cast.chair_kr, reason="Overtaken.")
        made = actions.derive(stages.fresh(frozen), by=cast.chair_kr)
        assert numbers(made) == [(1, "JP"), (2, "KR"), (3, "CN")]
        reserved = Round.objects.get(endorsement__proposal__title="Reserved text")
        ballots.lift(reserved, by=cast.hod_jp)
        words = {"passage": "The first goal.", "text": "Less.", "reservation": "linguistic"}
        three = Round.objects.get(endorsement__proposal__title="Three")
        ballots.narrow(three, by=cast.hod_cn, **words)
        assert numbers(made) == [(2, "KR"), (3, "CN")]
        stages.project(cast, stages.endorsed(cast, "Four", hod_us="reserve"), goal)
        assert numbers(made) == [(2, "KR"), (3, "CN"), (4, "US")]
        again = actions.freeze(stages.fresh(made), by=cast.chair_kr)
        assert numbers(again) == [(2, "KR"), (3, "CN"), (4, "US")]


def test_the_office_that_reserved_may_have_it_public(version, module_db):
    cast, row = Cast(), Project.objects.get(title="Reserved text")
    office = {key: working.has_reservation(row, cast.hat(key).office_id) for key in ("hod_jp", "hod_ep")}
    assert office == {"hod_jp": True, "hod_ep": False}
    with undone():
        actions.release_reservation(row, by=cast.hod_jp, is_public=True)
        assert [each.is_public for each in working.plan_of(version).reservations] == [True]


def test_the_plan_reads_itself_back(version):
    plan = working.plan_of(version)
    assert Plan.read(plan.values()) == plan


def test_head_and_areas_are_those_of_version_and_scoping_document(version):
    plan = working.plan_of(version)
    assert (plan.title, plan.preamble) == (version.title, "The offices intend to co-operate.")
    assert (plan.scoping, plan.amends, [each.code for each in plan.areas]) == ("NETAI/SD/1", "", list("ABCD"))


def test_an_office_that_has_not_consented_takes_no_part_yet(version, module_db):
    cast, row = Cast(), Project.objects.in_plan()[0]
    with undone():
        roles = {cast.hod_jp.office_id: "lead", cast.hod_us.office_id: "co_lead"}
        actions.set_offices(row, by=cast.chair_kr, roles=roles)
        line = working.plan_of(version).projects_by_key[str(row.uuid)]
        assert (line.lead, line.co_leads) == ("", ("US",))


def test_what_is_out_of_the_plan_is_in_no_line_and_waited_for_by_none(version, module_db):
    cast = Cast()
    first, second = Project.objects.in_plan()
    with undone():
        actions.drop_project(first, by=cast.chair_kr)
        plan = working.plan_of(version)
        assert [(each.key, each.depends_on) for each in plan.projects] == [(str(second.uuid), ())]


def test_a_merged_proposal_stands_beside_the_one_that_took_it(version, module_db):
    cast = Cast()
    with undone():
        merged = before.merged(cast, "A merged text")
        into = merged.merged_into
        proposals.table(into, by=cast.chair_kr, reason="A meeting is near.")
        proposals.open_round(Proposal.objects.get(pk=into.pk), by=cast.chair_kr, days=10)
        before.answer(cast, into, before.FULL_SUPPORT)
        proposals.close_round(into, by=cast.chair_kr)
        row = stages.project(cast, Proposal.objects.get(pk=into.pk), Project.objects.in_plan()[0].goal)
        line = working.plan_of(version).projects_by_key[str(row.uuid)]
        assert [(each.symbol, each.outcome) for each in line.sources] == [
            (into.symbol, "tf_endorsed"),
            (merged.symbol, "merged"),
        ]


def test_of_a_frozen_version_the_plan_is_its_snapshot(version, module_db):
    cast = Cast()
    with undone():
        frozen = actions.freeze(version, by=cast.chair_kr)
        Project.objects.update(title="Changed past every deed")
        assert working.plan_of(frozen) == frozen.plan
        assert "Changed" not in working.plan_of(frozen).canonical()


def test_one_project_or_four_cost_the_same_queries(version, module_db):
    cast = Cast()

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            working.plan_of(Version.objects.select_related("scoping", "base").get(pk=version.pk))
        return len(found)

    with undone():
        goal = Project.objects.in_plan()[0].goal
        few = count()
        for title in ("Three", "Four"):
            stages.project(cast, stages.endorsed(cast, title, hod_cn="reserve"), goal)
        assert count() == few
