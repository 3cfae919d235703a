"""Rounds of the Heads: answered, changed, closed, deferred and put again; and the walls behind each."""

import datetime as dt

import pytest

from ip5.accounts import actions as accounts
from ip5.accounts.models import Capacity, Mandate
from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import Position, Round
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.offices import deadlines
from ip5.offices.calendars import calendar_from
from ip5.outbox.models import Notice
from tests.ballots import straight
from tests.ballots.ended_rounds import five_heads
from tests.ballots.sittings import SECRET, all_give, days_pass, give, of_heads
from tests.ballots.traces import ROLL, events, told
from tests.cast import MEMBERS

MEETING = "Heads’ meeting, Berlin"
ENDORSED = ("endorse",) * 5
NEVER = sorted(set(MEMBERS) - {"inactive", "head_ep"})
# Every way a close comes out; a Head who returns ends the matter though another is missing.
COMES_TO = {
    ENDORSED: ("heads_endorsed", "full"),
    ("endorse", "endorse_subject_to", "endorse", "endorse", "endorse"): (
        "heads_endorsed_conditionally",
        "consensus",
    ),
    ("endorse", "endorse_subject_to", "defer", "endorse", "endorse"): ("heads_deferred", ""),
    ("return", "endorse", "endorse", "endorse", None): ("heads_returned", ""),
    ("return", "defer", "endorse_subject_to", "endorse", "endorse"): ("heads_returned", ""),
}


def day(ahead):
    return clock.now().date() + dt.timedelta(days=ahead)


@pytest.fixture
def heads(db, cast):
    return five_heads(cast)


@pytest.fixture
def put(heads, cast):
    return of_heads(cast)


@pytest.fixture
def delegated(cast):
    """The EPO's deputy head, delegated for three days by the Head."""
    now = clock.now()
    accounts.designate(cast.deputy_ep, since=now, until=now + dt.timedelta(days=3), by=cast.head_ep)
    return cast.deputy_ep


class TestOpening:
    def test_no_end_and_the_heads_are_told(self, heads, put):
        assert (put.procedure, put.state, put.ends_at, put.number) == ("heads", "open", None, 1)
        assert events(put) == [("ballot.opened", "members_observers", "TF")]
        assert told("heads_answer_requested") == dict.fromkeys(
            ["head_ep", "deputy_ep", "head_jp", "head_kr", "head_cn", "head_us"], 1
        )
        assert set(Notice.objects.values_list("kind", "immediate")) == {("heads_answer_requested", True)}


class TestAnswering:
    def test_each_answer_with_its_words(self, heads, put):
        all_give(put, heads, "endorse", "endorse_subject_to", "return", "defer", None, until=day(20))
        assert actions.current_answers(put) == dict(
            zip(ROLL, ("endorse", "endorse_subject_to", "return", "defer", None), strict=True)
        )
        rows = {each.office.code: each for each in Position.objects.all()}
        assert [each["passage"] for each in rows["JP"].entries] == ["Goal 2", ""]
        assert rows["CN"].until == day(20)

    @pytest.mark.parametrize(
        ("answer", "more", "field"),
        [
            ("endorse_subject_to", {"items": ""}, "items"),
            ("return", {"items": ""}, "items"),
            ("defer", {"until": None}, "until"),
            ("defer", {"until": dt.date(2020, 1, 1)}, "until"),
            ("defer", {"text": " ", "until": dt.date(2999, 1, 1)}, "text"),
            ("support", {}, "answer"),
            ("object", {}, "answer"),
        ],
    )
    def test_what_an_answer_needs(self, heads, put, answer, more, field):
        with pytest.raises(Invalid) as caught:
            give(put, heads["JP"], answer, **more)
        assert field in caught.value.errors
        assert not Position.objects.exists()

    @pytest.mark.parametrize("key", NEVER)
    def test_nobody_but_the_head(self, cast, put, key):
        with pytest.raises(Refused):
            give(put, cast.hat(key), "endorse")
        assert not Position.objects.exists()

    def test_the_deputy_while_delegated(self, cast, put, delegated):
        position = give(put, delegated, "endorse")
        assert (position.office.code, position.mandate.capacity) == ("EP", "deputy")
        accounts.withdraw_designation(delegated.designations.get(), by=cast.head_ep)
        with pytest.raises(Refused):
            give(put, cast.deputy_ep, "return")

    def test_a_change_is_a_row_and_the_members_see_that_it_changed(self, heads, put):
        give(put, heads["JP"], "return")
        give(put, heads["JP"], "endorse")
        assert list(Position.objects.values_list("seq", "answer")) == [(1, "return"), (2, "endorse")]
        assert events(put)[1:] == [
            ("ballot.answered", "members", "JP"),
            ("ballot.answer_changed", "members", "JP"),
        ]

    def test_no_words_outside_the_rows(self, heads, put, caplog):
        all_give(put, heads, "return", "endorse_subject_to", "endorse", "endorse", "defer", until=day(9))
        closed = actions.close_heads(put, by=heads["EP"], closing_note=MEETING)
        assert SECRET in Position.objects.order_by("seq")[0].items
        assert [row for row in Event.objects.values_list("payload", flat=True) if SECRET in row] == []
        assert [row for row in Notice.objects.values_list("data", flat=True) if SECRET in str(row)] == []
        assert SECRET not in str(closed.explanation) + caplog.text


