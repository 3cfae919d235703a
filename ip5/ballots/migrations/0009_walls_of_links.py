"""The walls of the Heads' links: what a link and its uses may say, and no close over a contested answer.

A link and its log are never changed. Whether a link is valid, and how many wrong codes it took, is asked here
again, behind the round's lock and by the database's clock (docs/decisions/0018-a-heads-link.md).
"""

from django.db import migrations

LINKS = r"""
CREATE FUNCTION ballots_link_is_valid(l ballots_headlink, moment timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT moment < l.expires_at
        AND EXISTS (SELECT 1 FROM ballots_round r WHERE r.id = l.round_id AND r.state = 'open')
        AND NOT EXISTS (SELECT 1 FROM ballots_headlink o
            WHERE o.round_id = l.round_id AND o.mandate_id = l.mandate_id AND o.id > l.id)
        AND NOT EXISTS (SELECT 1 FROM ballots_linkuse u
            WHERE u.link_id = l.id AND u.kind IN ('answered', 'voided'))
        AND 5 > (SELECT count(*) FROM ballots_linkuse u WHERE u.link_id = l.id AND u.kind = 'wrong_code') $$;

CREATE FUNCTION ballots_headlink_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    r ballots_round%ROWTYPE;
    moment timestamptz;
    office bigint;
BEGIN
    SELECT * INTO r FROM ballots_round WHERE id = NEW.round_id FOR UPDATE;
    moment := clock_timestamp();
    SELECT m.office_id INTO office FROM accounts_mandate m
        JOIN ballots_seat s ON s.office_id = m.office_id AND s.round_id = NEW.round_id
        WHERE m.id = NEW.mandate_id;
    IF office IS NULL OR r.state <> 'open'
       OR (SELECT code FROM ballots_ruleset WHERE id = r.rule_set_id) <> 'heads'
       OR ballots_speaks(NEW.mandate_id, office, moment, 'head', 'deputy') IS NULL THEN
        RAISE EXCEPTION 'no Head is asked here who could answer by a link' USING ERRCODE = 'IP561';
    END IF;
    NEW.at := moment;
    NEW.expires_at := moment + interval '72 hours';
    RETURN NEW;
END $$;
CREATE TRIGGER ballots_headlink_insert BEFORE INSERT ON ballots_headlink
    FOR EACH ROW EXECUTE FUNCTION ballots_headlink_insert();

CREATE FUNCTION ballots_linkuse_fits(l ballots_headlink, used ballots_linkuse, moment timestamptz)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    p ballots_position%ROWTYPE;
BEGIN
    SELECT * INTO p FROM ballots_position WHERE id = used.position_id;
    IF used.kind = 'wrong_code' THEN
        RETURN ballots_link_is_valid(l, moment);
    ELSIF used.kind = 'answered' THEN
        RETURN ballots_link_is_valid(l, moment)
            AND p.round_id = l.round_id AND p.mandate_id = l.mandate_id
            AND p.id = (ballots_current(p.round_id, p.office_id)).id;
    ELSIF used.kind = 'contested' THEN
        RETURN EXISTS (SELECT 1 FROM ballots_round r WHERE r.id = l.round_id AND r.state = 'open')
            AND p.id = (ballots_current(l.round_id, p.office_id)).id
            AND EXISTS (SELECT 1 FROM ballots_linkuse u
                WHERE u.link_id = l.id AND u.kind = 'answered' AND u.position_id = p.id)
            AND ballots_speaks(used.mandate_id, p.office_id, moment, 'head', 'deputy') IS NOT NULL;
    END IF;
    RETURN true;
END $$;

CREATE FUNCTION ballots_linkuse_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    l ballots_headlink%ROWTYPE;
    moment timestamptz;
BEGIN
    SELECT * INTO l FROM ballots_headlink WHERE id = NEW.link_id;
    IF NEW.kind IN ('wrong_code', 'answered', 'contested') THEN
        -- Tries are counted one by one, and nothing is contested while it is counted.
        PERFORM 1 FROM ballots_round WHERE id = l.round_id FOR UPDATE;
    END IF;
    moment := clock_timestamp();
    IF NOT ballots_linkuse_fits(l, NEW, moment) THEN
        RAISE EXCEPTION 'the link cannot be used so' USING ERRCODE = 'IP562';
    END IF;
    NEW.at := moment;
    RETURN NEW;
END $$;
CREATE TRIGGER ballots_linkuse_insert BEFORE INSERT ON ballots_linkuse
    FOR EACH ROW EXECUTE FUNCTION ballots_linkuse_insert();

REVOKE ALL ON FUNCTION ballots_headlink_insert(), ballots_linkuse_insert(),
    ballots_link_is_valid(ballots_headlink, timestamptz),
    ballots_linkuse_fits(ballots_headlink, ballots_linkuse, timestamptz) FROM PUBLIC;
"""

MAY_CLOSE = r"""
CREATE OR REPLACE FUNCTION ballots_round_may_close(r ballots_round, rule text, closing_note text, moment timestamptz)
RETURNS boolean LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    answered integer;
    last_at timestamptz;
    returned boolean;
    contested boolean;
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
        SELECT bool_or(p.answer = 'return'), bool_or(u.id IS NOT NULL) INTO returned, contested
            FROM ballots_seat s CROSS JOIN LATERAL ballots_current(r.id, s.office_id) p
            LEFT JOIN ballots_linkuse u ON u.position_id = p.id AND u.kind = 'contested'
            WHERE s.round_id = r.id;
        RETURN (answered = r.seat_count OR coalesce(returned, false))
            AND NOT coalesce(contested, false)
            AND (closing_note <> '' OR moment >= last_at + interval '24 hours');
    END IF;
    RETURN false;
END $$;
"""

RIGHTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON ballots_headlink, ballots_linkuse, ballots_linkmail FROM ip5_runtime;
GRANT UPDATE (sent_at, message_id, attempts, try_after, last_error, dropped_at) ON ballots_linkmail
    TO ip5_runtime;
"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0008_heads_links")]

    operations = [
        migrations.RunSQL(LINKS + MAY_CLOSE),
        migrations.RunSQL(RIGHTS),
    ]
