"""The last wall: rights of the runtime role, and what of a round and its roll may change."""

import datetime as dt
import uuid

import pytest

from ip5.ballots import actions
from ip5.ballots.models import Round, Seat
from ip5.kernel import clock
from tests.ballots.straight import code, insert, run, stopped

NEVER = [
    f"{deed} {table}{rest}"
    for table in (
        "ballots_position",
        "ballots_seat",
        "ballots_ruleset",
        "proposals_revision",
        "proposals_endorsement",
        "audit_event",
        "audit_chain",
    )
    for deed, rest in (("UPDATE", " SET id = id"), ("DELETE FROM", ""), ("TRUNCATE", " CASCADE"))
]
NEVER += [
    "DELETE FROM ballots_round",
    "TRUNCATE ballots_round CASCADE",
    "UPDATE ballots_position SET answer = 'support'",
    "UPDATE ballots_seat SET office_id = office_id",
    "UPDATE ballots_ruleset SET data = '{}'",
    "INSERT INTO ballots_ruleset (code, version, name, data) VALUES ('tf_explicit', 2, 'mine', '{}')",
    "ALTER TABLE ballots_position DISABLE TRIGGER ALL",
    "ALTER TABLE ballots_position DISABLE TRIGGER ballots_position_insert",
    "ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard",
    "ALTER TABLE ballots_position DROP CONSTRAINT one_position_a_seq",
    "ALTER TABLE ballots_position OWNER TO ip5_runtime",
    "DROP TRIGGER ballots_position_insert ON ballots_position",
    "DROP TRIGGER ballots_round_guard ON ballots_round",
    "DROP TRIGGER ballots_seat_insert ON ballots_seat",
    "DROP TABLE ballots_position",
    "CREATE TRIGGER z BEFORE INSERT ON ballots_position FOR EACH ROW EXECUTE FUNCTION ballots_position_insert()",
    "CREATE RULE z AS ON INSERT TO ballots_position DO INSTEAD NOTHING",
    "DROP FUNCTION ballots_position_insert() CASCADE",
    "ALTER FUNCTION ballots_position_insert() SECURITY INVOKER",
    "CREATE OR REPLACE FUNCTION ballots_position_insert() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SELECT ballots_position_insert()",
    "SET session_replication_role = replica",
    "SET ROLE ip5_owner",
    "SET SESSION AUTHORIZATION ip5_owner",
    "GRANT ip5_owner TO ip5_runtime",
    "ALTER ROLE ip5_runtime SUPERUSER",
    "UPDATE pg_trigger SET tgenabled = 'D'",
    "COPY (SELECT 1) TO PROGRAM 'true'",
]
FROZEN = [
    "title = 'other'",
    "text = text || ' '",
    "text_sha256 = repeat('0', 64)",
    "subject_symbol = 'other'",
    "visibility = 'public'",
    "opened_at = opened_at - interval '1 day'",
    "opened_by_id = opened_by_id",
    "days = 99",
    "short_reason = 'x'",
    "ad_referendum_days = 11",
    "not_urgent_until = now()",
    "not_urgent_end = now()",
    "seat_count = 1",
    "position_count = 0",
    "chain_head = repeat('0', 64)",
    "rule_set_id = rule_set_id",
    "symbol = 'other'",
    "number = 9",
    "uuid = gen_random_uuid()",
    "address = '/x/'",
    "group_id = NULL",
    "note = 'other'",
    "announced_at = now()",
    "is_editorial = true",
    "record_form = 1",
    "genesis = repeat('0', 64)",
    "closed_head = repeat('0', 64)",
    "addition_count = 1",
    "addition_head = repeat('0', 64)",
]
MAY_CHANGE = {
    "state", "ends_at", "calendar_note", "not_urgent_by_id", "extended_automatically_at", "closed_at",
    "closed_by_id", "cancel_reason", "outcome", "level", "explanation", "settle_due_at",
    "refuse_reason", "closing_note", "deferred_until", "decision_id",
}  # fmt: skip


class TestRights:
    """What the runtime role has no right to, whatever code runs as it."""

    @pytest.mark.parametrize("text", NEVER)
    def test_never(self, db, cast, opened, text):
        insert(opened(), cast.hod_jp)
        with stopped("42501"):
            run(text)

    @pytest.mark.parametrize("change", FROZEN)
    def test_what_is_frozen_at_opening(self, db, opened, change):
        opened()
        with stopped("42501"):
            run(f"UPDATE ballots_round SET {change}")

    def test_every_column_of_a_round_is_on_one_of_the_two_lists(self, db):
        columns = run(
            "SELECT column_name, has_column_privilege('ballots_round', column_name, 'UPDATE')"
            " FROM information_schema.columns WHERE table_name = 'ballots_round' AND table_schema = 'public'"
        )
        assert {name for name, may in columns if may} == MAY_CHANGE
        assert {name for name, may in columns if not may} == {line.split(" = ")[0] for line in FROZEN} | {
            "id"
        }

    def test_triggers_are_skipped_by_no_setting(self, db, cast, opened):
        """The protection is rights and triggers of the tables, not a library's that a setting silences."""
        round = opened()
        insert(round, cast.hod_jp)
        run("SET LOCAL pgtrigger.ignore = '{ballots_position:*,ballots_round:*,*}'")
        with stopped("42501"):
            run("UPDATE ballots_position SET answer = 'support'")
        with stopped("IP503"):
            insert(round, cast.delegate_ep)
        with stopped("IP506"):
            run("UPDATE ballots_round SET ends_at = ends_at - interval '1 second'")

    def test_it_grants_itself_nothing(self, db, cast, opened):
        insert(opened(), cast.hod_jp)
        run("GRANT UPDATE ON ballots_position TO ip5_runtime")  # PostgreSQL only warns
        with stopped("42501"):
            run("UPDATE ballots_position SET answer = 'support'")

    def test_an_upsert_is_an_update(self, db, cast, opened):
        insert(opened(), cast.hod_jp)
        with stopped("42501"):
            run(
                "INSERT INTO ballots_position SELECT * FROM ballots_position"
                " ON CONFLICT (uuid) DO UPDATE SET answer = 'support'"
            )

    def test_a_temporary_table_cannot_stand_in(self, db, cast, opened):
        """The trigger finds the real round and the real mandate, whatever the session puts in front."""
        round = opened()
        actions.cancel(round, by=cast.chair_kr, reason="r")
        run("CREATE TEMP TABLE ballots_round (LIKE public.ballots_round)")
        run("INSERT INTO pg_temp.ballots_round SELECT * FROM public.ballots_round")
        run("UPDATE pg_temp.ballots_round SET state = 'open'")
        run("SET LOCAL search_path = pg_temp, public")
        with stopped("IP501"):
            insert(round, cast.hod_jp)

    def test_the_role_is_not_more_than_it_seems(self, db):
        assert run(
            "SELECT current_user::text, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolreplication,"
            " pg_has_role('ip5_runtime', 'ip5_owner', 'MEMBER') FROM pg_roles WHERE rolname = current_user"
        ) == [("ip5_runtime", False, False, False, False, False, False)]


