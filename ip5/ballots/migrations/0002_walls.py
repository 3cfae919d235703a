"""The database as the last wall: who may insert a position, what of a round may change, the chain."""

from django.db import migrations

POSITION_INSERT = r"""
CREATE FUNCTION ballots_position_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r ballots_round%ROWTYPE;
    moment timestamptz;
    office_code text;
    mandate_uuid uuid;
    content text;
BEGIN
    SELECT * INTO r FROM ballots_round WHERE id = NEW.round_id FOR UPDATE;
    moment := clock_timestamp();
    IF NOT FOUND OR r.state <> 'open' OR moment >= r.ends_at THEN
        RAISE EXCEPTION 'the round receives no position' USING ERRCODE = 'IP501';
    END IF;
    SELECT o.code INTO office_code FROM ballots_seat s JOIN offices_office o ON o.id = s.office_id
        WHERE s.round_id = NEW.round_id AND s.office_id = NEW.office_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the office has no seat in this round' USING ERRCODE = 'IP502';
    END IF;
    SELECT m.uuid INTO mandate_uuid
        FROM accounts_mandate m JOIN accounts_person p ON p.id = m.person_id
        WHERE m.id = NEW.mandate_id AND m.office_id = NEW.office_id AND p.is_active
          AND m.since <= moment AND (m.until IS NULL OR moment < m.until)
          AND (m.capacity = 'hod' OR (m.capacity = 'alternate' AND EXISTS (
                SELECT 1 FROM accounts_designation d WHERE d.mandate_id = m.id
                  AND d.since <= moment AND moment < d.until)));
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the mandate does not commit the office' USING ERRCODE = 'IP503';
    END IF;
    NEW.at := moment;
    NEW.seq := r.position_count + 1;
    NEW.prev := r.chain_head;
    content := encode(sha256(convert_to(concat_ws(E'\n', NEW.salt, NEW.answer,
        encode(sha256(convert_to(NEW.passage, 'UTF8')), 'hex'),
        encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex'),
        encode(sha256(convert_to(NEW.remedy, 'UTF8')), 'hex')), 'UTF8')), 'hex');
    NEW.hash := encode(sha256(convert_to(concat_ws(E'\n', 'ip5-position-1', r.uuid::text, NEW.seq::text,
        NEW.prev, to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        office_code, mandate_uuid::text, content), 'UTF8')), 'hex');
    UPDATE ballots_round SET position_count = NEW.seq, chain_head = NEW.hash WHERE id = r.id;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION ballots_position_insert() FROM PUBLIC;
CREATE TRIGGER ballots_position_insert BEFORE INSERT ON ballots_position
    FOR EACH ROW EXECUTE FUNCTION ballots_position_insert();
"""

ROUND_GUARD = r"""
CREATE FUNCTION ballots_round_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    answered integer;
    moment timestamptz := clock_timestamp();
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'open' OR NEW.position_count <> 0 OR NEW.chain_head <> repeat('0', 64)
           OR NEW.outcome <> '' OR NEW.seat_count <> (SELECT count(*) FROM offices_office WHERE kind = 'member') THEN
            RAISE EXCEPTION 'a round starts open and empty' USING ERRCODE = 'IP504';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state <> 'open' THEN
        RAISE EXCEPTION 'an ended round does not change' USING ERRCODE = 'IP505';
    END IF;
    IF NEW.ends_at < OLD.ends_at THEN
        RAISE EXCEPTION 'a round is extended, never shortened' USING ERRCODE = 'IP506';
    END IF;
    IF NEW.state = 'closed' THEN
        SELECT count(DISTINCT office_id) INTO answered FROM ballots_position WHERE round_id = OLD.id;
        IF moment < OLD.ends_at AND (answered < OLD.seat_count
                OR (OLD.not_urgent_until IS NOT NULL AND moment < OLD.not_urgent_until)) THEN
            RAISE EXCEPTION 'the round has not ended and an office is missing' USING ERRCODE = 'IP507';
        END IF;
    END IF;
    IF NEW.state IN ('closed', 'cancelled') THEN
        NEW.closed_at := moment;
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION ballots_round_guard() FROM PUBLIC;
CREATE TRIGGER ballots_round_guard BEFORE INSERT OR UPDATE ON ballots_round
    FOR EACH ROW EXECUTE FUNCTION ballots_round_guard();
"""

SEAT_GUARD = r"""
CREATE FUNCTION ballots_seat_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r ballots_round%ROWTYPE;
BEGIN
    SELECT * INTO r FROM ballots_round WHERE id = NEW.round_id FOR UPDATE;
    IF r.state <> 'open' OR (SELECT count(*) FROM ballots_seat WHERE round_id = NEW.round_id) >= r.seat_count THEN
        RAISE EXCEPTION 'the roll is fixed at opening' USING ERRCODE = 'IP508';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM offices_office WHERE id = NEW.office_id AND kind = 'member') THEN
        RAISE EXCEPTION 'only member offices are on the roll' USING ERRCODE = 'IP509';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION ballots_seat_insert() FROM PUBLIC;
CREATE TRIGGER ballots_seat_insert BEFORE INSERT ON ballots_seat
    FOR EACH ROW EXECUTE FUNCTION ballots_seat_insert();
"""

RIGHTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON ballots_position, ballots_seat, ballots_ruleset, ballots_round FROM ip5_runtime;
REVOKE INSERT ON ballots_ruleset FROM ip5_runtime;
GRANT UPDATE (state, ends_at, calendar_note, not_urgent_by_id, extended_automatically_at, closed_at,
    closed_by_id, cancel_reason, outcome, level, explanation, settle_due_at) ON ballots_round TO ip5_runtime;
"""

UNDO = """
DROP TRIGGER ballots_seat_insert ON ballots_seat;
DROP FUNCTION ballots_seat_insert();
DROP TRIGGER ballots_round_guard ON ballots_round;
DROP FUNCTION ballots_round_guard();
DROP TRIGGER ballots_position_insert ON ballots_position;
DROP FUNCTION ballots_position_insert();
"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0001_initial")]

    operations = [
        migrations.RunSQL(POSITION_INSERT + ROUND_GUARD + SEAT_GUARD, UNDO),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
