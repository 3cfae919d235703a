"""Who may do what with a round, as grids: the cast down, the states across; "yes" or the printed reason."""

import copy
import datetime as dt

import pytest

from ip5.accounts.models import Designation, Mandate
from ip5.ballots import actions, rules
from ip5.ballots.models import Round
from ip5.kernel import clock
from ip5.offices.models import Office
from tests.cast import HODS, MEMBERS, OUTSIDERS

pytestmark = pytest.mark.django_db
EVERYBODY = [key for key in MEMBERS if key != "inactive"] + ["anonymous"]
STATES = ("open", "ended", "closed", "cancelled")

CHAIR = "A co-chair casts nothing. The office answers through its own head of delegation."
UNDESIGNATED = "You are not designated at present; the head of delegation casts."
HOD_ONLY = "Only the head of delegation commits the office, or an alternate while designated."
NO_ROLL = "Only the five member offices are on the roll."
OVER = "This round is closed; no position is received any more."
LATE = "The round has ended; a late position is not counted."
SEALED = "Positions are sealed until the round closes."
NOT_YOURS = "Positions are for the five member offices. Observers see the outcome and its level of agreement."
FULL_LENGTH = "This round has its full length; there is nothing to lengthen."
PRESSED = "“Not urgent” has been pressed; the round runs its full ten days."
TOO_LATE = "“Not urgent” could be pressed until the end of the second day."
EXTENDED = "The round was extended already; it runs its full ten days or longer."
MISSING = "Early closing is possible once all five offices have answered."
STILL_SHORT = "A short round cannot be closed while an office may still press “not urgent”."


def said(verdict):
    return "yes" if verdict else str(verdict.reason)


@pytest.fixture
def states(cast, opened, everybody):
    """A round of each state; the ended one is as the clock's sweep finds it, in memory."""
    rounds = {name: opened() for name in STATES}
    everybody(rounds["closed"])
    actions.close(rounds["closed"], by=cast.chair_kr)
    actions.cancel(rounds["cancelled"], by=cast.chair_kr, reason="x")
    for round in rounds.values():
        round.refresh_from_db()
    rounds["ended"].ends_at = clock.now()
    return rounds


def grid(cast, rule, rounds):
    """Return for each of the cast what the rule says of each round."""
    hats = {key: cast.hat(key) for key in EVERYBODY}
    return {key: tuple(said(rule(hat, round)) for round in rounds) for key, hat in hats.items()}


def standing(hods):
    """Return the reason that does not depend on the round, for everybody; ``hods`` for the five."""
    reasons = dict.fromkeys(EVERYBODY, HOD_ONLY)
    reasons |= dict.fromkeys((*OUTSIDERS, "secretariat", "anonymous"), NO_ROLL)
    reasons |= {"chair_ep": CHAIR, "chair_kr": CHAIR, "alternate_ep": UNDESIGNATED}
    return {key: (reason,) * 4 for key, reason in reasons.items()} | dict.fromkeys(HODS, hods)


def test_cast(cast, states):
    assert grid(cast, rules.may_cast, states.values()) == standing(("yes", LATE, OVER, OVER))


def test_cast_as_a_designated_alternate(cast, states):
    now = clock.now()
    Designation.objects.create(mandate=cast.alternate_ep, since=now, until=now + dt.timedelta(hours=1))
    said_now = [said(rules.may_cast(cast.alternate_ep, round)) for round in states.values()]
    assert said_now == ["yes", LATE, OVER, OVER]


def test_cast_for_an_office_without_a_seat(cast, opened):
    """A head of delegation of an office that is not on this round's roll."""
    round = opened()
    hat = Mandate.objects.worn().get(pk=cast.hod_jp.pk)
    hat.office = Office.objects.get(code="WO")
    assert said(rules.may_cast(hat, round)) == "Your office is not on the roll of this round."


def test_the_state_refuses_as_a_state(cast, states):
    """Who may not cast gets 403, who comes too late 409."""
    codes = {name: rules.may_cast(cast.hod_jp, round).is_wrong_state for name, round in states.items()}
    assert codes == {"open": False, "ended": True, "closed": True, "cancelled": True}
    assert rules.may_cast(cast.delegate_jp, states["closed"]).is_wrong_state is False


def test_see_positions(cast, states):
    seen = grid(cast, rules.may_see_positions, states.values())
    members = {key for key in EVERYBODY if key not in (*OUTSIDERS, "anonymous")}
    assert seen == {
        key: (SEALED, SEALED, "yes", SEALED) if key in members else (NOT_YOURS,) * 4 for key in EVERYBODY
    }


class TestNotUrgent:
    @pytest.fixture
    def short(self, opened):
        return opened(days=5, short_reason="urgent")

    def test_who_may_press(self, cast, short):
        assert grid(cast, rules.may_press_not_urgent, [short]) == {
            key: reasons[:1] for key, reasons in standing(("yes",)).items()
        }

    def test_of_which_round(self, cast, short, opened):
        def changed(**values):
            other = copy.copy(short)
            for name, value in values.items():
                setattr(other, name, value)
            return said(rules.may_press_not_urgent(cast.hod_jp, other))

        assert changed() == "yes"
        assert changed(not_urgent_by_id=cast.hod_us.pk) == PRESSED
        assert changed(not_urgent_until=clock.now()) == TOO_LATE
        assert changed(ends_at=short.not_urgent_end) == EXTENDED
        assert changed(state="closed") == OVER
        assert changed(state="cancelled") == OVER
        for round in (opened(), opened(days=10, short_reason="r"), opened(days=12, short_reason="r")):
            assert said(rules.may_press_not_urgent(cast.hod_jp, round)) == FULL_LENGTH


class TestClosing:
    def verdicts(self, **rounds):
        fresh = Round.objects.in_bulk([round.pk for round in rounds.values()])
        return {name: said(rules.may_be_closed(fresh[round.pk])) for name, round in rounds.items()}

    def test_by_how_many_have_answered(self, opened, everybody):
        rounds = {}
        for answered in range(6):
            rounds[str(answered)] = opened()
            everybody(rounds[str(answered)], *(["support"] * answered + [None] * (5 - answered)))
        assert self.verdicts(**rounds) == {**dict.fromkeys("01234", MISSING), "5": "yes"}

    def test_what_was_answered_changes_nothing(self, opened, everybody):
        """Not even which button is enabled may tell an answer."""
        rounds = {}
        for what in ("support", "abstain", "object"):
            rounds[f"{what} by all"] = opened()
            everybody(rounds[f"{what} by all"], *([what] * 5))
            rounds[f"{what} by four"] = opened()
            everybody(rounds[f"{what} by four"], *([what] * 4), None)
        assert self.verdicts(**rounds) == {
            name: "yes" if name.endswith("all") else MISSING for name in rounds
        }

    def test_by_state(self, states):
        assert {name: said(rules.may_be_closed(round)) for name, round in states.items()} == {
            "open": MISSING,
            "ended": "yes",
            "closed": "This is not possible while the state is “Closed”.",
            "cancelled": "This is not possible while the state is “Cancelled”.",
        }

    def test_a_short_one_waits_for_the_second_day(self, opened, everybody):
        short = opened(days=5, short_reason="urgent")
        everybody(short)
        assert said(rules.may_be_closed(short)) == STILL_SHORT
        short.not_urgent_until = clock.now()
        assert said(rules.may_be_closed(short)) == "yes"
