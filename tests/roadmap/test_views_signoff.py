"""The sign-off sheet on a version's page: whose answer stands, and what is still needed."""

import re

import pytest

from ip5.ballots import actions as ballots
from tests.ballots.ended_rounds import five_heads
from tests.ballots.links import sent, used
from tests.roadmap import stages

pytestmark = pytest.mark.django_db
CLOSES = "All five Heads have answered: a co-chair closes the round."
AWAITED = "The answers of the Heads of: EPO."
CONTESTED = "Given by a link and contested by the Head: it does not count."


def words(text):
    """Return the words of a part of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


def read(cast, key, version):
    """Return (the rows of the Heads' sheet, whether a close is offered, whether the EPO's Head is awaited)."""
    text = cast.client(key).get(version.get_absolute_url()).content.decode()
    sheet = text.split('id="so"')[1].split("</ul>")[0] if 'id="so"' in text else ""
    rows = [words(each) for each in sheet.split("<li ")[1:]]
    return rows, CLOSES in words(text), AWAITED in words(text)


def test_a_contested_answer_by_a_link_does_not_stand_as_the_heads(cast):
    version = stages.submitted(cast)
    round = version.rounds.get(stage="heads").round
    for code, hat in five_heads(cast).items():
        if code == "EP":
            used(sent(cast, round))
        else:
            ballots.cast(round, by=hat, answer="endorse")
    rows, may_close, is_awaited = read(cast, "hod_jp", version)
    assert [("Endorsed" in row, CONTESTED in row) for row in rows] == [(True, False)] * 5
    assert (may_close, is_awaited) == (True, False)
    ballots.contest(round, by=cast.head_ep)
    rows, may_close, is_awaited = read(cast, "hod_jp", version)
    assert [("Endorsed" in row, CONTESTED in row) for row in rows] == [(False, True), *[(True, False)] * 4]
    assert cast.head_ep.person.name not in rows[0]
    assert (may_close, is_awaited) == (False, True)
    # Who is not of the Heads' circle reads who is awaited, and no answer.
    assert read(cast, "delegate_jp", version) == ([], False, True)
