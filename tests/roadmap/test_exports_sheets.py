"""The roadmap as CSV and XLSX: every project once, texts that no spreadsheet runs, the same bytes twice."""

import csv
import datetime as dt
import io
import time
from dataclasses import replace

import pytest
from openpyxl import load_workbook

from roadmap.exports import sheets
from tests.roadmap.editions import edition
from tests.roadmap.plans import KEPT_WORDS, large, plan

PLAN = plan()


def rows_of_csv(of=PLAN):
    text = sheets.as_csv(of, edition(of)).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def sheet(name, of=PLAN):
    book = load_workbook(io.BytesIO(sheets.as_xlsx(of, edition(of))))
    return [[cell.value for cell in row] for row in book[name].iter_rows()]


def test_csv_has_a_row_for_each_project():
    rows = rows_of_csv()
    assert [row["Project"] for row in rows] == [
        "Automatic classification",
        "Prior-art search",
        "Blockchain use cases",
    ]
    assert rows[0] == {
        "Version": "NETAI/RM/1.0",
        "Id": "p-1",
        "Area": "A",
        "Name of the area": "AI-supported office operations",
        "Goal": "Classify and search with AI",
        "Horizon": "Short term",
        "Project": "Automatic classification",
        "Lead": "EPO",
        "Co-leads": "KIPO",
        "Contributing": "JPO, CNIPA",
        "Group": "WG1",
        "Start": "2026-07-01",
        "End": "2027-06-30",
        "State": "Active",
        "Progress": "On track",
        "Milestones": "2026-12-15 Data agreed (reached 2026-12-01)\n2027-06-30 Models compared",
        "Depends on": "",
        "From proposals": "NETAI/P/2026/001",
        "Summary": "One model, five offices.",
        "Deliverables": "A comparison of models.",
    }
    assert (rows[1]["Depends on"], rows[1]["From proposals"]) == ("Automatic classification", "")
    assert (rows[2]["Start"], rows[2]["State"], rows[2]["Progress"]) == ("", "Planned", "")


def test_the_workbook_has_four_sheets():
    assert [row[6] for row in sheet("Projects")] == [
        "Project",
        "Automatic classification",
        "Prior-art search",
        "Blockchain use cases",
    ]
    assert sheet("Projects")[1][11] == dt.datetime(2026, 7, 1)
    assert sheet("Milestones")[1:] == [
        [
            "Automatic classification",
            "p-1",
            "m-1",
            "Data agreed",
            dt.datetime(2026, 12, 15),
            dt.datetime(2026, 12, 1),
        ],
        ["Automatic classification", "p-1", "m-2", "Models compared", dt.datetime(2027, 6, 30), None],
    ]
    assert [[row[3], row[5]] for row in sheet("Goals")[1:]] == [
        ["Classify and search with AI", 2],
        ["Learn from distributed ledgers", 1],
        ["Explain examination", 0],
    ]
    assert sheet("Contributions") == [
        ["Project", "EPO", "JPO", "KIPO", "CNIPA", "USPTO"],
        ["Automatic classification", "Lead", "Contributing", "Co-lead", "Contributing", None],
        ["Prior-art search", "Co-lead", None, None, None, "Lead"],
        ["Blockchain use cases", None, None, None, "Lead", "Contributing"],
        ["Projects led", 1, 0, 0, 1, 1],
        ["Projects co-led", 1, 0, 1, 0, 0],
        ["Projects contributed to", 0, 1, 0, 1, 1],
    ]


@pytest.mark.parametrize("words", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(words):
    line = replace(PLAN.projects[0], title=words, summary=words)
    of = replace(PLAN, projects=(line,))
    [row] = rows_of_csv(of)
    assert (row["Project"], row["Summary"]) == (f"'{words}", f"'{words}")
    book = load_workbook(io.BytesIO(sheets.as_xlsx(of, edition(of))))
    cells = [cell for tab in book for row in tab.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert len([cell for cell in cells if str(cell.value).startswith("'")]) == 5


def test_nothing_kept_stands_in_them():
    text = sheets.as_csv(PLAN, edition(PLAN)).decode()
    names = ("Projects", "Milestones", "Goals", "Contributions")
    text += str([sheet(name) for name in names])
    assert not [word for word in KEPT_WORDS if word in text]


def test_the_same_bytes_a_moment_later():
    of = large(3)
    first = sheets.as_xlsx(of, edition(of))
    time.sleep(1.1)  # the clock of an archive's entries and of the workbook goes by seconds
    assert sheets.as_xlsx(of, edition(of)) == first
