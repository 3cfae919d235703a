"""To whom comments are opened; notes on a draft are append-only, and go only with the draft."""

import django.db.models.deletion
from django.db import migrations, models

REACH = [
    ("members", "Members only"),
    ("members_observers", "Members and observers"),
    ("consultation", "Members, observers and industry, for consultation"),
]
GUARD = """
CREATE FUNCTION proposals_note_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT state FROM proposals_proposal WHERE id = OLD.proposal_id) <> 'draft' THEN
        RAISE EXCEPTION 'a note on what was submitted stays' USING ERRCODE = 'IP518';
    END IF;
    RETURN OLD;
END $$;
REVOKE ALL ON FUNCTION proposals_note_guard() FROM PUBLIC;
CREATE TRIGGER proposals_note_guard BEFORE DELETE ON proposals_draftnote
    FOR EACH ROW EXECUTE FUNCTION proposals_note_guard();
"""
UNDO = """
DROP TRIGGER proposals_note_guard ON proposals_draftnote;
DROP FUNCTION proposals_note_guard();
"""
RIGHTS = """
REVOKE UPDATE, TRUNCATE ON proposals_draftnote FROM ip5_runtime;
REVOKE DELETE, TRUNCATE ON proposals_commentopening FROM ip5_runtime;
"""
OPENED = ["members", "members_observers", "consultation"]


def protected(to, name):
    return {"on_delete": django.db.models.deletion.PROTECT, "related_name": name, "to": to}


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("proposals", "0006_papers")]

    operations = [
        migrations.CreateModel(
            name="CommentOpening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("visibility", models.CharField(choices=REACH, max_length=20)),
                ("invites_observers", models.BooleanField(default=False)),
                ("reason", models.TextField()),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(**protected("accounts.mandate", "+"))),
                ("proposal", models.OneToOneField(**protected("proposals.proposal", "comment_opening"))),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("visibility__in", OPENED)), name="comment_opening_reach_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("invites_observers", False),
                            models.Q(("visibility", "members"), _negated=True),
                            _connector="OR",
                        ),
                        name="comment_opening_invites_readers",
                    ),
                ],
            },
        ),
        migrations.RunSQL(GUARD, UNDO),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
