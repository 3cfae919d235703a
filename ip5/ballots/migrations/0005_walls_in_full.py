"""The walls for every rule set: what a round may become, who may insert what, and the record in form 2.

Form 2 binds roll, rule and text into the chain: the first row's ``prev`` is the hash of how the round
opened, and the close is a link of its own, so that whoever kept the mailed head can prove the outcome.
Rounds opened before keep form 1 (docs/verify-format.md).
"""

from django.db import migrations

HELPERS = r"""
CREATE FUNCTION ballots_sha256(words text) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = public, pg_temp AS $$
    SELECT encode(sha256(convert_to(words, 'UTF8')), 'hex') $$;

CREATE FUNCTION ballots_instant(moment timestamptz) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

CREATE FUNCTION ballots_genesis(r ballots_round) RETURNS text
LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
    SELECT ballots_sha256(concat_ws(E'\n', 'ip5-round-2', r.uuid::text, r.symbol || ' R' || r.number,
        s.code, s.version::text, s.sha256, ballots_sha256(r.title), r.text_sha256, r.subject_symbol,
        ballots_instant(r.opened_at),
        (SELECT string_agg(o.code || CASE WHEN seat.is_present IS FALSE THEN ':absent' ELSE '' END, ','
                           ORDER BY o.protocol_order)
         FROM ballots_seat seat JOIN offices_office o ON o.id = seat.office_id WHERE seat.round_id = r.id)))
    FROM ballots_ruleset s WHERE s.id = r.rule_set_id $$;

CREATE FUNCTION ballots_speaks(mandate bigint, office bigint, moment timestamptz, VARIADIC capacities text[])
RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.uuid FROM accounts_mandate m JOIN accounts_person p ON p.id = m.person_id
    WHERE m.id = mandate AND m.office_id = office AND p.is_active
      AND m.since <= moment AND (m.until IS NULL OR moment < m.until)
      AND m.capacity = ANY (capacities)
      AND (m.capacity NOT IN ('alternate', 'deputy') OR EXISTS (
            SELECT 1 FROM accounts_designation d WHERE d.mandate_id = m.id
              AND d.since <= moment AND moment < d.until)) $$;

CREATE FUNCTION ballots_current(round bigint, office bigint) RETURNS ballots_position
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT p.* FROM ballots_position p WHERE p.round_id = round AND p.office_id = office
    ORDER BY p.seq DESC LIMIT 1 $$;

REVOKE ALL ON FUNCTION ballots_sha256(text), ballots_instant(timestamptz), ballots_genesis(ballots_round),
    ballots_speaks(bigint, bigint, timestamptz, text[]), ballots_current(bigint, bigint) FROM PUBLIC;
"""

