"""Who may do what in a session, as grids: the cast against each deed, before, in and after it."""

from __future__ import annotations

import pytest

from meetings.models import Live
from meetings.rules import attendance, conclusions, live
from tests.cast import MEMBERS
from tests.meetings import stages_live as stages

pytestmark = pytest.mark.django_db
CHAIRS, BODY = {"chair_ep", "chair_kr"}, {"chair_ep", "chair_kr", "secretariat"}
DELEGATIONS = {
    *("delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep", "delegate_us"),
    *("hod_us", "leaver", "delegate_jp", "hod_jp", "hod_kr", "hod_cn"),
}
MAY = {
    live.may_run: CHAIRS,
    attendance.may_declare: {*DELEGATIONS, "observer"},
    attendance.may_confirm: BODY,
    conclusions.may_draft: BODY,
    conclusions.may_open_action: BODY,
}


def allowed(cast, rule, subject):
    return {key for key in MEMBERS if key != "inactive" and rule(cast.hat(key), subject)}


def test_in_session_each_circle_has_its_deeds(cast):
    meeting = stages.in_session(cast)
    for rule, circle in MAY.items():
        assert allowed(cast, rule, meeting) == circle, rule.__name__
    assert allowed(cast, live.may_close, meeting) == set()
    row = Live.objects.select_related("item", "meeting").get(meeting=meeting)
    assert allowed(cast, live.may_suspend, row) == CHAIRS
    assert allowed(cast, live.may_resume, row) == set()
    assert allowed(cast, live.may_ask_floor, row) == {*DELEGATIONS, "observer"}


def test_before_and_after_nobody_has(cast):
    for meeting in (stages.agenda_prov(cast), stages.closed(cast)):
        for rule in MAY:
            assert allowed(cast, rule, meeting) == set(), rule.__name__


def test_the_chairs_open_what_is_published_and_close_what_is_through(cast):
    assert allowed(cast, live.may_open_session, stages.agenda_prov(cast)) == CHAIRS
    assert allowed(cast, live.may_close, stages.through(cast)) == CHAIRS


def test_of_a_conclusion_the_body_types_and_a_chair_announces(cast):
    meeting = stages.in_session(cast)
    deciding, other = stages.drafted(cast, meeting), stages.drafted(cast, meeting, "noted")
    assert allowed(cast, conclusions.may_edit, deciding) == BODY
    assert allowed(cast, conclusions.may_put, deciding) == CHAIRS
    assert allowed(cast, conclusions.may_put, other) == set()
    assert allowed(cast, conclusions.may_record, other) == CHAIRS
    assert allowed(cast, conclusions.may_record, deciding) == set()
