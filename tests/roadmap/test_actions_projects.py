"""Projects and goals of the plan being compiled: taken, planned, placed, consented, referred, handed back."""

from __future__ import annotations

import datetime as dt

import pytest

from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.kernel.errors import Conflict, Invalid, Refused, WrongState
from ip5.offices.models import Group, Office
from proposals.models import Area
from roadmap import actions
from roadmap.models import Goal, Milestone, Project, Version
from tests import stages as before
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages
from tests.roadmap.telling import BODY, events, kinds, last_data, last_event, told

pytestmark = pytest.mark.django_db
BODYS = ("office_internal", ["TF"], "")
FIRST = stages.FIRST_DAY


@pytest.fixture(scope="module")
def version(module_db):
    """A version being compiled, with a goal and a project of the EPO with the USPTO."""
    cast = Cast()
    made = stages.compiling(cast)
    stages.project(cast, stages.endorsed(cast), stages.goal(cast))
    return made


@pytest.fixture
def row(version):
    return Project.objects.get()


def parts(row):
    """Return each office's part as (code, role, asked here, consented)."""
    found = row.parts.select_related("office")
    return [
        (each.office.code, each.role, each.asked_at is not None, each.consented_at is not None)
        for each in found
    ]


def test_a_proposal_becomes_a_project_with_the_consents_it_has(version, row, cast):
    source = row.sources.get().proposal
    assert (row.title, row.summary, row.deliverables) == (source.title, source.summary, source.deliverables)
    assert (row.group, row.position, row.state) == (source.group, 1, "planned")
    assert parts(row) == [("EP", "lead", False, True), ("US", "co_lead", False, True)]
    assert events(version)[-2] == ("version.project_added", "chair_kr", *BODYS)
    assert kinds(row) == set()


@pytest.mark.parametrize("stage", [before.tabled, before.undecided, before.withdrawn])
def test_only_what_is_endorsed_becomes_a_project(version, row, cast, stage):
    proposal = stage(cast, "Another")
    with pytest.raises(WrongState, match="Only what the task force has endorsed"):
        actions.take_proposal(proposal, by=cast.chair_kr, goal=row.goal)
    assert Project.objects.count() == 1


def test_a_proposal_becomes_one_project(version, row, cast):
    with pytest.raises(WrongState, match="a project already"):
        actions.take_proposal(row.sources.get().proposal, by=cast.chair_kr, goal=row.goal)
    assert Project.objects.count() == 1


def test_without_a_version_being_compiled_nothing_of_the_plan_moves(version, row, cast):
    actions.discard(version, by=cast.chair_kr)
    goal, day = row.goal, FIRST
    deeds = [
        lambda: actions.take_proposal(row.sources.get().proposal, by=cast.chair_kr, goal=goal),
        lambda: actions.edit_plan(row, by=cast.chair_kr, values={"title": "x"}, seen=row.version),
        lambda: actions.place_project(row, by=cast.chair_kr, goal=goal),
        lambda: actions.drop_project(row, by=cast.chair_kr),
        lambda: actions.keep_project(row, by=cast.chair_kr),
        lambda: actions.set_offices(row, by=cast.chair_kr, roles={}),
        lambda: actions.consent(row, by=cast.hod_jp),
        lambda: actions.decline(row, by=cast.hod_jp),
        lambda: actions.refer_plan(row, by=cast.chair_kr, due_on=day),
        lambda: actions.hand_back(row, by=cast.expert),
        lambda: actions.add_goal(by=cast.chair_kr, values={}),
        lambda: actions.edit_goal(goal, by=cast.chair_kr, values={}),
        lambda: actions.drop_goal(goal, by=cast.chair_kr),
    ]
    for deed in deeds:
        with pytest.raises(WrongState, match="only while a version is being compiled"):
            deed()


