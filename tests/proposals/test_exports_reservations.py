"""Reservations as footnotes of a text: their numbers are the same in every rendition, and never move."""

import io

import docx
import pytest
from django.urls import reverse
from markdown_it import MarkdownIt

from ip5.ballots import actions as ballots
from proposals import actions
from tests import stages
from tests.reading import text_of, words_of_page

pytestmark = pytest.mark.django_db
SECRET = "zqx-reserved-in-confidence"
ANSWERS = {"hod_ep": "ad_referendum", "hod_jp": "reserve", "hod_cn": "reserve"}


@pytest.fixture
def proposal(cast):
    """Accepted ad referendum by the EPO, reserved by the JPO and the CNIPA."""
    return stages.closed(cast, ANSWERS)


def on_the_page(cast, proposal, key="hod_us"):
    """The footnotes of the proposal's page as (number, office)."""
    context = cast.client(key).get(proposal.get_absolute_url()).context
    return [(each["ref"], each["office"].code) for each in context["footnotes"]]


def exported(cast, proposal, format, key="hod_us"):
    return cast.client(key).get(reverse("proposals:export", args=[proposal.uuid, format]))


def test_who_reserves_on_confirming_takes_the_next_free_number(cast, proposal):
    at_close = [(1, "JP"), (2, "CN")]
    assert on_the_page(cast, proposal) == at_close
    actions.confirm(proposal, by=cast.hod_ep, kind="confirm_with_reservation", text=f"But {SECRET}.")
    assert on_the_page(cast, proposal) == [*at_close, (3, "EP")]
    ballots.lift(proposal.endorsements.get().round, by=cast.hod_jp)
    assert on_the_page(cast, proposal) == [(2, "CN"), (3, "EP")]
    assert on_the_page(cast, proposal, "observer") == []


def test_in_every_rendition_the_same(cast, proposal):
    actions.confirm(proposal, by=cast.hod_ep, kind="confirm_with_reservation", text=f"But {SECRET}.")
    ballots.lift(proposal.endorsements.get().round, by=cast.hod_jp)
    plain = text_of(exported(cast, proposal, "markdown"))
    notes = [line for line in plain.splitlines() if line.startswith("**") and "substantive" in line]
    assert [line.split(",")[0] for line in notes] == ["**2.** CNIPA", "**3.** EPO"]
    # Read as Markdown the numbers are still those: a list would begin to count anew.
    read = words_of_page(MarkdownIt("commonmark").render("\n\n".join(notes)))
    assert ("2. CNIPA" in read, "3. EPO" in read) == (True, True)
    pdf = text_of(exported(cast, proposal, "pdf"))
    assert pdf.index("2. CNIPA") < pdf.index("3. EPO")
    word = docx.Document(io.BytesIO(exported(cast, proposal, "docx").content))
    assert [start_of(word, each) for each in word.paragraphs if "substantive" in each.text] == [2, 3]


def start_of(word, paragraph):
    """The number at which the list of a paragraph begins."""
    style = paragraph._p.pPr.numPr.numId.val
    numbering = word.part.numbering_part.element
    (held,) = [each for each in numbering.num_lst if each.numId == style]
    return held.lvlOverride_lst[0].startOverride.val


@pytest.mark.parametrize("format", ["markdown", "pdf", "docx"])
def test_observers_have_none(cast, proposal, format):
    actions.confirm(proposal, by=cast.hod_ep, kind="confirm_with_reservation", text=f"But {SECRET}.")
    assert SECRET in text_of(exported(cast, proposal, format))
    assert SECRET not in text_of(exported(cast, proposal, format, "observer"))
