"""What the live session adds: pulses by audience, why an item was left, a decision that follows its conclusion.

A recorded conclusion stands still but for one thing: agreed ad referendum, it gets its decision once it is final.
"""

from django.db import migrations, models

GUARD = """
CREATE OR REPLACE FUNCTION meetings_conclusion_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state = 'recorded' AND (
        TG_OP = 'DELETE' OR OLD.decision_id IS NOT NULL
        OR to_jsonb(NEW) - 'decision_id' IS DISTINCT FROM to_jsonb(OLD) - 'decision_id'
    ) THEN
        RAISE EXCEPTION 'a recorded conclusion does not change' USING ERRCODE = 'IP573';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
"""

BEFORE = """
CREATE OR REPLACE FUNCTION meetings_conclusion_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF OLD.state = 'recorded' THEN
        RAISE EXCEPTION 'a recorded conclusion does not change' USING ERRCODE = 'IP573';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0004_first_two_meetings")]

    operations = [
        migrations.AddField("agendaitem", "is_moved_on", models.BooleanField(default=False)),
        migrations.AddField("agendaitem", "left_reason", models.TextField(blank=True)),
        migrations.AddField("live", "desk_pulse", models.BigIntegerField(default=1)),
        migrations.AddField("live", "open_pulse", models.BigIntegerField(default=1)),
        migrations.RunSQL(GUARD, BEFORE),
    ]
