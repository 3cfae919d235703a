"""A co-chair approves the extract of a summary before it is published; the database asks for it as well."""

import django.db.models.deletion
from django.db import migrations, models

PAIRS = [
    ("agenda_prov", "cancelled"),
    ("agenda_prov", "in_session"),
    ("agenda_prov", "postponed"),
    ("announced", "cancelled"),
    ("announced", "postponed"),
    ("announced", "registration"),
    ("closed", "summary_draft"),
    ("in_session", "closed"),
    ("planned", "announced"),
    ("planned", "cancelled"),
    ("postponed", "announced"),
    ("postponed", "cancelled"),
    ("registration", "agenda_prov"),
    ("registration", "cancelled"),
    ("registration", "postponed"),
    ("summary_adopted", "summary_published"),
    ("summary_adopted", "summary_review"),
    ("summary_draft", "summary_review"),
    ("summary_review", "summary_adopted"),
]
ALLOWED = ", ".join(f"('{start}', '{end}')" for start, end in PAIRS)
APPROVED = """
    IF NEW.state = 'summary_published' AND OLD.state <> 'summary_published'
        AND NEW.publication_approved_at IS NULL THEN
        RAISE EXCEPTION 'a co-chair approves the publication first' USING ERRCODE = 'IP576';
    END IF;"""


def guard(approved: str = "") -> str:
    """Return the guard of a meeting as 0002 wrote it, with what else it asks."""
    return f"""
CREATE OR REPLACE FUNCTION meetings_meeting_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'planned' AND NEW.origin <> 'record' THEN
            RAISE EXCEPTION 'a meeting begins with planning' USING ERRCODE = 'IP570';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.state IS DISTINCT FROM OLD.state AND (OLD.state, NEW.state) NOT IN ({ALLOWED}) THEN
        RAISE EXCEPTION 'no move from % to %', OLD.state, NEW.state USING ERRCODE = 'IP571';
    END IF;{approved}
    IF OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number THEN
        RAISE EXCEPTION 'a meeting keeps its number' USING ERRCODE = 'IP572';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_second_address"),
        ("meetings", "0006_corrected_entries_stay"),
    ]

    operations = [
        migrations.AddField(
            "meeting", "publication_approved_at", models.DateTimeField(blank=True, null=True)
        ),
        migrations.AddField(
            "meeting",
            "publication_approved_by",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.mandate",
            ),
        ),
        migrations.RunSQL(guard(APPROVED), guard()),
    ]
