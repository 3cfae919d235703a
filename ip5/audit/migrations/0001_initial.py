"""Chains and events, the trigger that writes the chain, and the runtime role's few rights."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now

KINDS = [
    ("office_internal", "Own office only"),
    ("members", "Members"),
    ("members_observers", "Members and observers"),
    ("consultation", "Members, observers and industry"),
    ("public", "Public"),
]

# The text is the one that ip5/audit/verifier.py describes; a change needs a new version line.
TRIGGERS = r"""
CREATE FUNCTION audit_chain_start() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.count := 0;
    NEW.head := repeat('0', 64);
    RETURN NEW;
END $$;

CREATE TRIGGER audit_chain_start BEFORE INSERT ON audit_chain
FOR EACH ROW EXECUTE FUNCTION audit_chain_start();

CREATE FUNCTION audit_event_append() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    parent audit_chain%ROWTYPE;
BEGIN
    SELECT * INTO STRICT parent FROM audit_chain WHERE id = NEW.chain_id FOR UPDATE;
    NEW.at := clock_timestamp();
    NEW.seq := parent.count + 1;
    NEW.prev := parent.head;
    NEW.hash := encode(sha256(convert_to(concat_ws(E'\n',
        'ip5-audit-1',
        parent.subject_kind,
        parent.subject_uuid::text,
        NEW.seq::text,
        to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
        NEW.uuid::text,
        NEW.verb,
        coalesce(NEW.by_id::text, ''),
        NEW.person_name,
        NEW.acting_as,
        coalesce(NEW.office_id::text, ''),
        NEW.office_code,
        NEW.visibility,
        NEW.offices::text,
        NEW.payload,
        NEW.prev), 'UTF8')), 'hex');
    UPDATE audit_chain SET count = NEW.seq, head = NEW.hash WHERE id = parent.id;
    RETURN NEW;
END $$;

CREATE TRIGGER audit_event_append BEFORE INSERT ON audit_event
FOR EACH ROW EXECUTE FUNCTION audit_event_append();

REVOKE ALL ON FUNCTION audit_chain_start(), audit_event_append() FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE, TRIGGER, REFERENCES ON audit_chain, audit_event FROM ip5_runtime;
"""

UNDO = """
DROP TRIGGER audit_event_append ON audit_event;
DROP TRIGGER audit_chain_start ON audit_chain;
DROP FUNCTION audit_event_append();
DROP FUNCTION audit_chain_start();
"""


def one_line(*names: str) -> Q:
    condition = Q()
    for name in names:
        condition &= ~Q(**{f"{name}__contains": "\n"})
    return condition


class Migration(migrations.Migration):
    initial = True

    dependencies = [("accounts", "0001_initial"), ("offices", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Chain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subject_kind", models.CharField(max_length=60)),
                ("subject_uuid", models.UUIDField()),
                ("count", models.PositiveIntegerField(default=0)),
                ("head", models.CharField(default="0" * 64, max_length=64)),
            ],
            options={"ordering": ["subject_kind", "subject_uuid"]},
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("seq", models.PositiveIntegerField(db_default=0, verbose_name="number")),
                ("at", models.DateTimeField(db_default=Now(), verbose_name="time")),
                ("verb", models.CharField(max_length=60, verbose_name="event")),
                ("person_name", models.CharField(blank=True, default="", max_length=120)),
                ("acting_as", models.CharField(blank=True, default="", max_length=120)),
                ("office_code", models.CharField(blank=True, default="", max_length=8)),
                ("visibility", models.CharField(choices=KINDS, max_length=20)),
                (
                    "offices",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("payload", models.TextField()),
                ("prev", models.CharField(db_default="", max_length=64)),
                ("hash", models.CharField(db_default="", max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.mandate",
                    ),
                ),
                (
                    "chain",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="audit.chain"
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offices.office",
                    ),
                ),
            ],
            options={"ordering": ["chain", "seq"]},
        ),
        migrations.AddConstraint(
            model_name="chain",
            constraint=models.UniqueConstraint(
                fields=("subject_kind", "subject_uuid"), name="one_chain_a_subject"
            ),
        ),
        migrations.AddConstraint(
            model_name="chain",
            constraint=models.CheckConstraint(condition=one_line("subject_kind"), name="chain_lines"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("chain", "seq"), name="event_seq_once_a_chain"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("chain", "prev"), name="event_prev_once_a_chain"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=one_line(
                    "verb", "person_name", "acting_as", "office_code", "visibility", "payload"
                ),
                name="event_lines",
            ),
        ),
        migrations.RunSQL(TRIGGERS, UNDO),
    ]
