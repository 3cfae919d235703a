"""The table of moves, and that the database's own guard is made of the same pairs."""

import re

import pytest
from django.db import DatabaseError, connection, transaction

from ip5.kernel import clock
from ip5.offices.models import Office
from proposals import actions, rules
from proposals.models import Proposal
from proposals.states import ENDORSED, IN_WORK, MACHINE, OUTCOMES, SET_ASIDE, TONES, UNDECIDED, State
from proposals.views.deeds import DEEDS
from tests import stages

REFERRED = ["refer_to_group", "refer_to_deputies"]
SILENCE = ["open_round", "announce_round", "cancel_announcement", "open_announced", "open_in_session"]
PAPERS = ["add_paper", "add_paper_version"]
# state -> the moves that start there
STARTS = {
    "draft": [
        "edit",
        "ask_consent",
        "consent",
        "decline",
        "share",
        "ask_clearance",
        "clear",
        "send_back",
        "submit",
        "delete",
        *PAPERS,
        "remove_paper",
    ],
    "submitted": [
        "consent",
        *PAPERS,
        "admit",
        "return_for_revision",
        "table",
        "defer",
        "refer_to_group",
        "agree_merge",
        "merge",
        "withdraw",
        "leave",
        "comment",
        "open_comments",
        "dispose",
        "mark_editorial",
        "object_to_editorial",
    ],
    "under_review": [
        "consent",
        *PAPERS,
        "return_for_revision",
        "prepare_revision",
        "revise",
        "table",
        "defer",
        "refer_to_group",
        "agree_merge",
        "merge",
        "withdraw",
        "leave",
        "comment",
        "open_comments",
        "dispose",
        "prepare_review",
        "file_review",
        "mark_editorial",
        "object_to_editorial",
    ],
    "returned": [
        *PAPERS,
        "prepare_revision",
        "revise",
        "refer_to_group",
        "withdraw",
        "leave",
        "open_comments",
        "dispose",
    ],
    "tabled": [
        *PAPERS,
        "defer",
        "refer_to_group",
        "withdraw",
        "leave",
        "comment",
        "open_comments",
        "dispose",
        *SILENCE,
    ],
    "in_ballot": [
        "withdraw",
        "leave",
        "open_comments",
        "break_silence",
        "extend_round",
        "cancel_round",
        "close_round",
    ],
    "tf_endorsed": ["ask_reconsideration", "object_to_reconsideration", "reconsider"],
    "tf_endorsed_with_reservations": ["ask_reconsideration", "object_to_reconsideration", "reconsider"],
    "no_consensus": [
        "return_for_revision",
        "defer",
        "close",
        "refer_to_group",
        "refer_to_deputies",
        "ask_reconsideration",
        "object_to_reconsideration",
        "reconsider",
        *SILENCE,
    ],
    "inquorate": ["return_for_revision", "defer", "close", *REFERRED, *SILENCE],
    "insufficient_support": ["return_for_revision", "defer", "close", *REFERRED, *SILENCE],
    "provisional": ["settle"],
    "deferred": ["resume"],
    "withdrawn": ["take_over"],
    "closed": ["ask_reconsideration", "object_to_reconsideration", "reconsider"],
}
BY_THE_CLOCK = {"resume", "reconsider", "open_announced", "settle"}
# By a conclusion of a meeting, which asks the rule itself: no page of the proposal offers it.
BY_A_MEETING = {"open_in_session"}
# Moves with pages of their own kind: a form on its own page or within another.
OWN_PAGES = {"edit", "share", "prepare_revision", "comment", "dispose", "prepare_review", "file_review"}
OWN_PAGES |= {"break_silence"}
OWN_PAGES |= {"add_paper", "add_paper_version", "remove_paper"}


@pytest.mark.parametrize("state", State.values)
def test_the_moves_that_start_from_each_state(state):
    assert [each.name for each in MACHINE if MACHINE.may(each.name, state)] == STARTS.get(state, [])


def test_every_move_has_its_rule_its_action_and_its_page():
    names = {each.name for each in MACHINE}
    assert set(rules.RULES) == names - BY_THE_CLOCK - BY_A_MEETING
    assert {name for name in BY_A_MEETING if callable(getattr(actions, name))} == BY_A_MEETING
    assert [name for name in rules.RULES if not callable(getattr(actions, name))] == []
    assert set(DEEDS) == names - BY_THE_CLOCK - BY_A_MEETING - OWN_PAGES


def test_every_state_has_a_tone_and_belongs_to_one_kind():
    assert set(TONES) == set(State)
    kinds = [[State.DRAFT], IN_WORK, ENDORSED, UNDECIDED, SET_ASIDE]
    assert sorted(state for kind in kinds for state in kind) == sorted(State)
    assert set(OUTCOMES) == {*ENDORSED, *UNDECIDED, State.PROVISIONAL}


@pytest.mark.django_db
def test_the_database_knows_the_same_pairs():
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'proposals_proposal_guard'")
        (source,) = cursor.fetchone()
    assert set(re.findall(r"\('(\w+)', '(\w+)'\)", source)) == MACHINE.pairs()


def in_state(state):
    """Return a row inserted in ``state``, as the record is."""
    return Proposal.objects.create(
        state=state,
        symbol=None if state == "draft" else f"NETAI/P/1999/{State.values.index(state)}",
        visibility="office_internal" if state == "draft" else "members",
        lead_office=Office.objects.get(code="EP"),
        fingerprint="0" * 64,
        updated_at=clock.now(),
    )


def try_update(proposal, **values):
    """Return the database's refusal of an update by the runtime role, or nothing."""
    try:
        with transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(**values)
            transaction.set_rollback(True)
    except DatabaseError as error:
        return getattr(error.__cause__, "sqlstate", str(error))
    return ""


@pytest.mark.django_db
def test_the_database_refuses_every_other_pair():
    let = set()
    for start in State.values:
        proposal = in_state(start)
        opened = {"symbol": "NETAI/P/1999/99", "visibility": "members"} if start == "draft" else {}
        for end in State.values:
            refusal = try_update(proposal, state=end, **({} if end == "draft" else opened))
            if end != start and not refusal:
                let.add((start, end))
            elif end != start:
                assert refusal == "IP512", (start, end)
    assert let == MACHINE.pairs()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"symbol": "NETAI/P/2021/999"}, "IP513"),
        ({"symbol": None}, "IP513"),
        ({"lead_office": "US"}, "IP514"),
        ({"uuid": "00000000-0000-4000-8000-000000000000"}, "IP514"),
    ],
)
def test_symbol_office_and_address_of_a_submitted_proposal_never_change(cast, values, refusal):
    proposal = stages.submitted(cast)
    if "lead_office" in values:
        values = {"lead_office": Office.objects.get(code=values["lead_office"])}
    assert try_update(proposal, **values) == refusal


@pytest.mark.django_db
def test_a_submitted_proposal_is_not_deleted_by_anybody(cast):
    proposal = stages.submitted(cast)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM proposals_participation WHERE proposal_id = %s", [proposal.pk])
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            cursor.execute("DELETE FROM proposals_proposal WHERE id = %s", [proposal.pk])
    assert refusal.value.__cause__.sqlstate == "IP511"
    assert Proposal.objects.filter(pk=proposal.pk).exists()
