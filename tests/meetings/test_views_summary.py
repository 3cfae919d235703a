"""The page of a summary: who reads what of it and when, its corrections, versions and files; no gap."""

from __future__ import annotations

import io
import re

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.actions import entries, suggestions
from meetings.models import Meeting
from tests.meetings import stages_summary as stages
from tests.reading import words_of_pdf

pytestmark = pytest.mark.django_db
NUMBER = re.compile(r'<span class="decisions__id">([^<]+)</span>')


def words_of_docx(body):
    return "\n".join(each.text for each in docx.Document(io.BytesIO(body)).paragraphs)


def page(cast, member, meeting, part="", **options):
    return cast.client(member).get(f"/meetings/{meeting.uuid}/summary/{part}", **options)


def test_a_draft_is_the_bodys(cast):
    meeting = stages.drafted(cast)
    got = {
        member: page(cast, member, meeting).status_code
        for member in ("secretariat", "chair_kr", "hod_jp", "observer", "industry")
    }
    assert got == {"secretariat": 200, "chair_kr": 200, "hod_jp": 404, "observer": 404, "industry": 404}


def test_in_review_an_observer_reads_its_own_words_and_no_other(cast):
    meeting = stages.in_review(cast)
    words = page(cast, "observer", meeting).content.decode()
    assert "The WIPO spoke on this item." in words
    for kept in (stages.CLOSED_WORD, "The JPO spoke", "The agenda.", "Name of hod_jp", "To share", "sha-256"):
        assert kept not in words
    assert page(cast, "observer", meeting, "versions/").status_code == 404
    member = page(cast, "hod_jp", meeting).content.decode()
    assert {"R1. A quinoa item", "The WIPO spoke on this item."} <= {
        each for each in ("R1. A quinoa item", "The WIPO spoke on this item.") if each in member
    }


def test_once_adopted_an_observer_reads_what_is_open_and_sees_no_gap(cast):
    meeting = stages.adopted(cast)
    words = page(cast, "observer", meeting).content.decode()
    assert "The table." in words
    for kept in (stages.CLOSED_WORD, "Name of hod_jp", "DR-1"):
        assert kept not in words
    numbers = NUMBER.findall(words)
    assert numbers == [str(each + 1) for each in range(len(numbers))]
    everything = NUMBER.findall(page(cast, "hod_jp", meeting).content.decode())
    assert [each for each in everything if each.startswith("R")] == [f"R{each}" for each in range(1, 7)]


@pytest.mark.parametrize("kind", ["pdf", "docx"])
def test_files_hold_what_their_reader_sees_and_are_the_same_twice(cast, kind):
    meeting = stages.adopted(cast)
    read = {"pdf": words_of_pdf, "docx": words_of_docx}[kind]
    one, two = (page(cast, "observer", meeting, f"file/{kind}/").content for _each in range(2))
    assert one == two
    assert "The table." in read(one)
    assert stages.CLOSED_WORD not in read(one)
    assert "Name of hod_jp" not in read(one)
    assert stages.CLOSED_WORD in read(page(cast, "hod_jp", meeting, f"file/{kind}/").content)


def test_another_kind_of_file_is_not_found(cast):
    assert page(cast, "hod_jp", stages.adopted(cast), "file/markdown/").status_code == 404


def test_a_correction_is_shown_as_a_difference_to_those_who_see_it(cast):
    found = stages.corrected(cast)
    meeting = found.entry.meeting
    assert "<ins>" in page(cast, "hod_us", meeting).content.decode()
    assert "Again." not in page(cast, "observer", meeting).content.decode()


def test_versions_are_compared_paragraph_by_paragraph(cast):
    found = stages.corrected(cast)
    meeting = found.entry.meeting
    suggestions.answer_suggestion(found, by=cast.secretariat, is_accepted=True)
    stages.kept(cast, meeting)
    words = page(cast, "hod_us", meeting, "versions/?from=1&to=3").content.decode()
    assert words.count('class="diff__part"') == 1
    assert "<ins>" in words
    assert "Nothing differs" in page(cast, "hod_us", meeting, "versions/?from=2&to=3").content.decode()
    assert page(cast, "hod_us", meeting, "versions/?from=1&to=9").status_code == 404


def test_the_page_costs_the_same_with_more_corrections(cast):
    meeting = stages.in_review(cast)
    rows = list(meeting.entries.filter(visibility="members_observers")[:3])
    client, counts = cast.client("secretariat"), []
    for each in rows:
        suggestions.suggest(each, by=cast.hod_jp, text=f"{each.text} More.")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(f"/meetings/{meeting.uuid}/summary/")
        counts.append(len(asked))
    assert counts[0] == counts[2] <= 12


def test_the_meetings_page_leads_to_the_summary_of_who_reads_it(cast):
    meeting = stages.in_review(cast)
    address = f"/meetings/{meeting.uuid}/summary/"
    seen = {
        member: address in cast.client(member).get(f"/meetings/{meeting.uuid}/").content.decode()
        for member in ("hod_jp", "observer", "secretariat")
    }
    assert seen == {"hod_jp": True, "observer": True, "secretariat": True}
    entries.delete_entry(
        stages.entry(meeting, office=cast.observer.office, kind="statement"), by=cast.secretariat
    )
    entries.delete_entry(stages.entry(meeting, office=cast.observer.office), by=cast.secretariat)
    assert address not in cast.client("observer").get(f"/meetings/{meeting.uuid}/").content.decode()
    assert page(cast, "observer", meeting).status_code == 404


def test_the_summaries_of_the_record_are_read_with_their_sources(cast):
    meeting = Meeting.objects.get(number=1)
    assert "scoping document" in page(cast, "observer", meeting).content.decode()
    words = words_of_docx(page(cast, "observer", meeting, "file/docx/").content)
    assert "From public sources" in words
    assert "NETAI/1" in words
    own = cast.client("observer").get(f"/meetings/{meeting.uuid}/").content.decode()
    assert meeting.sources[0] in own
    for member in ("industry", "expert"):
        assert page(cast, member, meeting).status_code == 404


def test_what_is_not_adopted_says_so_in_its_file(cast):
    words = words_of_docx(page(cast, "hod_jp", stages.in_review(cast), "file/docx/").content)
    assert "Not adopted: Summary in review" in words
    assert "Not adopted" not in words_of_docx(
        page(cast, "hod_jp", stages.adopted(cast), "file/docx/").content
    )
