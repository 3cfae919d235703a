"""The program that joins PDF files: what it can read, the outline, the labels of the pages."""

from __future__ import annotations

import io

from pypdf import PdfReader

from meetings.exports.joining import count, join
from tests.papers import makers

FACTS = {"title": "A meeting", "cover": "Cover", "marks": {"0": "One", "2": "Two"}, "id": "00ff"}


def test_what_cannot_be_read_is_left_out(tmp_path):
    (tmp_path / "0.pdf").write_bytes(makers.pdf())
    (tmp_path / "1.pdf").write_bytes(b"%PDF-1.7 broken")
    assert count(tmp_path) == {"0": 1}


def test_the_parts_stand_behind_the_cover_and_what_acts_by_itself_is_gone(tmp_path):
    (tmp_path / "cover.pdf").write_bytes(makers.pdf())
    (tmp_path / "0.pdf").write_bytes(makers.pdf(catalog="/OpenAction 3 0 R"))
    (tmp_path / "2.pdf").write_bytes(makers.pdf())
    join(tmp_path, FACTS | {"parts": [0, 2]})
    joined = (tmp_path / "joined.pdf").read_bytes()
    read = PdfReader(io.BytesIO(joined))
    assert [each["/Title"] for each in read.outline] == ["Cover", "One", "Two"]
    assert read.page_labels == ["i", "1", "2"]
    assert "/OpenAction" not in read.root_object
    join(tmp_path, FACTS | {"parts": [0, 2]})
    assert (tmp_path / "joined.pdf").read_bytes() == joined


def test_a_cover_alone_is_joined_too(tmp_path):
    (tmp_path / "cover.pdf").write_bytes(makers.pdf())
    join(tmp_path, FACTS | {"parts": []})
    assert len(PdfReader(tmp_path / "joined.pdf").pages) == 1
