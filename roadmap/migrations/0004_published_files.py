"""The files of published versions: built once, kept as they are. The database checks size and hash and takes none away."""

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
ALTER TABLE roadmap_publishedfile ADD CONSTRAINT published_file_is_its_bytes
    CHECK (size = octet_length(body) AND sha256 = encode(sha256(body), 'hex'));
CREATE FUNCTION roadmap_published_file_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM roadmap_version WHERE id = NEW.version_id AND state IN ('published', 'superseded')
    ) THEN
        RAISE EXCEPTION 'only a published version has files' USING ERRCODE = 'IP540';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION roadmap_published_file_guard() FROM PUBLIC;
CREATE TRIGGER roadmap_published_file_guard BEFORE INSERT ON roadmap_publishedfile
    FOR EACH ROW EXECUTE FUNCTION roadmap_published_file_guard();
REVOKE UPDATE, DELETE, TRUNCATE ON roadmap_publishedfile FROM ip5_runtime;
"""
UNDO = """
DROP TRIGGER roadmap_published_file_guard ON roadmap_publishedfile;
DROP FUNCTION roadmap_published_file_guard();
ALTER TABLE roadmap_publishedfile DROP CONSTRAINT published_file_is_its_bytes;
"""


class Migration(migrations.Migration):
    dependencies = [("roadmap", "0003_scoping_document")]

    operations = [
        migrations.CreateModel(
            name="PublishedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("body", models.BinaryField()),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("built_at", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="roadmap.version",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "name"), name="one_file_of_a_name")
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNDO),
    ]
