"""The roadmap as PDF: both standards, the same bytes twice, everything public on it and nothing else, in time."""

import io
import re
import resource
from dataclasses import replace

import pytest
from pypdf import PdfReader

from ip5 import typeset
from ip5.kernel.errors import WrongState
from roadmap.exports import pdf, spans
from tests.reading import words_of_pdf
from tests.roadmap.editions import edition
from tests.roadmap.plans import KEPT_WORDS, large, plan

PLAN = plan()


def write(of=PLAN, **changes):
    return pdf.write(of, edition(of, **changes))


def test_it_says_what_it_is_and_follows_both_standards():
    reader = PdfReader(io.BytesIO(write()))
    described = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert re.search(
        r"pdfaid:part>2<.*pdfaid:conformance>A<|pdfaid:conformance>A<.*pdfaid:part>2<", described
    )
    assert "pdfuaid:part>1<" in described
    assert (reader.metadata.title, reader.metadata.author) == ("NET/AI roadmap", "IP5 NET/AI task force")
    assert reader.metadata.creation_date == edition(PLAN).published_at


def test_it_has_the_same_bytes_twice():
    assert write() == write()


def test_the_whole_public_plan_stands_on_it():
    of = edition(PLAN)
    words = words_of_pdf(write(notice="Dates are fictitious."))
    for part in (
        "Endorsed by the Heads of Office NET/AI roadmap Dates are fictitious. Symbol: NETAI/RM/1.0",
        "Endorsed by the Heads of Office: 23 June 2021 Published: 24 June 2021",
        "The offices intend to co-operate.",
        "Automatic classification EPO with JPO, KIPO, CNIPA 1 Jul 2026 to 30 Jun 2027; Active, on track",
        "Blockchain use cases CNIPA with USPTO no dates yet; Planned",
        "A. AI-supported office operations Classify and search with AI Short term Faster, more even work.",
        "Lead: European Patent Office Co-leads: Korean Intellectual Property Office Contributing: Japan Patent "
        "Office, China National Intellectual Property Administration Group: Working Group 1 - Classification",
        "15 December 2026 Data agreed 1 December 2026 30 June 2027 Models compared",
        "Depends on: Automatic classification",
        "D. Strategic considerations No goal in this area.",
        "European Patent Office 1 1 0",
        "1. CNIPA, linguistic, on “ledger”: Prefers another word.",
        f"How to cite {of.citation}",
    ):
        assert part in words
    last = PdfReader(io.BytesIO(write())).pages[-1].extract_text()
    assert (of.sha256 in last, "How to cite" in last) == (True, True)


def test_nothing_kept_stands_on_it():
    words = words_of_pdf(write())
    assert not [word for word in KEPT_WORDS if word in words]


def test_authors_words_are_only_ever_text():
    hostile = '#import "/etc/passwd": * #panic(1) $ x $ \\ @label'
    line = replace(PLAN.projects[0], title=hostile, summary=hostile)
    words = words_of_pdf(write(replace(PLAN, title=hostile, projects=(line,)), title=hostile))
    assert words.count('#import "/etc/passwd"') >= 4
    assert "root:" not in words
    forms = pdf.FORM.read_text()
    assert not [word for word in ("read(", "json(", "eval(", "plugin(") if word in forms]


def test_a_plan_without_anything_is_set_too():
    words = words_of_pdf(write(replace(PLAN, areas=(), goals=(), projects=(), reservations=())))
    assert "The plan holds no project." in words


def test_what_cannot_be_set_is_refused_with_a_reason(monkeypatch):
    monkeypatch.setattr(typeset, "PROGRAM", typeset.PROGRAM.with_name("gone.py"))
    with pytest.raises(WrongState, match="within the limits"):
        write()


def test_200_projects_take_less_than_two_seconds_of_the_processor():
    """The processor's time, so that a busy machine does not decide; the clock's is in the bench."""
    of = large(200)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    body = write(of)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert len(PdfReader(io.BytesIO(body)).pages) > 50
    assert spent < 2


# --- Where the bars lie ---------------------------------------------------------------------------------


def test_bars_lie_on_whole_years():
    axis = spans.axis_of(PLAN)
    assert (axis.first.isoformat(), axis.last.isoformat()) == ("2026-01-01", "2028-01-01")
    assert axis.years == [("2026", 0.0), ("2027", 0.5)]
    assert axis.bar(PLAN.projects[0].starts_on, PLAN.projects[0].ends_on) == (0.2479, 0.5)
    assert axis.bar(None, PLAN.projects[0].ends_on) == (0.0, 0.0)


def test_a_plan_without_days_has_an_axis_of_no_length():
    axis = spans.axis_of(replace(PLAN, projects=PLAN.projects[2:]))
    assert (axis.years, axis.place(axis.first)) == ([], 0.0)
