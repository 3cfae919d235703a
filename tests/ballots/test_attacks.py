"""The runtime role attacks every kept row, eight ways and a ninth; forged insertions are overwritten.

Not the rules are asked here but the database itself, past every action: what the application could be made to
send by somebody who holds its connection.
"""

import datetime as dt
import itertools
import uuid

import pytest

from ip5.audit.models import Event
from ip5.ballots import actions
from ip5.ballots.models import Addition, Position, Receipt, RecordedWords, Reminder, Settlement
from ip5.kernel import clock
from ip5.register import actions as register
from tests import silences
from tests.ballots.conftest import asked
from tests.ballots.ended_rounds import closed, fresh
from tests.ballots.straight import FORGED, run, stopped

NOT_ALLOWED = "42501"
# What the application itself may change, column by column; the walls say when (test_walls_rounds.py).
MAY_CHANGE = {
    "ballots_position": set(),
    "ballots_seat": set(),
    "ballots_ruleset": set(),
    "ballots_addition": set(),
    "ballots_settlement": set(),
    "ballots_receipt": set(),
    "ballots_reminder": set(),
    "register_decision": set(),
    "audit_event": set(),
    "audit_chain": set(),
    "ballots_recordedwords": {"declined_at", "declined_by_id"},
    "ballots_round": {
        "state", "ends_at", "calendar_note", "not_urgent_by_id", "extended_automatically_at", "closed_at",
        "closed_by_id", "cancel_reason", "outcome", "level", "explanation", "settle_due_at", "refuse_reason",
        "closing_note", "deferred_until", "decision_id",
    },
}  # fmt: skip
TABLES = list(MAY_CHANGE)
TRIGGERS = {
    "ballots_position": "ballots_position_insert",
    "ballots_seat": "ballots_seat_insert",
    "ballots_round": "ballots_round_guard",
    "ballots_addition": "ballots_addition_insert",
    "ballots_settlement": "ballots_settlement_insert",
    "ballots_receipt": "ballots_receipt_insert",
    "ballots_recordedwords": "ballots_recordedwords_insert",
    "audit_event": "audit_event_append",
    "audit_chain": "audit_chain_start",
}


