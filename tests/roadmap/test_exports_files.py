"""All files of a version: their names, their hashes, the same bytes twice, and 200 projects in time."""

import hashlib
import resource
import time

from django.utils import translation

from roadmap.exports import files
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
