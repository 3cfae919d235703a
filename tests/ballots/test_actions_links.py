"""A Head's link: sent, opened, answered by with its code, used up, voided, contested; and what is told of it."""

import datetime as dt
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ip5.accounts import actions as accounts
from ip5.accounts.models import Mandate
from ip5.audit.models import Event
from ip5.ballots import actions, tokens
from ip5.ballots.models import HeadLink, LinkMail, LinkUse, Position, Round, Seat
from ip5.ballots.verifier import check_rounds
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from tests.ballots.ended_rounds import five_heads
from tests.ballots.links import WRONG, another_deputy, held, log, second_address, sent, used
from tests.ballots.sittings import ITEMS, SECRET, give, of_heads
from tests.ballots.traces import events, last_event, told

pytestmark = pytest.mark.django_db
OWN = {"hod_ep": 1, "deputy_ep": 1, "head_ep": 1}


@pytest.fixture
def put(cast):
    return of_heads(cast)


class TestSending:
    def test_what_is_written(self, cast, put):
        link = sent(cast, put, by=cast.chair_kr)
        assert (link.round, link.mandate, link.asked_by_id) == (put, cast.head_ep, cast.chair_kr.pk)
        assert link.expires_at - link.at == dt.timedelta(hours=72)
        assert abs(link.at - clock.instant()) < dt.timedelta(seconds=30)
        assert log(link) == ["asked"]
        assert list(LinkMail.objects.values_list("part", "sent_at")) == [("link", None)]
        assert not Notice.objects.exclude(kind="heads_answer_requested").exists()
        assert events(put)[1:] == [("ballot.link_sent", "office_internal", "TF")]
        assert last_event(put).offices == [cast.head_ep.office_id]

    def test_the_code_goes_to_the_second_address_where_there_is_one(self, cast, put):
        second_address(cast.head_ep)
        assert sent(cast, put).code_by == "mail"
        assert list(LinkMail.objects.values_list("part", flat=True)) == ["link", "code"]

    def test_without_a_second_way_there_is_no_link(self, cast, put):
        Mandate.objects.filter(pk=cast.deputy_ep.pk).update(until=clock.now())
        with pytest.raises(Refused, match="no second way"):
            sent(cast, put)
        second_address(cast.head_ep)
        assert sent(cast, put)

    @pytest.mark.parametrize(
        "key", ["delegate_ep", "head_ep", "hod_jp", "observer", "site_admin", "anonymous"]
    )
    def test_nobody_else_asks(self, cast, put, key):
        with pytest.raises(Refused):
            sent(cast, put, by=cast.hat(key))
        assert not HeadLink.objects.exists()

    def test_a_new_one_voids_the_former(self, cast, put):
        first = sent(cast, put)
        second = sent(cast, put, by=cast.hod_ep)
        assert actions.link_of(first.token) is None
        assert held(second).pk == second.pk
        assert (log(first), log(second)) == (["asked", "voided"], ["asked"])

    def test_each_round_and_each_mandate_has_its_own(self, cast, put):
        heads, other = five_heads(cast), of_heads(cast)
        second_address(heads["JP"])
        links = [sent(cast, put), sent(cast, other), sent(cast, put, to=heads["JP"])]
        assert [held(each).pk for each in links] == [each.pk for each in links]
        assert len({each.token for each in links} | {each.code for each in links}) == 6

    def test_ten_a_day(self, cast, put):
        for _ in range(10):
            link = sent(cast, put)
        with pytest.raises(Refused, match="Ten links"):
            sent(cast, put)
        assert held(link)

    def test_not_after_the_close(self, cast):
        round = of_heads(cast)
        give(round, cast.head_ep, "return")
        actions.close_heads(round, by=cast.chair_kr, closing_note="Berlin")
        with pytest.raises(WrongState):
            sent(cast, round)

    def test_not_to_an_ended_mandate(self, cast, put):
        head = cast.head_ep
        Mandate.objects.filter(pk=head.pk).update(until=clock.now())
        with pytest.raises(WrongState):
            sent(cast, put, to=head)


