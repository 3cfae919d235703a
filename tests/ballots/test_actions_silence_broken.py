"""Breaking a silence, and what does not break it: who, with which words, until when."""

import datetime as dt
import threading
from collections import Counter

import pytest
from django.db import connections

from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import Position, Round
from ip5.kernel import clock
from ip5.kernel.errors import DeedError, Invalid, Refused, WrongState
from ip5.outbox.models import Notice
from ip5.register.models import Decision
from tests import silences
from tests.ballots.conftest import asked
from tests.ballots.straight import insert, stopped
from tests.ballots.test_actions_silence import CALM, NOT_HOD, OBJECTION, designate
from tests.ballots.traces import events, told
from tests.cast import HODS


class TestBreaking:
    @pytest.mark.parametrize("key", HODS)
    @pytest.mark.parametrize("words", [OBJECTION, silences.AMENDMENT])
    def test_one_ends_it_at_once_and_all_are_told_by_name(self, db, cast, key, words):
        round = silences.running(cast, asked())
        closed = actions.break_silence(round, by=cast.hat(key), **words)
        assert (closed.state, closed.outcome, closed.level, closed.subject_outcome) == (
            "closed",
            "broken",
            "",
            "tabled",
        )
        assert (clock.now() - closed.closed_at).total_seconds() < 5
        position = Position.objects.get()
        assert {name: getattr(position, name) for name in words} == words
        assert told("silence_broken") == Counter({**CALM, "chair_kr": 1})
        office = cast.hat(key).office
        assert {tuple(each.data.items()) for each in Notice.objects.filter(kind="silence_broken")} == {
            (("office", office.acronym),)
        }
        assert Notice.objects.filter(kind="silence_broken", immediate=False).count() == 0
        assert events(round)[1:] == [
            ("ballot.answered", "members", office.code),
            ("ballot.silence_broken", "members", office.code),
            ("ballot.closed", "members_observers", ""),
        ]
        assert Decision.objects.count() == 0

    def test_no_event_or_notice_holds_the_words(self, db, cast):
        round = silences.running(cast, asked())
        actions.break_silence(round, by=cast.hod_jp, **OBJECTION)
        rows = [str(each) for model in (Event, Notice) for each in model.objects.values()]
        assert [row for row in rows for word in ("Not so.", "Another figure.", "object") if word in row] == []

    @pytest.mark.parametrize("key", [*NOT_HOD, "anonymous"])
    def test_nobody_else(self, db, cast, key):
        round = silences.running(cast, asked())
        for deed in (
            lambda: actions.break_silence(round, by=cast.hat(key), **OBJECTION),
            lambda: actions.state_for_record(round, by=cast.hat(key), text="Words."),
        ):
            with pytest.raises(Refused):
                deed()
        assert (Round.objects.get().state, Position.objects.count()) == ("open", 0)

    def test_a_designated_alternate_may(self, db, cast):
        round = silences.running(cast, asked())
        designate(cast.alternate_ep)
        assert actions.break_silence(round, by=cast.alternate_ep, **OBJECTION).outcome == "broken"

    @pytest.mark.parametrize(
        ("words", "fields"),
        [
            ({"answer": "support"}, ["answer"]),
            ({"answer": "statement", "text": "x"}, ["answer"]),
            ({"answer": "object"}, ["text", "passage", "remedy"]),
            ({"answer": "amend"}, ["text"]),
            ({**OBJECTION, "text": "x" * 5_001}, ["text"]),
        ],
    )
    def test_not_without_its_words(self, db, cast, words, fields):
        round = silences.running(cast, asked())
        with pytest.raises(Invalid) as caught:
            actions.break_silence(round, by=cast.hod_jp, **words)
        assert list(caught.value.errors) == fields
        assert Position.objects.count() == 0

    def test_a_statement_does_not_break_it_and_stays_sealed(self, db, cast):
        round = silences.running(cast, asked())
        actions.state_for_record(round, by=cast.hod_jp, text=" We would have said “may”. ")
        round.refresh_from_db()
        assert (round.state, Position.objects.get().text) == ("open", "We would have said “may”.")
        assert actions.current_answers(round)["JP"] == "statement"
        assert Position.objects.visible_to(cast.hod_us).count() == 0
        assert Position.objects.visible_to(cast.delegate_jp).count() == 1
        with pytest.raises(Invalid):
            actions.state_for_record(round, by=cast.hod_jp, text="  ")

    def test_nothing_is_cast_in_it(self, db, cast):
        round = silences.running(cast, asked())
        with pytest.raises(Invalid):
            actions.cast(round, by=cast.hod_jp, answer="support")
        with pytest.raises(Refused, match="Nothing is cast"):
            actions.cast(round, by=cast.hod_jp, **OBJECTION)

    def test_late_by_the_databases_clock(self, transactional_db, cast, ended):
        round = ended(silences.running(cast, asked()))
        for deed in (
            lambda: actions.break_silence(round, by=cast.hod_jp, **OBJECTION),
            lambda: actions.state_for_record(round, by=cast.hod_jp, text="Words."),
        ):
            with pytest.raises(WrongState, match="late"):
                deed()
        with stopped("IP501"):
            insert(round, cast.hod_jp, answer="object", remedy="x")
        assert Position.objects.count() == 0

    def test_late_though_the_hosts_clock_is_slow(self, transactional_db, cast, ended, monkeypatch):
        """The rule, which reads the host's clock, lets it pass; the database does not."""
        round = ended(silences.running(cast, asked()))
        monkeypatch.setattr("django.utils.timezone.now", lambda: round.ends_at - dt.timedelta(hours=1))
        with pytest.raises(WrongState, match="late"):
            actions.break_silence(round, by=cast.hod_jp, **OBJECTION)
        with pytest.raises(WrongState, match="late"):
            actions.receive(round, by=cast.hod_jp)

    def test_two_at_once_one_of_them_ends_it(self, transactional_db, cast):
        round = silences.running(cast, asked())
        hats, start, seen = [cast.hod_jp, cast.hod_us], threading.Barrier(2, timeout=30), []

        def press(hat):
            try:
                start.wait()
                seen.append(actions.break_silence(round, by=hat, **OBJECTION).outcome)
            except DeedError as error:
                seen.append(type(error).__name__)
            finally:
                connections.close_all()

        threads = [threading.Thread(target=press, args=(hat,)) for hat in hats]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        assert sorted(seen) == ["WrongState", "broken"]
        assert Position.objects.count() == 1
        assert told("silence_broken") == Counter({**CALM, "chair_kr": 1})
