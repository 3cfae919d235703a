"""The response table as a file: formula-safe, complete, and nothing a reader may not see."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from proposals import actions
from proposals.exports import responses
from tests import stages

pytestmark = pytest.mark.django_db

INJECTED = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("cell", INJECTED)
def test_a_cell_that_begins_like_a_formula_is_prefixed(cell):
    assert responses.safe(cell) == f"'{cell}"


def test_other_cells_stay_and_control_characters_go():
    assert responses.safe("C-1, 3 = 4") == "C-1, 3 = 4"
    assert responses.safe("\x00=1\x0b") == "'=1"


@pytest.fixture
def proposal(cast):
    """A proposal with a formula as comment, an answer, a reply and words in Japanese."""
    proposal = stages.under_review(cast)
    first = actions.comment(
        proposal, by=cast.delegate_jp, text="=cmd|'/C calc'!A1", section="problem", passage="+Words"
    )
    actions.comment(proposal, by=cast.hod_cn, text="Also.", parent=first)
    actions.dispose(first, by=cast.delegate_ep, answer="part", reason="@half")
    actions.comment(proposal, by=cast.hod_jp, text="用語の定義が必要です。", kind="editorial")
    return proposal


def fetched(cast, key, proposal, format):
    return cast.client(key).get(reverse(f"proposals:responses_{format}", args=[proposal.uuid]))


EXPECTED = [
    [
        "C-1",
        "JPO",
        "Problem",
        "substantive",
        "Rev.0",
        "'+Words",
        "'=cmd|'/C calc'!A1",
        "Accepted in part",
        "'@half",
    ],
    [
        "C-2",
        "JPO",
        "the whole proposal",
        "editorial",
        "Rev.0",
        "",
        "用語の定義が必要です。",
        "not answered yet",
        "",
    ],
]


def test_csv(cast, proposal):
    answer = fetched(cast, "hod_us", proposal, "csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    name = f"{proposal.symbol.replace('/', '-')}-responses.csv"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    assert rows[0] == responses.header()
    assert [row[:9] for row in rows[1:]] == EXPECTED
    assert rows[1][10] == "CNIPA: Also."


def test_xlsx_holds_texts_and_no_formula(cast, proposal):
    answer = fetched(cast, "hod_us", proposal, "xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert [row[:9] for row in rows[1:]] == EXPECTED
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}


def test_a_reader_of_the_own_words_gets_these_alone(cast, proposal):
    actions.comment(proposal, by=cast.expert, text="The expert's.")
    rows = list(csv.reader(io.StringIO(fetched(cast, "expert", proposal, "csv").content.decode("utf-8-sig"))))
    assert [row[6] for row in rows[1:]] == ["The expert's."]
    assert rows[1][0] == ""
    assert fetched(cast, "observer", proposal, "csv").status_code == 404
    assert fetched(cast, "observer", proposal, "xlsx").status_code == 404
