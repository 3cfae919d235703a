"""The guard knows the whole table of moves; comments, answers and marks are append-only; the criteria.

The pairs are those of ``proposals.states.MACHINE`` when this migration was written; a test compares the
function in the database with the table of today.
"""

from django.db import migrations

PAIRS = {
    "draft": ["submitted"],
    "submitted": ["under_review", "returned", "tabled", "deferred", "merged", "withdrawn"],
    "under_review": ["returned", "submitted", "tabled", "deferred", "merged", "withdrawn"],
    "returned": ["submitted", "withdrawn"],
    "tabled": ["in_ballot", "deferred", "withdrawn"],
    "in_ballot": [
        "tabled",
        "tf_endorsed",
        "tf_endorsed_with_reservations",
        "provisional",
        "no_consensus",
        "inquorate",
        "insufficient_support",
        "withdrawn",
    ],
    "inquorate": ["returned", "in_ballot", "deferred", "closed"],
    "insufficient_support": ["returned", "in_ballot", "deferred", "closed"],
    "no_consensus": ["returned", "in_ballot", "deferred", "closed", "tabled"],
    "deferred": [
        "submitted",
        "under_review",
        "tabled",
        "inquorate",
        "insufficient_support",
        "no_consensus",
        "lapsed",
    ],
    "tf_endorsed": ["tabled"],
    "tf_endorsed_with_reservations": ["tabled"],
    "closed": ["tabled"],
}
ALLOWED = ", ".join(f"('{start}', '{end}')" for start, ends in PAIRS.items() for end in ends)

GUARD = f"""
CREATE OR REPLACE FUNCTION proposals_proposal_guard() RETURNS trigger
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
    IF OLD.state <> 'draft'
        AND NOT ((OLD.state = 'returned' OR OLD.state = 'under_review') AND NEW.state = 'submitted') AND (
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
"""

REVIEW_GUARD = """
CREATE FUNCTION proposals_review_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.filed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a filed review stands' USING ERRCODE = 'IP515';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION proposals_review_guard() FROM PUBLIC;
CREATE TRIGGER proposals_review_guard BEFORE UPDATE ON proposals_review
    FOR EACH ROW EXECUTE FUNCTION proposals_review_guard();
"""

RIGHTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON proposals_comment, proposals_disposition, proposals_editorialmark,
    proposals_editorialobjection, proposals_mergeagreement FROM ip5_runtime;
REVOKE DELETE, TRUNCATE ON proposals_review, proposals_idea, proposals_reconsideration FROM ip5_runtime;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON proposals_criterion FROM ip5_runtime;
"""

CRITERIA = [
    ("benefit_offices", "Benefit to offices"),
    ("benefit_users", "Benefit to users"),
    ("feasibility", "Feasibility"),
    ("effort", "Effort in proportion"),
    ("scope", "Fit with the scope"),
]


def load(apps, schema_editor):
    criteria = apps.get_model("proposals", "Criterion").objects.using(schema_editor.connection.alias)
    for order, (code, name) in enumerate(CRITERIA, start=1):
        criteria.update_or_create(code=code, defaults={"name": name, "order": order})


class Migration(migrations.Migration):
    dependencies = [("proposals", "0004_review_and_course")]

    operations = [
        migrations.RunSQL(
            GUARD + REVIEW_GUARD,
            "DROP TRIGGER proposals_review_guard ON proposals_review; DROP FUNCTION proposals_review_guard();",
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
