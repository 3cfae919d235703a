"""How projects stand: reports, notes, milestones reached, reservations printed."""

from __future__ import annotations

import pytest

from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused
from roadmap import actions, working
from roadmap.models import ProgressReport, Project, ReservationRelease
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages
from tests.roadmap.telling import BODY, last_data, last_event, told

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def version(module_db):
    """A version the Heads endorsed; its project is the EPO's with the USPTO, the JPO has a reservation."""
    cast = Cast()
    made = stages.compiled(cast, (stages.endorsed(cast, hod_jp="reserve"),))
    made = stages.approved(cast, actions.freeze(made, by=cast.chair_kr))
    made = actions.skip_deputies(made, by=cast.chair_kr, reason="They met.")
    actions.submit(made, by=cast.chair_kr)
    return stages.decided(cast, stages.fresh(made))


@pytest.fixture
def row(version):
    return Project.objects.get()


def test_a_report_says_how_the_project_stands(row, cast):
    stone = row.milestones.get()
    made = actions.report(
        row, by=cast.delegate_ep, state="active", status="at_risk", text=" Late data. ", reached=[stone.uuid]
    )
    assert (made.office.code, made.by_id, made.state, made.status) == (
        *("EP", cast.delegate_ep.pk),
        *("active", "at_risk"),
    )
    assert (made.text, made.reached) == ("Late data.", [str(stone.uuid)])
    row.refresh_from_db()
    stone.refresh_from_db()
    assert (row.state, row.status, stone.reached_on) == ("active", "at_risk", clock.now().date())
    assert last_event(row) == ("project.reported", "delegate_ep", "members_observers", [], "")
    assert last_data(row) == {"state": "active", "status": "at_risk"}
    assert told(row, "progress_reported") == sorted(BODY)


def test_reports_are_kept_and_the_last_one_counts(row, cast):
    actions.report(row, by=cast.delegate_ep, state="active", status="on_track", text="Begun.")
    actions.report(row, by=cast.hod_us, state="completed", text="Done.")
    row.refresh_from_db()
    assert (row.state, row.status) == ("completed", "")
    said = ProgressReport.objects.values_list("office__code", "text")
    assert list(said) == [("US", "Done."), ("EP", "Begun.")]


def test_the_body_reports_and_notes_for_no_office(row, cast):
    made = actions.report(row, by=cast.secretariat, state="planned", text="Not begun.")
    noted = actions.note(row, by=cast.chair_kr, text=" Please begin. ")
    row.refresh_from_db()
    assert (noted.text, noted.state, row.state) == ("Please begin.", "planned", "planned")
    assert last_event(row) == ("project.noted", "chair_kr", "members_observers", [], "")
    assert [made.office.code, noted.office.code] == ["TF", "TF"]


def test_superseded_is_the_last_report_but_a_slip_is_taken_back(row, cast):
    actions.report(row, by=cast.delegate_ep, state="superseded", text="“Criteria II” takes its place.")
    row.refresh_from_db()
    assert (row.state, row.status) == ("superseded", "")
    with pytest.raises(Refused, match="nothing more is reported"):
        actions.report(row, by=cast.delegate_ep, state="active", status="on_track", text="A slip.")
    actions.report(row, by=cast.secretariat, state="active", status="on_track", text="It was a slip.")
    row.refresh_from_db()
    assert (row.state, row.status) == ("active", "on_track")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"state": "flying"}, "state"),
        ({"state": "active", "status": ""}, "status"),
        ({"state": "active", "status": "well"}, "status"),
        ({"state": "completed", "status": "on_track"}, "status"),
        ({"text": " "}, "text"),
        ({"text": "x" * 2_001}, "text"),
    ],
)
def test_what_is_no_report(row, cast, facts, field):
    values = {"state": "active", "status": "on_track", "text": "Begun."} | facts
    with pytest.raises(Invalid) as refusal:
        actions.report(row, by=cast.delegate_ep, **values)
    assert list(refusal.value.errors) == [field]
    assert not ProgressReport.objects.exists()


def test_nobody_else_reports(row, cast):
    for key in ("delegate_jp", "hod_cn", "observer", "industry", "chair_kr", "site_admin", "anonymous"):
        with pytest.raises(Refused):
            actions.report(row, by=cast.hat(key), state="planned", text="x")
    for key in ("secretariat", "hod_ep", "expert", "anonymous"):
        with pytest.raises(Refused):
            actions.note(row, by=cast.hat(key), text="x")


def test_anothers_milestone_is_not_reached(row, cast):
    with undone():
        other = Project.objects.create(goal=row.goal, title="Another")
        stone = other.milestones.create(title="x", due_on=stages.FIRST_DAY)
        actions.report(
            row, by=cast.delegate_ep, state="active", status="on_track", text="x", reached=[stone.uuid]
        )
        stone.refresh_from_db()
        assert stone.reached_on is None


def test_a_report_changes_no_frozen_version(version, row, cast):
    before = stages.fresh(version).snapshot
    actions.report(row, by=cast.delegate_ep, state="completed", text="Done.")
    after = stages.fresh(version)
    assert (after.snapshot, after.plan.projects[0].state) == (before, "planned")


def test_the_office_that_reserved_has_it_printed_from_the_next_version_on(version, row, cast):
    for key in ("hod_ep", "delegate_jp", "chair_kr", "observer"):
        with pytest.raises(Refused):
            actions.release_reservation(row, by=cast.hat(key), is_public=True)
    for _twice in range(2):
        actions.release_reservation(row, by=cast.hod_jp, is_public=True)
    assert ReservationRelease.objects.get().office.code == "JP"
    assert last_event(row) == ("project.reservation_released", "hod_jp", "members", [], "")
    assert last_data(row) == {"project": str(row.uuid), "public": True}
    assert stages.fresh(version).plan.public().reservations == ()
    approved = actions.approve_publication(version, by=cast.chair_ep)
    actions.publish(approved, by=cast.secretariat)
    following = working.plan_of(stages.compiling(cast, "major"))
    assert [each.office for each in following.public().reservations] == ["JP"]
    actions.release_reservation(row, by=cast.hod_jp, is_public=False)
    assert not ReservationRelease.objects.exists()
