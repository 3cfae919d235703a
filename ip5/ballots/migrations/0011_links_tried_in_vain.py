"""A try on a link that opens nothing any more is a line of its log: why, once an hour, a hundred at most.

What was tried must be so: the database knows answers, voids and the 72 hours. Only what lies outside of them (a
round that is over, a mandate that ended) is the product's word.
"""

from django.db import migrations, models

FITS = r"""
CREATE OR REPLACE FUNCTION ballots_linkuse_fits(l ballots_headlink, used ballots_linkuse, moment timestamptz)
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
    ELSIF used.kind LIKE 'tried\_%' THEN
        RETURN ballots_link_was_tried(l, used, moment);
    END IF;
    RETURN true;
END $$;
"""

TRIED = r"""
CREATE FUNCTION ballots_link_was_tried(l ballots_headlink, used ballots_linkuse, moment timestamptz)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT used.mandate_id IS NULL
        AND NOT EXISTS (SELECT 1 FROM ballots_linkuse u
            WHERE u.link_id = l.id AND u.kind = used.kind AND u.at > moment - interval '1 hour')
        AND 100 > (SELECT count(*) FROM ballots_linkuse u WHERE u.link_id = l.id AND u.kind LIKE 'tried\_%')
        AND CASE used.kind
            WHEN 'tried_used' THEN EXISTS (SELECT 1 FROM ballots_linkuse u
                WHERE u.link_id = l.id AND u.kind = 'answered')
            WHEN 'tried_void' THEN EXISTS (SELECT 1 FROM ballots_linkuse u
                WHERE u.link_id = l.id AND u.kind = 'voided')
            WHEN 'tried_late' THEN moment >= l.expires_at
            ELSE true END $$;
REVOKE ALL ON FUNCTION ballots_link_was_tried(ballots_headlink, ballots_linkuse, timestamptz) FROM PUBLIC;
"""

INSERT = r"""
CREATE OR REPLACE FUNCTION ballots_linkuse_insert() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    l ballots_headlink%ROWTYPE;
    moment timestamptz;
BEGIN
    SELECT * INTO l FROM ballots_headlink WHERE id = NEW.link_id;
    IF NEW.kind IN ('wrong_code', 'answered', 'contested') THEN
        -- Tries are counted one by one, and nothing is contested while it is counted.
        PERFORM 1 FROM ballots_round WHERE id = l.round_id FOR UPDATE;
    ELSIF NEW.kind LIKE 'tried\_%' THEN
        -- Tries in vain wait for one another, and for nothing that decides.
        PERFORM 1 FROM ballots_headlink WHERE id = l.id FOR NO KEY UPDATE;
    END IF;
    moment := clock_timestamp();
    IF NOT ballots_linkuse_fits(l, NEW, moment) THEN
        RAISE EXCEPTION 'the link cannot be used so' USING ERRCODE = 'IP562';
    END IF;
    NEW.at := moment;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("ballots", "0010_ad_referendum_days")]

    operations = [
        migrations.AlterField(
            model_name="linkuse",
            name="kind",
            field=models.CharField(
                choices=[
                    ("asked", "link asked for"),
                    ("sent", "link mailed"),
                    ("code_sent", "code mailed"),
                    ("opened", "opened"),
                    ("wrong_code", "wrong code"),
                    ("answered", "answered"),
                    ("voided", "voided"),
                    ("contested", "answer contested by the Head"),
                    ("tried_used", "tried again after the answer, in vain"),
                    ("tried_void", "tried after it was voided, in vain"),
                    ("tried_late", "tried after its 72 hours, in vain"),
                    ("tried_over", "tried when nothing was asked any more, in vain"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunSQL(TRIED + FITS + INSERT),
    ]
