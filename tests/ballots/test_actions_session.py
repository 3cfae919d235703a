"""Agreement in session: pressed, recorded, confirmed or declined, closed; and the walls behind each."""

import datetime as dt
import itertools

import pytest

from ip5.accounts.models import Designation
from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import Position, RecordedWords, Round
from ip5.kernel import clock
from ip5.kernel.errors import Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from tests.ballots import straight
from tests.ballots.sittings import SECRET, WORDS, asked, in_session
from tests.ballots.traces import ROLL, end_of, events
from tests.cast import HODS, MEMBERS

NOT_SPEAKING = sorted(set(MEMBERS) - {"inactive", *HODS})


def press(round, hat, answer="object"):
    return actions.cast(round, by=hat, answer=answer, **WORDS)


def said(round, cast, office="JP", answer="object"):
    return actions.record_words(round, by=cast.secretariat, office=office, answer=answer, **WORDS)


@pytest.mark.django_db
class TestOpening:
    def test_roll_time_and_record(self, cast):
        before = clock.now()
        round = in_session(cast, "CN", "US", seconds=90)
        assert (round.procedure, round.state, round.number) == ("tf_session", "open", 1)
        assert [(each.office.code, each.is_present) for each in round.seats.all()] == [
            (code, code not in {"CN", "US"}) for code in ROLL
        ]
        assert round.ends_at - round.opened_at == dt.timedelta(seconds=90)
        assert dt.timedelta() <= round.opened_at - before < dt.timedelta(seconds=30)
        assert events(round) == [("ballot.opened", "members_observers", "TF")]
        assert Event.objects.for_subject(round).get().data == {
            "rule": str(round.rule_set), "text_sha256": round.text_sha256,
            "ends_at": round.ends_at.isoformat(), "absent": ["CN", "US"],
        }  # fmt: skip
        assert round.get_absolute_url() == f"/ballots/{round.uuid}/"

    def test_sixty_seconds_unless_said(self, cast):
        round = actions.open_session(asked(), by=cast.chair_kr)
        assert round.ends_at - round.opened_at == dt.timedelta(seconds=60)
        assert {each.is_present for each in round.seats.all()} == {True}

    @pytest.mark.parametrize(
        ("terms", "field"),
        [({"seconds": 0}, "seconds"), ({"seconds": 901}, "seconds"), ({"absent": ["WO"]}, "absent")],
    )
    def test_what_the_rule_does_not_know(self, cast, terms, field):
        with pytest.raises(Invalid) as caught:
            actions.open_session(asked(), by=cast.chair_kr, **terms)
        assert list(caught.value.errors) == [field]
        assert not Round.objects.exists()


@pytest.mark.django_db
class TestPressing:
    def test_a_present_head_of_delegation_objects_or_reserves(self, cast):
        round = in_session(cast)
        press(round, cast.hod_jp)
        press(round, cast.hod_us, "reserve")
        assert actions.current_answers(round) == {
            "EP": "present", "JP": "object", "KR": "present", "CN": "present", "US": "reserve",
        }  # fmt: skip
        assert events(round)[1:] == [
            ("ballot.answered", "members", "JP"),
            ("ballot.answered", "members", "US"),
        ]

    @pytest.mark.parametrize(
        "answer", ["support", "ad_referendum", "abstain", "present", "absent", "endorse"]
    )
    def test_nothing_else_is_pressed(self, cast, answer):
        with pytest.raises(Invalid):
            press(in_session(cast), cast.hod_jp, answer)

    @pytest.mark.parametrize("missing", sorted(WORDS))
    def test_an_objection_needs_passage_reason_and_remedy(self, cast, missing):
        with pytest.raises(Invalid) as caught:
            actions.cast(in_session(cast), by=cast.hod_jp, answer="object", **{**WORDS, missing: " "})
        assert list(caught.value.errors) == [missing]

    @pytest.mark.parametrize("key", NOT_SPEAKING)
    def test_nobody_else(self, cast, key):
        with pytest.raises(Refused):
            press(in_session(cast), cast.hat(key))
        assert not Position.objects.exists()

    def test_the_alternate_while_designated(self, cast):
        now = clock.now()
        Designation.objects.create(
            mandate=cast.alternate_ep, since=now - straight.HOUR, until=now + straight.HOUR, by=cast.head_ep
        )
        assert press(in_session(cast), cast.alternate_ep).office.code == "EP"

    def test_not_the_absent(self, cast):
        with pytest.raises(Refused):
            press(in_session(cast, "CN"), cast.hod_cn)


def test_nothing_is_pressed_after_the_time(cast, ended):
    with pytest.raises(WrongState):
        press(ended(in_session(cast)), cast.hod_jp)
    assert not Position.objects.exists()


