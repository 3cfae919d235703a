"""Published versions as editions: what they replaced, names of their day, a constant number of queries."""

import datetime as dt

import pytest

from ip5.offices import directory
from roadmap.exports import data, editions
from roadmap.models import Version
from tests.public.publications import publish, rekeyed
from tests.roadmap.plans import plan

pytestmark = pytest.mark.django_db


def newest_first():
    return list(Version.objects.published())


def test_an_edition_says_what_was_published():
    version = publish(record_note="Leads are fictitious.")
    made = editions.edition_of(version)
    assert (made.symbol, made.edition, made.title, made.notice) == (
        "NETAI/RM/1.0",
        "1.0",
        "NET/AI roadmap",
        "Leads are fictitious.",
    )
    assert (made.endorsed_on, made.published_at, made.supersedes) == (
        dt.date(2021, 6, 23),
        version.published_at,
        "",
    )
    assert made.sha256 == data.fingerprint(rekeyed(plan()))
    assert made.sha256 != version.sha256
    assert [each.code for each in made.groups] == ["WG1", "WG2"]


@pytest.mark.parametrize(("year", "korea"), [(2021, "KIPO"), (2026, "MOIP")])
def test_offices_are_called_as_on_that_day(year, korea):
    version = publish(at=dt.datetime(year, 6, 24, 8, tzinfo=dt.UTC))
    assert [each.acronym for each in editions.edition_of(version).offices] == [
        "EPO",
        "JPO",
        korea,
        "CNIPA",
        "USPTO",
    ]


def test_each_edition_names_the_one_before():
    publish()
    second = publish(edition="1.1", at=dt.datetime(2022, 6, 10, tzinfo=dt.UTC))
    publish(edition="2.0", at=dt.datetime(2024, 6, 20, tzinfo=dt.UTC))
    assert [(each.edition, each.supersedes) for each in editions.editions_of(newest_first())] == [
        ("2.0", "NETAI/RM/1.1"),
        ("1.1", "NETAI/RM/1.0"),
        ("1.0", ""),
    ]
    assert editions.edition_of(second) == editions.editions_of(newest_first())[1]


def test_a_version_that_is_not_published_has_none():
    with pytest.raises(ValueError, match="only a published version"):
        editions.edition_of(Version(title="x", compiled_at=dt.datetime.now(dt.UTC)))


def test_as_many_queries_for_three_as_for_one(django_assert_num_queries):
    counts = []
    for year, number in ((2021, "1.0"), (2022, "1.1"), (2023, "1.2")):
        publish(edition=number, at=dt.datetime(year, 6, 24, tzinfo=dt.UTC))
        versions = newest_first()
        directory.clear()
        with django_assert_num_queries(2) as seen:
            editions.editions_of(versions)
        counts.append(len(seen))
    assert counts == [2, 2, 2]
