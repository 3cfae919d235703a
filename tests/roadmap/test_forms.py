"""What the forms of the roadmap accept, and what they turn it into for the deed."""

from __future__ import annotations

import datetime as dt
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from roadmap import actions
from roadmap.forms.plans import GoalForm, OfficesForm, Place, PlanForm, Taking
from roadmap.forms.progress import NoteForm, ReportForm
from roadmap.forms.versions import Embargo, Silence, Start, Texts
from roadmap.models import Project, Version
from tests.cast import Cast
from tests.roadmap import stages

pytestmark = pytest.mark.django_db
DAY = stages.FIRST_DAY


@pytest.fixture(scope="module")
def row(module_db):
    """The one project of a version being compiled."""
    stages.compiled(Cast())
    return Project.objects.get()


def sent(row, **changes):
    values = {"seen": row.version, "title": row.title, "starts_on": DAY.isoformat()}
    return values | {"ends_on": (DAY + dt.timedelta(days=9)).isoformat()} | changes


def test_the_first_version_is_offered_as_a_major_one_only():
    assert [value for value, _label in Start(is_first=True).fields["kind"].choices] == ["major"]
    assert not Start({"kind": "minor"}, is_first=True).is_valid()
    assert Start({"kind": "minor"}, is_first=False).is_valid()


def test_a_plan_keeps_the_milestones_it_had(row):
    stone = row.milestones.get()
    data = sent(row, stone_0="Half", stone_0_due="2027-03-01", stone_1="New", stone_1_due="2027-04-01")
    form = PlanForm(data, project=row)
    assert form.is_valid(), form.errors
    assert form.values()["milestones"] == [
        (stone.uuid, "Half", dt.date(2027, 3, 1)),
        (None, "New", dt.date(2027, 4, 1)),
    ]
    assert form.values()["depends_on"] == []
    assert len(form.milestone_fields()) == 4


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stone_1": "No day"}, "stone_1_due"),
        ({"stone_1_due": "2027-04-01"}, "stone_1"),
        ({"stone_1": "x" * 161, "stone_1_due": "2027-04-01"}, "stone_1"),
        ({"title": ""}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"starts_on": "tomorrow"}, "starts_on"),
        ({"seen": "0"}, "seen"),
    ],
)
def test_what_a_plan_form_refuses(row, changes, field):
    form = PlanForm(sent(row, **changes), project=row)
    assert not form.is_valid()
    assert field in form.errors


def test_a_project_waits_for_others_of_the_plan_only(row, cast):
    assert "depends_on" not in PlanForm(project=row).fields
    other = stages.project(cast, stages.endorsed(cast, "Another"), row.goal)
    assert PlanForm(sent(row, depends_on=[str(other.uuid)]), project=row).is_valid()
    for wrong in (str(row.uuid), "not-a-uuid"):
        assert not PlanForm(sent(row, depends_on=[wrong]), project=row).is_valid()


def test_offices_give_roles_by_key(row, cast):
    form = OfficesForm({"office_EP": "lead", "office_JP": "co_lead", "office_KR": ""}, project=row)
    assert form.is_valid()
    assert form.roles() == {cast.hod_ep.office_id: "lead", cast.hod_jp.office_id: "co_lead"}
    assert not OfficesForm({"office_EP": "owner"}, project=row).is_valid()
    assert "office_WO" not in form.fields


def test_only_endorsed_proposals_and_goals_of_the_plan_are_offered(row, cast):
    other = stages.endorsed(cast, "Another")
    taken = row.sources.get().proposal
    assert list(Taking().fields["proposal"].queryset) == [other]
    assert not Taking({"proposal": str(taken.uuid), "goal": str(row.goal.uuid)}).is_valid()
    assert Taking({"proposal": str(other.uuid), "goal": str(row.goal.uuid)}).is_valid()
    gone = stages.goal(cast, "Gone")
    actions.drop_goal(gone, by=cast.chair_kr)
    assert not Place({"goal": str(gone.uuid), "group": "WG1", "position": "1"}, project=row).is_valid()


def test_a_report_offers_no_milestone_before_an_endorsed_version_names_it(row):
    form = ReportForm({"state": "active", "status": "on_track", "text": "Begun."}, project=row)
    assert "reached" not in form.fields
    assert form.is_valid()
    assert form.values()["reached"] == []
    assert list(dict(form.fields["state"].choices)) == [
        *("planned", "active", "completed", "discontinued", "superseded"),
    ]


def test_an_embargo_is_read_in_the_zone_of_the_hats_office(cast):
    form = Embargo({"embargo_until": "2027-03-01T09:00"})
    form.narrow(Version(), cast.hod_jp)
    assert form.is_valid()
    read = form.cleaned_data["embargo_until"]
    assert read == dt.datetime(2027, 3, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert "Asia/Tokyo" in str(form.fields["embargo_until"].help_text)
    empty = Embargo({"embargo_until": ""})
    empty.narrow(Version(), cast.hod_jp)
    assert empty.is_valid()
    assert empty.cleaned_data["embargo_until"] is None


def test_a_corrigendum_is_offered_three_days_of_silence(cast):
    for kind, days in (("corrigendum", 3), ("minor", 5)):
        form = Silence()
        form.narrow(Version(kind=kind), cast.chair_kr)
        assert form.fields["days"].initial == days


@pytest.mark.parametrize(
    ("form", "data"),
    [
        (Texts, {"seen": 1, "title": "x" * 201, "kind": "major"}),
        (Texts, {"seen": 1, "title": "x", "kind": "major", "preamble": "x" * 20_001}),
        (Texts, {"title": "x", "kind": "major"}),
        (partial(GoalForm, version=Version()), {"title": "x", "area": "Z", "horizon": "short"}),
        (partial(GoalForm, version=Version()), {"title": "x", "area": "A", "horizon": "soon"}),
        (NoteForm, {"text": ""}),
        (NoteForm, {"text": "x" * 2_001}),
        (Silence, {"days": "2"}),
        (Silence, {"days": "11"}),
    ],
)
def test_what_the_other_forms_refuse(form, data):
    assert not form(data).is_valid()
