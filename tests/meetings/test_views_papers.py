"""Papers as pages and files: handed in, read by class, all together."""

from __future__ import annotations

import io
import zipfile

import pytest
from pypdf import PdfReader

from meetings.models import MeetingPaper
from tests.meetings import stages, stages_agenda
from tests.papers import makers
from tests.reading import text_of

pytestmark = pytest.mark.django_db

SECRET = "Zanzibar quince"


def body(response):
    return b"".join(response.streaming_content)


def test_a_paper_is_handed_in_and_read_as_an_attachment(cast):
    meeting, client = stages.announced(cast), cast.client("delegate_jp")
    sent = {
        "title": "Use cases",
        "visibility": "members_observers",
        "file": makers.upload("a.pdf", makers.pdf()),
    }
    assert client.post(f"/meetings/{meeting.uuid}/papers/add/", sent).status_code == 302
    paper = MeetingPaper.objects.get()
    assert (paper.symbol, paper.office.code) == ("NETAI/3/2", "JP")
    answer = client.get(f"/meetings/{meeting.uuid}/papers/{paper.uuid}/1/")
    assert (body(answer), answer["X-Content-Type-Options"]) == (makers.pdf(), "nosniff")
    assert "attachment" in answer["Content-Disposition"]
    sent = {"file": makers.upload("b.txt", b"Anew.")}
    assert client.post(f"/meetings/{meeting.uuid}/papers/{paper.uuid}/version/", sent).status_code == 302
    found = text_of(client.get(f"/meetings/{meeting.uuid}/"))
    assert ("version 2" in found, "1 former version" in found) == (True, True)


def test_a_file_that_is_no_such_kind_is_refused(cast):
    meeting = stages.announced(cast)
    sent = {"title": "A", "visibility": "members", "file": makers.upload("a.exe", b"MZ")}
    assert cast.client("hod_jp").post(f"/meetings/{meeting.uuid}/papers/add/", sent).status_code == 422


def test_an_observer_is_offered_no_other_circle_and_no_closed_item(cast):
    meeting = stages_agenda.agenda_prov(cast, SECRET)
    type(meeting).objects.filter(pk=meeting.pk).update(title="A meeting")
    path = f"/meetings/{meeting.uuid}/papers/add/"
    its, mine = (text_of(cast.client(each).get(path)) for each in ("observer", "hod_jp"))
    assert (SECRET in its, "Members only" in its) == (False, False)
    assert (SECRET in mine, "Members only" in mine) == (True, True)


def test_the_body_puts_a_paper_under_an_item(cast):
    meeting = stages_agenda.agenda_prov(cast)
    paper = stages_agenda.paper(cast, meeting).paper
    sent = {"item": meeting.items.get(key="discussion").pk}
    cast.client("secretariat").post(f"/meetings/{meeting.uuid}/papers/{paper.uuid}/place/", sent)
    paper.refresh_from_db()
    assert paper.item.key == "discussion"


class TestAllTogether:
    @pytest.fixture
    def meeting(self, cast):
        meeting = stages_agenda.agenda_prov(cast)
        stages_agenda.paper(cast, meeting, "Open words")
        closed = stages_agenda.closed_item(meeting)
        stages_agenda.paper(cast, meeting, SECRET, visibility="members", item=closed)
        stages_agenda.paper(cast, meeting, "Measured", file=makers.upload("a.pdf", makers.pdf()))
        return meeting

    @pytest.mark.parametrize(
        ("member", "names"),
        [
            ("hod_jp", ["NETAI-3-2_v1.txt", "NETAI-3-3_v1.pdf", "NETAI-3-R1_v1.txt", "agenda.pdf"]),
            ("observer", ["NETAI-3-2_v1.txt", "NETAI-3-3_v1.pdf", "agenda.pdf"]),
        ],
    )
    def test_the_archive_holds_what_the_hat_reads_and_is_the_same_twice(self, cast, meeting, member, names):
        one, other = (body(cast.client(member).get(f"/meetings/{meeting.uuid}/papers/all.zip")) for _ in "12")
        assert one == other
        with zipfile.ZipFile(io.BytesIO(one)) as packed:
            assert sorted(packed.namelist()) == names
            cover = PdfReader(io.BytesIO(packed.read("agenda.pdf")))
            words = " ".join(page.extract_text() for page in cover.pages)
            held = b"".join(packed.read(name) for name in packed.namelist() if name.endswith(".txt"))
        is_member = member == "hod_jp"
        assert ("Closed A meeting" in words, SECRET in words, SECRET.encode() in held) == (is_member,) * 3

    @pytest.mark.parametrize("member", ["hod_jp", "observer"])
    def test_the_pdf_for_reading_is_the_same_twice_and_names_the_others(self, cast, meeting, member):
        one, other = (body(cast.client(member).get(f"/meetings/{meeting.uuid}/papers/all.pdf")) for _ in "12")
        assert one == other
        read = PdfReader(io.BytesIO(one))
        words = " ".join(" ".join(page.extract_text() for page in read.pages).split())
        titles = [each["/Title"] for each in read.outline]
        assert titles == ["Agenda and documents", "NETAI/3/3: Measured"]
        assert "a file of its own" in words
        assert ("R1" in words, SECRET in words) == ((True, True) if member == "hod_jp" else (False, False))

    def test_nothing_is_kept_on_the_way(self, cast, meeting):
        answer = cast.client("hod_jp").get(f"/meetings/{meeting.uuid}/papers/all.pdf")
        body(answer)
        assert "no-store" in answer["Cache-Control"]
        assert "NETAI-3-documents.pdf" in answer["Content-Disposition"]
