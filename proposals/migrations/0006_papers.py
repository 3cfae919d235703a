"""Papers of proposals: rows that never change, and go only with a draft."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import ip5.papers.storage

KINDS = ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "png", "jpg", "txt", "csv"]
CLASSES = [("members_observers", "Members and observers"), ("members", "Members")]

GUARD = """
CREATE FUNCTION proposals_paper_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    standing text;
BEGIN
    IF TG_TABLE_NAME = 'proposals_proposalpaper' THEN
        SELECT state INTO standing FROM proposals_proposal WHERE id = OLD.proposal_id;
    ELSE
        SELECT p.state INTO standing FROM proposals_proposal p
            JOIN proposals_proposalpaper a ON a.proposal_id = p.id WHERE a.id = OLD.paper_id;
    END IF;
    IF standing <> 'draft' THEN
        RAISE EXCEPTION 'a submitted paper stays' USING ERRCODE = 'IP517';
    END IF;
    RETURN OLD;
END $$;
REVOKE ALL ON FUNCTION proposals_paper_guard() FROM PUBLIC;
CREATE TRIGGER proposals_paper_guard BEFORE DELETE ON proposals_proposalpaper
    FOR EACH ROW EXECUTE FUNCTION proposals_paper_guard();
CREATE TRIGGER proposals_paper_version_guard BEFORE DELETE ON proposals_proposalpaperversion
    FOR EACH ROW EXECUTE FUNCTION proposals_paper_guard();
"""
UNDO = """
DROP TRIGGER proposals_paper_guard ON proposals_proposalpaper;
DROP TRIGGER proposals_paper_version_guard ON proposals_proposalpaperversion;
DROP FUNCTION proposals_paper_guard();
"""
RIGHTS = (
    "REVOKE UPDATE, TRUNCATE ON proposals_proposalpaper, proposals_proposalpaperversion FROM ip5_runtime;"
)


def key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def protected(to):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("proposals", "0005_review_walls")]

    operations = [
        migrations.CreateModel(
            name="ProposalPaper",
            fields=[
                ("id", key()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("visibility", models.CharField(choices=CLASSES, default="members_observers", max_length=20)),
                ("created_at", models.DateTimeField()),
                ("created_by", protected("accounts.mandate")),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="proposals.proposal",
                    ),
                ),
            ],
            options={"ordering": ["created_at"], "abstract": False},
        ),
        migrations.CreateModel(
            name="ProposalPaperVersion",
            fields=[
                ("id", key()),
                ("number", models.PositiveSmallIntegerField()),
                ("file", models.FileField(upload_to=ip5.papers.storage.new_name)),
                ("file_name", models.CharField(max_length=200)),
                (
                    "kind_code",
                    models.CharField(choices=[(each, each.upper()) for each in KINDS], max_length=8),
                ),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("by", protected("accounts.mandate")),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="proposals.proposalpaper",
                    ),
                ),
            ],
            options={
                "ordering": ["-number"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "number"), name="one_paper_version_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="paper_version_from_one"
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNDO),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
