"""The files of a dossier: equal values give equal bytes; what is written down is checked."""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest
from pypdf import PdfReader

from roadmap import comparison, dossier
from roadmap.comparison import Told
from roadmap.dossier.content import Content, Contribution, roles_of
from roadmap.plan import Plan
from tests.reading import words_of_pdf
from tests.roadmap.plans import large, plan
from tests.roadmap.test_comparison import changed

AT = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
ROUND = "NETAI/B/2026/010 R1"
NAMES = {"EP": "EPO", "JP": "JPO", "KR": "MOIP", "CN": "CNIPA", "US": "USPTO"}


FACTS = {
    "symbol": "NETAI/RM/1.1 Prov.2",
    "state": "Pending at the Heads",
    "frozen_at": AT,
    "made_at": AT,
    "made_for": "Head of office, Japan Patent Office",
    "own": "JP",
    "own_acronym": "JPO",
    "language": "en",
    "names": NAMES,
    "base": "NETAI/RM/1.0",
    "approval": (
        (ROUND, "Explicit", "Endorsed by the task force", "full", "1 Jun 2026, 10:00 UTC", "NETAI/D/2026/3"),
    ),
    "deputies": (("EPO", "Cleared", ""),),
    "marks": ("Contains fictitious content.",),
    "positions": ((ROUND, "EPO", "Support", "", ""), (ROUND, "JPO", "Reserve", "Part 2", "=Too early.")),
}


def content(new: Plan | None = None, old: Plan | None = None, **changes) -> Content:
    """Return a dossier of the JPO of a plan that changes another one."""
    new = new or changed("p-1", lead="KR", co_leads=(), summary="One model, six offices.")
    old = old or plan()
    found = comparison.compare(old, new)
    facts = FACTS | {
        "title": new.title,
        "sha256": new.sha256,
        "plan": new,
        "sentence": comparison.sentence(found),
        "parts": tuple(comparison.parts_of(found, Told(old, new, NAMES.get, NAMES.get))),
        "contributions": tuple(
            Contribution(code, NAMES[code], role, project)
            for code in NAMES
            for project in new.projects
            for role, codes in roles_of(project)
            if code in codes
        ),
    }
    return Content(**facts | changes)


@pytest.fixture(scope="module")
def made() -> dossier.Bundle:
    """Return the bundle of the small plan."""
    return dossier.bundle(content())


def test_the_same_values_give_the_same_bytes(made):
    again = dossier.bundle(content())
    assert again == made
    assert made.sha256 == hashlib.sha256(made.archive).hexdigest()


def test_the_zip_holds_the_files_in_order_at_a_fixed_day(made):
    with zipfile.ZipFile(io.BytesIO(made.archive)) as archive:
        assert archive.testzip() is None
        assert [(each.filename, each.date_time, each.compress_type) for each in archive.infolist()] == [
            (name, (1980, 1, 1, 0, 0, 0), zipfile.ZIP_STORED)
            for name in (
                "NETAI-RM-1.1-Prov.2-dossier.pdf",
                "roadmap.json",
                "contributions.csv",
                "positions.csv",
                "MANIFEST.txt",
            )
        ]
    assert dossier.entries(made.archive) == made.files


def test_the_manifest_has_a_line_for_each_file(made):
    lines = made.files[-1].body.decode().splitlines()
    assert lines[:4] == [
        "# NETAI/RM/1.1 Prov.2 NET/AI roadmap",
        "# Made for: Head of office, Japan Patent Office",
        "# Made: 2026-06-01T12:00:00Z",
        f"# SHA-256 of the version: {content().sha256}",
    ]
    assert lines[4:] == [f"{each.sha256}  {each.name}" for each in made.files[:-1]]


def test_the_snapshot_is_the_versions_own_text(made):
    snapshot = dossier.read(made.archive, ".json")
    assert snapshot.sha256 == content().sha256
    assert Plan.read(json.loads(snapshot.body)) == content().plan


def cells(made: dossier.Bundle, name: str) -> list[list[str]]:
    """Return a table of the bundle."""
    return list(csv.reader(io.StringIO(dossier.read(made.archive, name).body.decode("utf-8-sig"))))


def test_the_tables_name_each_part_and_each_position(made):
    places = ["A", "Short term", "WG1", "2026-07-01", "2027-06-30"]
    assert cells(made, "contributions.csv")[:3] == [
        ["Code", "Office", "Part", "Project", "Area", "Horizon", "Group", "Start", "End"],
        ["EP", "EPO", "co-lead", "Prior-art search", "A", "Short term", "WG2", "2026-09-01", "2027-08-31"],
        ["JP", "JPO", "contributing", "Automatic classification", *places],
    ]
    assert len(cells(made, "contributions.csv")) == 8
    assert cells(made, "positions.csv") == [
        ["Round", "Office", "Position", "Passage", "Words"],
        [ROUND, "EPO", "Support", "", ""],
        [ROUND, "JPO", "Reserve", "Part 2", "'=Too early."],
    ]


