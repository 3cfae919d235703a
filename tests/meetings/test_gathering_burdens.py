"""What each office bore in former meetings, and the closed days of the six cities."""

from __future__ import annotations

import datetime as dt

import pytest

from meetings.gathering import burdens
from meetings.models import Meeting
from tests.meetings.held import held_online

pytestmark = pytest.mark.django_db


# Three sessions at 12:00-14:30 UTC in winter: 13:00-15:30 in Munich, 21:00-23:30 in Tokyo and Daejeon,
# 20:00-22:30 in Beijing, 07:00-09:30 in Alexandria. The second meeting of the record lay so.
THREE = {"EP": 0, "JP": 3 * (60 + 3 * 90), "KR": 3 * (60 + 3 * 90), "CN": 3 * (120 + 3 * 30), "US": 3 * 120}


def test_online_sessions_are_carried_by_the_charters_formula(cast):
    assert burdens.carried() == THREE
    held_online(cast)
    assert burdens.carried() == {code: 2 * score for code, score in THREE.items()}


def test_a_meeting_in_person_costs_nobody_and_the_one_asked_about_does_not_count(cast):
    meeting = held_online(cast)
    assert burdens.carried(before=meeting) == THREE
    Meeting.objects.filter(pk=meeting.pk).update(mode="in_person")
    assert burdens.carried() == THREE


def test_the_cities_know_golden_week_and_the_year_end():
    found = {each.code: each for each in burdens.cities(dt.date(2026, 4, 27), dt.date(2027, 1, 5))}
    assert list(found) == ["EP", "JP", "KR", "CN", "US", "WO"]
    assert {dt.date(2026, 4, 29), dt.date(2026, 5, 4), dt.date(2026, 5, 5)} <= found["JP"].closed
    assert dt.date(2026, 12, 29) in found["JP"].closed
    assert dt.date(2026, 11, 26) in found["US"].closed
    assert not found["WO"].is_member