def test_a_plan_is_edited_by_its_row(version, row, cast):
    later = FIRST + dt.timedelta(days=400)
    stone = row.milestones.get()
    values = {
        "title": " Better criteria ",
        "ends_on": later,
        "milestones": [(stone.uuid, "Two thirds", FIRST), (None, "The end", later)],
    }
    made = actions.edit_plan(row, by=cast.secretariat, values=values, seen=row.version)
    assert (made.title, made.ends_on, made.version) == ("Better criteria", later, row.version + 1)
    found = [(each.title, each.due_on) for each in made.milestones.order_by("due_on")]
    assert found == [("Two thirds", FIRST), ("The end", later)]
    assert Milestone.objects.filter(pk=stone.pk).exists()
    assert last_event(version) == ("version.project_edited", "secretariat", *BODYS)
    # No event holds a draft text.
    assert last_data(version) == {"project": str(row.uuid)}
    with pytest.raises(Conflict, match="Somebody has changed this plan"):
        actions.edit_plan(row, by=cast.chair_kr, values={"title": "x"}, seen=row.version)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"summary": "x" * 10_001}, "summary"),
        ({"deliverables": "x" * 10_001}, "deliverables"),
        ({"starts_on": FIRST, "ends_on": FIRST}, "ends_on"),
        ({"milestones": [(None, "x", FIRST)] * 31}, "milestones"),
    ],
)
def test_what_is_no_plan(version, row, cast, values, field):
    with pytest.raises(Invalid) as refusal:
        actions.edit_plan(row, by=cast.chair_kr, values=values, seen=row.version)
    assert list(refusal.value.errors) == [field]
    assert Project.objects.get().version == row.version


def test_projects_do_not_wait_in_a_circle(version, row, cast):
    second = stages.project(cast, stages.endorsed(cast, "Second"), row.goal)
    third = stages.project(cast, stages.endorsed(cast, "Third"), row.goal)

    def waits(project, *on):
        fresh = Project.objects.get(pk=project.pk)
        return actions.edit_plan(fresh, by=cast.chair_kr, values={"depends_on": on}, seen=fresh.version)

    waits(second, row)
    waits(third, second)
    for wrong in ((row, third), (row, row), (second, third)):
        with pytest.raises(Invalid, match="cannot wait for itself"), undone():
            waits(*wrong)
    waits(third, row)
    assert waits(row) == row


def test_somebody_elses_milestone_is_not_taken_over(version, row, cast):
    second = stages.project(cast, stages.endorsed(cast, "Second"), row.goal)
    foreign = row.milestones.get()
    values = {"milestones": [(foreign.uuid, "Mine", FIRST)]}
    actions.edit_plan(second, by=cast.chair_kr, values=values, seen=second.version)
    foreign.refresh_from_db()
    assert (foreign.project, foreign.title) == (row, "Half way")


def test_placing_dropping_and_keeping(version, row, cast):
    other = stages.goal(cast, "Another", area="D")
    group = Group.objects.get(code="WG2")
    placed = actions.place_project(row, by=cast.secretariat, goal=other, group=group, position=4)
    assert (placed.goal, placed.group, placed.position) == (other, group, 4)
    assert last_event(version) == ("version.project_placed", "secretariat", *BODYS)
    assert not actions.drop_project(row, by=cast.chair_kr).is_in_plan
    assert last_event(version) == ("version.project_dropped", "chair_kr", *BODYS)
    assert actions.keep_project(row, by=cast.chair_kr).is_in_plan
    assert last_event(version) == ("version.project_kept", "chair_kr", *BODYS)


def test_another_group_fills_the_plan_once_it_is_referred_to_it(version, row, cast):
    actions.place_project(row, by=cast.chair_kr, goal=row.goal, group=Group.objects.get(code="WG2"))
    actions.refer_plan(row, by=cast.chair_kr, due_on=FIRST)
    same = actions.place_project(
        row, by=cast.chair_kr, goal=row.goal, group=Group.objects.get(code="WG2"), position=2
    )
    assert (same.is_with_group, same.plan_due_on) == (True, FIRST)
    placed = actions.place_project(row, by=cast.chair_kr, goal=row.goal, group=cast.expert.group)
    placed.refresh_from_db()
    assert (placed.group, placed.referred_at, placed.plan_due_on) == (cast.expert.group, None, None)
    with pytest.raises(Refused, match="does not lie with your group"):
        actions.edit_plan(placed, by=cast.expert, values={"title": "x"}, seen=placed.version)
    assert not Project.objects.visible_to(cast.expert).exists()
    actions.refer_plan(placed, by=cast.chair_kr, due_on=FIRST)
    assert told(row, "project_plan_referred") == ["expert"]