class TestReading:
    """Answers as given to the circle of the Heads, to nobody else, open or closed, of the own office or not."""

    CIRCLE = {"head_ep", "deputy_ep", "hod_ep", "hod_jp", "hod_kr", "hod_cn", "hod_us"} | {
        "chair_ep", "chair_kr", "secretariat",
    }  # fmt: skip

    @pytest.mark.parametrize("key", sorted(set(MEMBERS) - {"inactive"}))
    def test_who_reads(self, cast, heads, put, key):
        all_give(put, heads, "endorse", "return", "endorse", "endorse", "endorse_subject_to")
        expected = list(Position.objects.order_by("seq")) if key in self.CIRCLE else []
        seen = Position.objects.visible_to(cast.hat(key)).filter(round=put).order_by("seq")
        assert list(seen) == expected
        actions.close_heads(put, by=cast.chair_kr, closing_note=MEETING)
        assert list(seen.all()) == expected


class TestClosing:
    @pytest.mark.parametrize("answers", COMES_TO, ids=lambda given: "-".join(str(each) for each in given))
    def test_what_it_comes_to(self, cast, heads, put, answers):
        all_give(put, heads, *answers, until=day(20))
        closed = actions.close_heads(put, by=cast.chair_kr, closing_note=MEETING)
        assert (closed.outcome, closed.level) == COMES_TO[answers]
        assert (closed.closing_note, closed.settle_due_at) == (MEETING, None)
        assert (closed.deferred_until is None) is (closed.outcome != "heads_deferred")

    def test_the_decision_is_told(self, cast, heads, put):
        all_give(put, heads, *ENDORSED)
        actions.close_heads(put, by=cast.chair_kr, closing_note=MEETING)
        readers = ["head_ep", "head_jp", "head_kr", "head_cn", "head_us", "deputy_ep"]
        readers += ["hod_ep", "hod_jp", "hod_kr", "hod_cn", "hod_us", "chair_ep", "chair_kr"]
        assert told("heads_decision") == dict.fromkeys(readers, 1)
        assert {each.immediate for each in Notice.objects.filter(kind="heads_decision")} == {True}

    @pytest.mark.parametrize(
        "answers", [(None,) * 5, ("endorse",) * 4 + (None,), ("defer", None, "endorse", "endorse", "endorse")]
    )
    def test_one_missing_and_no_return_is_refused(self, cast, heads, put, answers):
        all_give(put, heads, *answers, until=day(20))
        with pytest.raises(Refused, match="has not answered"):
            actions.close_heads(put, by=cast.chair_kr, closing_note=MEETING)
        put.refresh_from_db()
        assert put.state == "open"

    def test_twenty_four_hours_after_the_last_answer_or_change(self, owner, cast):
        heads = five_heads(cast)
        put = of_heads(cast)
        all_give(put, heads, *ENDORSED)
        put = days_pass(owner, put, 23.9)
        with pytest.raises(Refused, match="24 hours"):
            actions.close_heads(put, by=cast.chair_kr)
        put = days_pass(owner, put, 0.2)
        give(put, heads["US"], "endorse")
        with pytest.raises(Refused, match="24 hours"):
            actions.close_heads(put, by=cast.chair_kr)
        put = days_pass(owner, put, 24.1)
        assert actions.close_heads(put, by=cast.chair_kr).outcome == "heads_endorsed"

    def test_a_return_while_another_is_missing_after_24_hours_too(self, owner, cast):
        heads = five_heads(cast)
        put = of_heads(cast)
        give(put, heads["JP"], "return")
        with pytest.raises(Refused, match="24 hours"):
            actions.close_heads(put, by=cast.chair_kr)
        put = days_pass(owner, put, 24.1)
        assert actions.close_heads(put, by=cast.chair_kr).outcome == "heads_returned"

    def test_nothing_is_answered_after_the_close(self, cast, heads, put):
        all_give(put, heads, *ENDORSED)
        actions.close_heads(put, by=cast.chair_kr, closing_note=MEETING)
        with pytest.raises(WrongState):
            give(put, heads["JP"], "return")
        with pytest.raises(WrongState):
            actions.close_heads(put, by=cast.chair_kr, closing_note=MEETING)


