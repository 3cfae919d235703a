"""What is published, and nothing else, is where the public pages read from."""

import datetime as dt

import pytest

from ip5.kernel.visibility import Visibility
from ip5.public import published
from roadmap.models import ScopingDocument, Version
from tests.public.publications import publish, three, uuid_of

pytestmark = pytest.mark.django_db


def test_before_the_first_version_there_is_none():
    assert (published.current(), published.versions()) == (None, [])


def test_the_current_version_and_the_others():
    first, second, third = three()
    found = published.current()
    assert (found.version, found.versions, found.newer) == (third, [third, second, first], None)
    older = published.of_edition("1.0")
    assert (older.version, older.newer) == (first, third)
    assert older.plan == first.public_plan


def test_texts_are_read_of_the_version_shown_alone(django_assert_num_queries):
    three()
    with django_assert_num_queries(1):
        assert all("snapshot" in each.get_deferred_fields() for each in published.versions())


def test_what_is_not_published_has_no_edition():
    publish()
    Version.objects.create(kind="minor", title="x", target="1.1", compiled_at=dt.datetime.now(dt.UTC))
    with pytest.raises(Version.DoesNotExist):
        published.of_edition("1.1")


def test_the_versions_that_hold_a_project():
    first, second, third = three()
    assert published.holding(uuid_of("p-1")) == [third, second, first]
    assert published.holding(uuid_of("p-9")) == []


def test_scoping_documents_that_are_open_to_everybody():
    [public] = published.scoping_documents()
    assert public.symbol == "NETAI/SD/1"
    ScopingDocument.objects.create(
        symbol="NETAI/SD/2",
        title="x",
        text="x",
        endorsed_on=dt.date(2026, 1, 1),
        visibility=Visibility.MEMBERS,
    )
    assert published.scoping_documents() == [public]
