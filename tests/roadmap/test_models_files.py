"""The files of published versions, as the runtime role meets them: kept as they are, true to their hash."""

import hashlib

import pytest
from django.db import DatabaseError, transaction

from ip5.kernel import clock
from roadmap.models import PublishedFile, Version
from roadmap.states import VersionState
from tests.public.publications import publish

pytestmark = pytest.mark.django_db


def keep(version, body=b"one", **changes):
    facts = {"size": len(body), "sha256": hashlib.sha256(body).hexdigest(), "built_at": clock.now()}
    return PublishedFile.objects.create(version=version, body=body, name="roadmap.csv", **facts | changes)


def refused(match):
    return pytest.raises(DatabaseError, match=match), transaction.atomic()


def test_a_file_is_kept():
    version = publish()
    assert list(Version.objects.without_files()) == [version]
    kept = keep(version)
    assert bytes(PublishedFile.objects.get().body) == b"one"
    assert list(Version.objects.without_files()) == []
    assert str(kept) == f"{version.pk} roadmap.csv"


def test_the_bytes_stay_in_the_database_where_files_are_listed(django_assert_num_queries):
    keep(publish())
    with django_assert_num_queries(1):
        [listed] = PublishedFile.objects.listed()
    assert listed.get_deferred_fields() == {"body"}


@pytest.mark.parametrize("changes", [{"size": 4}, {"sha256": "a" * 64}])
def test_size_and_hash_are_those_of_the_bytes(changes):
    raises, atomic = refused("published_file_is_its_bytes")
    version = publish()
    with raises, atomic:
        keep(version, **changes)


def test_a_name_once_a_version():
    version = publish()
    keep(version)
    raises, atomic = refused("one_file_of_a_name")
    with raises, atomic:
        keep(version, b"two")


def test_what_is_not_published_has_none():
    version = Version.objects.create(kind="major", title="x", compiled_at=clock.now())
    assert version.state == VersionState.COMPILING
    raises, atomic = refused("only a published version has files")
    with raises, atomic:
        keep(version)


@pytest.mark.parametrize("change", ["update", "delete"])
def test_nothing_of_it_is_changed_or_taken_away(change):
    keep(publish())
    files = PublishedFile.objects.all()
    raises, atomic = refused("permission denied")
    with raises, atomic:
        files.update(name="x") if change == "update" else files._raw_delete(files.db)