class TestDeferral:
    @pytest.fixture
    def deferred(self, owner, cast):
        heads = five_heads(cast)
        put = of_heads(cast, visibility="members")
        give(put, heads["EP"], "defer", until=day(6))
        give(put, heads["JP"], "defer", until=day(30))
        for code in ("KR", "CN", "US"):
            give(put, heads[code], "endorse")
        return actions.close_heads(put, by=cast.chair_kr, closing_note=MEETING)

    def test_until_the_latest_date(self, deferred):
        assert deferred.deferred_until == deadlines.opening_of(day(30), calendar_from(clock.now()))
        with pytest.raises(Refused, match="has not come"):
            actions.open_deferred(deferred)
        assert Round.objects.count() == 1
        assert list(Round.objects.deferred()) == []

    def test_the_clock_puts_it_again_once_and_nothing_is_carried_over(self, owner, deferred):
        former = days_pass(owner, deferred, 24 * 32)
        assert list(Round.objects.deferred()) == [former]
        Notice.objects.all().delete()
        opened = actions.open_deferred(former)
        assert (opened.symbol, opened.number, opened.state) == (former.symbol, 2, "open")
        assert (opened.text_sha256, opened.title, opened.visibility, opened.subject_symbol) == (
            former.text_sha256, former.title, "members", former.subject_symbol,
        )  # fmt: skip
        assert not Position.objects.filter(round=opened).exists()
        assert actions.current_answers(opened) == dict.fromkeys(ROLL)
        assert events(opened) == [("ballot.opened", "members", "")]
        assert sum(told("heads_answer_requested").values()) == 6
        assert actions.open_deferred(former) == opened
        assert sum(told("heads_answer_requested").values()) == 6
        assert list(Round.objects.deferred()) == []

    def test_only_what_was_deferred(self, cast, heads, put):
        all_give(put, heads, *ENDORSED)
        with pytest.raises(WrongState):
            actions.open_deferred(actions.close_heads(put, by=cast.chair_kr, closing_note=MEETING))


class TestWalls:
    """As the runtime role, past every rule and action."""

    @pytest.mark.parametrize("key", NEVER)
    def test_who_answers(self, cast, put, key):
        office = straight.code("EP")
        with straight.stopped("IP503"):
            straight.insert(put, cast.hat(key), office, answer="endorse")

    def test_a_deputy_only_while_delegated(self, cast, put, delegated):
        straight.insert(put, delegated, answer="endorse")
        accounts.withdraw_designation(delegated.designations.get(), by=cast.head_ep)
        with straight.stopped("IP503"):
            straight.insert(put, delegated, answer="endorse")

    def test_a_head_of_another_office(self, heads, put):
        with straight.stopped("IP503"):
            straight.insert(put, heads["JP"], straight.code("US"), answer="endorse")

    @pytest.mark.parametrize("answer", ["support", "object", "abstain"])
    def test_answers_of_another_rule(self, heads, put, answer):
        with straight.stopped("IP519"):
            straight.insert(put, heads["JP"], answer=answer, remedy="x")

    @pytest.mark.parametrize(("answer", "words"), [
        ("endorse_subject_to", {}), ("return", {}), ("defer", {}), ("defer", {"until": "2999-01-01", "text": ""}),
    ])  # fmt: skip
    def test_an_answer_without_what_it_needs(self, heads, put, answer, words):
        with straight.stopped("23514"):
            straight.insert(put, heads["JP"], answer=answer, **words)

    def test_no_close_with_one_missing_nor_before_24_hours(self, heads, put):
        close = (
            "UPDATE ballots_round SET state = 'closed', outcome = 'heads_endorsed', closed_at = now(){} "
            "WHERE id = %s"
        )
        for answers in ((None,) * 5, ("endorse",) * 4 + (None,)):
            all_give(put, heads, *answers)
            with straight.stopped("IP507"):
                straight.run(close.format(", closing_note = 'meeting'"), put.pk)
        give(put, heads["US"], "endorse")
        with straight.stopped("IP507"):
            straight.run(close.format(""), put.pk)
        assert straight.run(close.format(", closing_note = 'meeting'"), put.pk) == 1

    def test_no_end_is_given_to_it(self, put):
        with straight.stopped("IP506"):
            straight.run("UPDATE ballots_round SET ends_at = now() + interval '1 day' WHERE id = %s", put.pk)

    def test_the_capacity_is_asked_at_the_instant(self, heads, put):
        head = heads["JP"]
        Mandate.objects.filter(pk=head.pk).update(until=clock.now())
        assert head.capacity == Capacity.HEAD
        with straight.stopped("IP503"):
            straight.insert(put, head, answer="endorse")