class TestRecordedWords:
    def test_they_become_the_position_when_confirmed_even_after_the_time(self, cast, ended):
        round = in_session(cast)
        words = said(round, cast)
        assert actions.current_answers(round)["JP"] == "present"
        position = actions.confirm_words(said_of(ended(round)), by=cast.hod_jp)
        assert (position.recorded_id, position.mandate_id, position.words) == (
            words.pk, cast.hod_jp.pk, words.words,
        )  # fmt: skip
        assert actions.current_answers(round)["JP"] == "object"
        assert events(round)[1:] == [
            ("ballot.words_recorded", "members", "TF"),
            ("ballot.answered", "members", "JP"),
        ]

    def test_they_are_taken_down_after_the_time_too(self, cast, ended):
        assert said(ended(in_session(cast)), cast, "US", "reserve").office.code == "US"

    @pytest.mark.django_db
    def test_declined_they_do_not_count_and_are_kept(self, cast):
        round = in_session(cast)
        declined = actions.decline_words(said(round, cast), by=cast.hod_jp)
        assert (declined.declined_by_id, declined.declined_at is None) == (cast.hod_jp.pk, False)
        assert actions.current_answers(round)["JP"] == "present"
        for deed in (actions.confirm_words, actions.decline_words):
            with pytest.raises(WrongState):
                deed(declined, by=cast.hod_jp)
        assert [each[0] for each in events(round)[1:]] == ["ballot.words_recorded", "ballot.words_declined"]
        assert said(round, cast).pk != declined.pk

    @pytest.mark.django_db
    def test_confirmed_once(self, cast):
        words = said(in_session(cast), cast)
        actions.confirm_words(words, by=cast.hod_jp)
        for deed in (actions.confirm_words, actions.decline_words):
            with pytest.raises(WrongState):
                deed(RecordedWords.objects.get(), by=cast.hod_jp)
        assert Position.objects.count() == 1

    @pytest.mark.django_db
    @pytest.mark.parametrize("key", sorted(set(MEMBERS) - {"inactive", "secretariat"}))
    def test_only_the_secretariat_records(self, cast, key):
        with pytest.raises(Refused):
            actions.record_words(in_session(cast), by=cast.hat(key), office="JP", answer="object", **WORDS)
        assert not RecordedWords.objects.exists()

    @pytest.mark.django_db
    @pytest.mark.parametrize("key", sorted(set(MEMBERS) - {"inactive", "hod_jp"}))
    def test_only_that_head_of_delegation_answers_for_them(self, cast, key):
        words = said(in_session(cast), cast)
        for deed in (actions.confirm_words, actions.decline_words):
            with pytest.raises(Refused):
                deed(words, by=cast.hat(key))
        assert list(RecordedWords.objects.waiting()) == [words]

    @pytest.mark.django_db
    def test_not_of_the_absent_nor_while_others_wait_nor_of_strangers(self, cast):
        round = in_session(cast, "CN")
        said(round, cast)
        for office, refusal in (("CN", Refused), ("WO", Refused), ("JP", WrongState)):
            with pytest.raises(refusal):
                said(round, cast, office)
        with pytest.raises(Invalid):
            said(round, cast, "US", "support")
        assert RecordedWords.objects.count() == 1

    @pytest.mark.django_db
    def test_no_words_outside_the_rows(self, cast, caplog):
        round = in_session(cast)
        actions.confirm_words(said(round, cast), by=cast.hod_jp)
        actions.decline_words(said(round, cast, "US"), by=cast.hod_us)
        assert SECRET in Position.objects.get().text
        assert [row for row in Event.objects.values_list("payload", flat=True) if SECRET in row] == []
        assert [row for row in Notice.objects.values_list("data", flat=True) if SECRET in str(row)] == []
        assert SECRET not in caplog.text


def said_of(round):
    """Return the only words recorded in the round, read anew."""
    return RecordedWords.objects.select_related("round__rule_set").get(round=round)


