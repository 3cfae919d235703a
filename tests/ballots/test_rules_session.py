"""Who presses, records and answers for recorded words: the whole cast, and the state of the round."""

import pytest

from ip5.ballots import actions, rules
from ip5.ballots.models import RecordedWords, Round
from ip5.ballots.states import RoundState
from tests.ballots.sittings import WORDS, in_session
from tests.cast import HODS, MEMBERS

pytestmark = pytest.mark.django_db

EVERYBODY = sorted({*MEMBERS, "anonymous"} - {"inactive"})


def recorded(round, cast, office="JP"):
    return actions.record_words(round, by=cast.secretariat, office=office, answer="object", **WORDS)


@pytest.mark.parametrize("key", EVERYBODY)
def test_who(cast, key):
    hat, round = cast.hat(key), in_session(cast, "CN")
    words = recorded(round, cast)
    assert bool(rules.may_cast(hat, round)) is (key in set(HODS) - {"hod_cn"})
    assert bool(rules.may_record_words(hat, round)) is (key == "secretariat")
    assert bool(rules.may_answer_words(hat, words)) is (key == "hod_jp")
    for rule, noun in (
        (rules.may_cast, round),
        (rules.may_record_words, round),
        (rules.may_answer_words, words),
    ):
        verdict = rule(hat, noun)
        assert bool(verdict) is not bool(verdict.reason)


@pytest.mark.parametrize("state", sorted({*RoundState.values} - {"open"}))
def test_in_which_state(cast, state):
    round = in_session(cast)
    words = recorded(round, cast)
    words.round.state = round.state = state
    assert rules.may_record_words(cast.secretariat, round).is_wrong_state
    assert rules.may_answer_words(cast.hod_jp, words).is_wrong_state


def test_under_no_other_rule(cast, opened):
    round = opened()
    assert not rules.may_record_words(cast.secretariat, round)
    words = RecordedWords(round=round, office=cast.hod_jp.office)
    assert not rules.may_answer_words(cast.hod_jp, words)


def test_whose_words_are_recorded(cast):
    round = Round.objects.select_related("rule_set").get(pk=in_session(cast, "CN").pk)
    assert rules.may_be_recorded(round, "JP")
    words = recorded(round, cast)
    assert rules.may_be_recorded(round, "JP").is_wrong_state
    assert str(rules.may_be_recorded(round, "CN").reason) == "This delegation is not present in the session."
    assert str(rules.may_be_recorded(round, "WO").reason) == "This office is not on the roll of this round."
    actions.decline_words(words, by=cast.hod_jp)
    assert rules.may_be_recorded(round, "JP")


def test_the_alternate_answers_for_words_only_while_designated(cast):
    words = recorded(in_session(cast), cast, "EP")
    assert "not designated at present" in str(rules.may_answer_words(cast.alternate_ep, words).reason)
