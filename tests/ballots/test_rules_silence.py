"""Who may do what with a silence procedure, for the whole cast and every state."""

import datetime as dt

import pytest

from ip5.ballots import actions, rules
from ip5.ballots.models import Round
from ip5.kernel import clock
from tests import silences
from tests.ballots.conftest import asked
from tests.cast import HODS, MEMBERS

pytestmark = pytest.mark.django_db
EVERYBODY = [*(key for key in MEMBERS if key != "inactive"), "anonymous"]
RULES = {
    "refuse": rules.may_refuse,
    "receive": rules.may_receive,
    "break": rules.may_break_silence,
    "state": rules.may_state_for_record,
}

NOBODY: dict[str, set[str]] = {name: set() for name in RULES}


def who(cast, round, name):
    """Return the keys of the cast that the rule lets pass."""
    return {key for key in EVERYBODY if RULES[name](cast.hat(key), round)}


def test_before_the_opening_it_can_be_refused_and_nothing_else(cast):
    round = actions.announce(asked(), by=cast.chair_kr, days=5)
    assert {name: who(cast, round, name) for name in RULES} == {
        "refuse": set(HODS),
        "receive": set(),
        "break": set(),
        "state": set(),
    }
    assert rules.may_receive(cast.hod_jp, round).is_wrong_state


def test_while_it_runs_it_is_received_broken_or_accompanied(cast):
    round = silences.running(cast, asked())
    assert {name: who(cast, round, name) for name in RULES} == {
        "refuse": set(),
        "receive": {*HODS, "alternate_ep"},
        "break": set(HODS),
        "state": set(HODS),
    }


def test_once_it_has_ended_nothing(cast):
    round = actions.break_silence(silences.running(cast, asked()), by=cast.hod_jp, **silences.AMENDMENT)
    assert {name: who(cast, round, name) for name in RULES} == NOBODY


def test_no_other_rule_set_knows_them(cast, opened):
    round = opened()
    assert {name: who(cast, round, name) for name in RULES} == NOBODY
    assert str(rules.may_break_silence(cast.hod_jp, round).reason) == "This is no silence procedure."


def test_it_opens_at_its_instant_and_not_a_second_before(cast):
    round = actions.announce(asked(), by=cast.chair_kr, days=5)
    second = dt.timedelta(seconds=1)
    assert [bool(rules.may_be_opened(round, round.opened_at + each * second)) for each in (-1, 0, 1)] == [
        False,
        True,
        True,
    ]
    refused = actions.refuse(round, by=cast.hod_jp, reason="No.")
    assert rules.may_be_opened(refused, clock.now() + dt.timedelta(days=30)).is_wrong_state


def test_whose_office_is_awaited_is_who_has_not_received(cast):
    round = silences.running(cast, asked())
    actions.receive(round, by=cast.hod_jp)
    actions.state_for_record(round, by=cast.hod_us, text="Heard.")
    delegations = [key for key in EVERYBODY if key.split("_")[0] in {"delegate", "hod", "alternate"}]
    waiting = {key for key in delegations if Round.objects.awaiting(cast.hat(key)).exists()}
    assert waiting == {key for key in delegations if MEMBERS[key][0] in {"EP", "KR", "CN"}}
