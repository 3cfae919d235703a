"""A proposal as PDF, DOCX and Markdown: what stands in it, who may take it, and that its text stays text."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
from typing import Any

import docx
import pytest
from pypdf import PdfReader

from ip5.kernel.errors import WrongState
from ip5.offices.models import Office
from ip5.typeset import DOCUMENT
from ip5.typeset import program as typeset
from proposals import actions
from proposals.exports import content, documents, pdf, plain
from proposals.models import MAX_SECTION, SECTIONS, Revision
from tests import stages
from tests.access import EVERYBODY
from tests.cast import Cast
from tests.reading import text_of, words_of_pdf

DAY = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
LEAD = {"delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep"}
MARKDOWN = """First paragraph with *emphasis*, **strong words**, `code` and a [link](https://www.example/a).

1. one
2. two
   - nested

| Office | Part |
|--------|------|
| EPO    | lead |

> A quotation.

## A heading of the author
"""
# Words that would do something if any of them were read as code of the document or of a page.
INJECTIONS = (
    '#import "/etc/passwd": *',
    '#read("/etc/passwd")',
    "#panic(1)",
    "$ x^2 $ and $",
    "back\\slash \\ and \\u{41} end",
    "`{` and ]}) and [#] and */ and //",
    "<script>alert(1)</script><b>bold</b>",
    "@label <label> ~ -- --- ...",
    "{{ x }} {% load x %}",
)


def document(*sections: str, **changes: Any) -> content.Document:
    """Return a document of these sections."""
    facts: dict[str, Any] = {
        "title": "Common criteria",
        "symbol": "NETAI/P/2026/001 Rev.0",
        "stem": "NETAI-P-2026-001-Rev.0",
        "marks": (),
        "facts": (("Lead", "EPO"),),
        "sections": tuple((f"{n}. Part", words) for n, words in enumerate(sections, start=1)),
        "sha256": "a1" * 32,
        "author": "European Patent Office",
        "at": DAY,
        "language": "en",
    }
    return content.Document(**facts | changes)


def pages(body: bytes) -> str:
    """Return the text of the pages of a PDF, with single spaces."""
    reader = PdfReader(io.BytesIO(body))
    return " ".join(" ".join(page.extract_text() for page in reader.pages).replace("\u200b", "").split())


def headings(body: bytes) -> list[tuple[str, str]]:
    """Return (style, words) of the headings of a DOCX."""
    found = docx.Document(io.BytesIO(body)).paragraphs
    return [
        (each.style.name, each.text) for each in found if each.style.name.startswith(("Heading", "Title"))
    ]


# --- PDF --------------------------------------------------------------------------------------------


def test_a_pdf_says_what_it_is_and_follows_both_standards():
    reader = PdfReader(io.BytesIO(pdf.write(document(MARKDOWN))))
    described = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(
        r"pdfaid:part>2<.*pdfaid:conformance>A<|pdfaid:conformance>A<.*pdfaid:part>2<", described
    )
    assert "pdfuaid:part>1<" in described
    root = reader.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], root["/ViewerPreferences"]["/DisplayDocTitle"]) == (
        "en",
        True,
        True,
    )
    assert (reader.metadata.title, reader.metadata.author) == ("Common criteria", "European Patent Office")
    assert reader.metadata.creation_date == DAY


def test_a_pdf_has_the_same_bytes_twice():
    assert pdf.write(document(MARKDOWN)) == pdf.write(document(MARKDOWN))


def test_the_text_of_a_pdf_is_the_text_of_the_sections():
    words = pages(pdf.write(document(MARKDOWN, "The second.", marks=("fictitious content",))))
    for part in (
        "Common criteria fictitious content Lead: EPO 1. Part First paragraph with emphasis, strong words, code",
        "1. one 2. two • nested Office Part EPO lead A quotation. A heading of the author 2. Part The second.",
        f"NETAI/P/2026/001 Rev.0 1 / 1 SHA-256 {'a1' * 32}",
    ):
        assert part in words


def test_a_link_of_a_pdf_opens_web_addresses_only():
    body = pdf.write(document("[a](https://www.example/a) [b](javascript:alert) [c](file:///etc/passwd)"))
    links = [
        note.get_object()["/A"]["/URI"]
        for page in PdfReader(io.BytesIO(body)).pages
        for note in page.get("/Annots", [])
    ]
    assert links == ["https://www.example/a"]


@pytest.mark.parametrize("words", INJECTIONS)
def test_nothing_an_author_writes_is_code(words: str):
    made = document(f"    {words}", title=words, facts=(("Group", words),), marks=(words,), symbol=words)
    text, plainly = pages(pdf.write(made)), " ".join(words.split())
    assert text.count(plainly) >= 4
    assert "root:" not in text
    drawn = docx.Document(io.BytesIO(documents.FORMATS["docx"].write(made)))
    assert [each.text for each in drawn.paragraphs].count(words) == 3
    assert b"<script>" not in plain.write(document("x", title=words))


def test_the_typesetter_reads_no_file_and_no_secret(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "the key of the house")
    assert "the key of the house" not in words_of_pdf(pdf.write(document("#sys.inputs")))
    forms = [each.read_text() for each in (typeset.COMMON, DOCUMENT)]
    assert "".join(forms).count("json(") == 1
    assert not [each for each in forms if "read(" in each]


@pytest.mark.parametrize(
    "words",
    [
        "> " * 400 + "x",
        "- " * 400 + "x",
        "- > " * 8 + "| a |\n" + "  > " * 8 + "|---|",
        "*a **b " * 300 + "** c*" * 300,
        "[" * 20_000,
        "x" * 20_000,
        "#\n##### skipped\n# top\n###### deep\n[](https://www.example/)\n![alt](x.png)",
        "| a | b |\n|---|---|\n| only one |\n| one | two | three |",
        "7. seven\n8. eight\n\n-\n- \n\n***\n\n\tcode\n",
        "\x01 \x0b \ue000 \u0378 \ufffe \u202e \u2028",
        "",
    ],
    ids=range(11),
)
def test_every_text_can_be_set_in_every_format(words: str):
    made = document(words)
    for each in documents.FORMATS.values():
        assert each.write(made)


def test_what_no_font_can_draw_is_shown_as_a_square_and_the_document_says_so():
    text = pages(pdf.write(document("Known words \U000120ff \ue000.")))
    assert "Some characters could not be set" not in pages(pdf.write(document("Known words é Ω Ж “quoted”.")))
    assert "Known words" in text
    assert "each is shown as □. " in text
    assert text.count("□") >= 2


def test_without_a_cjk_font_the_latin_words_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Any):
    import typst

    real = typst.compile
    monkeypatch.setattr(typst, "compile", lambda *args, **more: real(*args, ignore_system_fonts=True, **more))
    monkeypatch.chdir(tmp_path)
    text = pages(typeset.typeset(pdf.data_of(document("Japan Patent Office 日本国特許庁 한국")), DOCUMENT))
    assert "Some characters could not be set" in text
    assert "Japan Patent Office □□□□□□ □□" in text


def test_a_long_section_is_set_in_five_seconds():
    began = time.monotonic()
    body = pdf.write(document("Several words, **strong** and *soft*, on one line.\n\n" * 960))
    assert time.monotonic() - began < 5
    assert len(PdfReader(io.BytesIO(body)).pages) > 10


def test_a_text_beyond_the_limits_is_refused_with_a_reason(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pdf, "SECONDS", 0.01)
    with pytest.raises(WrongState, match="DOCX or Markdown"):
        pdf.write(document("x"))


# --- DOCX and Markdown ------------------------------------------------------------------------------


def test_a_docx_has_headings_lists_tables_and_links():
    body = documents.FORMATS["docx"].write(document(MARKDOWN, "The second."))
    assert headings(body) == [
        ("Title", "Common criteria"),
        ("Heading 1", "1. Part"),
        ("Heading 2", "A heading of the author"),
        ("Heading 1", "2. Part"),
    ]
    word = docx.Document(io.BytesIO(body))
    styles = {each.text: each.style.name for each in word.paragraphs}
    assert (styles["one"], styles["nested"]) == ("List Number", "List Bullet 2")
    assert styles["A quotation."] == "Intense Quote"
    assert [[cell.text for cell in row.cells] for row in word.tables[0].rows] == [
        ["Office", "Part"],
        ["EPO", "lead"],
    ]
    first = next(each for each in word.paragraphs if each.text.startswith("First"))
    assert [each.text for each in first.runs if each.bold] == ["strong words"]
    assert [(each.text, each.address) for each in first.hyperlinks] == [("link", "https://www.example/a")]
    assert (word.core_properties.title, word.core_properties.language) == ("Common criteria", "en")
    assert "NETAI/P/2026/001 Rev.0" in word.sections[0].footer.paragraphs[0].text


def test_a_docx_has_the_same_bytes_twice_and_each_list_its_own_numbers():
    made = document("1. one\n\nbetween\n\n5. five")
    body = documents.FORMATS["docx"].write(made)
    assert body == documents.FORMATS["docx"].write(made)
    lines = [each for each in docx.Document(io.BytesIO(body)).paragraphs if each.style.name == "List Number"]
    assert len({each._p.pPr.numPr.numId.val for each in lines}) == 2


def test_markdown_gives_the_sections_back_untouched():
    written = plain.write(document(MARKDOWN, "Second *words*.", title="A *title* [x] #")).decode()
    head, *parts = re.split(r"^## \d+\. Part\n\n", written, flags=re.MULTILINE)
    assert head.startswith("# A \\*title\\* \\[x\\] \\#\n")
    assert [part.strip("\n") for part in parts] == [MARKDOWN.strip("\n"), "Second *words*."]


# --- The proposal -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_revision_is_exported_as_it_was_frozen(cast: Cast):
    proposal = stages.returned(cast, summary="The first words.")
    working = actions.prepare_revision(proposal, by=cast.delegate_ep)
    values = {"summary": "The second words."}
    actions.prepare_revision(proposal, by=cast.delegate_ep, values=values, version=working.version)
    before = documents.export(proposal, "pdf")
    assert "The first words." in pages(before.body)
    assert "The second words." not in pages(before.body)
    proposal.refresh_from_db()
    proposal = actions.revise(proposal, by=cast.hod_ep)
    stem = proposal.symbol.replace("/", "-")
    assert (before.name, documents.export(proposal, "pdf").name) == (f"{stem}-Rev.0.pdf", f"{stem}-Rev.1.pdf")
    assert documents.export(proposal, "pdf", number=0).body == before.body
    assert b"The second words." in documents.export(proposal, "markdown").body
    with pytest.raises(Revision.DoesNotExist):
        documents.export(proposal, "pdf", number=2)


@pytest.mark.django_db
def test_the_head_of_the_document_names_everything(cast: Cast):
    proposal = stages.submitted(cast)
    made = content.document_of(proposal, proposal.revisions.get())
    day = content.day_of(proposal.submitted_at)
    assert made.facts == (
        ("Symbol", f"{proposal.symbol} Rev.0"),
        ("Lead", "EPO, European Patent Office"),
        ("Other offices", "USPTO (co-lead)"),
        ("Area", str(proposal.area)),
        ("Horizon", "Short term, up to 12 months"),
        ("Group", content.facts_of(proposal, None, proposal.text())[5][1]),
        ("Submitted", day),
    )
    assert [heading for heading, _words in made.sections] == [
        f"{n}. {label}" for n, label in enumerate(SECTIONS.values(), start=1)
    ]
    assert (made.sha256, made.marks) == (proposal.fingerprint, ())


@pytest.mark.django_db
def test_a_draft_is_marked_and_its_file_tells_no_title(cast: Cast):
    proposal = stages.draft(cast, "Quiet words")
    file = documents.export(proposal, "pdf")
    assert "Draft, internal to the EPO, not submitted" in pages(file.body)
    assert file.name == f"NETAI-draft-{proposal.uuid.hex[:8]}.pdf"
    proposal.origin = "invented"
    assert "fictitious content" in documents.export(proposal, "markdown").body.decode()


@pytest.mark.django_db
def test_an_office_that_left_later_still_stands_in_what_it_took_part_in(cast: Cast):
    proposal = stages.submitted(cast)
    before = documents.export(proposal, "docx").body
    row = proposal.participations.get(office=Office.objects.get(code="US"))
    row.left_at = proposal.submitted_at + dt.timedelta(days=1)
    row.save(update_fields=["left_at"])
    proposal.refresh_from_db()
    assert documents.export(proposal, "docx").body == before


@pytest.mark.django_db
def test_the_longest_text_of_all_sections_fits(cast: Cast):
    words = ("Several words, **strong** and *soft*.\n\n" * (MAX_SECTION // 38))[:MAX_SECTION]
    proposal = stages.draft(cast, **dict.fromkeys(SECTIONS, words))
    for kind in documents.FORMATS:
        assert documents.export(proposal, kind).body


@pytest.mark.django_db
def test_a_text_of_too_many_parts_is_refused_as_a_word_file_with_the_way_out(cast: Cast):
    table = "|a|\n|-|\n" + "|b|\n" * 4_900
    proposal = stages.draft(cast, **dict.fromkeys(SECTIONS, table))
    with pytest.raises(WrongState, match="Take the PDF or Markdown"):
        documents.export(proposal, "docx")
    assert documents.export(proposal, "markdown").body


# --- The view ---------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(documents.FORMATS))
def test_the_file_is_an_attachment_that_no_cache_keeps(cast: Cast, kind: str):
    proposal = stages.submitted(cast, "Zanzibar quince")
    answer = cast.client("observer").get(f"/proposals/{proposal.uuid}/export/{kind}/?revision=0")
    made = documents.FORMATS[kind]
    assert answer.status_code == 200
    assert answer["Content-Type"] == made.content_type
    stem = proposal.symbol.replace("/", "-")
    assert answer["Content-Disposition"] == f'attachment; filename="{stem}-Rev.0.{made.ending}"'
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Zanzibar quince" in text_of(answer)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", list(documents.FORMATS))
def test_who_may_take_a_draft_and_who_learns_nothing(cast: Cast, kind: str):
    readers = LEAD | {"hod_us"}
    proposal = stages.asked(cast, "Zanzibar quince", summary="Zanzibar quince in the summary")
    for member in EVERYBODY:
        client = cast.client("anonymous" if member == "inactive" else member)
        for rest in ("", "?revision=0"):
            answer = client.get(f"/proposals/{proposal.uuid}/export/{kind}/{rest}")
            is_in = member in readers and not rest
            nowhere = 302 if member in {"anonymous", "inactive"} else 404
            assert answer.status_code == (200 if is_in else nowhere), member
            assert ("Zanzibar quince" in text_of(answer) + str(answer.headers)) == is_in, member


@pytest.mark.django_db
@pytest.mark.parametrize("rest", ["html/", "pdf/?revision=1", "markdown/?revision=x", "markdown/?revision=٣"])
def test_what_was_never_written_is_not_found(cast: Cast, rest: str):
    proposal = stages.submitted(cast)
    assert cast.client("hod_ep").get(f"/proposals/{proposal.uuid}/export/{rest}").status_code == 404


@pytest.mark.django_db
def test_the_page_offers_the_files_and_the_file_costs_few_queries(
    cast: Cast, django_assert_max_num_queries: Any
):
    proposal = stages.submitted(cast)
    client = cast.client("hod_ep")
    page = client.get(f"/proposals/{proposal.uuid}/").content.decode()
    for kind in documents.FORMATS:
        assert f'href="/proposals/{proposal.uuid}/export/{kind}/"' in page
    with django_assert_max_num_queries(12):
        client.get(f"/proposals/{proposal.uuid}/export/markdown/")
