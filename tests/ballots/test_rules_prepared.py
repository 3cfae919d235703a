"""Who prepares, who adds a letter, who tries other answers: for the whole cast and every state."""

import pytest

from ip5.ballots import actions, rules
from tests import silences
from tests.ballots.conftest import asked
from tests.ballots.sittings import in_session, of_heads
from tests.cast import HODS, MEMBERS

EVERYBODY = [*(key for key in MEMBERS if key != "inactive"), "anonymous"]
PREPARING = {*HODS, "delegate_ep", "colleague_ep", "alternate_ep", "delegate_us", "leaver", "delegate_jp"}
TRYING = {*PREPARING, "deputy_ep", "head_ep", "chair_ep", "chair_kr", "secretariat"}
RULES = {
    "prepare": rules.may_prepare,
    "letter": rules.may_add_letter,
    "try": rules.may_try_outcomes,
}


def who(cast, round):
    """Return for each rule the keys of the cast that it lets pass."""
    return {name: {key for key in EVERYBODY if rule(cast.hat(key), round)} for name, rule in RULES.items()}


def test_while_it_is_open_the_delegations_prepare_and_the_secretariat_adds_letters(db, cast, opened):
    assert who(cast, opened()) == {"prepare": PREPARING, "letter": {"secretariat"}, "try": set()}


def test_once_it_is_closed_nothing_is_prepared_and_members_try_other_answers(db, cast, opened, everybody):
    round = opened()
    everybody(round)
    closed = actions.close(round, by=cast.chair_kr)
    assert who(cast, closed) == {"prepare": set(), "letter": {"secretariat"}, "try": TRYING}
    assert rules.may_prepare(cast.delegate_jp, closed).is_wrong_state


def test_once_it_is_cancelled_there_is_nothing_left(db, cast, opened):
    cancelled = actions.cancel(opened(), by=cast.chair_kr, reason="Overtaken.")
    assert who(cast, cancelled) == {"prepare": set(), "letter": set(), "try": set()}
    assert rules.may_add_letter(cast.secretariat, cancelled).is_wrong_state


def test_nothing_is_prepared_once_the_end_has_come(cast, opened, ended):
    round = ended(opened())
    assert who(cast, round)["prepare"] == set()


@pytest.mark.parametrize("rule", ["silence", "session", "heads"])
def test_under_every_rule_the_delegations_prepare(db, cast, rule):
    made = {
        "silence": lambda: silences.running(cast, asked()),
        "session": lambda: in_session(cast),
        "heads": lambda: of_heads(cast),
    }
    assert who(cast, made[rule]())["prepare"] == PREPARING


def test_nothing_is_tried_after_a_silence(db, cast):
    round = silences.running(cast, asked())
    assert who(cast, round) == {"prepare": PREPARING, "letter": {"secretariat"}, "try": set()}
    broken = actions.break_silence(round, by=cast.hod_jp, **silences.AMENDMENT)
    assert who(cast, broken)["try"] == set()
    assert not rules.may_try_outcomes(cast.hod_jp, broken).is_wrong_state


def test_before_the_close_it_is_the_state_that_refuses_to_derive_anything(db, cast, opened):
    round = opened()
    assert {rules.may_try_outcomes(cast.hat(key), round).is_wrong_state for key in TRYING} == {True}
