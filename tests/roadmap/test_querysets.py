"""Who sees which version, project, report and answer: the whole cast, by set."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pytest

from ip5.kernel import clock
from proposals.models import Area
from roadmap import actions
from roadmap.models import DeputyAnswer, Goal, ProgressReport, Project, ScopingDocument, Version
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages
from tests.roadmap.telling import BODY, MEMBERS_SEE, OUTSIDE, everybody, those

EVERYONE = MEMBERS_SEE | OUTSIDE
OBSERVERS_TOO = MEMBERS_SEE | {"observer"}


@dataclass
class Scene:
    """Who saw what at each stage of one version's way."""

    versions: dict[str, set[str]] = field(default_factory=dict)
    projects: dict[str, set[str]] = field(default_factory=dict)
    sets: dict[str, tuple[list[str], ...]] = field(default_factory=dict)
    answers: set[str] = field(default_factory=set)

    def look(self, stage: str, version: Version, hats: dict) -> None:
        """Note who sees the version and its project now, and the sets of versions."""
        self.versions[stage] = those(hats, lambda hat: Version.objects.visible_to(hat).filter(pk=version.pk))
        row = Project.objects.get()
        self.projects[stage] = those(hats, lambda hat: Project.objects.visible_to(hat).filter(pk=row.pk))
        found = Version.objects
        several = (found.compiling(), found.under_way(), found.decided(), found.published(), found.current())
        self.sets[stage] = tuple([each.state for each in rows] for rows in several)


@pytest.fixture(scope="module")
def scene(module_db: None) -> Scene:
    cast = Cast()
    hats, found = everybody(cast), Scene()
    version = stages.compiled(cast)
    found.look("compiled", version, hats)
    version = actions.freeze(version, by=cast.chair_kr)
    found.look("frozen", version, hats)
    version = stages.approved(cast, version)
    for hat in stages.five_deputies(cast).values():
        version = actions.clear_as_deputy(version, by=hat)
    found.answers = those(hats, DeputyAnswer.objects.visible_to)
    found.look("deputies_cleared", version, hats)
    actions.submit(version, by=cast.chair_kr)
    found.look("submitted", version, hats)
    version = stages.decided(cast, stages.fresh(version))
    version = actions.approve_publication(version, by=cast.chair_ep)
    later = clock.now() + dt.timedelta(days=1)
    with undone():
        version = actions.publish(version, by=cast.secretariat, embargo_until=later)
        found.look("under_embargo", version, hats)
    version = actions.publish(stages.fresh(version), by=cast.secretariat)
    found.look("published", version, hats)
    amendment = stages.minor(cast)
    found.look("amended", amendment, hats)
    return found


def test_who_sees_a_version_at_each_stage(scene):
    assert scene.versions == {
        "compiled": BODY,
        "frozen": MEMBERS_SEE,
        "deputies_cleared": MEMBERS_SEE,
        "submitted": OBSERVERS_TOO,
        "under_embargo": OBSERVERS_TOO,
        "published": EVERYONE,
        "amended": BODY,
    }


def test_who_sees_a_project_at_each_stage(scene):
    assert scene.projects == {
        "compiled": BODY,
        "frozen": MEMBERS_SEE,
        "deputies_cleared": MEMBERS_SEE,
        "submitted": OBSERVERS_TOO,
        "under_embargo": OBSERVERS_TOO,
        "published": EVERYONE,
        "amended": EVERYONE,
    }


def test_the_deputies_answers_are_the_members(scene):
    assert scene.answers == MEMBERS_SEE


def test_the_sets_of_versions(scene):
    way = {stage: sets[1] for stage, sets in scene.sets.items()}
    assert scene.sets["compiled"] == (["compiling"], ["compiling"], [], [], [])
    assert way["frozen"] == ["frozen"]
    assert scene.sets["under_embargo"] == ([], ["heads_endorsed"], ["heads_endorsed"], [], [])
    assert scene.sets["published"] == ([], [], ["published"], ["published"], ["published"])
    assert scene.sets["amended"] == (
        ["compiling"],
        ["compiling"],
        ["published"],
        ["published"],
        ["published"],
    )


def test_scoping_documents_are_everybodys(scene, module_db):
    hats = everybody(Cast())
    assert those(hats, ScopingDocument.objects.visible_to) == EVERYONE
    assert [each.symbol for each in ScopingDocument.objects.published()] == ["NETAI/SD/1"]


def test_which_edition_was_current_on_a_day(scene, module_db):
    (version,) = Version.objects.published()
    today = version.published_at.date()
    found = {days: list(Version.objects.as_of(today + dt.timedelta(days=days))) for days in (-1, 0, 400)}
    assert found == {-1: [], 0: [version], 400: [version]}


