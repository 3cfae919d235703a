"""The board: each proposal under the move it waits for; the recused co-chair reads why."""

import re

import pytest
from django.urls import reverse

from tests import stages
from tests.dashboards.test_desk import page, queries

pytestmark = pytest.mark.django_db

OTHER_CHAIR = "the other co-chair makes every move on it"
STEPS = {
    "submitted": ("Submitted", "Admit or return"),
    "under_review": ("Under review", "Table or return"),
    "tabled": ("Tabled", "Open the ballot"),
    "in_ballot": ("In ballot", "Run the ballot"),
}


def plain(row):
    """Return a row of the board without what numbers it."""
    row = row.split('<li><div class="wanted__what">')[0].split("</ul>\n</section>")[0].strip()
    return re.sub(r'id="[^"]+"|popovertarget="[^"]+"|href="/proposals/[^"]+"|\d{3} R1|P/2\d+/\d+', "", row)


@pytest.mark.parametrize("stage", list(STEPS))
def test_a_proposal_stands_under_the_move_it_waits_for(cast, stage):
    stages.STAGES[stage](cast, "Shared test sets")
    heading, call = STEPS[stage]
    for key in ("chair_kr", "chair_ep", "secretariat"):
        shown = page(cast, key)
        assert f'id="step-{stage}-title">{heading}<' in shown, key
        assert "Shared test sets" in shown
        assert (call in shown) == (key != "secretariat")
        # The EPO leads what the tests draft: its co-chair reads the reason instead of an act.
        assert (OTHER_CHAIR in shown) == (key == "chair_ep")


@pytest.mark.parametrize("stage", ["draft", "asked", "consented", "returned", "closed"])
def test_what_waits_for_no_chair_is_not_on_the_board(cast, stage):
    stages.STAGES[stage](cast, title="Shared test sets")
    shown = page(cast, "chair_kr")
    assert "Nothing waits for a move" in shown
    assert "step-" not in shown


def test_an_undecided_outcome_waits_for_the_next_step(cast):
    stages.closed(cast, {"hod_cn": "object"}, title="Shared test sets")
    shown = page(cast, "chair_kr")
    assert 'id="step-undecided"' in shown
    assert "Choose the next step" in shown


def test_the_board_says_who_has_answered_and_never_what(cast):
    proposal = stages.in_ballot(cast, "Shared test sets")
    before = page(cast, "chair_kr")
    assert "0 of 5 have answered" in before
    stages.answer(cast, proposal, {"hod_jp": "object", "hod_us": "reserve"})
    shown = page(cast, "chair_kr")
    assert "2 of 5 have answered" in shown
    for words in ("Object", "Reserve", "Words of", "po-object", "po-reserve", "narrower"):
        assert words not in shown


def test_two_ballots_that_differ_in_their_answers_alone_look_alike(cast):
    """Nothing on the board is derived from an answer: not a word, not a button, not a length."""
    for answer in ("support", "object"):
        proposal = stages.in_ballot(cast, "Given test sets")
        stages.answer(cast, proposal, {"hod_jp": answer})
    one, other = (plain(row) for row in page(cast, "chair_kr").split("Given test sets</a>")[1:3])
    assert one == other


def test_the_secretariat_s_board_has_no_act(cast):
    for stage in STEPS:
        stages.STAGES[stage](cast, f"Proposal {stage}")
    shown = page(cast, "secretariat")
    main = shown[shown.index("<main") : shown.index("</main>")]
    assert "<form" not in main
    assert "aria-disabled" not in main
    assert "Proposal tabled" in main


def test_the_board_costs_the_same_for_one_row_and_for_three(cast):
    def fill(name):
        for stage in STEPS:
            stages.STAGES[stage](cast, f"{stage} {name}")

    fill("one")
    one = {key: queries(cast, key) for key in ("chair_kr", "chair_ep", "secretariat")}
    fill("two")
    fill("three")
    assert {key: queries(cast, key) for key in one} == one
    # Ten, and the meetings ahead (decision 0022).
    assert max(one.values()) <= 11


def test_a_draft_is_not_on_the_board_by_its_address_either(cast):
    proposal = stages.asked(cast, "Qanary of Munich")
    for key in ("chair_kr", "chair_ep", "secretariat"):
        assert str(proposal.uuid) not in page(cast, key)
        assert cast.client(key).get(reverse("proposals:detail", args=[proposal.uuid])).status_code == 404


def test_a_provisional_outcome_shows_until_when_it_may_be_confirmed(cast):
    proposal = stages.closed(cast, {"hod_cn": "ad_referendum"}, title="Shared test sets")
    shown = page(cast, "chair_kr")
    assert 'id="step-provisional"' in shown
    assert "confirmations due" in shown
    assert proposal.endorsements.get().round.settle_due_at.isoformat() in shown


def test_what_is_known_from_the_record_waits_for_nobody(cast):
    proposal = stages.closed(cast, {"hod_cn": "object"}, title="Shared test sets")
    type(proposal).objects.filter(pk=proposal.pk).update(record_date="2021-05-14")
    assert "Nothing waits for a move" in page(cast, "chair_kr")
