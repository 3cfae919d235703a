"""Who sees which rounds and positions, and whose answer is awaited: the whole cast over each state."""

import datetime as dt

import pytest

from ip5.accounts.models import Designation
from ip5.ballots import actions, rules
from ip5.ballots.models import Position, Round, Seat
from ip5.kernel import clock
from tests.ballots.conftest import answer
from tests.cast import HODS, MEMBERS

ALL = ["EP", "JP", "KR", "CN", "US"]
EVERYBODY = [key for key in MEMBERS if key != "inactive"] + ["anonymous"]
DELEGATIONS = {
    "EP": ["delegate_ep", "colleague_ep", "hod_ep", "alternate_ep", "deputy_ep", "head_ep"],
    "US": ["delegate_us", "hod_us", "leaver"],
    "JP": ["delegate_jp", "hod_jp"],
    "KR": ["hod_kr"],
    "CN": ["hod_cn"],
}
OWN = {key: [office] for office, keys in DELEGATIONS.items() for key in keys}
BODY = ["chair_ep", "chair_kr", "secretariat"]
MEMBERS_SEE = [*OWN, *BODY]


def positions_seen(cast, round):
    """Return the offices whose current positions each of the cast sees, leaving out who sees none."""
    seen = {
        key: list(
            Position.objects.filter(round=round).visible_to(cast.hat(key)).current().in_protocol_order()
            .values_list("office__code", flat=True)
        )
        for key in EVERYBODY
    }  # fmt: skip
    return {key: codes for key, codes in seen.items() if codes}


class TestPositions:
    @pytest.fixture(autouse=True)
    def _round(self, db, cast, opened, everybody):
        self.cast, self.opened, self.everybody = cast, opened, everybody

    def full(self, visibility):
        round = self.opened(visibility=visibility)
        self.everybody(round, "support", "reserve", "support", "abstain", "support")
        return round

    @pytest.mark.parametrize("visibility", ["members", "members_observers", "public"])
    def test_while_open_the_own_office_s_alone(self, visibility):
        assert positions_seen(self.cast, self.full(visibility)) == OWN

    @pytest.mark.parametrize("visibility", ["members", "members_observers", "public"])
    def test_once_closed_all_for_the_members_and_no_one_else(self, visibility):
        round = self.full(visibility)
        actions.close(round, by=self.cast.chair_kr)
        assert positions_seen(self.cast, round) == dict.fromkeys(MEMBERS_SEE, ALL)

    def test_of_a_cancelled_round_the_own_office_s_alone_for_ever(self):
        round = self.full("public")
        actions.cancel(round, by=self.cast.chair_kr, reason="a new text")
        assert positions_seen(self.cast, round) == OWN

    def test_former_ones_are_seen_by_the_same(self):
        round = self.full("members")
        answer(round, self.cast.hod_jp, "object")

        def seqs(key):
            return list(Position.objects.visible_to(self.cast.hat(key)).values_list("seq", flat=True))

        assert (seqs("delegate_jp"), seqs("hod_us"), seqs("chair_ep")) == ([2, 6], [5], [])
        actions.close(round, by=self.cast.chair_kr)
        assert (seqs("hod_us"), seqs("observer")) == ([1, 2, 3, 4, 5, 6], [])

    def test_the_leaver_sees_the_new_office_s_and_no_longer_the_old_one_s(self):
        assert positions_seen(self.cast, self.full("members"))["leaver"] == ["US"]

    def test_the_rule_says_the_same_as_the_set(self):
        """The set shows somebody else's position exactly where the rule allows to see positions."""
        open_round, closed, cancelled = (self.full("members_observers") for _each in range(3))
        actions.close(closed, by=self.cast.chair_kr)
        actions.cancel(cancelled, by=self.cast.chair_kr, reason="x")
        for round in (open_round, closed, cancelled):
            round.refresh_from_db()
            seen = positions_seen(self.cast, round)
            by_set = {key for key in EVERYBODY if len(seen.get(key, [])) == 5}
            by_rule = {key for key in EVERYBODY if rules.may_see_positions(self.cast.hat(key), round)}
            assert by_set == by_rule


def test_after_the_end_and_before_the_close_they_are_still_sealed(cast, opened, everybody, ended):
    """Sealed until close, not until the end: an extension may follow."""
    round = opened()
    everybody(round)
    assert positions_seen(cast, ended(round)) == OWN