def test_only_what_was_approved_and_is_over_is_to_publish(scene, module_db):
    cast = Cast()
    with undone():
        version = stages.approved(cast, actions.freeze(Version.objects.compiling().get(), by=cast.chair_kr))
        later = clock.now() + dt.timedelta(days=1)
        version = actions.approve_publication(version, by=cast.chair_ep)
        assert list(Version.objects.to_publish(later)) == []
        version = actions.publish(version, by=cast.secretariat, embargo_until=later)
        assert list(Version.objects.to_publish()) == []
        assert list(Version.objects.to_publish(later)) == [version]
        actions.withdraw(version, by=cast.chair_kr, reason="Overtaken.")
        assert list(Version.objects.to_publish(later)) == []


def test_an_expert_sees_what_is_referred_to_the_group_while_the_plan_holds_it(scene, module_db):
    cast = Cast()
    with undone():
        row = stages.project(cast, stages.endorsed(cast, "Another"), Goal.objects.get())
        seen = lambda: Project.objects.visible_to(cast.expert).filter(pk=row.pk).exists()  # noqa: E731
        found = [seen()]
        actions.refer_plan(row, by=cast.chair_kr, due_on=stages.FIRST_DAY)
        found.append(seen())
        actions.hand_back(row, by=cast.expert)
        found.append(seen())
        actions.drop_project(row, by=cast.chair_kr)
        found.append(seen())
        assert found == [False, True, True, False]


def test_an_hod_asked_for_consent_sees_that_project_and_nobody_else_there(scene, module_db):
    cast = Cast()
    hats = everybody(cast)
    with undone():
        row = stages.project(cast, stages.endorsed(cast, "Another"), Goal.objects.get())
        only = lambda: those(hats, lambda hat: Project.objects.visible_to(hat).filter(pk=row.pk))  # noqa: E731
        # EPO and USPTO consented on the proposal: that opens no plan being compiled.
        assert only() == BODY
        roles = {part.office_id: part.role for part in row.parts.all()}
        actions.set_offices(row, by=cast.chair_kr, roles=roles | {cast.hod_jp.office_id: "contributing"})
        assert only() == BODY | {"hod_jp"}
        actions.consent(row, by=cast.hod_jp)
        assert only() == BODY | {"hod_jp"}
        actions.drop_project(row, by=cast.chair_kr)
        assert only() == BODY


def test_reports_are_read_by_members_observers_and_the_groups_experts(scene, module_db):
    cast = Cast()
    hats = everybody(cast)
    with undone():
        row = Project.objects.get()
        actions.report(row, by=cast.delegate_ep, state="active", status="on_track", text="Begun.")
        seen = those(hats, ProgressReport.objects.visible_to)
        assert (row.group.code, seen) == ("WG1", OBSERVERS_TOO | {"expert"})


def test_whose_projects_a_hat_reports_on(scene, module_db):
    cast = Cast()
    hats = everybody(cast)
    leading = {*("delegate_ep", "colleague_ep", "hod_ep", "alternate_ep"), "deputy_ep", "head_ep"}
    leading |= {"delegate_us", "hod_us", "leaver", "deputy_us", "head_us"}
    assert those(hats, Project.objects.led_by) == leading


def test_goals_and_projects_of_the_plan_stand_in_its_order(scene, module_db):
    cast = Cast()
    with undone():
        names = [("D", "Fourth"), ("A", "Second"), ("B", "Third")]
        goals = [stages.goal(cast, title, area=area) for area, title in names]
        actions.drop_goal(goals[2], by=cast.chair_kr)
        found = [each.title for each in Goal.objects.in_plan()]
        assert found == ["Classify with AI", "Second", "Fourth"]
        late = stages.project(cast, stages.endorsed(cast, "Late"), goals[0])
        stages.project(cast, stages.endorsed(cast, "Next"), goals[1])
        assert [each.title for each in Project.objects.in_plan()] == ["Common criteria", "Next", "Late"]
        actions.drop_project(late, by=cast.chair_kr)
        assert [each.title for each in Project.objects.in_plan()] == ["Common criteria", "Next"]


@pytest.mark.parametrize(
    ("state", "days", "age", "is_wanted"),
    [
        ("planned", None, "", False),
        ("planned", 59, "recent", False),
        ("planned", 61, "old", True),
        ("active", None, "", True),
        ("active", 59, "recent", False),
        ("active", 61, "old", True),
        ("completed", 61, "", False),
        ("discontinued", 61, "", False),
        ("superseded", 61, "", False),
    ],
)
def test_one_rule_says_when_a_report_is_old_and_when_one_is_wanted(db, state, days, age, is_wanted):
    at = clock.now() - dt.timedelta(days=days) if days else None
    goal = Goal.objects.create(area=Area.objects.get(code="A"), horizon="short", title="A goal")
    row = Project.objects.create(goal=goal, title="A project", state=state, reported_at=at)
    assert Project.objects.with_report_age().get(pk=row.pk).report_age == age
    assert list(Project.objects.wanting_report()) == ([row] if is_wanted else [])
