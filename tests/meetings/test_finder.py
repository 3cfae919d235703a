"""What a slot costs whom: the formula, midnight, clocks that change on one side, rotation."""

import datetime as dt

import pytest

from meetings import finder
from meetings.finder import Burden, City

EP, JP, KR, CN, US, WO = (
    City("EP", "Europe/Berlin"),
    City("JP", "Asia/Tokyo"),
    City("KR", "Asia/Seoul"),
    City("CN", "Asia/Shanghai"),
    City("US", "America/New_York"),
    City("WO", "Europe/Zurich", is_member=False),
)
SIX = (EP, JP, KR, CN, US, WO)


def at(text):
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("starts", "minutes", "city", "found"),
    [
        # 13:00-15:30 in Munich: nothing; 21:00-23:30 in Tokyo: an hour of the edge, ninety minutes of the night.
        ("2021-11-16T12:00", 150, EP, Burden()),
        ("2021-11-16T12:00", 150, JP, Burden(edge=60, night=90)),
        ("2021-11-16T12:00", 150, CN, Burden(edge=120, night=30)),
        # 07:00-09:30 in Alexandria: two hours of the edge.
        ("2021-11-16T12:00", 150, US, Burden(edge=120)),
        # Over midnight in Tokyo into a closed day.
        (
            "2021-04-28T14:00",
            120,
            City("JP", "Asia/Tokyo", frozenset({dt.date(2021, 4, 29)})),
            Burden(0, 60, 60),
        ),
        # The hour that Munich skips on a Sunday: 00:30-02:30 UTC is 01:30-04:30 local, two hours all the same.
        ("2021-03-28T00:30", 120, EP, Burden(closed=120)),
        # Friday evening in UTC is Saturday in Tokyo.
        ("2021-06-04T14:00", 120, JP, Burden(night=60, closed=60)),
        # Over the year's end into New Year's Day, in Alexandria at noon still the old year.
        (
            "2020-12-31T22:30",
            60,
            City("EP", "Europe/Berlin", frozenset({dt.date(2021, 1, 1)})),
            Burden(0, 30, 30),
        ),
        ("2020-12-31T17:00", 60, City("US", "America/New_York", frozenset({dt.date(2021, 1, 1)})), Burden()),
        # Golden Week: the whole session lies on a closed day of Tokyo.
        (
            "2021-05-04T02:00",
            60,
            City("JP", "Asia/Tokyo", frozenset({dt.date(2021, 5, 4)})),
            Burden(closed=60),
        ),
    ],
)
def test_the_formula(starts, minutes, city, found):
    assert finder.burden(at(starts), minutes, city) == found
    assert found.score == found.edge + 3 * found.night + 5 * found.closed


def test_no_hour_is_inside_office_hours_for_all():
    day = dt.date(2021, 7, 6)
    for minutes in (30, 60):
        assert not [start for start, row in finder.heat(day, minutes, SIX) if not any(row.values())]


@pytest.mark.parametrize(
    ("day", "best"),
    [(dt.date(2021, 7, 6), {"10:30", "11:00"}), (dt.date(2021, 12, 7), {"11:00", "11:30", "12:00"})],
)
def test_the_best_start_is_that_of_the_charter(day, best):
    found = finder.slots(day, day, days=1, minutes=120, cities=SIX, most=1)
    assert found[0].starts_at.strftime("%H:%M") in best


@pytest.mark.parametrize(
    ("day", "pairs"),
    [
        (dt.date(2026, 1, 15), []),
        (dt.date(2026, 3, 20), ["EP-US", "US-WO"]),
        (dt.date(2026, 7, 15), []),
        (dt.date(2026, 10, 28), ["EP-US", "US-WO"]),
        (dt.date(2026, 11, 5), []),
    ],
)
def test_the_weeks_in_which_one_side_has_changed_its_clocks(day, pairs):
    assert finder.shifted(day, SIX) == pairs


def test_former_burdens_let_the_bad_hours_rotate():
    day = dt.date(2026, 6, 2)
    free = finder.slots(day, day, days=1, minutes=120, cities=SIX, most=1)[0]
    assert free.burdens["US"].score == 120
    rotated = finder.slots(day, day, days=1, minutes=120, cities=SIX, carried={"US": 2_000}, most=1)[0]
    assert rotated.burdens["US"].score == 30
    assert rotated.starts_at > free.starts_at


def test_sessions_are_at_the_same_instant_of_following_days():
    found = finder.slot(at("2026-10-24T12:00"), 3, 150, SIX, {})
    assert [begins for begins, _end in found.sessions] == [at(f"2026-10-{day}T12:00") for day in (24, 25, 26)]
    assert set(found.burdens) == {"EP", "JP", "KR", "CN", "US"}


def test_a_slot_never_reaches_into_the_weekend():
    found = finder.slots(dt.date(2026, 6, 4), dt.date(2026, 6, 9), days=3, minutes=60, cities=SIX, most=50)
    assert {each.starts_at.date() for each in found} == {dt.date(2026, 6, 8), dt.date(2026, 6, 9)}


@pytest.mark.parametrize(("starts", "minutes"), [("2026-06-04T12:10", 60), ("2026-06-04T12:00", 50)])
def test_crooked_times_are_refused(starts, minutes):
    with pytest.raises(ValueError, match="quarter"):
        finder.burden(at(starts), minutes, EP)


def test_however_the_sums_rotate_a_whole_session_at_night_comes_last():
    day, carried = dt.date(2027, 1, 26), {"JP": 990, "KR": 990, "CN": 630, "US": 360}
    found = finder.slots(day, day, days=1, minutes=150, cities=SIX, carried=carried, most=48)
    assert found[0].is_at_night is False
    marks = [each.is_at_night for each in found]
    assert marks == sorted(marks)
    # Half past one in Munich: what the sums alone would have proposed.
    worst_only = finder.slot(at("2027-01-26T00:30"), 1, 150, SIX, carried)
    assert worst_only.is_at_night
    assert worst_only.worst < found[0].worst
