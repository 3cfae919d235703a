"""What a round's page shows: from when it may be closed, and whose word never came."""

from ip5.ballots import actions
from ip5.ballots.models import Round
from tests.ballots.sittings import WORDS, asked
from tests.cast import HODS
from tests.reading import text_of


def page(cast, key, round):
    return cast.client(key).get(f"/ballots/{round.uuid}/")


def all_answer(cast, round, **other):
    """Let the five support, but for the offices that answer otherwise."""
    for key in HODS:
        actions.cast(round, by=cast.hat(key), answer=other.get(key, "support"), **WORDS)


class TestNeeded:
    def test_a_short_round_says_from_when_it_may_be_closed(self, cast, later):
        round = actions.open_round(asked(), by=cast.chair_kr, days=5, short_reason="A meeting is near.")
        all_answer(cast, round)
        until = round.not_urgent_until
        assert page(cast, "chair_kr", round).context["needed"] == (
            "The quorum of 4 is reached. All five offices have answered: a co-chair may close the ballot from "
            f"{until:%Y-%m-%d %H:%M} UTC on; until then an office may press “not urgent”."
        )
        later(round, (until - Round.objects.timed().get(pk=round.pk).moment).total_seconds() + 1)
        assert page(cast, "chair_kr", round).context["needed"] == (
            "The quorum of 4 is reached. All five offices have answered: a co-chair may close the ballot now."
        )

    def test_a_full_round_may_be_closed_at_once(self, db, cast):
        round = actions.open_round(asked(), by=cast.chair_kr, days=10)
        all_answer(cast, round)
        assert page(cast, "chair_kr", round).context["needed"] == (
            "The quorum of 4 is reached. All five offices have answered: a co-chair may close the ballot now."
        )


def overdue(owner, round):
    """Move the due date into the past by the owner's hand."""
    with owner.transaction():
        owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
        owner.execute(
            "UPDATE ballots_round SET settle_due_at = clock_timestamp() - interval '1 second' WHERE id = %s",
            [round.pk],
        )
        owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")


class TestLapse:
    """After the due date an office that accepted ad referendum and never spoke has no position."""

    LAPSED = "No position received by the due date:"

    def test_it_is_noted_on_its_row_once_settled(self, cast, owner, django_assert_max_num_queries):
        round = actions.open_round(asked(), by=cast.chair_kr, days=10)
        all_answer(cast, round, hod_jp="ad_referendum", hod_kr="ad_referendum")
        round = actions.close(round, by=cast.chair_kr)
        actions.confirm(round, by=cast.hod_kr, kind="confirm")
        overdue(owner, round)

        def rows():
            tally = page(cast, "delegate_us", round).context["tally"]
            return [(row["office"].code, str(row["label"]), row["note"]) for row in tally]

        before = rows()
        assert before[1:3] == [("JP", "Ad referendum", "Words b"), ("KR", "Ad referendum", "Words c")]
        actions.settle(round, by=None)
        before[1] = ("JP", "Ad referendum", "no position received; Words b")
        assert rows() == before
        assert [each.code for each in page(cast, "delegate_us", round).context["lapsed"]] == ["JP"]
        assert self.LAPSED not in text_of(page(cast, "observer", round))
        client = cast.client("delegate_us")
        client.get(f"/ballots/{round.uuid}/")
        with django_assert_max_num_queries(12):
            client.get(f"/ballots/{round.uuid}/")

    def test_the_panel_stands_where_nobody_spoke(self, cast, owner):
        round = actions.open_round(asked(), by=cast.chair_kr, days=10)
        all_answer(cast, round, hod_jp="ad_referendum")
        round = actions.close(round, by=cast.chair_kr)
        overdue(owner, round)
        assert self.LAPSED not in text_of(page(cast, "hod_jp", round))
        actions.settle(round, by=None)
        assert self.LAPSED in text_of(page(cast, "hod_jp", round))
