"""Who adds what to a closed round: the cast against each rule, as a grid."""

import pytest

from ip5.ballots import actions, rules
from ip5.kernel import clock
from tests.access import EVERYBODY
from tests.ballots.ended_rounds import AD_REFERENDUM, HOUR, closed, five_heads, fresh, heads, session

pytestmark = pytest.mark.django_db
CAST = [key for key in EVERYBODY if key != "inactive"]


def let(rule, round, cast):
    """Return the members of the cast whom the rule lets; every refusal has its reason."""
    verdicts = {key: rule(cast.hat(key), fresh(round)) for key in CAST}
    assert all(verdict or verdict.reason for verdict in verdicts.values())
    return {key for key, verdict in verdicts.items() if verdict}


def test_confirming(cast):
    round = closed(cast, "ad_referendum", "reserve", "ad_referendum", "support", "support")
    assert let(rules.may_confirm, round, cast) == {"hod_ep", "hod_kr"}
    actions.confirm(round, by=cast.hod_kr, kind="confirm")
    assert let(rules.may_confirm, round, cast) == {"hod_ep"}
    actions.confirm(round, by=cast.hod_ep, kind="confirm")
    assert let(rules.may_confirm, round, cast) == set()
    assert rules.may_confirm(cast.hod_ep, fresh(round)).is_wrong_state


def test_confirming_for_an_office_absent_from_a_session(cast):
    assert let(rules.may_confirm, session(cast), cast) == {"hod_cn"}


def test_the_alternate_only_while_designated(cast):
    from ip5.accounts import actions as accounts

    now = clock.now()
    accounts.designate(cast.alternate_ep, since=now, until=now + HOUR, by=cast.head_ep)
    round = closed(cast, *AD_REFERENDUM)
    assert let(rules.may_confirm, round, cast) == {"hod_ep", "alternate_ep"}


def test_lifting(cast):
    round = closed(cast, "support", "reserve", "support", "reserve", "support")
    assert let(rules.may_lift_reservation, round, cast) == {"hod_jp", "hod_cn"}
    actions.lift(round, by=cast.hod_cn)
    assert let(rules.may_lift_reservation, round, cast) == {"hod_jp"}


def test_conditions(cast):
    five = five_heads(cast)
    round = heads(cast, five, "EP")
    assert let(rules.may_log_condition_met, round, cast) == {"secretariat"}
    assert let(rules.may_answer_condition, round, cast) == {"head_ep"}
    assert not rules.may_answer_condition(five["JP"], fresh(round))
    for item in (1, 2):
        actions.log_condition_met(round, by=cast.secretariat, office="EP", item=item)
        assert not rules.may_be_settled(fresh(round))
        actions.confirm_condition(round, by=cast.head_ep, item=item)
    for rule in (rules.may_log_condition_met, rules.may_answer_condition):
        assert let(rule, round, cast) == set()
        assert rule(cast.secretariat, fresh(round)).is_wrong_state


@pytest.mark.parametrize(
    "name", ["may_confirm", "may_lift_reservation", "may_log_condition_met", "may_answer_condition"]
)
def test_nothing_of_it_in_an_open_or_a_final_round(cast, opened, name):
    rule = getattr(rules, name)
    assert let(rule, opened(), cast) == set()
    assert let(rule, closed(cast, *("support",) * 5), cast) == set()


@pytest.mark.parametrize(
    ("answers", "is_ready", "is_wrong_state"),
    [
        (AD_REFERENDUM, False, False),
        (("support",) * 5, False, True),
        (("object", *("support",) * 4), False, True),
    ],
)
def test_when_it_may_be_settled(cast, answers, is_ready, is_wrong_state):
    verdict = rules.may_be_settled(fresh(closed(cast, *answers)))
    assert (bool(verdict), verdict.is_wrong_state) == (is_ready, is_wrong_state)