POSITION_INSERT = r"""
CREATE OR REPLACE FUNCTION ballots_position_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r ballots_round%ROWTYPE;
    rule ballots_ruleset%ROWTYPE;
    moment timestamptz;
    office_code text;
    present boolean;
    mandate_uuid uuid;
    words_uuid uuid;
BEGIN
    SELECT * INTO r FROM ballots_round WHERE id = NEW.round_id FOR UPDATE;
    moment := clock_timestamp();
    IF NOT FOUND OR r.state <> 'open' OR (moment >= r.ends_at AND NEW.recorded_id IS NULL) THEN
        RAISE EXCEPTION 'the round receives no position' USING ERRCODE = 'IP501';
    END IF;
    SELECT * INTO rule FROM ballots_ruleset WHERE id = r.rule_set_id;
    SELECT o.code, s.is_present INTO office_code, present
        FROM ballots_seat s JOIN offices_office o ON o.id = s.office_id
        WHERE s.round_id = NEW.round_id AND s.office_id = NEW.office_id;
    IF NOT FOUND OR present IS FALSE THEN
        RAISE EXCEPTION 'the office has no seat in this round' USING ERRCODE = 'IP502';
    END IF;
    IF NOT coalesce(rule.data -> 'cast', rule.data -> 'answers') ? NEW.answer THEN
        RAISE EXCEPTION 'the rule knows no such answer' USING ERRCODE = 'IP519';
    END IF;
    IF NEW.recorded_id IS NOT NULL THEN
        SELECT w.uuid INTO words_uuid FROM ballots_recordedwords w WHERE w.id = NEW.recorded_id
            AND w.round_id = NEW.round_id AND w.office_id = NEW.office_id AND w.declined_at IS NULL
            AND (w.answer, w.kind, w.passage, w.text, w.remedy)
              = (NEW.answer, NEW.kind, NEW.passage, NEW.text, NEW.remedy);
        IF NOT FOUND THEN
            RAISE EXCEPTION 'these are not the words that were recorded' USING ERRCODE = 'IP520';
        END IF;
    END IF;
    IF rule.code = 'heads' THEN
        mandate_uuid := ballots_speaks(NEW.mandate_id, NEW.office_id, moment, 'head', 'deputy');
    ELSE
        mandate_uuid := ballots_speaks(NEW.mandate_id, NEW.office_id, moment, 'hod', 'alternate');
    END IF;
    IF mandate_uuid IS NULL THEN
        RAISE EXCEPTION 'the mandate does not commit the office' USING ERRCODE = 'IP503';
    END IF;
    NEW.at := moment;
    NEW.seq := r.position_count + 1;
    IF r.record_form = 1 THEN
        NEW.prev := r.chain_head;
        NEW.content := ballots_sha256(concat_ws(E'\n', NEW.salt, NEW.answer, ballots_sha256(NEW.passage),
            ballots_sha256(NEW.text), ballots_sha256(NEW.remedy)));
        NEW.hash := ballots_sha256(concat_ws(E'\n', 'ip5-position-1', r.uuid::text, NEW.seq::text, NEW.prev,
            ballots_instant(NEW.at), office_code, mandate_uuid::text, NEW.content));
    ELSE
        IF r.position_count = 0 THEN
            r.genesis := ballots_genesis(r);
            r.chain_head := r.genesis;
        END IF;
        NEW.prev := r.chain_head;
        NEW.content := ballots_sha256(concat_ws(E'\n', NEW.salt, office_code, mandate_uuid::text,
            ballots_instant(NEW.at), NEW.answer, NEW.kind, coalesce(NEW.until::text, ''),
            ballots_sha256(NEW.passage), ballots_sha256(NEW.text), ballots_sha256(NEW.remedy),
            ballots_sha256(NEW.items), coalesce(words_uuid::text, '')));
        NEW.hash := ballots_sha256(concat_ws(E'\n', 'ip5-position-2', r.uuid::text, NEW.seq::text, NEW.prev,
            NEW.content));
    END IF;
    UPDATE ballots_round SET position_count = NEW.seq, chain_head = NEW.hash, genesis = r.genesis
        WHERE id = r.id;
    RETURN NEW;
END $$;
"""

