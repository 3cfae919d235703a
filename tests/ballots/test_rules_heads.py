"""Who answers as Head and who reads it: the whole cast; when a round is closed or put again."""

import datetime as dt

import pytest

from ip5.accounts import actions as accounts
from ip5.ballots import actions, rules
from ip5.ballots.models import Round
from ip5.kernel import clock
from tests.ballots.ended_rounds import five_heads
from tests.ballots.sittings import all_give, asked, days_pass, give, of_heads
from tests.cast import MEMBERS

EVERYBODY = sorted({*MEMBERS, "anonymous"} - {"inactive"})
CIRCLE = {"head_ep", "deputy_ep", "hod_ep", "hod_jp", "hod_kr", "hod_cn", "hod_us"} | {
    "chair_ep", "chair_kr", "secretariat",
}  # fmt: skip
MEETING = "Heads’ meeting, Berlin"


@pytest.mark.django_db
@pytest.mark.parametrize("key", EVERYBODY)
def test_who(cast, key):
    hat, round = cast.hat(key), of_heads(cast)
    assert bool(rules.may_cast(hat, round)) is (key == "head_ep")
    assert bool(rules.reads_heads_answers(hat)) is (key in CIRCLE)
    assert bool(rules.may_see_positions(hat, round)) is (key in CIRCLE)
    for verdict in (rules.may_cast(hat, round), rules.may_see_positions(hat, round)):
        assert bool(verdict) is not bool(verdict.reason)


@pytest.mark.django_db
def test_a_deputy_by_dated_delegation(cast):
    round, now = of_heads(cast), clock.now()
    later = now + dt.timedelta(days=2)
    accounts.designate(cast.deputy_ep, since=later, until=later + dt.timedelta(days=1), by=cast.head_ep)
    assert not rules.may_cast(cast.deputy_ep, round)
    accounts.designate(cast.deputy_ep, since=now, until=now + dt.timedelta(days=1), by=cast.head_ep)
    assert rules.may_cast(cast.deputy_ep, round)
    round.state = "closed"
    assert rules.may_cast(cast.deputy_ep, round).is_wrong_state


@pytest.mark.django_db
def test_answers_are_never_given_by_who_casts_positions(cast):
    """Nor does a Head cast in a round of the task force."""
    session = actions.open_session(asked(), by=cast.chair_kr)
    assert not rules.may_cast(cast.head_ep, session)
    assert not rules.may_cast(cast.hod_ep, of_heads(cast))


@pytest.mark.parametrize(
    ("answers", "hours", "note", "allowed"),
    [
        (("endorse",) * 5, 0, "", False),
        (("endorse",) * 5, 23.9, "", False),
        (("endorse",) * 5, 24.1, "", True),
        (("endorse",) * 5, 0, MEETING, True),
        (("endorse",) * 5, 0, "  ", False),
        (("return", None, None, None, None), 0, "", False),
        (("return", None, None, None, None), 24.1, "", True),
        (("return", None, None, None, None), 0, MEETING, True),
        (("defer", "defer", "defer", "defer", None), 999, MEETING, False),
        ((None,) * 5, 0, MEETING, False),
    ],
)
def test_when_it_may_be_closed(owner, cast, answers, hours, note, allowed):
    heads, round = five_heads(cast), of_heads(cast)
    all_give(round, heads, *answers, until=clock.now().date() + dt.timedelta(days=90))
    round = days_pass(owner, round, hours)
    assert bool(rules.may_be_closed(round, closing_note=note)) is allowed


@pytest.mark.django_db
def test_a_return_that_was_changed_no_longer_closes(cast):
    heads, round = five_heads(cast), of_heads(cast)
    give(round, heads["JP"], "return")
    give(round, heads["JP"], "endorse")
    assert not rules.may_be_closed(round, closing_note=MEETING)


def test_when_it_is_put_again():
    moment = clock.now()
    deferred = Round(outcome="heads_deferred", deferred_until=moment)
    assert rules.may_be_put_again(deferred, moment)
    assert not rules.may_be_put_again(deferred, moment - dt.timedelta(seconds=1))
    for outcome in ("heads_returned", "heads_endorsed", "provisional", ""):
        assert rules.may_be_put_again(Round(outcome=outcome), moment).is_wrong_state
