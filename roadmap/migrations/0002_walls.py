"""The database's own guards: a version moves only along the table, and what is frozen stays as it is.

The pairs are those of ``roadmap.states.MACHINE`` when this migration was written; a test compares the function in
the database with the table of today, so a new move comes with a new migration.
"""

from django.db import migrations

PAIRS = [
    ("compiling", "frozen"),
    ("deputies_cleared", "submitted"),
    ("deputies_cleared", "withdrawn"),
    ("frozen", "under_approval"),
    ("frozen", "withdrawn"),
    ("heads_deferred", "submitted"),
    ("heads_deferred", "withdrawn"),
    ("heads_endorsed", "published"),
    ("heads_endorsed_conditionally", "heads_endorsed"),
    ("heads_endorsed_conditionally", "heads_returned"),
    ("published", "superseded"),
    ("submitted", "heads_deferred"),
    ("submitted", "heads_endorsed"),
    ("submitted", "heads_endorsed_conditionally"),
    ("submitted", "heads_returned"),
    ("submitted", "withdrawn"),
    ("tf_endorsed", "deputies_cleared"),
    ("tf_endorsed", "deputies_returned"),
    ("tf_endorsed", "published"),
    ("tf_endorsed", "withdrawn"),
    ("under_approval", "frozen"),
    ("under_approval", "tf_endorsed"),
    ("under_approval", "withdrawn"),
]
ALLOWED = ", ".join(f"('{start}', '{end}')" for start, end in PAIRS)

GUARD = f"""
CREATE FUNCTION roadmap_version_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.state <> 'compiling' THEN
            RAISE EXCEPTION 'only a version being compiled is deleted' USING ERRCODE = 'IP530';
        END IF;
        RETURN OLD;
    END IF;
    IF NEW.snapshot <> '' AND NEW.sha256 <> encode(sha256(convert_to(NEW.snapshot, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'the fingerprint is not that of the snapshot' USING ERRCODE = 'IP531';
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'compiling' AND NEW.origin <> 'record' THEN
            RAISE EXCEPTION 'a version begins with compiling' USING ERRCODE = 'IP532';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state IS DISTINCT FROM OLD.state AND (OLD.state, NEW.state) NOT IN ({ALLOWED}) THEN
        RAISE EXCEPTION 'no move from % to %', OLD.state, NEW.state USING ERRCODE = 'IP533';
    END IF;
    IF OLD.state <> 'compiling' AND (
        OLD.uuid, OLD.kind, OLD.title, OLD.preamble, OLD.scoping_id, OLD.base_id, OLD.derived_from_id, OLD.target,
        OLD.symbol, OLD.snapshot, OLD.sha256, OLD.frozen_at, OLD.frozen_by_id, OLD.origin
    ) IS DISTINCT FROM (
        NEW.uuid, NEW.kind, NEW.title, NEW.preamble, NEW.scoping_id, NEW.base_id, NEW.derived_from_id, NEW.target,
        NEW.symbol, NEW.snapshot, NEW.sha256, NEW.frozen_at, NEW.frozen_by_id, NEW.origin
    ) THEN
        RAISE EXCEPTION 'a frozen version does not change' USING ERRCODE = 'IP534';
    END IF;
    IF (OLD.edition IS NOT NULL AND NEW.edition IS DISTINCT FROM OLD.edition)
        OR (OLD.published_at IS NOT NULL AND NEW.published_at IS DISTINCT FROM OLD.published_at) THEN
        RAISE EXCEPTION 'what is published is not taken back' USING ERRCODE = 'IP535';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION roadmap_version_guard() FROM PUBLIC;
CREATE TRIGGER roadmap_version_guard BEFORE INSERT OR UPDATE OR DELETE ON roadmap_version
    FOR EACH ROW EXECUTE FUNCTION roadmap_version_guard();
CREATE UNIQUE INDEX roadmap_one_version_under_way ON roadmap_version ((true)) WHERE state IN (
    'compiling', 'frozen', 'under_approval', 'tf_endorsed', 'deputies_cleared', 'submitted', 'heads_endorsed',
    'heads_endorsed_conditionally', 'heads_deferred'
);
"""

UNDO = """
DROP INDEX roadmap_one_version_under_way;
DROP TRIGGER roadmap_version_guard ON roadmap_version;
DROP FUNCTION roadmap_version_guard();
"""

RIGHTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON roadmap_holding, roadmap_versionround, roadmap_deputyanswer,
    roadmap_progressreport, roadmap_scopingdocument, roadmap_scopingdocument_areas FROM ip5_runtime;
REVOKE TRUNCATE ON roadmap_version, roadmap_project, roadmap_goal FROM ip5_runtime;
"""


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD, UNDO),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
