"""The two sides of a comparison and the acts between them, as each hat sees them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import time_machine

from roadmap import between
from roadmap.between import NoVersion
from roadmap.comparison import compare
from roadmap.models import Version
from tests.roadmap import kept
from tests.roadmap.plans import plan
from tests.roadmap.test_comparison import changed

pytestmark = pytest.mark.django_db


def at(year: int, month: int = 1, day: int = 1, hour: int = 12) -> dt.datetime:
    """Return an instant in UTC."""
    return dt.datetime(year, month, day, hour, tzinfo=dt.UTC)


@pytest.fixture
def line() -> list[Version]:
    """Return three published versions and one the members know."""
    second = changed("p-1", lead="KR")
    third = replace(second, preamble="Words.")
    fourth = replace(third, projects=third.projects[:2], reservations=third.reservations[:1])
    first = kept.version(plan(), "1.0", at(2021, 6, 23), superseded_at=at(2022, 3, 1, 9))
    return [
        first,
        kept.version(
            second, "1.1", at(2022, 3, 1, 9), superseded_at=at(2023, 3, 1), base=first, endorsed_at=None
        ),
        kept.version(third, "2.0", at(2023, 3, 1)),
        kept.pending(fourth, "2.1", at(2024, 3, 1)),
    ]


def test_the_newest_version_comes_first_and_only_what_is_seen(line, cast):
    assert list(between.versions_for(cast.delegate_jp)) == line[::-1]
    assert list(between.versions_for(cast.observer)) == line[2::-1]


@pytest.mark.parametrize(
    ("day", "edition"),
    [
        ("2021-06-23", "1.0"),
        ("2022-02-28", "1.0"),
        ("2022-03-01", "1.1"),
        ("2023-02-28", "1.1"),
        ("2023-03-01", "2.0"),
        ("2025-01-01", "2.0"),
    ],
)
def test_a_day_stands_for_the_version_current_at_its_end_in_utc(line, cast, day, edition):
    side = between.side_of(day, cast.industry)
    assert (side.version.edition, side.key, side.day) == (edition, day, dt.date.fromisoformat(day))


def test_a_version_published_late_in_the_west_is_of_the_next_day_in_utc(cast):
    kept.version(plan(), "1.0", at(2021, 6, 24, 1))
    assert between.side_of("2021-06-24", cast.hod_us).version.edition == "1.0"
    with pytest.raises(NoVersion):
        between.side_of("2021-06-23", cast.hod_us)


def test_today_names_no_version_until_it_is_over(line, cast):
    """What an address with a day shows never changes: until midnight in UTC another version may be published."""
    for moment, found in (
        (at(2026, 3, 1, 0), None),
        (at(2026, 3, 1, 23), None),
        (at(2026, 3, 2, 0), "2.0"),
    ):
        with time_machine.travel(moment, tick=False):
            if found is None:
                with pytest.raises(NoVersion, match="2026-03-01 is not over in UTC"):
                    between.side_of("2026-03-01", cast.hod_us)
            else:
                assert between.side_of("2026-03-01", cast.hod_us).version.edition == found


def reason(asked: str, hat) -> str:
    """Return why no version answers."""
    with pytest.raises(NoVersion) as refusal:
        between.side_of(asked, hat)
    return refusal.value.reason


def test_what_names_no_version_says_why(cast):
    assert reason("2021-01-01", cast.hod_jp) == "No version of the roadmap has been published yet."
    kept.version(plan(), "1.0", at(2021, 6, 23))
    assert reason("2021-06-22", cast.hod_jp) == (
        "No version was current on 2021-06-22: the first one was published on 2021-06-23 (UTC)."
    )
    assert reason("2999-01-01", cast.hod_jp) == (
        "2999-01-01 is not over in UTC: no version can be named for it yet."
    )
    assert reason("last year", cast.hod_jp) == "“last year” is neither a version nor a date."
    with pytest.raises(NoVersion, match="no date"):
        between.side_on("1.0", cast.hod_jp)


def test_a_version_is_found_by_uuid_where_the_hat_sees_it(line, cast):
    uuid = str(line[3].uuid)
    side = between.side_of(uuid, cast.hod_jp)
    assert (side.version, side.key, side.day) == (line[3], uuid, None)
    for stranger in (cast.observer, cast.industry, cast.admin_ep, cast.expert):
        with pytest.raises(Version.DoesNotExist):
            between.side_of(uuid, stranger)


def test_the_plan_goes_as_far_as_the_hat_sees(line, cast):
    uuid = str(line[0].uuid)
    assert between.side_of(uuid, cast.hod_cn).plan == plan()
    printed = replace(plan().for_observers(), reservations=plan().public().reservations)
    assert between.side_of(uuid, cast.observer).plan == printed
    assert between.side_of(uuid, cast.industry).plan == plan().public()
    assert between.side_of("2021-12-31", cast.industry).plan == plan().public()


def test_offices_bear_the_names_of_the_day(cast):
    name = between.names_on(dt.date(2021, 6, 23))
    assert (name("KR"), name("EP"), name("")) == ("KIPO", "EPO", "–")
    assert between.names_on(dt.date(2026, 1, 1))("KR") == "MOIP"


def decided(old: Version, new: Version, hat) -> list[tuple[str, str, str]]:
    """Return what changed, and which act decided it."""
    sides = [between.side_of(str(each.uuid), hat) for each in (old, new)]
    found = compare(sides[0].plan, sides[1].plan)
    acts = between.acts_between(found, *sides, hat)
    return [
        (each.field, acts[each].version.edition or "", acts[each].words)
        for each in found.changes
        if each in acts
    ]


def test_each_change_has_the_act_that_decided_it(line, cast):
    assert decided(line[0], line[3], cast.hod_jp) == [
        ("preamble", "2.0", "Endorsed by the Heads"),
        ("lead", "1.1", "Endorsed by the task force"),
        ("", "", "Frozen"),
        ("lifted", "", "Frozen"),
    ]
    assert decided(line[0], line[1], cast.industry) == [("lead", "1.1", "Endorsed by the task force")]


def test_read_backwards_nothing_was_decided(line, cast):
    assert decided(line[2], line[0], cast.hod_jp) == []
    assert decided(line[2], line[2], cast.hod_jp) == []


def test_acts_take_one_query_however_many_versions(line, cast, django_assert_num_queries):
    hat = cast.hod_jp
    for versions in (line[:1], line):
        with django_assert_num_queries(1):
            between.acts_of(versions, hat)