ROUND_GUARD = r"""
CREATE FUNCTION ballots_round_may_close(r ballots_round, rule text, closing_note text, moment timestamptz)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    answered integer;
    last_at timestamptz;
    returned boolean;
BEGIN
    IF rule <> 'heads' AND moment >= r.ends_at THEN
        RETURN rule <> 'tf_session' OR NOT EXISTS (
            SELECT 1 FROM ballots_recordedwords w LEFT JOIN ballots_position p ON p.recorded_id = w.id
            WHERE w.round_id = r.id AND w.declined_at IS NULL AND p.id IS NULL);
    END IF;
    SELECT count(DISTINCT office_id), max(at) INTO answered, last_at
        FROM ballots_position WHERE round_id = r.id;
    IF rule = 'tf_explicit' THEN
        RETURN answered = r.seat_count AND (r.not_urgent_until IS NULL OR moment >= r.not_urgent_until);
    ELSIF rule = 'tf_silence' THEN
        RETURN EXISTS (SELECT 1 FROM ballots_position
                       WHERE round_id = r.id AND answer IN ('object', 'amend'));
    ELSIF rule = 'heads' THEN
        SELECT bool_or((ballots_current(r.id, s.office_id)).answer = 'return') INTO returned
            FROM ballots_seat s WHERE s.round_id = r.id;
        RETURN (answered = r.seat_count OR coalesce(returned, false))
            AND (closing_note <> '' OR moment >= last_at + interval '24 hours');
    END IF;
    RETURN false;
END $$;
REVOKE ALL ON FUNCTION ballots_round_may_close(ballots_round, text, text, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION ballots_round_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    rule text;
    moment timestamptz := clock_timestamp();
    growing CONSTANT text[] := ARRAY['addition_count', 'addition_head'];
BEGIN
    SELECT code INTO rule FROM ballots_ruleset WHERE id = NEW.rule_set_id;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> (CASE WHEN rule = 'tf_silence' THEN 'announced' ELSE 'open' END)
           OR NEW.position_count <> 0 OR NEW.addition_count <> 0 OR NEW.chain_head <> repeat('0', 64)
           OR NEW.genesis <> repeat('0', 64) OR NEW.closed_head <> '' OR NEW.addition_head <> ''
           OR NEW.outcome <> '' OR NEW.record_form <> 2 OR (NEW.ends_at IS NULL) <> (rule = 'heads')
           OR NEW.seat_count <> (SELECT count(*) FROM offices_office WHERE kind = 'member') THEN
            RAISE EXCEPTION 'a round starts open and empty' USING ERRCODE = 'IP504';
        END IF;
        IF (CASE WHEN NEW.state = 'announced' THEN NEW.opened_at <= moment
                 ELSE abs(extract(epoch FROM NEW.opened_at - moment)) > 60 END) THEN
            RAISE EXCEPTION 'an opening is neither backdated nor postponed' USING ERRCODE = 'IP524';
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state NOT IN ('open', 'announced') THEN
        IF to_jsonb(NEW) - growing = to_jsonb(OLD) - growing AND NEW.addition_count > OLD.addition_count THEN
            RETURN NEW;
        END IF;
        RAISE EXCEPTION 'an ended round does not change' USING ERRCODE = 'IP505';
    END IF;
    IF NEW.ends_at < OLD.ends_at OR (NEW.ends_at IS NULL) <> (OLD.ends_at IS NULL) THEN
        RAISE EXCEPTION 'a round is extended, never shortened' USING ERRCODE = 'IP506';
    END IF;
    IF OLD.state = 'announced' AND (NEW.state = 'closed' OR (NEW.state = 'open' AND moment < OLD.opened_at))
       OR OLD.state = 'open' AND NEW.state NOT IN ('open', 'closed', 'cancelled') THEN
        RAISE EXCEPTION 'no move from % to %', OLD.state, NEW.state USING ERRCODE = 'IP521';
    END IF;
    IF OLD.state = 'announced' AND NEW.state = 'open' THEN
        NEW.opened_at := moment;
    END IF;
    IF NEW.state = 'closed' AND NOT ballots_round_may_close(OLD, rule, NEW.closing_note, moment) THEN
        RAISE EXCEPTION 'the round has not ended and an office is missing' USING ERRCODE = 'IP507';
    END IF;
    IF NEW.state IN ('closed', 'cancelled', 'refused') THEN
        NEW.closed_at := moment;
    END IF;
    IF NEW.state = 'closed' AND NEW.record_form = 2 THEN
        IF NEW.position_count = 0 THEN
            NEW.genesis := ballots_genesis(OLD);
            NEW.chain_head := NEW.genesis;
        END IF;
        NEW.closed_head := ballots_sha256(concat_ws(E'\n', 'ip5-close-2', NEW.uuid::text,
            NEW.position_count::text, NEW.chain_head, NEW.outcome, NEW.level, ballots_instant(moment)));
    END IF;
    RETURN NEW;
END $$;
"""

SEAT_GUARD = r"""
CREATE OR REPLACE FUNCTION ballots_seat_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r ballots_round%ROWTYPE;
BEGIN
    SELECT * INTO r FROM ballots_round WHERE id = NEW.round_id FOR UPDATE;
    IF r.state NOT IN ('open', 'announced') OR r.position_count > 0
       OR (SELECT count(*) FROM ballots_seat WHERE round_id = NEW.round_id) >= r.seat_count
       OR (NEW.is_present IS NULL) <> ((SELECT code FROM ballots_ruleset WHERE id = r.rule_set_id)
                                       <> 'tf_session') THEN
        RAISE EXCEPTION 'the roll is fixed at opening' USING ERRCODE = 'IP508';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM offices_office WHERE id = NEW.office_id AND kind = 'member') THEN
        RAISE EXCEPTION 'only member offices are on the roll' USING ERRCODE = 'IP509';
    END IF;
    RETURN NEW;
END $$;
"""

