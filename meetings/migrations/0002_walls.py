"""The database's own guards: a meeting moves only along the table; what is published or recorded stays as it is.

The pairs are those of ``meetings.states.MACHINE`` when this migration was written; a test compares the function in
the database with the table of today, so a new move comes with a new migration.
"""

from django.db import migrations

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

GUARD = f"""
CREATE FUNCTION meetings_meeting_guard() RETURNS trigger
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
    END IF;
    IF OLD.number IS NOT NULL AND NEW.number IS DISTINCT FROM OLD.number THEN
        RAISE EXCEPTION 'a meeting keeps its number' USING ERRCODE = 'IP572';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION meetings_meeting_guard() FROM PUBLIC;
CREATE TRIGGER meetings_meeting_guard BEFORE INSERT OR UPDATE ON meetings_meeting
    FOR EACH ROW EXECUTE FUNCTION meetings_meeting_guard();
"""

STANDING_STILL = """
CREATE FUNCTION meetings_conclusion_guard() RETURNS trigger
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
REVOKE ALL ON FUNCTION meetings_conclusion_guard() FROM PUBLIC;
CREATE TRIGGER meetings_conclusion_guard BEFORE UPDATE OR DELETE ON meetings_conclusion
    FOR EACH ROW EXECUTE FUNCTION meetings_conclusion_guard();

CREATE FUNCTION meetings_entry_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    stands text;
BEGIN
    SELECT state INTO stands FROM meetings_meeting WHERE id = OLD.meeting_id;
    IF stands IN ('summary_adopted', 'summary_published') AND (
        TG_OP <> 'UPDATE' OR (OLD.text, OLD.kind, OLD.visibility, OLD.heading, OLD.office_id)
            IS DISTINCT FROM (NEW.text, NEW.kind, NEW.visibility, NEW.heading, NEW.office_id)
    ) THEN
        RAISE EXCEPTION 'an adopted summary does not change' USING ERRCODE = 'IP574';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION meetings_entry_guard() FROM PUBLIC;
CREATE TRIGGER meetings_entry_guard BEFORE UPDATE OR DELETE ON meetings_summaryentry
    FOR EACH ROW EXECUTE FUNCTION meetings_entry_guard();

CREATE FUNCTION meetings_fingerprint_guard() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NEW.sha256 <> encode(sha256(convert_to(NEW.snapshot, 'UTF8')), 'hex') THEN
        RAISE EXCEPTION 'the fingerprint is not that of the snapshot' USING ERRCODE = 'IP575';
    END IF;
    RETURN NEW;
END $$;
REVOKE ALL ON FUNCTION meetings_fingerprint_guard() FROM PUBLIC;
CREATE TRIGGER meetings_agenda_fingerprint BEFORE INSERT ON meetings_agendaversion
    FOR EACH ROW EXECUTE FUNCTION meetings_fingerprint_guard();
CREATE TRIGGER meetings_summary_fingerprint BEFORE INSERT ON meetings_summaryversion
    FOR EACH ROW EXECUTE FUNCTION meetings_fingerprint_guard();
"""

UNDO = """
DROP TRIGGER meetings_summary_fingerprint ON meetings_summaryversion;
DROP TRIGGER meetings_agenda_fingerprint ON meetings_agendaversion;
DROP FUNCTION meetings_fingerprint_guard();
DROP TRIGGER meetings_entry_guard ON meetings_summaryentry;
DROP FUNCTION meetings_entry_guard();
DROP TRIGGER meetings_conclusion_guard ON meetings_conclusion;
DROP FUNCTION meetings_conclusion_guard();
DROP TRIGGER meetings_meeting_guard ON meetings_meeting;
DROP FUNCTION meetings_meeting_guard();
"""

RIGHTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON meetings_agendaversion, meetings_summaryversion, meetings_summaryround,
    meetings_meetingpaperversion, meetings_librarypaperversion FROM ip5_runtime;
REVOKE DELETE, TRUNCATE ON meetings_meeting, meetings_presence, meetings_summarysuggestion FROM ip5_runtime;
REVOKE TRUNCATE ON meetings_conclusion, meetings_agendaitem, meetings_summaryentry FROM ip5_runtime;
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0001_initial")]

    operations = [
        migrations.RunSQL(GUARD + STANDING_STILL, UNDO),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
