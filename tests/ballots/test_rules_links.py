"""Who has a Head's link sent, voids it, reads its code out and contests its answer: the whole cast."""

import datetime as dt

import pytest

from ip5.accounts import actions as accounts
from ip5.ballots import actions, rules
from ip5.ballots.models import HeadLink, Position
from ip5.kernel import clock
from tests.ballots.ended_rounds import five_heads
from tests.ballots.links import another_deputy, second_address, sent, used
from tests.ballots.sittings import give, of_heads
from tests.cast import MEMBERS

pytestmark = pytest.mark.django_db

EVERYBODY = sorted({*MEMBERS, "anonymous"} - {"inactive"})
BODY = {"chair_ep", "chair_kr", "secretariat"}
OWN = {"deputy_ep", "hod_ep"}
OTHER_OFFICES = {"hod_jp", "hod_kr", "hod_cn", "hod_us"}


def delegated(cast):
    """The EPO's deputy head, delegated for a day by the Head."""
    now = clock.now()
    accounts.designate(cast.deputy_ep, since=now, until=now + dt.timedelta(days=1), by=cast.head_ep)
    return cast.deputy_ep


def designated(cast):
    """The EPO's alternate, designated for a day."""
    now = clock.now()
    accounts.designate(cast.alternate_ep, since=now, until=now + dt.timedelta(days=1), by=cast.head_ep)
    return cast.alternate_ep


def own(round, hat):
    return Position.objects.filter(round=round, office=hat.office_id).current().with_links().first()


@pytest.mark.parametrize("key", EVERYBODY)
def test_who(cast, key):
    hat, round = cast.hat(key), of_heads(cast)
    link = sent(cast, round)
    used(link)
    told = {
        "send": rules.may_send_link(hat, round),
        "send to the EPO": rules.may_send_link_to(hat, round, cast.head_ep),
        "void": rules.may_void_link(hat, link),
        "code": rules.may_read_code(hat, link),
        "contest": rules.may_contest(hat, round, own(round, cast.head_ep)),
    }
    assert {name for name, verdict in told.items() if verdict} == {
        name
        for name, members in {
            "send": BODY | OWN | OTHER_OFFICES,
            "send to the EPO": BODY | OWN,
            "void": OWN | {"head_ep", "secretariat"},
            "code": {"deputy_ep"},
            "contest": {"head_ep"},
        }.items()
        if key in members
    }
    assert all(bool(verdict) is not bool(verdict.reason) for verdict in told.values())
    assert HeadLink.objects.visible_to(hat).exists() is (
        key in {"head_ep", "deputy_ep", "hod_ep", "secretariat"}
    )


def test_an_alternate_while_designated_has_the_hods_rights(cast):
    round = of_heads(cast)
    assert not rules.may_send_link(cast.alternate_ep, round)
    alternate = designated(cast)
    assert rules.may_send_link_to(alternate, round, cast.head_ep)
    assert HeadLink.objects.visible_to(alternate).count() == 0
    assert rules.may_void_link(alternate, sent(cast, round))
    assert HeadLink.objects.visible_to(alternate).count() == 1


def test_only_to_who_answers_as_head(cast):
    heads, round = five_heads(cast), of_heads(cast)
    for key in ("deputy_ep", "hod_ep", "alternate_ep", "chair_ep", "secretariat"):
        assert not rules.may_send_link_to(cast.secretariat, round, cast.hat(key))
    for head in heads.values():
        assert rules.may_send_link_to(cast.chair_kr, round, head)
    assert "own Head" in str(rules.may_send_link_to(cast.hod_ep, round, heads["JP"]).reason)
    assert rules.may_send_link_to(cast.hod_ep, round, delegated(cast))


def test_only_in_an_open_round_of_the_heads(cast, opened):
    assert not rules.may_send_link(cast.chair_kr, opened())
    round = of_heads(cast)
    round.state = "closed"
    assert rules.may_send_link(cast.chair_kr, round).is_wrong_state


def test_who_got_the_link_never_reads_the_code(cast):
    round, deputy, two = of_heads(cast), delegated(cast), another_deputy(cast)
    link = sent(cast, round, to=deputy)
    link.mandate = deputy
    assert not rules.may_read_code(deputy, link)
    assert rules.may_read_code(two, link)
    assert rules.may_read_code(cast.head_ep, link)
    assert not rules.may_read_code(cast.hod_ep, link)


def test_a_code_that_is_mailed_is_read_out_by_nobody(cast):
    second_address(cast.head_ep)
    link = sent(cast, of_heads(cast))
    assert not [key for key in EVERYBODY if rules.may_read_code(cast.hat(key), link)]


def test_only_the_present_answer_given_by_a_link_is_contested(cast):
    round = of_heads(cast)
    assert not rules.may_contest(cast.head_ep, round, None)
    give(round, cast.head_ep, "return")
    assert not rules.may_contest(cast.head_ep, round, own(round, cast.head_ep))
    used(sent(cast, round))
    assert rules.may_contest(cast.head_ep, round, own(round, cast.head_ep))
    actions.contest(round, by=cast.head_ep)
    assert rules.may_contest(cast.head_ep, round, own(round, cast.head_ep)).is_wrong_state
    give(round, cast.head_ep, "return")
    assert not rules.may_contest(cast.head_ep, round, own(round, cast.head_ep))


def test_a_deputy_contests_the_own_answer_and_not_the_heads(cast):
    another_deputy(cast)
    round, deputy = of_heads(cast), delegated(cast)
    used(sent(cast, round))
    assert not rules.may_contest(deputy, round, own(round, deputy))
    used(sent(cast, round, to=deputy))
    assert rules.may_contest(deputy, round, own(round, deputy))
    assert rules.may_contest(cast.head_ep, round, own(round, deputy))


def test_a_contested_answer_keeps_the_round_open(cast):
    heads, round = five_heads(cast), of_heads(cast)
    for code in ("JP", "KR", "CN", "US"):
        give(round, heads[code], "endorse")
    used(sent(cast, round))
    assert rules.may_be_closed(round, closing_note="Berlin")
    actions.contest(round, by=cast.head_ep)
    refusal = rules.may_be_closed(round, closing_note="Berlin")
    assert str(refusal.reason).startswith("The answer of the EPO is contested")
    give(round, heads["JP"], "return")
    assert not rules.may_be_closed(round, closing_note="Berlin")
    give(round, cast.head_ep, "endorse")
    assert rules.may_be_closed(round, closing_note="Berlin")
