"""The database's own guards: moves of a proposal, append-only revisions and endorsements.

The pairs are those of ``proposals.states.MACHINE`` when this migration was written; a test compares
the function in the database with the table of today, so a new move comes with a new migration.
"""

from django.db import migrations

PAIRS = [
    ("draft", "submitted"),
    ("submitted", "under_review"),
    ("submitted", "returned"),
    ("under_review", "returned"),
    ("inquorate", "returned"),
    ("insufficient_support", "returned"),
    ("no_consensus", "returned"),
    ("submitted", "tabled"),
    ("under_review", "tabled"),
    ("tabled", "in_ballot"),
    ("inquorate", "in_ballot"),
    ("insufficient_support", "in_ballot"),
    ("no_consensus", "in_ballot"),
    ("in_ballot", "tabled"),
    ("in_ballot", "tf_endorsed"),
    ("in_ballot", "tf_endorsed_with_reservations"),
    ("in_ballot", "provisional"),
    ("in_ballot", "no_consensus"),
    ("in_ballot", "inquorate"),
    ("in_ballot", "insufficient_support"),
]
ALLOWED = ", ".join(f"('{start}', '{end}')" for start, end in PAIRS)

GUARD = f"""
CREATE FUNCTION proposals_proposal_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'draft' THEN
            RAISE EXCEPTION 'only a draft is deleted' USING ERRCODE = 'IP511';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.state IS DISTINCT FROM OLD.state AND (OLD.state, NEW.state) NOT IN ({ALLOWED}) THEN
        RAISE EXCEPTION 'no move from % to %', OLD.state, NEW.state USING ERRCODE = 'IP512';
    END IF;
    IF OLD.symbol IS NOT NULL AND NEW.symbol IS DISTINCT FROM OLD.symbol THEN
        RAISE EXCEPTION 'a symbol is never changed' USING ERRCODE = 'IP513';
    END IF;
    IF NEW.lead_office_id <> OLD.lead_office_id OR NEW.uuid <> OLD.uuid THEN
        RAISE EXCEPTION 'the lead office does not change' USING ERRCODE = 'IP514';
    END IF;
    IF OLD.state <> 'draft' AND (
        OLD.title, OLD.area_id, OLD.horizon, OLD.group_id, OLD.summary, OLD.problem, OLD.benefit,
        OLD.deliverables, OLD.resources, OLD.risks, OLD.data_needed, OLD.earlier_work,
        OLD.wipo_effect, OLD.fingerprint
    ) IS DISTINCT FROM (
        NEW.title, NEW.area_id, NEW.horizon, NEW.group_id, NEW.summary, NEW.problem, NEW.benefit,
        NEW.deliverables, NEW.resources, NEW.risks, NEW.data_needed, NEW.earlier_work,
        NEW.wipo_effect, NEW.fingerprint
    ) THEN
        RAISE EXCEPTION 'a submitted text does not change' USING ERRCODE = 'IP516';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION proposals_proposal_guard() FROM PUBLIC;
CREATE TRIGGER proposals_proposal_guard BEFORE UPDATE OR DELETE ON proposals_proposal
    FOR EACH ROW EXECUTE FUNCTION proposals_proposal_guard();
"""

UNDO = """
DROP TRIGGER proposals_proposal_guard ON proposals_proposal;
DROP FUNCTION proposals_proposal_guard();
"""

RIGHTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON proposals_revision, proposals_endorsement FROM ip5_runtime;
REVOKE TRUNCATE ON proposals_proposal, proposals_participation FROM ip5_runtime;
"""


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD, UNDO),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