class TestRound:
    """What of an open round may change, and that an ended one does not."""

    @pytest.fixture(autouse=True)
    def _round(self, db, opened):
        self.opened, self.round = opened, opened()

    def update(self, change):
        return run(f"UPDATE ballots_round SET {change} WHERE id = %s", self.round.pk)

    def closing(self):
        return self.update("state = 'closed', outcome = 'tf_endorsed', closed_at = now()")

    def test_it_is_lengthened_never_shortened(self):
        with stopped("IP506"):
            self.update("ends_at = ends_at - interval '1 microsecond'")
        assert self.update("ends_at = ends_at + interval '1 day'") == 1

    def test_it_is_not_closed_early_with_an_office_missing(self, cast, everybody):
        with stopped("IP507"):
            self.closing()
        everybody(self.round, "support", "support", "support", "support", None)
        insert(self.round, cast.hod_ep)
        with stopped("IP507"):
            self.closing()
        insert(self.round, cast.hod_us)
        assert self.closing() == 1

    def test_a_short_one_is_not_closed_while_an_office_may_press_not_urgent(self, everybody):
        self.round = self.opened(days=5, short_reason="a meeting on Friday")
        everybody(self.round)
        with stopped("IP507"):
            self.closing()

    def test_a_close_needs_an_outcome_and_takes_the_database_s_clock(self, everybody):
        everybody(self.round)
        with stopped("23514"):
            self.update("state = 'closed', closed_at = now()")
        before = clock.now()
        self.update("state = 'closed', outcome = 'tf_endorsed', closed_at = '2001-01-01'")
        assert before <= Round.objects.get(pk=self.round.pk).closed_at <= clock.now()

    @pytest.mark.parametrize("state", ["closed", "cancelled"])
    @pytest.mark.parametrize(
        "change", ["outcome = 'no_consensus'", "state = 'open'", "level = 'full'", "explanation = '{}'",
                   "ends_at = ends_at + interval '1 day'", "cancel_reason = 'x'", "state = state"]
    )  # fmt: skip
    def test_an_ended_one_does_not_change(self, cast, everybody, state, change):
        everybody(self.round)
        if state == "closed":
            actions.close(self.round, by=cast.chair_kr)
        else:
            actions.cancel(self.round, by=cast.chair_kr, reason="r")
        with stopped("IP505"):
            self.update(change)

    @pytest.mark.parametrize(
        "over",
        [
            {
                "state": "closed",
                "outcome": "tf_endorsed",
                "closed_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            },
            {"state": "cancelled"},
            {"state": "announced"},
            {"position_count": 1},
            {"chain_head": "a" * 64},
            {"outcome": "tf_endorsed"},
            {"seat_count": 1},
            {"seat_count": 6},
        ],
    )
    def test_it_starts_open_and_empty(self, over):
        self.round.pk, self.round.uuid, self.round.number = None, uuid.uuid4(), 2
        for name, value in over.items():
            setattr(self.round, name, value)
        with stopped("IP504"):
            self.round.save(force_insert=True)


class TestRoll:
    """Five seats, of member offices, fixed at opening."""

    @pytest.fixture(autouse=True)
    def _rounds(self, db, opened):
        self.full = opened()
        self.bare = Round.objects.get(pk=self.full.pk)
        self.bare.pk, self.bare.uuid, self.bare.number = None, uuid.uuid4(), 2
        self.bare.save(force_insert=True)

    def seat(self, round, office):
        return Seat.objects.create(round=round, office_id=code(office))

    @pytest.mark.parametrize("office", ["WO", "EP", "TF"])
    def test_no_sixth(self, office):
        assert Seat.objects.filter(round=self.full).count() == 5
        with stopped("IP508"):
            self.seat(self.full, office)

    @pytest.mark.parametrize("office", ["WO", "TF", "AIPLA"])
    def test_none_of_a_non_member(self, office):
        with stopped("IP509"):
            self.seat(self.bare, office)

    def test_none_twice(self):
        self.seat(self.bare, "EP")
        with stopped("23505"):
            self.seat(self.bare, "EP")

    def test_none_in_an_ended_round(self, cast):
        actions.cancel(self.bare, by=cast.chair_kr, reason="r")
        with stopped("IP508"):
            self.seat(self.bare, "EP")
