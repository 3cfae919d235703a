"""The last wall: what the runtime role may do to a ballot by straight SQL, past every rule and action."""

import datetime as dt
import hashlib
import uuid

import pytest

from ip5.accounts.models import Designation, Mandate
from ip5.ballots import actions
from ip5.ballots.models import Position, Round
from ip5.kernel import clock
from tests.ballots.straight import FORGED, HOUR, code, hod, insert, stopped
from tests.cast import SINCE


class TestWhoseMandate:
    """A position counts only from the office's own head of delegation, or its designated alternate, now."""

    @pytest.fixture(autouse=True)
    def _round(self, db, cast, opened):
        self.round, self.cast = opened(), cast

    def test_the_head_of_delegation_s_is_taken(self):
        insert(self.round, self.cast.hod_jp)
        assert Position.objects.get().office.code == "JP"

    def test_an_ended_one(self):
        ended = hod(self.cast.delegate_jp.person, "JP", SINCE - 9 * HOUR, SINCE)
        with stopped("IP503"):
            insert(self.round, ended)

    def test_one_that_ended_a_moment_ago(self):
        mandate = self.cast.hod_jp
        mandate.until = clock.now()
        mandate.save()
        with stopped("IP503"):
            insert(self.round, mandate)

    def test_a_future_one(self):
        change = clock.now() + HOUR
        Mandate.objects.filter(pk=self.cast.hod_jp.pk).update(until=change)
        with stopped("IP503"):
            insert(self.round, hod(self.cast.delegate_jp.person, "JP", change))

    @pytest.mark.parametrize("key", ["delegate_ep", "deputy_ep", "head_ep", "admin_ep", "alternate_ep"])
    def test_another_capacity_s(self, key):
        with stopped("IP503"):
            insert(self.round, self.cast.hat(key))

    @pytest.mark.parametrize(
        "key", ["hod_us", "hod_ep", "chair_ep", "chair_kr", "secretariat", "site_admin", "observer"]
    )
    def test_another_office_s(self, key):
        with stopped("IP503"):
            insert(self.round, self.cast.hat(key), office=code("KR"))

    @pytest.mark.parametrize("key", ["chair_kr", "observer", "industry", "site_admin"])
    def test_an_office_without_a_seat(self, key):
        with stopped("IP502"):
            insert(self.round, self.cast.hat(key))

    def test_an_inactive_person_s(self):
        person = self.cast.hod_jp.person
        mandate = self.cast.hod_jp
        person.is_active = False
        person.save()
        with stopped("IP503"):
            insert(self.round, mandate)

    def test_none_at_all(self):
        with stopped("IP503"):
            insert(self.round, self.cast.hod_jp, mandate_id=None)

    @pytest.mark.parametrize(("since", "until", "taken"), [(-2, -1, False), (1, 2, False), (-1, 1, True)])
    def test_an_alternate_s_only_while_designated(self, since, until, taken):
        alternate, now = self.cast.alternate_ep, clock.now()
        Designation.objects.create(mandate=alternate, since=now + since * HOUR, until=now + until * HOUR)
        if taken:
            insert(self.round, alternate)
        else:
            with stopped("IP503"):
                insert(self.round, alternate)
        assert Position.objects.count() == int(taken)

    def test_a_designated_alternate_whose_mandate_ended(self):
        alternate, now = self.cast.alternate_ep, clock.now()
        Designation.objects.create(mandate=alternate, since=now - HOUR, until=now + HOUR)
        Mandate.objects.filter(pk=alternate.pk).update(until=now)
        with stopped("IP503"):
            insert(self.round, alternate)

    def test_a_round_that_does_not_exist(self):
        with stopped("IP501"):
            insert(self.round, self.cast.hod_jp, round_id=0)

    def test_a_seatless_round(self):
        bare = Round.objects.get(pk=self.round.pk)
        bare.pk, bare.uuid, bare.number = None, uuid.uuid4(), 2
        bare.save(force_insert=True)
        with stopped("IP502"):
            insert(bare, self.cast.hod_jp)


