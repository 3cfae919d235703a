"""What is added to a closed round, by what it leaves behind: rows, settlement, events, notices."""

import threading
from collections import Counter

import pytest
from django.db import connections

from ip5.accounts.models import Mandate
from ip5.audit.models import Event
from ip5.ballots import actions, ledger
from ip5.ballots.models import Addition, Reminder, Settlement
from ip5.kernel import clock
from ip5.kernel.errors import DeedError, Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from tests.ballots import straight
from tests.ballots.ended_rounds import (
    AD_REFERENDUM,
    HOUR,
    SECRET,
    closed,
    facts,
    fresh,
    kinds,
    session,
    settlement,
)
from tests.ballots.traces import SPEAKERS, told

TWO_OPEN = ("ad_referendum", "support", "ad_referendum", "support", "support")


@pytest.fixture
def overdue(owner):
    """Return a function that moves a closed round's due date into the past, by the owner's hand."""

    def let_pass(round, by="1 second"):
        with owner.transaction():
            owner.execute("ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard")
            owner.execute(
                f"UPDATE ballots_round SET settle_due_at = clock_timestamp() - interval '{by}' WHERE id = %s",
                [round.pk],
            )
            owner.execute("ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard")
        return fresh(round)

    return let_pass


@pytest.mark.django_db
class TestAdReferendum:
    @pytest.mark.parametrize(
        ("kind", "outcome", "level"),
        [
            ("confirm", "tf_endorsed", "full"),
            ("confirm_with_reservation", "tf_endorsed_with_reservations", "consensus"),
            ("decline", "no_consensus", ""),
        ],
    )
    def test_the_last_word_settles_at_once(self, cast, kind, outcome, level):
        round = closed(cast, *AD_REFERENDUM)
        assert (round.outcome, round.level) == ("provisional", "")
        text = "" if kind == "confirm" else f"Words {SECRET}."
        added = actions.confirm(round, by=cast.hod_ep, kind=kind, text=text)
        settled = fresh(round)
        assert (settled.outcome, settled.level) == ("provisional", "")
        assert (settled.standing_outcome, settled.standing_level) == (outcome, level)
        assert settlement(round) == (outcome, level, 1)
        assert (added.seq, added.prev, added.hash) == (1, round.closed_head, settled.addition_head)
        assert kinds(round) == [("EP", kind, 1, 0)]
        assert [each["key"] for each in settled.settled.explanation["tests"]] == [
            "any_object", "below_quorum", "below_joining", "any_ad_referendum", "any_reserve", "otherwise",
        ]  # fmt: skip

    def test_two_offices_one_after_the_other(self, cast):
        round = closed(cast, *TWO_OPEN)
        assert [each.code for each in ledger.awaited(fresh(round))] == ["EP", "KR"]
        actions.confirm(round, by=cast.hod_kr, kind="confirm")
        assert (settlement(round), [each.code for each in ledger.awaited(fresh(round))]) == (None, ["EP"])
        with pytest.raises(Refused, match="given once"):
            actions.confirm(round, by=cast.hod_kr, kind="decline", text="No.")
        actions.confirm(round, by=cast.hod_ep, kind="confirm_with_reservation", text="But.")
        assert settlement(round) == ("tf_endorsed_with_reservations", "consensus", 2)
        assert ledger.awaited(fresh(round)) == []

    def test_the_absent_office_of_a_session(self, cast):
        round = session(cast, hod_jp="reserve")
        assert (round.outcome, round.level) == ("provisional", "")
        assert [each.code for each in ledger.awaited(fresh(round))] == ["CN"]
        with pytest.raises(Refused, match="is not awaited"):
            actions.confirm(round, by=cast.hod_jp, kind="confirm")
        actions.confirm(round, by=cast.hod_cn, kind="confirm")
        assert settlement(round) == ("agreed_with_reservations", "consensus", 1)
        assert kinds(round) == [("CN", "confirm", None, 0)]
        assert fresh(round).subject_outcome == "tf_endorsed_with_reservations"

    def test_what_is_recorded_and_who_hears_of_it(self, cast):
        round = closed(cast, *AD_REFERENDUM)
        actions.confirm(round, by=cast.hod_ep, kind="confirm_with_reservation", text=f"Words {SECRET}.")
        made = Settlement.objects.get()
        assert facts(round) == [
            ("ballot.confirmed", "EP", "members", {}),
            ("ballot.settled", "", "members_observers", {
                "outcome": "tf_endorsed_with_reservations", "level": "consensus", "head": made.hash,
            }),
        ]  # fmt: skip
        assert told("record_settled") == Counter({*SPEAKERS, "head_ep"})
        assert (
            list(Notice.objects.filter(kind="record_settled").values_list("data", flat=True))
            == [{"head": made.hash}] * 7
        )
        assert not Event.objects.filter(payload__contains=SECRET).exists()

    @pytest.mark.parametrize(
        ("kind", "words", "field"),
        [
            ("decline", {}, "text"),
            ("decline", {"text": "  "}, "text"),
            ("confirm_with_reservation", {"passage": "3.1"}, "text"),
            ("confirm_with_reservation", {"text": "But.", "reservation": "grave"}, "reservation"),
            ("decline", {"text": "x" * 5001}, "text"),
            ("support", {}, "kind"),
            ("reservation_lifted", {}, "kind"),
        ],
    )
    def test_words_that_do_not_do(self, cast, kind, words, field):
        round = closed(cast, *AD_REFERENDUM)
        with pytest.raises(Invalid) as caught:
            actions.confirm(round, by=cast.hod_ep, kind=kind, **words)
        assert list(caught.value.errors) == [field]
        assert (Addition.objects.count(), facts(round)) == (0, [])

    @pytest.mark.parametrize(
        "key",
        [
            *("delegate_ep", "alternate_ep", "deputy_ep", "head_ep", "admin_ep", "hod_jp", "hod_us", "leaver"),
            *("chair_ep", "chair_kr", "secretariat", "site_admin", "observer", "industry", "expert", "anonymous"),
        ],
    )  # fmt: skip
    def test_nobody_else(self, cast, key):
        round = closed(cast, *AD_REFERENDUM)
        with pytest.raises(Refused):
            actions.confirm(round, by=cast.hat(key), kind="confirm")
        assert (Addition.objects.count(), Settlement.objects.count()) == (0, 0)

    def test_the_alternate_while_designated(self, cast):
        from ip5.accounts import actions as accounts

        now = clock.now()
        accounts.designate(cast.alternate_ep, since=now, until=now + HOUR, by=cast.head_ep)
        round = closed(cast, *AD_REFERENDUM)
        actions.confirm(round, by=cast.alternate_ep, kind="confirm")
        assert settlement(round) == ("tf_endorsed", "full", 1)

    @pytest.mark.parametrize("answers", [("support",) * 5, ("object", *("support",) * 4)])
    def test_nothing_is_confirmed_where_nothing_was_ad_referendum(self, cast, answers):
        round = closed(cast, *answers)
        with pytest.raises(WrongState, match="Nothing was accepted"):
            actions.confirm(round, by=cast.hod_ep, kind="confirm")
        with pytest.raises(WrongState, match="nothing to settle"):
            actions.settle(round, by=None)

    def test_not_in_an_open_round(self, cast, opened):
        with pytest.raises(WrongState):
            actions.confirm(opened(), by=cast.hod_ep, kind="confirm")

    def test_it_is_settled_once_and_not_before_its_time(self, cast):
        round = closed(cast, *AD_REFERENDUM)
        with pytest.raises(Refused, match="has not spoken yet"):
            actions.settle(round, by=None)
        actions.confirm(round, by=cast.hod_ep, kind="confirm")
        with pytest.raises(WrongState, match="settled once"):
            actions.settle(round, by=None)
        with pytest.raises(WrongState, match="settled; nothing more"):
            actions.confirm(round, by=cast.hod_ep, kind="decline", text="No.")
        assert settlement(round) == ("tf_endorsed", "full", 1)

    def test_reminders_go_once(self, cast):
        round = closed(cast, *TWO_OPEN)
        actions.confirm(round, by=cast.hod_kr, kind="confirm")
        assert [actions.remind_awaited(), actions.remind_awaited()] == [2, 0]
        assert told("ad_referendum_due") == Counter(["hod_ep", "alternate_ep"])
        assert told("ad_referendum_due_in_2") == Counter()
        assert list(Reminder.objects.values_list("kind", flat=True)) == ["ad_referendum_due"]
        assert set(Notice.objects.filter(kind="ad_referendum_due").values_list("immediate", flat=True)) == {
            True
        }

    def test_nobody_is_reminded_of_what_is_settled(self, cast):
        round = closed(cast, *AD_REFERENDUM)
        actions.confirm(round, by=cast.hod_ep, kind="confirm")
        assert (actions.remind_awaited(), Reminder.objects.count()) == (0, 0)