RECORDS = r"""
CREATE FUNCTION ballots_receipt_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moment timestamptz := clock_timestamp();
BEGIN
    IF NOT EXISTS (SELECT 1 FROM ballots_round r JOIN ballots_ruleset s ON s.id = r.rule_set_id
                   JOIN ballots_seat seat ON seat.round_id = r.id AND seat.office_id = NEW.office_id
                   WHERE r.id = NEW.round_id AND r.state = 'open' AND s.code = 'tf_silence'
                     AND moment < r.ends_at) THEN
        RAISE EXCEPTION 'the round wants no receipt of this office' USING ERRCODE = 'IP501';
    END IF;
    -- A receipt proves that it arrived, not that anybody committed the office: an alternate suffices.
    IF NOT EXISTS (SELECT 1 FROM accounts_mandate m JOIN accounts_person p ON p.id = m.person_id
                   WHERE m.id = NEW.mandate_id AND m.office_id = NEW.office_id AND p.is_active
                     AND m.since <= moment AND (m.until IS NULL OR moment < m.until)
                     AND m.capacity IN ('hod', 'alternate')) THEN
        RAISE EXCEPTION 'the mandate does not receive for the office' USING ERRCODE = 'IP503';
    END IF;
    NEW.at := moment;
    RETURN NEW;
END $$;
CREATE TRIGGER ballots_receipt_insert BEFORE INSERT ON ballots_receipt
    FOR EACH ROW EXECUTE FUNCTION ballots_receipt_insert();

CREATE FUNCTION ballots_recordedwords_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moment timestamptz := clock_timestamp();
BEGIN
    IF NOT EXISTS (SELECT 1 FROM ballots_round r JOIN ballots_ruleset s ON s.id = r.rule_set_id
                   JOIN ballots_seat seat ON seat.round_id = r.id AND seat.office_id = NEW.office_id
                   WHERE r.id = NEW.round_id AND r.state = 'open' AND s.code = 'tf_session'
                     AND seat.is_present) THEN
        RAISE EXCEPTION 'the round records no words of this office' USING ERRCODE = 'IP501';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM accounts_mandate m JOIN accounts_person p ON p.id = m.person_id
                   WHERE m.id = NEW.mandate_id AND p.is_active AND m.capacity = 'secretariat'
                     AND m.since <= moment AND (m.until IS NULL OR moment < m.until)) THEN
        RAISE EXCEPTION 'the secretariat records' USING ERRCODE = 'IP503';
    END IF;
    NEW.at := moment;
    RETURN NEW;
END $$;
CREATE TRIGGER ballots_recordedwords_insert BEFORE INSERT ON ballots_recordedwords
    FOR EACH ROW EXECUTE FUNCTION ballots_recordedwords_insert();

CREATE FUNCTION ballots_recordedwords_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- Said once: declined while the round is open and nothing was confirmed, never taken back.
    IF OLD.declined_at IS NOT NULL OR NEW.declined_at IS NULL OR NEW.declined_by_id IS NULL
       OR EXISTS (SELECT 1 FROM ballots_position WHERE recorded_id = OLD.id)
       OR NOT EXISTS (SELECT 1 FROM ballots_round WHERE id = OLD.round_id AND state = 'open') THEN
        RAISE EXCEPTION 'recorded words are answered once' USING ERRCODE = 'IP520';
    END IF;
    NEW.declined_at := clock_timestamp();
    RETURN NEW;
END $$;
CREATE TRIGGER ballots_recordedwords_guard BEFORE UPDATE ON ballots_recordedwords
    FOR EACH ROW EXECUTE FUNCTION ballots_recordedwords_guard();
"""

