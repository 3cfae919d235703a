"""The Heads' dossiers: bytes that are never changed and match their fingerprint."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

WALLS = """
REVOKE UPDATE, DELETE, TRUNCATE ON roadmap_dossier FROM ip5_runtime;
ALTER TABLE roadmap_dossier ADD CONSTRAINT dossier_sha256_of_archive
    CHECK (sha256 = encode(sha256(archive), 'hex'));
"""
UNDO = "ALTER TABLE roadmap_dossier DROP CONSTRAINT dossier_sha256_of_archive;"


def protected(to, related_name="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related_name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("offices", "0002_facts"),
        ("roadmap", "0004_published_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="Dossier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", protected("roadmap.version", "dossiers")),
                ("office", protected("offices.office")),
                ("made_by", protected("accounts.mandate")),
                ("made_for", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("content_sha256", models.CharField(max_length=64)),
                ("files", models.JSONField()),
                ("archive", models.BinaryField()),
                ("sha256", models.CharField(max_length=64)),
            ],
            options={
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "office", "content_sha256"), name="one_dossier_a_content"
                    )
                ],
            },
        ),
        migrations.RunSQL(WALLS, UNDO),
    ]
