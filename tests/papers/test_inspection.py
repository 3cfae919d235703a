"""Each kind is taken for what it is; each attack is refused with its own sentence, before it costs anything."""

from __future__ import annotations

import hashlib
import resource
import sys
import time
from collections.abc import Callable

import pytest

from ip5.kernel.errors import Invalid
from ip5.papers import inspection
from ip5.papers.inspection import SENTENCES, TOO_LARGE, checked
from ip5.papers.kinds import kind_of_name
from tests.papers import makers
from tests.papers.makers import odf, pdf, upload


@pytest.mark.parametrize("name", list(makers.TAKEN))
def test_each_kind_is_taken_for_what_it_is(name: str):
    data = makers.TAKEN[name]()
    found = checked(upload(name, data))
    assert (found.kind, found.size, found.sha256) == (
        kind_of_name(name),
        len(data),
        hashlib.sha256(data).hexdigest(),
    )
    assert (found.name, found.file.read()) == (name, data)


@pytest.mark.parametrize(
    ("name", "make", "found"),
    [
        ("a.pdf", makers.docx, "DOCX"),
        ("a.docx", makers.xlsx, "XLSX"),
        ("a.txt", pdf, "PDF"),
        ("a.jpg", makers.png, "PNG"),
        ("a.xlsx", lambda: b"a,b\n1,2\n", "plain text"),
        ("a.odt", lambda: odf("spreadsheet"), "ODS"),
    ],
)
def test_the_ending_must_agree_with_the_content(name: str, make: Callable[[], bytes], found: str):
    with pytest.raises(Invalid, match=rf"ends in \.{name[2:]}, but the content is {found}"):
        checked(upload(name, make()))


@pytest.mark.parametrize("link", ["https://www.example.org/", "mailto:a@example.org"])
def test_a_link_of_the_web_may_stay(link: str):
    assert checked(upload("a.docx", makers.docx(link=link))).kind.code == "docx"


def test_a_file_of_26_megabytes_is_refused_unread():
    with pytest.raises(Invalid) as refusal:
        checked(upload("a.txt", b"a" * (26 * 1024 * 1024)))
    assert refusal.value.errors == {"file": [str(TOO_LARGE)]}


def test_a_bomb_costs_neither_memory_nor_time():
    bomb = makers.dense(470)
    assert len(bomb) < 600_000
    before, started = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Invalid) as refusal:
        checked(upload("a.docx", bomb))
    assert refusal.value.errors == {"file": [str(SENTENCES["unpacked"])]}
    assert time.monotonic() - started < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 * 1024  # kilobytes


def test_an_honest_large_document_is_taken_and_unpacked_elsewhere():
    data = makers.dense(60, ballast=makers.MEGABYTE)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert checked(upload("a.docx", data)).kind.code == "docx"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 8 * 1024


def test_the_child_knows_no_secret(tmp_path, monkeypatch):
    told = tmp_path / "python"
    told.write_text('#!/bin/sh\necho "$(env | cut -d= -f1 | sort | tr "\\n" " ")" >&1\n')
    told.chmod(0o755)
    seen: list[bytes] = []
    monkeypatch.setattr(sys, "executable", str(told))
    monkeypatch.setattr(inspection, "_answer", lambda words: seen.append(words) or {"finding": "heavy"})
    with pytest.raises(Invalid):
        checked(upload("a.txt", b"Words"))
    assert set(seen[0].decode().split()) <= {"LANG", "PWD", "SHLVL", "OLDPWD", "_"}


@pytest.mark.parametrize(
    "behaviour",
    [
        "kill -9 $$",
        "exit 3",
        "echo nonsense",
        'echo \'{"kind": "exe"}\'',
        'echo \'{"kind": ["pdf"]}\'',
        "head -c 5000000 /dev/zero",
        "sleep 60",
    ],
)
def test_a_child_that_dies_lies_or_is_late_is_a_refusal(behaviour: str, tmp_path, monkeypatch):
    told = tmp_path / "python"
    told.write_text(f"#!/bin/sh\n{behaviour}\n")
    told.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(told))
    monkeypatch.setattr(inspection, "WAIT", 1)
    started = time.monotonic()
    with pytest.raises(Invalid) as refusal:
        checked(upload("a.txt", b"Words"))
    assert refusal.value.errors == {"file": [str(SENTENCES["heavy"])]}
    assert time.monotonic() - started < 10