@pytest.fixture
def scene(db, cast):
    """One row, or more, in each of the tables."""
    settled = closed(cast, "ad_referendum", "reserve", "support", "support", "support")
    actions.confirm(settled, by=cast.hod_ep, kind="confirm")
    assert fresh(settled).settled
    waiting = closed(cast, "ad_referendum", "reserve", "support", "support", "support")
    quiet, session = (
        silences.running(cast, asked()),
        actions.open_session(asked(), by=cast.chair_kr, seconds=900),
    )
    receipt = actions.receive(quiet, by=cast.hod_jp)
    words = {"passage": "3.1", "text": "So it was said."}
    recorded = actions.record_words(session, by=cast.secretariat, office="JP", answer="reserve", **words)
    Reminder.objects.create(round=quiet, kind="t_5")
    register.record_decision(
        text="T", visibility="members", subject_symbol="S", subject_address="/a/", by=cast.chair_kr
    )
    assert all(run(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES)
    return {"waiting": waiting, "quiet": quiet, "session": session, "receipt": receipt, "recorded": recorded}


def columns(table):
    return [
        name
        for (name,) in run(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND table_name = %s ORDER BY 1",
            table,
        )
    ]


def rows(table):
    """Every row of the table as text, hashed: what an attack must leave as it is."""
    return run(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t")


def deeds(table):
    """Return the statements of the eight attacks on a table, and of a ninth: merging."""
    kept = [name for name in columns(table) if name not in MAY_CHANGE[table]]
    ignoring = f"SET LOCAL pgtrigger.ignore = '{{{table}:*,*}}'"
    return {
        "update": [f"UPDATE {table} SET {name} = {name}" for name in kept],
        "delete": [f"DELETE FROM {table}", f"DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})"],
        "truncate": [f"TRUNCATE {table} CASCADE"],
        "disable trigger": [f"ALTER TABLE {table} DISABLE TRIGGER {which}" for which in ("ALL", "USER")],
        "drop": [
            f"DROP TABLE {table} CASCADE",
            *([f"DROP TRIGGER {TRIGGERS[table]} ON {table}"] if table in TRIGGERS else []),
        ],
        "replication role": [
            "SET session_replication_role = replica",
            "SET LOCAL session_replication_role = local",
        ],
        "trigger ignored": [f"{ignoring}; UPDATE {table} SET id = id", f"{ignoring}; DELETE FROM {table}"],
        "lock": []
        if MAY_CHANGE[table]
        else [f"SELECT * FROM {table} FOR UPDATE", f"SELECT * FROM {table} FOR SHARE"],
        "merge": [f"MERGE INTO {table} t USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE"],
    }


# One trigger a table; recorded words have another for their answer.
TRIGGERS_ON = {"ballots_recordedwords": 2}


def test_every_attack_is_refused_and_changes_nothing(scene):
    before = {table: rows(table) for table in TABLES}
    for table in TABLES:
        triggers = run(
            "SELECT count(*) FROM pg_trigger WHERE tgrelid = %s::regclass AND NOT tgisinternal", table
        )
        assert triggers == [(TRIGGERS_ON.get(table, int(table in TRIGGERS)),)], table
        for statement in itertools.chain(*deeds(table).values()):
            with stopped(NOT_ALLOWED):
                run(statement)
    assert {table: rows(table) for table in TABLES} == before


def test_what_may_be_locked_is_what_may_be_changed(db):
    """The two tables of which columns may change are the ones whose rows the application locks."""
    assert {table for table in TABLES if MAY_CHANGE[table]} == {"ballots_round", "ballots_recordedwords"}
    for table, may in MAY_CHANGE.items():
        allowed = run(
            "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
            " AND has_column_privilege(table_name::text, column_name::text, 'UPDATE')",
            table,
        )
        assert {name for (name,) in allowed} == may, table


def close_in_time(row, before):
    return before <= row.at <= clock.instant()


class TestForged:
    """Whatever number, hash or instant is sent with a row, the database writes its own."""

    def test_a_position(self, scene, cast):
        before = clock.instant()
        Position.objects.create(
            round=scene["session"], office_id=cast.hod_us.office_id, mandate_id=cast.hod_us.pk, answer="reserve",
            text="t", content="d" * 64, **FORGED,
        )  # fmt: skip
        row, round = Position.objects.get(round=scene["session"]), fresh(scene["session"])
        assert (row.seq, row.prev, row.hash) == (1, round.genesis, round.chain_head)
        assert close_in_time(row, before)
        assert {"d" * 64, FORGED["hash"], FORGED["prev"]}.isdisjoint({row.content, row.hash, row.prev})

    def test_an_addition(self, scene, cast):
        before, round = clock.instant(), scene["waiting"]
        Addition.objects.create(
            round=round, office_id=cast.hod_ep.office_id, mandate_id=cast.hod_ep.pk, kind="confirm",
            content="d" * 64, **FORGED,
        )  # fmt: skip
        row, found = Addition.objects.get(round=round), fresh(round)
        assert (row.seq, row.prev, row.hash) == (1, found.closed_head, found.addition_head)
        assert close_in_time(row, before)
        assert {"d" * 64, FORGED["hash"], FORGED["prev"]}.isdisjoint({row.content, row.hash, row.prev})

    def test_a_settlement(self, scene, cast):
        before, round = clock.instant(), scene["waiting"]
        Addition.objects.create(
            round=round, office_id=cast.hod_ep.office_id, mandate_id=cast.hod_ep.pk, kind="decline"
        )
        Settlement.objects.create(
            round=round, outcome="no_consensus", at=FORGED["at"], addition_count=99, hash=FORGED["hash"]
        )
        row = Settlement.objects.get(round=round)
        assert (row.addition_count, close_in_time(row, before)) == (1, True)
        assert row.hash != FORGED["hash"]

    def test_a_receipt(self, scene, cast):
        before = clock.instant()
        Receipt.objects.create(
            round=scene["quiet"], office_id=cast.hod_us.office_id, mandate_id=cast.hod_us.pk, how="pressed",
            at=FORGED["at"],
        )  # fmt: skip
        assert close_in_time(Receipt.objects.get(office__code="US"), before)

    def test_recorded_words(self, scene, cast):
        before = clock.instant()
        RecordedWords.objects.create(
            round=scene["session"], office_id=cast.hod_us.office_id, mandate_id=cast.secretariat.pk,
            answer="object", text="t", passage="p", remedy="r", at=FORGED["at"],
        )  # fmt: skip
        assert close_in_time(RecordedWords.objects.get(office__code="US"), before)

    def test_an_event(self, scene):
        before = clock.instant()
        event = Event.objects.for_subject(scene["quiet"]).order_by("seq").last()
        Event.objects.create(
            chain_id=event.chain_id, uuid=uuid.uuid4(), verb="x.y", visibility="members", payload="{}",
            offices=[], **FORGED,
        )  # fmt: skip
        row = Event.objects.for_subject(scene["quiet"]).order_by("seq").last()
        assert (row.seq, row.prev, close_in_time(row, before)) == (event.seq + 1, event.hash, True)
        assert row.hash != FORGED["hash"]

    @pytest.mark.parametrize("hours", [-240, -1, 1, 240])
    def test_an_opening_is_neither_backdated_nor_postponed(self, db, cast, hours):
        now = clock.instant()
        terms = actions.Terms(
            actions.current_rule("tf_explicit"), stamps={"ends_at": now + dt.timedelta(days=20)}
        )
        with stopped("IP524"):
            actions.write_round(asked(), terms, by=cast.chair_kr, opened_at=now + dt.timedelta(hours=hours))