class TestOpening:
    @pytest.mark.parametrize("token", ["", "x", "a" * 43])
    def test_what_was_never_a_token(self, put, token):
        assert actions.link_of(token) is None

    def test_opening_uses_nothing_up(self, cast, put):
        link = sent(cast, put)
        for _ in range(3):
            actions.note_opened(held(link))
        assert log(link) == ["asked", "opened"]
        assert held(link)

    def test_it_is_the_heads_mandate_alone(self, cast, put):
        link = sent(cast, put)
        assert held(link).mandate == cast.head_ep
        Mandate.objects.filter(pk=cast.head_ep.pk).update(until=clock.now())
        assert actions.link_of(link.token) is None

    def test_a_delegation_that_ended_opens_nothing(self, cast, put):
        another_deputy(cast)
        now = clock.now()
        accounts.designate(cast.deputy_ep, since=now, until=now + dt.timedelta(days=1), by=cast.head_ep)
        link = sent(cast, put, to=cast.deputy_ep)
        assert held(link).mandate == cast.deputy_ep
        accounts.withdraw_designation(cast.deputy_ep.designations.get(), by=cast.head_ep)
        assert actions.link_of(link.token) is None

    def test_another_key_of_the_site_opens_nothing_old(self, cast, put, settings):
        link = sent(cast, put)
        settings.SECRET_KEY = "another key of another site, long enough for every check"
        assert actions.link_of(HeadLink.objects.get().token) is None
        assert link.token_hash != tokens.token_hash(link.token)

    def test_a_cancelled_round_opens_nothing(self, cast, put):
        link = sent(cast, put)
        actions.cancel(put, by=cast.chair_kr, reason="A wrong annex.")
        assert actions.link_of(link.token) is None
        with pytest.raises(WrongState):
            used(link)


class TestAnswering:
    def test_the_answer_is_the_heads(self, cast, put):
        link = sent(cast, put)
        position = used(link, "return", items=actions.packed(ITEMS))
        assert (position.mandate, position.office.code, position.answer) == (cast.head_ep, "EP", "return")
        assert log(link) == ["asked", "answered"]
        assert LinkUse.objects.get(kind="answered").position == position
        assert events(put)[-1] == ("ballot.answered", "members", "EP")
        event = last_event(put)
        assert json.loads(event.payload) == {"data": {"how": "by_link"}, "reason": ""}
        assert (event.person_name, event.by_id) == ("Head Ep", cast.head_ep.pk)
        assert told("heads_answered_by_link") == OWN
        assert set(Notice.objects.filter(kind="heads_answered_by_link").values_list("immediate")) == {(True,)}
        assert check_rounds() is None

    def test_it_may_change_an_answer(self, cast, put):
        give(put, cast.head_ep, "endorse")
        used(sent(cast, put), "return", items=actions.packed(ITEMS))
        assert actions.current_answers(put)["EP"] == "return"
        assert events(put)[-1] == ("ballot.answer_changed", "members", "EP")

    def test_once(self, cast, put):
        link = sent(cast, put)
        used(link)
        assert actions.link_of(link.token) is None
        with pytest.raises(WrongState):
            used(link)
        assert Position.objects.count() == 1

    def test_words_that_are_missing_use_nothing_up(self, cast, put):
        link = sent(cast, put)
        with pytest.raises(Invalid):
            used(link, "return", items="")
        assert log(link) == ["asked"]
        assert used(link)

    def test_five_wrong_codes_and_it_is_void(self, cast, put):
        link = sent(cast, put)
        for left in (4, 3, 2, 1, 0):
            assert used(link, code=WRONG) is None
            assert actions.tries_left(link) == left
        assert log(link) == ["asked", *["wrong_code"] * 5, "voided"]
        assert told("heads_link_void") == OWN
        assert actions.link_of(link.token) is None
        with pytest.raises(WrongState):
            used(link)
        assert not Position.objects.exists()
        assert used(sent(cast, put))

    def test_the_code_of_another_link_is_wrong(self, cast, put):
        first, other = sent(cast, put), sent(cast, of_heads(cast))
        assert used(first, code=other.code) is None

    def test_a_deputy_by_delegation_answers_in_the_own_name(self, cast, put):
        another_deputy(cast)
        now = clock.now()
        accounts.designate(cast.deputy_ep, since=now, until=now + dt.timedelta(days=1), by=cast.head_ep)
        assert used(sent(cast, put, to=cast.deputy_ep)).mandate == cast.deputy_ep

    def test_no_log_line_no_event_and_no_row_holds_a_secret(self, cast, put, caplog):
        second_address(cast.head_ep)
        with caplog.at_level("DEBUG"), CaptureQueriesContext(connection) as queries:
            link = sent(cast, put)
            secrets = [link.token, tokens.code_of(link.seed), link.code]
            actions.note_opened(held(link))
            used(link, code=WRONG)
            used(link, "return", items=actions.packed(ITEMS))
        heard = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
        rows = [
            *HeadLink.objects.values(),
            *LinkUse.objects.values(),
            *LinkMail.objects.values(),
            *Notice.objects.values(),
            *Event.objects.values(),
        ]
        everything = " ".join(map(str, [*heard, *rows, *(each["sql"] for each in queries)]))
        assert not [secret for secret in secrets if secret in everything]
        assert SECRET not in " ".join(map(str, rows))