ADDITIONS = r"""
CREATE FUNCTION ballots_addition_fits(r ballots_round, added ballots_addition, moment timestamptz)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    p ballots_position := ballots_current(r.id, added.office_id);
    settled boolean := EXISTS (SELECT 1 FROM ballots_settlement WHERE round_id = r.id);
BEGIN
    IF added.position_id IS NOT NULL AND added.position_id IS DISTINCT FROM p.id THEN
        RETURN false;
    END IF;
    IF added.kind IN ('confirm', 'confirm_with_reservation', 'decline') THEN
        RETURN r.outcome = 'provisional' AND NOT settled AND moment < r.settle_due_at
            AND (p.answer = 'ad_referendum' OR EXISTS (
                SELECT 1 FROM ballots_seat s WHERE s.round_id = r.id AND s.office_id = added.office_id
                AND s.is_present IS FALSE));
    ELSIF added.kind IN ('condition_met', 'condition_confirmed', 'condition_refused') THEN
        RETURN r.outcome = 'heads_endorsed_conditionally' AND NOT settled AND added.position_id IS NOT NULL
            AND p.answer = 'endorse_subject_to' AND added.item BETWEEN 1 AND jsonb_array_length(p.items::jsonb)
            AND (added.kind = 'condition_met' OR EXISTS (
                SELECT 1 FROM ballots_addition a WHERE a.position_id = p.id AND a.item = added.item
                AND a.kind = 'condition_met'));
    END IF;
    RETURN (p.answer = 'reserve' OR EXISTS (
            SELECT 1 FROM ballots_addition a WHERE a.round_id = r.id AND a.office_id = added.office_id
            AND a.kind = 'confirm_with_reservation'))
        AND NOT EXISTS (SELECT 1 FROM ballots_addition a WHERE a.round_id = r.id
            AND a.office_id = added.office_id AND a.kind = 'reservation_lifted');
END $$;

CREATE FUNCTION ballots_addition_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r ballots_round%ROWTYPE;
    moment timestamptz;
    office_code text;
    mandate_uuid uuid;
    position_seq text;
BEGIN
    SELECT * INTO r FROM ballots_round WHERE id = NEW.round_id FOR UPDATE;
    moment := clock_timestamp();
    SELECT o.code INTO office_code FROM ballots_seat s JOIN offices_office o ON o.id = s.office_id
        WHERE s.round_id = NEW.round_id AND s.office_id = NEW.office_id;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the office has no seat in this round' USING ERRCODE = 'IP502';
    END IF;
    IF r.state <> 'closed' OR NOT ballots_addition_fits(r, NEW, moment) THEN
        RAISE EXCEPTION 'the closed round takes no such addition' USING ERRCODE = 'IP522';
    END IF;
    IF NEW.kind = 'condition_met' THEN
        SELECT m.uuid INTO mandate_uuid FROM accounts_mandate m JOIN accounts_person p ON p.id = m.person_id
            WHERE m.id = NEW.mandate_id AND p.is_active AND m.capacity = 'secretariat'
              AND m.since <= moment AND (m.until IS NULL OR moment < m.until);
    ELSIF NEW.kind IN ('condition_confirmed', 'condition_refused') THEN
        mandate_uuid := ballots_speaks(NEW.mandate_id, NEW.office_id, moment, 'head', 'deputy');
    ELSE
        mandate_uuid := ballots_speaks(NEW.mandate_id, NEW.office_id, moment, 'hod', 'alternate');
    END IF;
    IF mandate_uuid IS NULL THEN
        RAISE EXCEPTION 'the mandate does not commit the office' USING ERRCODE = 'IP503';
    END IF;
    SELECT seq::text INTO position_seq FROM ballots_position WHERE id = NEW.position_id;
    NEW.at := moment;
    NEW.seq := r.addition_count + 1;
    NEW.prev := coalesce(nullif(r.addition_head, ''), nullif(r.closed_head, ''), r.chain_head);
    NEW.content := ballots_sha256(concat_ws(E'\n', NEW.salt, office_code, mandate_uuid::text,
        ballots_instant(NEW.at), NEW.kind, coalesce(position_seq, ''), NEW.item::text, NEW.reservation,
        ballots_sha256(NEW.passage), ballots_sha256(NEW.text)));
    NEW.hash := ballots_sha256(concat_ws(E'\n', 'ip5-addition-1', r.uuid::text, NEW.seq::text, NEW.prev,
        NEW.content));
    UPDATE ballots_round SET addition_count = NEW.seq, addition_head = NEW.hash WHERE id = r.id;
    RETURN NEW;
END $$;
CREATE TRIGGER ballots_addition_insert BEFORE INSERT ON ballots_addition
    FOR EACH ROW EXECUTE FUNCTION ballots_addition_insert();
"""