class TestSeats:
    def test_who_has_answered_and_when_never_what(self, db, cast, opened):
        round = opened()
        first, last = (answer(round, cast.hod_kr, what) for what in ("support", "object"))
        seats = Seat.objects.filter(round=round).with_answered()
        assert [(seat.office.code, seat.has_answered) for seat in seats] == [
            ("EP", False), ("JP", False), ("KR", True), ("CN", False), ("US", False),
        ]  # fmt: skip
        assert [seat.answered_at for seat in seats] == [None, None, first.at, None, None]
        assert [seat.last_answered_at for seat in seats] == [None, None, last.at, None, None]
        columns = set(seats.values()[0])
        assert columns == {
            *("id", "round_id", "office_id", "is_present"),
            *("has_answered", "answered_at", "last_answered_at"),
        }

    def test_another_round_s_answer_does_not_count(self, db, cast, opened):
        first, second = opened(), opened()
        answer(first, cast.hod_kr)
        assert Seat.objects.filter(round=second).with_answered().filter(has_answered=True).count() == 0


class TestRounds:
    @pytest.mark.parametrize(
        ("visibility", "unseen"),
        [
            ("members", {"admin_ep", "expert", "site_admin", "observer", "industry", "anonymous"}),
            ("members_observers", {"admin_ep", "expert", "site_admin", "industry", "anonymous"}),
            ("consultation", {"admin_ep", "expert", "site_admin", "anonymous"}),
            ("public", set()),
        ],
    )
    def test_who_sees_the_question(self, db, cast, opened, visibility, unseen):
        opened(visibility=visibility)
        seen = {key for key in EVERYBODY if Round.objects.visible_to(cast.hat(key)).exists()}
        assert set(EVERYBODY) - seen == unseen

    def test_each_round_once(self, db, cast, opened):
        rounds = [opened(visibility=each) for each in ("members", "members_observers", "public")]
        assert list(Round.objects.visible_to(cast.hod_jp).newest_first()) == rounds[::-1]

    def test_due(self, cast, opened, ended):
        soon, over = opened(), opened()
        ended(over)
        assert list(Round.objects.due()) == [over]
        assert list(Round.objects.due(soon.ends_at - dt.timedelta(seconds=1))) == [over]
        assert set(Round.objects.due(soon.ends_at)) == {soon, over}
        actions.close(over, by=None)
        assert list(Round.objects.due()) == []


class TestAwaiting:
    def sets(self, cast, name):
        """Return the offices and members of the cast for whom the set holds something."""
        return {key for key in EVERYBODY if getattr(Round.objects, name)(cast.hat(key)).exists()}

    def test_of_an_unanswered_round(self, db, cast, opened):
        opened(visibility="members")
        assert self.sets(cast, "castable_by") == set(HODS)
        assert self.sets(cast, "awaiting") == set(OWN)

    def test_an_answer_ends_the_waiting_for_the_whole_delegation_and_may_be_changed(self, db, cast, opened):
        round = opened()
        answer(round, cast.hod_us)
        assert self.sets(cast, "awaiting") == set(OWN) - set(DELEGATIONS["US"])
        assert self.sets(cast, "castable_by") == set(HODS)
        answer(round, cast.hod_us, "abstain")
        assert self.sets(cast, "awaiting") == set(OWN) - set(DELEGATIONS["US"])

    def test_of_rounds_that_are_over(self, cast, opened, everybody, ended):
        cancelled, closed, late = opened(), opened(), opened()
        actions.cancel(cancelled, by=cast.chair_kr, reason="x")
        everybody(closed)
        actions.close(closed, by=cast.chair_kr)
        ended(late)
        assert (self.sets(cast, "awaiting"), self.sets(cast, "castable_by")) == (set(), set())

    @pytest.mark.parametrize("designated", [True, False])
    def test_the_set_and_the_rule_agree(self, cast, opened, everybody, ended, designated):
        """The whole cast over rounds in every state: ``castable_by`` holds what ``may_cast`` allows."""
        if designated:
            now = clock.now()
            Designation.objects.create(
                mandate=cast.alternate_ep, since=now, until=now + dt.timedelta(days=99)
            )
        plain, answered, short, cancelled, closed, late = (
            opened(), opened(visibility="members"), opened(days=5, short_reason="x"), opened(), opened(), opened(),
        )  # fmt: skip
        answer(answered, cast.hod_ep)
        actions.cancel(cancelled, by=cast.chair_kr, reason="x")
        everybody(closed)
        actions.close(closed, by=cast.chair_kr)
        ended(late)
        rounds = list(Round.objects.prefetch_related("seats"))
        assert len(rounds) == 6
        may = set()
        for key in EVERYBODY:
            hat = cast.hat(key)
            by_rule = {round.pk for round in rounds if rules.may_cast(hat, round)}
            assert set(Round.objects.castable_by(hat).values_list("pk", flat=True)) == by_rule, key
            if by_rule:
                assert by_rule == {plain.pk, answered.pk, short.pk}
                may.add(key)
        assert may == {*HODS, *(["alternate_ep"] if designated else [])}