class TestVoiding:
    @pytest.mark.parametrize("key", ["head_ep", "deputy_ep", "hod_ep", "secretariat"])
    def test_who_may(self, cast, put, key):
        link = sent(cast, put)
        actions.void_link(link, by=cast.hat(key))
        assert log(link) == ["asked", "voided"]
        assert events(put)[-1][:2] == ("ballot.link_voided", "office_internal")
        assert last_event(put).offices == [cast.head_ep.office_id]
        assert actions.link_of(link.token) is None
        with pytest.raises(WrongState):
            actions.void_link(link, by=cast.hat(key))

    @pytest.mark.parametrize("key", ["delegate_ep", "hod_jp", "chair_kr", "observer", "site_admin"])
    def test_who_may_not(self, cast, put, key):
        link = sent(cast, put)
        with pytest.raises(Refused):
            actions.void_link(link, by=cast.hat(key))
        assert held(link)


class TestContesting:
    @pytest.fixture
    def contested(self, cast, put):
        used(sent(cast, put))
        actions.contest(put, by=cast.head_ep)
        return put

    def test_it_does_not_count_and_all_rows_stay(self, cast, contested):
        assert actions.current_answers(contested)["EP"] is None
        assert Position.objects.count() == 1
        assert log(HeadLink.objects.get()) == ["asked", "answered", "contested"]
        assert events(contested)[-1] == ("ballot.answer_contested", "members", "EP")
        assert json.loads(last_event(contested).payload) == {"data": {}, "reason": ""}
        assert told("heads_answer_contested") == OWN | {"chair_ep": 1, "chair_kr": 1, "secretariat": 1}

    def test_the_office_is_asked_again(self, cast, put):
        def waits():
            seat = Seat.objects.with_answered().get(round=put, office__code="EP")
            return seat.has_answered, Round.objects.awaiting(cast.head_ep).filter(pk=put.pk).exists()

        assert waits() == (False, True)
        give(put, cast.head_ep, "endorse")
        assert waits() == (True, False)
        used(sent(cast, put))
        assert waits() == (True, False)
        actions.contest(put, by=cast.head_ep)
        assert waits() == (False, True)
        give(put, cast.head_ep, "endorse")
        assert waits() == (True, False)

    def test_no_close_over_it_and_the_record_holds_after(self, cast, contested):
        heads = five_heads(cast)
        for code in ("JP", "KR", "CN", "US"):
            give(contested, heads[code], "endorse")
        with pytest.raises(Refused, match="contested"):
            actions.close_heads(contested, by=cast.chair_kr, closing_note="Berlin")
        give(contested, cast.head_ep, "endorse")
        closed = actions.close_heads(contested, by=cast.chair_kr, closing_note="Berlin")
        assert (closed.outcome, closed.level) == ("heads_endorsed", "full")
        assert check_rounds() is None

    def test_once_and_not_after_the_close(self, cast, contested):
        with pytest.raises(WrongState):
            actions.contest(contested, by=cast.head_ep)
        give(contested, cast.head_ep, "return")
        used(sent(cast, contested), "return", items=actions.packed(ITEMS))
        actions.close_heads(contested, by=cast.chair_kr, closing_note="Berlin")
        with pytest.raises(WrongState):
            actions.contest(contested, by=cast.head_ep)

    @pytest.mark.parametrize("key", ["hod_ep", "deputy_ep", "chair_kr", "secretariat", "hod_jp"])
    def test_nobody_but_the_head(self, cast, put, key):
        used(sent(cast, put))
        with pytest.raises(Refused):
            actions.contest(put, by=cast.hat(key))
        assert actions.current_answers(put)["EP"] == "endorse"
