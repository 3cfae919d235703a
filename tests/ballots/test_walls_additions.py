"""The last wall of what is added to a closed round: the runtime role by straight SQL."""

import pytest

from ip5.ballots import actions
from ip5.ballots.models import Addition, Settlement
from tests.ballots import straight
from tests.ballots.ended_rounds import (
    AD_REFERENDUM,
    closed,
    fresh,
    kinds,
    settlement,
)


@pytest.mark.django_db
class TestTheWalls:
    """The runtime role by straight SQL on the rows added."""

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE ballots_addition SET text = 'forged'",
            "DELETE FROM ballots_addition",
            "TRUNCATE ballots_addition CASCADE",
            "UPDATE ballots_settlement SET outcome = 'no_consensus'",
            "DELETE FROM ballots_settlement",
            "TRUNCATE ballots_settlement",
            "UPDATE ballots_reminder SET kind = 'other'",
            "DELETE FROM ballots_reminder",
        ],
    )
    def test_what_is_added_stays(self, cast, statement):
        round = closed(cast, *AD_REFERENDUM)
        actions.remind_awaited()
        actions.confirm(round, by=cast.hod_ep, kind="confirm")
        with straight.stopped("42501"):
            straight.run(statement)
        assert (kinds(round), settlement(round)) == ([("EP", "confirm", 1, 0)], ("tf_endorsed", "full", 1))

    def test_a_forged_link_is_overwritten(self, cast):
        round = closed(cast, *AD_REFERENDUM)
        added = Addition.objects.create(
            round=round, office=cast.hod_ep.office, mandate=cast.hod_ep, kind="confirm", content="c" * 64,
            **straight.FORGED,
        )  # fmt: skip
        added.refresh_from_db()
        assert (added.seq, added.prev) == (1, round.closed_head)
        assert added.at > round.closed_at
        assert added.content != "c" * 64
        assert added.hash == fresh(round).addition_head

    @pytest.mark.parametrize("key", ["hod_jp", "delegate_ep", "chair_kr", "secretariat", "head_ep"])
    def test_another_mandate_s_confirmation(self, cast, key):
        round = closed(cast, *AD_REFERENDUM)
        with straight.stopped("IP503"):
            Addition.objects.create(
                round=round, office=cast.hod_ep.office, mandate=cast.hat(key), kind="confirm"
            )

    def test_a_settlement_before_its_time_and_a_second_one(self, cast):
        round = closed(cast, *AD_REFERENDUM)
        with straight.stopped("IP523"):
            Settlement.objects.create(round=round, outcome="tf_endorsed", level="full")
        actions.confirm(round, by=cast.hod_ep, kind="confirm")
        with straight.stopped("23505"):
            Settlement.objects.create(round=round, outcome="no_consensus")

    def test_a_lifting_of_what_was_never_reserved(self, cast):
        round = closed(cast, *AD_REFERENDUM)
        with straight.stopped("IP522"):
            Addition.objects.create(
                round=round, office=cast.hod_jp.office, mandate=cast.hod_jp, kind="reservation_lifted"
            )