class TestWhen:
    """Into a round that is over nothing comes, and the database's clock says when that is."""

    def test_into_a_closed_round(self, db, cast, opened, everybody):
        round = opened()
        everybody(round)
        actions.close(round, by=cast.chair_kr)
        with stopped("IP501"):
            insert(round, cast.hod_jp)
        assert Position.objects.count() == 5

    def test_into_a_cancelled_round(self, db, cast, opened):
        round = opened()
        actions.cancel(round, by=cast.chair_kr, reason="a new revision")
        with stopped("IP501"):
            insert(round, cast.hod_jp)

    def test_after_its_end(self, cast, opened, ended):
        round = opened()
        insert(round, cast.hod_jp)
        round = ended(round)
        assert round.state == "open"
        with stopped("IP501"):
            insert(round, cast.hod_jp)
        with stopped("IP501"):
            insert(round, cast.hod_us, at=round.ends_at - HOUR)
        assert Position.objects.count() == 1

    def test_up_to_its_end(self, cast, opened, later):
        round = opened()
        round = later(round, (round.ends_at - clock.now()).total_seconds() - 30)
        insert(round, cast.hod_jp)
        assert Position.objects.count() == 1


class TestWhatIsWritten:
    """Clock, number and chain are the database's, whatever is sent."""

    def sha(self, text):
        return hashlib.sha256(text.encode()).hexdigest()

    def expected(self, row):
        sha = self.sha
        at = row.at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        words = (sha(row.passage), sha(row.text), sha(row.remedy), sha(row.items))
        who = (row.office.code, str(row.mandate.uuid), at)
        content = sha("\n".join((row.salt, *who, row.answer, row.kind, "", *words, "")))
        assert row.content == content
        return sha("\n".join(("ip5-position-2", str(row.round.uuid), str(row.seq), row.prev, content)))

    def test_set_values_are_overwritten(self, db, cast, opened):
        round = opened()
        before = clock.now()
        first = Position.objects.get(pk=insert(round, cast.hod_jp, **FORGED))
        second = Position.objects.get(pk=insert(round, cast.hod_jp, **FORGED, text="ü\n日本"))
        after = clock.now()
        round.refresh_from_db()
        assert (first.seq, first.prev, first.hash) == (1, round.genesis, self.expected(first))
        assert (second.seq, second.prev, second.hash) == (2, first.hash, self.expected(second))
        assert before <= first.at <= second.at <= after
        assert (round.position_count, round.chain_head) == (2, second.hash)

    def test_a_refused_one_leaves_no_gap(self, db, cast, opened):
        round = opened()
        insert(round, cast.hod_jp)
        with stopped("IP503"):
            insert(round, cast.delegate_ep)
        assert Position.objects.get(pk=insert(round, cast.hod_us)).seq == 2

    def test_each_round_has_its_own_chain(self, db, cast, opened):
        rows = [Position.objects.get(pk=insert(opened(), cast.hod_jp)) for _ in range(2)]
        assert [(row.seq, row.prev) for row in rows] == [(1, row.round.genesis) for row in rows]
        assert rows[0].hash != rows[1].hash

    @pytest.mark.parametrize(
        "over",
        [
            {"salt": ""},
            {"salt": "0" * 31},
            {"salt": "G" * 32},
            {"answer": "reserve", "text": ""},
            {"answer": "ad_referendum", "text": ""},
            {"answer": "object", "text": "", "remedy": "r"},
            {"answer": "object", "passage": "", "remedy": "r"},
            {"answer": "object", "remedy": ""},
        ],
    )
    def test_an_unsalted_unknown_or_wordless_one_is_refused(self, db, cast, opened, over):
        with stopped("23514"):
            insert(opened(), cast.hod_jp, **over)

    @pytest.mark.parametrize("what", ["yes", "endorse", "received", "present"])
    def test_an_answer_that_the_rule_does_not_cast_is_refused(self, db, cast, opened, what):
        with stopped("IP519"):
            insert(opened(), cast.hod_jp, answer=what)

    @pytest.mark.parametrize("what", ["support", "abstain"])
    def test_these_two_need_no_words(self, db, cast, opened, what):
        insert(opened(), cast.hod_jp, answer=what, passage="", text="")
        assert Position.objects.get().answer == what

    def test_salts_are_random(self, db, cast, opened, everybody):
        everybody(opened())
        salts = set(Position.objects.values_list("salt", flat=True))
        assert (len(salts), {len(salt) for salt in salts}) == (5, {32})