def test_a_new_office_is_asked_and_one_that_stays_keeps_its_consent(version, row, cast):
    code = {each.code: each.pk for each in Office.objects.members()}
    roles = {code["EP"]: "lead", code["JP"]: "co_lead", code["US"]: "contributing"}
    actions.set_offices(row, by=cast.secretariat, roles=roles)
    assert parts(row) == [
        ("EP", "lead", False, True),
        ("JP", "co_lead", True, False),
        ("US", "contributing", True, False),
    ]
    assert last_event(version) == ("version.offices_set", "secretariat", *BODYS)
    assert told(row, "project_consent_asked") == ["hod_jp", "hod_us"]
    actions.set_offices(row, by=cast.secretariat, roles={code["EP"]: "lead"})
    assert parts(row) == [("EP", "lead", False, True)]


@pytest.mark.parametrize("roles", [{}, {"EP": "co_lead"}, {"EP": "lead", "JP": "lead"}])
def test_one_office_leads(version, row, cast, roles):
    keys = {Office.objects.get(code=code).pk: role for code, role in roles.items()}
    with pytest.raises(Invalid) as refusal:
        actions.set_offices(row, by=cast.chair_kr, roles=keys)
    assert refusal.value.errors == {"roles": ["Name one lead office."]}
    assert parts(row) == [("EP", "lead", False, True), ("US", "co_lead", False, True)]


@pytest.fixture
def asked(version, row, cast):
    roles = {part.office_id: part.role for part in row.parts.all()}
    actions.set_offices(row, by=cast.chair_kr, roles=roles | {cast.hod_jp.office_id: "contributing"})
    return Project.objects.get()


def test_an_office_consents_or_declines_by_its_head_of_delegation(version, asked, cast):
    for key in ("delegate_jp", "expert", "hod_kr", "chair_kr", "secretariat", "head_ep"):
        with pytest.raises(Refused):
            actions.consent(asked, by=cast.hat(key))
    actions.decline(asked, by=cast.hod_jp)
    assert parts(asked)[1] == ("JP", "contributing", True, False)
    assert asked.parts.get(office__code="JP").declined_at is not None
    own = ("office_internal", ["JP", "TF"], "")
    assert last_event(version) == ("version.part_declined", "hod_jp", *own)
    actions.consent(asked, by=cast.hod_jp)
    part = asked.parts.get(office__code="JP")
    assert (part.consented_by_id, part.declined_at) == (cast.hod_jp.pk, None)
    assert last_event(version) == ("version.part_consented", "hod_jp", *own)
    assert told(asked, "project_part_answered") == sorted([*BODY, *BODY])
    with pytest.raises(Refused, match="Your office has consented"):
        actions.consent(asked, by=cast.hod_jp)


def test_what_an_office_said_of_its_part_is_read_by_it_and_the_body(version, asked, cast):
    actions.consent(asked, by=cast.hod_jp)
    said = Event.objects.for_subject(version).filter(verb="version.part_consented")
    seen = {key for key in cast if key != "inactive" and said.visible_to(cast.hat(key)).exists()}
    assert seen == {"delegate_jp", "hod_jp"} | BODY


