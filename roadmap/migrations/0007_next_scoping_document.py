"""The next scoping document is entered and confirmed on the site; what is confirmed never changes."""

import django.db.models.deletion
from django.db import migrations, models

# A row is written once, and confirmed or taken back once; then nothing of it changes, its areas neither.
WALLS = """
GRANT UPDATE (symbol, visibility, confirmed_at, confirmed_by_id, taken_back_at) ON roadmap_scopingdocument TO ip5_runtime;
CREATE FUNCTION roadmap_scoping_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.visibility <> 'office_internal' OR OLD.taken_back_at IS NOT NULL THEN
        RAISE EXCEPTION 'a scoping document does not change' USING ERRCODE = 'IP536';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION roadmap_scoping_guard() FROM PUBLIC;
CREATE TRIGGER roadmap_scoping_guard BEFORE UPDATE ON roadmap_scopingdocument
    FOR EACH ROW EXECUTE FUNCTION roadmap_scoping_guard();
CREATE FUNCTION roadmap_scoping_area_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM roadmap_scopingdocument
               WHERE id = NEW.scopingdocument_id AND visibility <> 'office_internal') THEN
        RAISE EXCEPTION 'a scoping document names no further area' USING ERRCODE = 'IP537';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION roadmap_scoping_area_guard() FROM PUBLIC;
CREATE TRIGGER roadmap_scoping_area_guard BEFORE INSERT ON roadmap_scopingdocument_areas
    FOR EACH ROW EXECUTE FUNCTION roadmap_scoping_area_guard();
INSERT INTO offices_symbolseries (key, last)
    SELECT 'SD', count(*) FROM roadmap_scopingdocument HAVING count(*) > 0 ON CONFLICT (key) DO NOTHING;
"""

UNDO = """
DROP TRIGGER roadmap_scoping_area_guard ON roadmap_scopingdocument_areas;
DROP FUNCTION roadmap_scoping_area_guard();
DROP TRIGGER roadmap_scoping_guard ON roadmap_scopingdocument;
DROP FUNCTION roadmap_scoping_guard();
REVOKE UPDATE (symbol, visibility, confirmed_at, confirmed_by_id, taken_back_at) ON roadmap_scopingdocument
    FROM ip5_runtime;
DELETE FROM offices_symbolseries WHERE key = 'SD';
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_second_address"),
        ("proposals", "0009_lapsed_requests"),
        ("offices", "0002_facts"),
        ("roadmap", "0006_milestones_stay"),
    ]

    operations = [
        migrations.AddField(
            model_name="scopingdocument",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scopingdocument",
            name="confirmed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.mandate",
            ),
        ),
        migrations.AddField(
            model_name="scopingdocument",
            name="entered_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scopingdocument",
            name="entered_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.mandate",
            ),
        ),
        migrations.AddField(
            model_name="scopingdocument",
            name="named",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="scopingdocument",
            name="taken_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name="scopingdocument",
            name="symbol",
            field=models.CharField(blank=True, max_length=40, null=True, unique=True),
        ),
        migrations.AddConstraint(
            model_name="scopingdocument",
            constraint=models.UniqueConstraint(
                condition=models.Q(("taken_back_at__isnull", True), ("visibility", "office_internal")),
                fields=("visibility",),
                name="one_scoping_document_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="scopingdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("visibility", "office_internal"), ("symbol__isnull", False), _connector="OR"
                ),
                name="scoping_document_has_symbol",
            ),
        ),
        migrations.AddConstraint(
            model_name="scopingdocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_by__isnull", True),
                    models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                    _connector="OR",
                ),
                name="scoping_document_confirmed_by_another",
            ),
        ),
        migrations.RunSQL(WALLS, UNDO),
    ]
