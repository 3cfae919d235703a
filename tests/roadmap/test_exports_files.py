"""All files of a version: their names, their hashes, the same bytes twice, and 200 projects in time."""

import datetime as dt
import hashlib
import resource
import time

import pytest
from django.utils import translation

from ip5.audit.models import Event
from ip5.kernel import clock
from ip5.kernel.errors import WrongState
from roadmap import actions
from roadmap.exports import files, pdf
from roadmap.exports.editions import edition_of
from roadmap.models import PublishedFile, Version
from tests.public.publications import publish
from tests.roadmap.editions import edition
from tests.roadmap.plans import large, plan

PLAN = plan()


def built(of=PLAN):
    return {each.name: each for each in files.build(of, edition(of))}


def test_every_file_is_there_with_its_hash():
    found = built()
    assert list(found) == [
        "roadmap.pdf",
        "roadmap.json",
        "roadmap.schema.json",
        "roadmap.csv",
        "roadmap.xlsx",
        "SHA256SUMS",
    ]
    lines = [line.split("  ") for line in found["SHA256SUMS"].body.decode().splitlines()]
    assert lines == [
        [hashlib.sha256(each.body).hexdigest(), name] for name, each in found.items() if name != "SHA256SUMS"
    ]
    assert [files.content_type(name).split(";")[0] for name in found] == [
        "application/pdf",
        "application/json",
        "application/schema+json",
        "text/csv",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/plain",
    ]


def test_the_same_bytes_whoever_takes_them():
    first = built()
    with translation.override("de"):
        assert built() == first


def test_200_projects_take_less_than_ten_seconds():
    """By the clock on a machine of its own; the processor's time where others work beside."""
    began, before = time.monotonic(), spent()
    built(large(200))
    assert min(time.monotonic() - began, spent() - before) < 10


def spent():
    used = [resource.getrusage(each) for each in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


# --- Built once, and kept ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_published_gets_its_files_once():
    version = publish()
    assert files.build_due() == 1
    kept = {each.name: bytes(each.body) for each in PublishedFile.objects.filter(version=version)}
    assert kept == {each.name: each.body for each in files.build(version.public_plan, edition_of(version))}
    assert files.build_due() == 0
    [event] = Event.objects.for_subject(version)
    assert (event.verb, event.data) == (
        "version.files_kept",
        {each.name: each.sha256 for each in PublishedFile.objects.all()},
    )


@pytest.mark.django_db
def test_a_version_that_cannot_be_set_does_not_stop_the_others(monkeypatch):
    first = publish()
    second = publish(edition="1.1", at=dt.datetime(2022, 6, 10, tzinfo=dt.UTC))
    write = pdf.write

    def refuse(of, edition):
        if edition.edition == first.edition:
            raise WrongState("too long")
        return write(of, edition)

    label, kind, _write = files.FORMATS["roadmap.pdf"]
    monkeypatch.setitem(files.FORMATS, "roadmap.pdf", (label, kind, refuse))
    assert files.build_due() == 1
    assert list(Version.objects.without_files()) == [first]
    assert second.files.count() == len(files.FORMATS) + 1


@pytest.mark.django_db
def test_kept_files_are_not_built_again():
    version = publish()
    assert actions.keep_files(version, {"roadmap.csv": b"one"}, by=None)
    assert not actions.keep_files(version, {"roadmap.csv": b"two"}, by=None)
    assert [bytes(each.body) for each in version.files.all()] == [b"one"]


@pytest.mark.django_db
def test_what_is_not_public_has_no_files():
    version = Version.objects.create(kind="major", title="x", compiled_at=clock.now())
    with pytest.raises(WrongState, match="Only a published version has files"):
        actions.keep_files(version, {"roadmap.csv": b"one"}, by=None)