class TestClosing:
    @pytest.mark.parametrize(
        ("absent", "pressed", "outcome"),
        [
            ((), {}, ("agreed", "consensus")),
            ((), {"hod_us": "reserve"}, ("agreed_with_reservations", "consensus")),
            ((), {"hod_us": "object", "hod_jp": "reserve"}, ("no_consensus", "")),
            (("CN",), {}, ("provisional", "")),
            (("CN",), {"hod_us": "object"}, ("no_consensus", "")),
            (("CN", "US"), {"hod_jp": "object"}, ("inquorate", "")),
        ],
    )
    def test_what_it_comes_to(self, cast, ended, absent, pressed, outcome):
        round = in_session(cast, *absent)
        for key, answer in pressed.items():
            press(round, cast.hat(key), answer)
        closed = actions.close(ended(round), by=cast.chair_kr)
        assert (closed.outcome, closed.level) == outcome
        due = end_of(closed.closed_at, 10) if outcome[0] == "provisional" else None
        assert closed.settle_due_at == due
        assert closed.subject_outcome == {
            "agreed": "tf_endorsed", "agreed_with_reservations": "tf_endorsed_with_reservations",
        }.get(outcome[0], outcome[0])  # fmt: skip

    @pytest.mark.django_db
    def test_not_before_the_time_set(self, cast):
        round = in_session(cast)
        for key in HODS:
            press(round, cast.hat(key), "reserve")
        with pytest.raises(Refused, match="has not run"):
            actions.close(round, by=cast.chair_kr)

    def test_not_while_recorded_words_wait_and_it_says_whose(self, cast, ended):
        round = in_session(cast)
        said(round, cast)
        said(round, cast, "US")
        round = ended(round)
        with pytest.raises(Refused, match="of the JPO, USPTO to"):
            actions.close(round, by=cast.chair_kr)
        waiting = {each.office.code: each for each in RecordedWords.objects.all()}
        actions.decline_words(waiting["JP"], by=cast.hod_jp)
        with pytest.raises(Refused, match="of the USPTO to"):
            actions.close(round, by=cast.chair_kr)
        actions.confirm_words(waiting["US"], by=cast.hod_us)
        assert actions.close(round, by=cast.chair_kr).outcome == "no_consensus"
        with pytest.raises(WrongState):
            said(round, cast)


class TestWalls:
    """As the runtime role, past every rule and action."""

    def test_a_late_press(self, cast, ended):
        round = ended(in_session(cast))
        with straight.stopped("IP501"):
            straight.insert(round, cast.hod_jp)

    @pytest.mark.django_db
    def test_an_absent_delegation(self, cast):
        with straight.stopped("IP502"):
            straight.insert(in_session(cast, "CN"), cast.hod_cn)

    @pytest.mark.django_db
    def test_words_under_another_office_round_or_wording(self, cast):
        round, other = in_session(cast), in_session(cast)
        words = said(round, cast)
        same = {"recorded_id": words.pk, "answer": words.answer, **{k: getattr(words, k) for k in WORDS}}
        forged = [{"text": "softer"}, {"passage": "9"}, {"remedy": "x"}, {"answer": "reserve"}]
        for each in forged:
            with straight.stopped("IP520"):
                straight.insert(round, cast.hod_jp, **{**same, **each})
        for where, who in ((other, cast.hod_jp), (round, cast.hod_us)):
            with straight.stopped("IP520"):
                straight.insert(where, who, **same)
        with straight.stopped("IP503"):
            straight.insert(round, cast.delegate_jp, **same)
        straight.insert(round, cast.hod_jp, **same)

    @pytest.mark.django_db
    def test_declined_words_and_what_was_said_are_not_changed(self, cast):
        round = in_session(cast)
        words = actions.decline_words(said(round, cast), by=cast.hod_jp)
        same = {"recorded_id": words.pk, "answer": words.answer, **{k: getattr(words, k) for k in WORDS}}
        with straight.stopped("IP520"):
            straight.insert(round, cast.hod_jp, **same)
        for change in ("text = 'softer'", "answer = 'reserve'", "office_id = office_id", "at = now()"):
            with straight.stopped("42501"):
                straight.run(f"UPDATE ballots_recordedwords SET {change}")

    @pytest.mark.django_db
    @pytest.mark.parametrize(("key", "office", "state"), [
        ("hod_jp", "JP", "IP503"), ("chair_kr", "JP", "IP503"), ("secretariat", "CN", "IP501"),
    ])  # fmt: skip
    def test_who_records_of_whom(self, cast, key, office, state):
        round = in_session(cast, "CN")
        with straight.stopped(state):
            RecordedWords.objects.create(
                round=round, office_id=straight.code(office), mandate_id=cast.hat(key).pk,
                answer="object", **WORDS,
            )  # fmt: skip

    def test_no_close_while_words_wait_nor_before_the_time(self, cast, ended):
        round = in_session(cast)
        said(round, cast)
        close = (
            "UPDATE ballots_round SET state = 'closed', outcome = 'agreed', closed_at = now() WHERE id = %s"
        )
        for _ in itertools.repeat(None, 2):
            with straight.stopped("IP507"):
                straight.run(close, round.pk)
            round = ended(round) if round.is_open else round