@pytest.mark.transactional
class TestTheDueDate:
    def test_none_at_the_due_date_is_no_position(self, cast, overdue):
        round = overdue(closed(cast, *TWO_OPEN[:2], "abstain", "ad_referendum", "support"))
        with pytest.raises(WrongState, match="due date has passed"):
            actions.confirm(round, by=cast.hod_ep, kind="confirm")
        actions.settle(round, by=None)
        assert settlement(round) == ("inquorate", "", 0)
        made = Settlement.objects.get()
        assert made.explanation["tests"][1] == {
            "key": "below_quorum", "outcome": "inquorate", "count": 3, "threshold": 4, "holds": True,
            "reached": True, "offices": ["JP", "KR", "US"],
        }  # fmt: skip

    def test_an_absent_office_that_never_spoke(self, cast, overdue):
        round = overdue(session(cast))
        actions.settle(round, by=None)
        assert settlement(round) == ("agreed", "consensus", 0)

    def test_the_database_refuses_one_instant_late(self, cast, overdue):
        round = overdue(closed(cast, *AD_REFERENDUM))
        with straight.stopped("IP522"):
            Addition.objects.create(
                round=round, office=cast.hod_ep.office, mandate=cast.hod_ep, kind="confirm"
            )
        assert Addition.objects.count() == 0

    def test_two_days_before_the_due_date(self, cast, overdue):
        round = closed(cast, *AD_REFERENDUM)
        actions.remind_awaited()
        overdue(round, by="-20 hours")
        assert [actions.remind_awaited(), actions.remind_awaited()] == [2, 0]
        assert told("ad_referendum_due_in_2") == Counter(["hod_ep", "alternate_ep"])
        overdue(round)
        assert actions.remind_awaited() == 0

    def test_two_confirmations_at_once_and_two_clocks(self, cast, overdue):
        """Every deed twice at the same instant: one row an office, one settlement."""
        round, late = closed(cast, *TWO_OPEN), overdue(closed(cast, *TWO_OPEN))
        hats = [Mandate.objects.worn().get(pk=cast.hat(key).pk) for key in ("hod_ep", "hod_kr") * 3]
        deeds = [lambda hat=hat: actions.confirm(round, by=hat, kind="confirm") for hat in hats]
        deeds += [lambda: actions.settle(late, by=None)] * 4
        barrier, results, lock = threading.Barrier(len(deeds), timeout=30), Counter(), threading.Lock()

        def run(deed):
            barrier.wait()
            try:
                deed()
                result = "done"
            except DeedError as error:
                result = type(error).__name__
            finally:
                connections.close_all()
            with lock:
                results[result] += 1

        threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert (results["done"], sum(results.values())) == (3, len(deeds))
        assert settlement(round) == ("tf_endorsed", "full", 2)
        assert settlement(late) == ("inquorate", "", 0)
        assert sorted(kinds(round)) == [("EP", "confirm", 1, 0), ("KR", "confirm", 3, 0)]
        assert told("record_settled") == Counter({*SPEAKERS, "head_ep"}) + Counter({*SPEAKERS, "head_ep"})
