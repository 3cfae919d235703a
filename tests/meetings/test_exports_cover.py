"""The cover of a bundle: sessions with their items, the list of documents with pages or kinds."""

from __future__ import annotations

import pytest

from meetings.exports import bundle, cover
from tests.meetings import stages, stages_agenda
from tests.papers import makers

pytestmark = pytest.mark.django_db


def cells(node):
    return [[cell["content"][0]["text"] for cell in row["content"]] for row in node["content"]]


def test_the_agenda_and_where_each_document_begins(cast):
    meeting = stages_agenda.agenda_prov(cast)
    stages_agenda.paper(cast, meeting, "Words")
    for title in ("One", "Two"):
        file = makers.upload("a.pdf", makers.pdf(more="" if title == "One" else "<</Two true>>"))
        stages_agenda.paper(cast, meeting, title, file=file)
    content = bundle.content_of(meeting, cast.observer)
    data = cover.data_of(meeting, content, {1: 4, 2: 1})
    agenda, documents = data["sections"]
    assert agenda["heading"] == "Agenda, NETAI/3/1 Prov.1"
    assert [each["kind"] for each in agenda["blocks"]] == ["heading", "table", "heading", "table"]
    assert cells(agenda["blocks"][1])[1] == [
        "1",
        "Opening and adoption of the agenda (for decision)",
        "10",
        "",
    ]
    assert cells(documents["blocks"][0])[1:] == [
        ["NETAI/3/2", "Words", "JPO", "TXT, a file of its own"],
        ["NETAI/3/3", "One", "JPO", "1"],
        ["NETAI/3/4", "Two", "JPO", "5"],
    ]


def test_nothing_published_says_so(cast):
    meeting = stages.announced(cast)
    data = cover.data_of(meeting, bundle.content_of(meeting, cast.hod_jp), {})
    assert (data["sections"], data["nothing"]) == ([], "Nothing is published for this meeting yet.")
    assert cover.write(meeting, bundle.content_of(meeting, cast.hod_jp), {}).startswith(b"%PDF-")