SETTLEMENT = r"""
CREATE FUNCTION ballots_may_settle(r ballots_round, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    open_items integer;
BEGIN
    IF r.outcome = 'provisional' THEN
        RETURN moment >= r.settle_due_at OR NOT EXISTS (
            SELECT 1 FROM ballots_seat s WHERE s.round_id = r.id
            AND (s.is_present IS FALSE OR (ballots_current(r.id, s.office_id)).answer = 'ad_referendum')
            AND NOT EXISTS (SELECT 1 FROM ballots_addition a WHERE a.round_id = r.id
                AND a.office_id = s.office_id
                AND a.kind IN ('confirm', 'confirm_with_reservation', 'decline')));
    ELSIF r.outcome = 'heads_endorsed_conditionally' THEN
        IF EXISTS (SELECT 1 FROM ballots_addition WHERE round_id = r.id AND kind = 'condition_refused') THEN
            RETURN true;
        END IF;
        SELECT sum(jsonb_array_length(p.items::jsonb)) INTO open_items
            FROM ballots_seat s CROSS JOIN LATERAL ballots_current(r.id, s.office_id) p
            WHERE s.round_id = r.id AND p.answer = 'endorse_subject_to';
        RETURN open_items = (SELECT count(*) FROM ballots_addition
                             WHERE round_id = r.id AND kind = 'condition_confirmed');
    END IF;
    RETURN false;
END $$;

CREATE FUNCTION ballots_settlement_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r ballots_round%ROWTYPE;
    moment timestamptz;
BEGIN
    SELECT * INTO r FROM ballots_round WHERE id = NEW.round_id FOR UPDATE;
    moment := clock_timestamp();
    IF r.state <> 'closed' OR NOT ballots_may_settle(r, moment) THEN
        RAISE EXCEPTION 'the outcome is not to be settled now' USING ERRCODE = 'IP523';
    END IF;
    NEW.at := moment;
    NEW.addition_count := r.addition_count;
    NEW.hash := ballots_sha256(concat_ws(E'\n', 'ip5-settlement-1', r.uuid::text, r.addition_count::text,
        coalesce(nullif(r.addition_head, ''), nullif(r.closed_head, ''), r.chain_head), NEW.outcome,
        NEW.level, ballots_instant(moment)));
    RETURN NEW;
END $$;
CREATE TRIGGER ballots_settlement_insert BEFORE INSERT ON ballots_settlement
    FOR EACH ROW EXECUTE FUNCTION ballots_settlement_insert();

REVOKE ALL ON FUNCTION ballots_receipt_insert(), ballots_recordedwords_insert(), ballots_recordedwords_guard(), ballots_addition_insert(),
    ballots_settlement_insert(), ballots_addition_fits(ballots_round, ballots_addition, timestamptz),
    ballots_may_settle(ballots_round, timestamptz) FROM PUBLIC;
"""

RIGHTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON ballots_addition, ballots_settlement, ballots_receipt, ballots_reminder,
    ballots_recordedwords FROM ip5_runtime;
REVOKE TRUNCATE ON ballots_preparedposition FROM ip5_runtime;
GRANT UPDATE (declined_at, declined_by_id) ON ballots_recordedwords TO ip5_runtime;
GRANT UPDATE (refuse_reason, closing_note, deferred_until, decision_id) ON ballots_round TO ip5_runtime;
"""

FORM_1 = """
ALTER TABLE ballots_round DISABLE TRIGGER ballots_round_guard;
UPDATE ballots_round SET record_form = 1;
ALTER TABLE ballots_round ENABLE TRIGGER ballots_round_guard;
"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0004_in_full")]

    operations = [
        migrations.RunSQL(FORM_1, migrations.RunSQL.noop),
        migrations.RunSQL(HELPERS + POSITION_INSERT + ROUND_GUARD + SEAT_GUARD),
        migrations.RunSQL(RECORDS + ADDITIONS + SETTLEMENT),
        migrations.RunSQL(RIGHTS),
    ]