def test_a_plan_is_referred_to_its_group_filled_and_handed_back(version, row, cast):
    due = clock.now().date()
    with pytest.raises(Invalid) as refusal, undone():
        actions.refer_plan(row, by=cast.chair_kr, due_on=due)
    assert list(refusal.value.errors) == ["due_on"]
    made = actions.refer_plan(row, by=cast.chair_kr, due_on=due + dt.timedelta(days=1))
    assert (made.is_with_group, made.plan_due_on) == (True, due + dt.timedelta(days=1))
    assert last_event(version) == ("version.plan_referred", "chair_kr", *BODYS)
    assert told(row, "project_plan_referred") == ["expert"]
    with pytest.raises(Refused, match="lies with the group already"):
        actions.refer_plan(row, by=cast.chair_kr, due_on=due + dt.timedelta(days=1))
    row = actions.edit_plan(row, by=cast.expert, values={"milestones": []}, seen=row.version)
    with pytest.raises(Invalid, match="at least one milestone"), undone():
        actions.hand_back(row, by=cast.expert)
    row = actions.edit_plan(
        row, by=cast.expert, values={"milestones": [(None, "x", FIRST)]}, seen=row.version
    )
    back = actions.hand_back(row, by=cast.expert)
    assert (back.is_with_group, back.handed_back_by_id) == (False, cast.expert.pk)
    assert told(row, "project_plan_handed_back") == sorted(BODY)
    with pytest.raises(Refused):
        actions.edit_plan(row, by=cast.expert, values={"title": "x"}, seen=row.version)
    with pytest.raises(Refused):
        actions.hand_back(row, by=cast.expert)


def test_a_co_chair_takes_an_unfilled_plan_back(version, row, cast):
    row = actions.edit_plan(row, by=cast.chair_kr, values={"milestones": []}, seen=row.version)
    actions.refer_plan(row, by=cast.chair_kr, due_on=FIRST)
    assert not actions.hand_back(row, by=cast.chair_ep).is_with_group


def test_an_expert_fills_the_plan_and_sets_neither_offices_nor_place(version, row, cast):
    actions.refer_plan(row, by=cast.chair_kr, due_on=FIRST)
    for deed in (
        lambda: actions.set_offices(row, by=cast.expert, roles={}),
        lambda: actions.place_project(row, by=cast.expert, goal=row.goal),
        lambda: actions.drop_project(row, by=cast.expert),
        lambda: actions.take_proposal(row.sources.get().proposal, by=cast.expert, goal=row.goal),
        lambda: actions.add_goal(by=cast.expert, values={}),
    ):
        with pytest.raises(Refused):
            deed()


GOAL = {"title": " A goal ", "horizon": "long", "text": " Words. "}


def test_goals_are_added_edited_and_taken_out(version, row, cast):
    area = Area.objects.get(code="A")
    made = actions.add_goal(by=cast.secretariat, values=GOAL | {"area": area})
    assert (made.title, made.text, made.horizon, made.position) == ("A goal", "Words.", "long", 2)
    assert last_event(version) == ("version.goal_added", "secretariat", *BODYS)
    assert last_data(version) == {"goal": str(made.uuid)}
    values = {"title": "Renamed", "horizon": "short", "text": "", "area": Area.objects.get(code="D")}
    again = actions.edit_goal(made, by=cast.chair_kr, values=values)
    assert (again.title, again.text, again.horizon, again.area.code) == ("Renamed", "", "short", "D")
    assert last_event(version) == ("version.goal_edited", "chair_kr", *BODYS)
    assert not actions.drop_goal(made, by=cast.chair_kr).is_in_plan
    assert last_event(version) == ("version.goal_dropped", "chair_kr", *BODYS)


def test_a_goal_with_a_project_stays(version, row, cast):
    with pytest.raises(Invalid, match="Move or take out its projects first"):
        actions.drop_goal(row.goal, by=cast.chair_kr)
    actions.drop_project(row, by=cast.chair_kr)
    assert not actions.drop_goal(row.goal, by=cast.chair_kr).is_in_plan


def test_a_project_put_back_brings_its_goal(version, row, cast):
    actions.drop_project(row, by=cast.chair_kr)
    actions.drop_goal(row.goal, by=cast.chair_kr)
    actions.keep_project(row, by=cast.chair_kr)
    assert list(Project.objects.in_plan()) == [row]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"text": "x" * 5_001}, "text"),
        ({"horizon": "soon"}, "horizon"),
        ({"area": None}, "area"),
    ],
)
def test_what_is_no_goal(version, cast, change, field):
    with pytest.raises(Invalid) as refusal:
        actions.add_goal(by=cast.chair_kr, values=GOAL | {"area": Area.objects.get(code="A")} | change)
    assert list(refusal.value.errors) == [field]
    assert Goal.objects.count() == 1
    assert Version.objects.count() == 1