def pages(made: dossier.Bundle) -> list[str]:
    """Return the words of each page of the PDF."""
    reader = PdfReader(io.BytesIO(made.files[0].body))
    return [" ".join(each.extract_text().replace("\u200b", "").split()) for each in reader.pages]


def test_the_first_page_is_the_one_for_the_head(made):
    first, second, *_rest = pages(made)
    for words in (
        "Confidential: made for Head of office, Japan Patent Office",
        "Contains fictitious content.",
        "State: Pending at the Heads",
        "One page for my Head",
        "The roadmap has 3 projects under 3 goals (short term 2, long term 1).",
        "Against NETAI/RM/1.0, endorsed last: 1 text changed, 1 lead changed, "
        "1 change of co-leads or contributing offices.",
        f"The task force ({ROUND}, Explicit), closed 1 Jun 2026, 10:00 UTC: Endorsed by the task force, full.",
        "The JPO takes part in 1 project.",
        "2 reservations stand:",
        "JPO, substantive, “Automatic classification”, on “One model”: KEPT-RESERVATION on data.",
    ):
        assert words in first
    assert second.startswith("Preamble")
    assert "Preamble" not in first


def test_the_whole_follows(made):
    words = words_of_pdf(made.files[0].body)
    for each in (
        "A. AI-supported office operations",
        "Lead MOIP; contributing JPO and CNIPA; WG1; short term. From 1 Jul 2026 to 30 Jun 2027.",
        "Data agreed 2026-12-15",
        "Difference from the last endorsed version",
        "One model, [five]six offices.",
        "Lead [EPO] → MOIP",
        "Contributions by office",
        "Reserve “Part 2”: =Too early.",
        "Deputy heads",
    ):
        assert each in words


def test_it_is_archivable_and_accessible(made):
    metadata = PdfReader(io.BytesIO(made.files[0].body)).xmp_metadata
    raw = made.files[0].body
    assert metadata is not None
    assert b"pdfaid:part>2<" in raw or b'pdfaid:part="2"' in raw
    assert b"pdfuaid:part>1<" in raw or b'pdfuaid:part="1"' in raw


def test_of_a_first_version_without_anything_each_part_says_so():
    bare = replace(plan(), projects=(), reservations=())
    empty = content(
        bare,
        bare,
        base="",
        sentence="",
        parts=(),
        own="",
        own_acronym="",
        approval=(),
        deputies=(),
        positions=(),
    )
    words = words_of_pdf(dossier.bundle(empty).files[0].body)
    for each in (
        "It is the first version: none was endorsed before.",
        "The task force has closed no round on this version.",
        "No reservation stands.",
        "No office takes part yet.",
        "No round on this version is closed. Positions are sealed until then.",
        "No deputy head has answered.",
        "There is no endorsed version before it.",
    ):
        assert each in words
    assert "takes part in" not in words


def test_the_page_for_the_head_stays_one_page_however_large_the_plan():
    base = large(60)
    many = replace(
        base,
        projects=tuple(
            replace(each, title=f"{each.title} {'of some length ' * 12}") for each in base.projects
        ),
        reservations=tuple(
            replace(plan().reservations[0], number=n, project=f"p-{n}", text="Words. " * 300)
            for n in range(1, 30)
        ),
    )
    first, second, *_rest = pages(dossier.bundle(content(many, many)))
    assert "And 31 more, inside." in first
    assert "And 26 more, inside." in first
    assert second.startswith("Preamble")


def test_an_office_without_a_part_is_told_so():
    words = pages(dossier.bundle(content(own="WO", own_acronym="WIPO")))[0]
    assert "The WIPO takes part in no project." in words


def test_each_byte_is_checked(made):
    files = [{"name": each.name, "size": len(each.body), "sha256": each.sha256} for each in made.files]
    points = dossier.checked(made.archive, made.sha256, files, content().sha256)
    assert points == [
        ("The ZIP is the one that was made", True),
        *((f"{each.name} is unchanged", True) for each in made.files),
        ("Its plan is the frozen version’s", True),
    ]
    broken = [{**files[0], "sha256": "0" * 64}, {**files[1], "name": "other.json"}, *files[2:]]
    points = dossier.checked(made.archive, "0" * 64, broken, "0" * 64)
    assert [met for _label, met in points] == [False, False, False, True, True, True, False]


def test_a_file_it_does_not_hold_is_refused(made):
    with pytest.raises(KeyError):
        dossier.read(made.archive, ".docx")


def test_the_fingerprint_of_the_words_forgets_the_clock():
    later = content(made_at=AT + dt.timedelta(days=1))
    assert later.sha256_of_words == content().sha256_of_words
    assert content(state="Published").sha256_of_words != content().sha256_of_words
