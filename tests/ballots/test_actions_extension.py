"""A round in which an office is missing at the end is extended once, by the clock."""

from collections import Counter

import pytest

from ip5.ballots import actions
from ip5.ballots.models import Round
from ip5.kernel.errors import Refused
from ip5.outbox.models import Notice
from tests.ballots.conftest import answer
from tests.ballots.traces import ROLL, SPEAKERS, after, events, last_event, told


class TestAutomaticExtension:
    @pytest.fixture
    def extended(self, cast, opened, everybody, ended):
        """A round at whose end the EPO was missing, after the first close."""
        round = opened()
        everybody(round, None, "support", "support", "support", "reserve")
        round = ended(round)
        self.end = round.ends_at
        Notice.objects.all().delete()
        return actions.close(round, by=None)

    def test_the_first_close_extends_by_five_after_the_end_then_in_force(self, cast, extended):
        assert (extended.state, extended.outcome, extended.closed_at) == ("open", "", None)
        assert extended.ends_at == Round.objects.get().ends_at == after(self.end, 5)
        assert events(extended)[-1] == ("ballot.extended_automatically", "members_observers", "")
        assert last_event(extended).data == {"missing": ["EP"], "ends_at": extended.ends_at.isoformat()}

    def test_the_missing_office_s_hod_alternate_and_head_are_told_and_nobody_else(self, extended):
        assert set(Notice.objects.values_list("kind", "immediate")) == {("position_overdue", True)}
        assert told("position_overdue") == Counter({"hod_ep": 1, "alternate_ep": 1, "head_ep": 1})

    def test_until_the_new_end_it_is_an_open_round(self, cast, extended):
        with pytest.raises(Refused):
            actions.close(extended, by=None)
        answer(extended, cast.hod_ep)
        closed = actions.close(extended, by=cast.chair_kr)
        assert (closed.state, closed.outcome) == ("closed", "tf_endorsed_with_reservations")

    def test_once_a_round_then_the_second_close_decides(self, cast, extended, ended):
        closed = actions.close(ended(extended), by=None)
        assert (closed.state, closed.outcome, closed.level) == (
            "closed", "tf_endorsed_with_reservations", "consensus",
        )  # fmt: skip
        verbs = [verb for verb, *_rest in events(closed)]
        assert verbs[-2:] == ["ballot.extended_automatically", "ballot.closed"]
        assert told("position_overdue").total() == 3

    def test_nobody_answered_at_all(self, cast, opened, ended):
        round = actions.close(ended(opened()), by=None)
        heads = {"head_ep", *SPEAKERS}
        assert (told("position_overdue"), last_event(round).data["missing"]) == (Counter(heads), ROLL)
        closed = actions.close(ended(round), by=None)
        assert (closed.outcome, closed.level, closed.position_count, closed.chain_head) == (
            "inquorate",
            "",
            0,
            closed.genesis,
        )

    def test_an_objection_does_not_spare_the_extension(self, cast, opened, everybody, ended):
        """Else the missing extension would tell that somebody objects."""
        round = opened()
        everybody(round, "object", "support", "support", "support", None)
        assert actions.close(ended(round), by=None).state == "open"
