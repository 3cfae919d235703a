"""The walls of the record: the runtime role adds rows, and does nothing else to them."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from ip5.audit import actions
from ip5.audit.models import Chain, Event


@pytest.fixture
def event(subject, db):
    return actions.record(subject, "x.done", by=None)


def denied(sql):
    with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), transaction.atomic():
        connection.cursor().execute(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_event SET verb = 'y'",
        "DELETE FROM audit_event",
        "TRUNCATE audit_event",
        "UPDATE audit_chain SET count = 0",
        "DELETE FROM audit_chain",
        "TRUNCATE audit_chain CASCADE",
        "ALTER TABLE audit_event DISABLE TRIGGER ALL",
        "DROP TRIGGER audit_event_append ON audit_event",
        "CREATE OR REPLACE FUNCTION audit_event_append() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
    ],
)
def test_the_runtime_role_only_adds(event, sql):
    denied(sql)
    assert Event.objects.get() == event


def test_a_line_of_its_own_cannot_be_forged(event):
    for name in ("verb", "person_name", "acting_as", "payload"):
        fields = {"verb": "v", "payload": "{}", "visibility": "members", name: "a\nb"}
        with pytest.raises(IntegrityError, match="event_lines"), transaction.atomic():
            Event.objects.create(chain=Chain.objects.get(), **fields)


def test_one_chain_a_subject(event):
    chain = Chain.objects.get()
    with pytest.raises(IntegrityError, match="one_chain_a_subject"), transaction.atomic():
        Chain.objects.create(subject_kind=chain.subject_kind, subject_uuid=chain.subject_uuid)


def test_a_temporary_table_cannot_stand_in(event):
    """The trigger's search path finds the real chain, whatever the session puts in front."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE audit_chain (LIKE public.audit_chain)")
        cursor.execute(
            "INSERT INTO audit_chain SELECT id, 'x.y', subject_uuid, 41, repeat('e', 64)"
            " FROM public.audit_chain"
        )
        cursor.execute("SET LOCAL search_path = pg_temp, public")
    Event.objects.create(chain_id=event.chain_id, verb="y.done", visibility="members", payload="{}")
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM audit_event")
        assert cursor.fetchone() == (2,)
