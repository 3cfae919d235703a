"""Tampering as the owner of the tables, who is above every privilege: each kind is named with its row."""

from uuid import uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connections

from ip5.audit.models import Chain, Event
from ip5.audit.verifier import check_chains, event_digest

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


@pytest.fixture
def chain():
    """A chain of five events, written by the trigger, in the owner's own transaction."""
    made = Chain.objects.using("owner").create(subject_kind="a.b", subject_uuid=uuid4())
    for number in range(5):
        Event.objects.using("owner").create(
            chain=made, verb=f"x.done{number}", visibility="members", payload="{}", offices=[1, 2]
        )
    return made


def sql(text, *values):
    with connections["owner"].cursor() as cursor:
        cursor.execute(text, values)


def flaw():
    return check_chains(Chain.objects.using("owner").rows_to_verify(), event_digest).flaw


def test_untouched(chain):
    assert flaw() is None


@pytest.mark.parametrize(
    "change",
    [
        "verb = 'x.donf2'",
        "payload = '{ }'",
        "at = at - interval '1 microsecond'",
        "visibility = 'public'",
        "offices = '{1}'",
        "person_name = 'x'",
        "hash = repeat('0', 64)",
        "uuid = gen_random_uuid()",
    ],
)
def test_a_changed_byte(chain, change):
    sql(f"UPDATE audit_event SET {change} WHERE chain_id = %s AND seq = 3", chain.pk)
    assert (flaw().seq, flaw().parent) == (3, f"a.b {chain.subject_uuid}")


def test_a_deleted_row(chain):
    sql("DELETE FROM audit_event WHERE chain_id = %s AND seq = 2", chain.pk)
    assert str(flaw()).endswith("row 2: is missing")


def test_a_deleted_row_with_the_gap_closed(chain):
    sql("DELETE FROM audit_event WHERE chain_id = %s AND seq = 2", chain.pk)
    for seq in (3, 4, 5):
        sql("UPDATE audit_event SET seq = %s WHERE chain_id = %s AND seq = %s", seq - 1, chain.pk, seq)
    assert flaw().seq == 2


def test_swapped_rows(chain):
    for old, new in ((2, 99), (3, 2), (99, 3)):
        sql("UPDATE audit_event SET seq = %s WHERE chain_id = %s AND seq = %s", new, chain.pk, old)
    assert flaw().seq == 2


def test_an_inserted_row(chain):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("ALTER TABLE audit_event DISABLE TRIGGER audit_event_append")
    sql(
        "INSERT INTO audit_event (chain_id, uuid, seq, at, verb, person_name, acting_as, office_code,"
        " visibility, offices, payload, prev, hash)"
        " SELECT chain_id, gen_random_uuid(), 6, at, verb, '', '', '',"
        " visibility, offices, payload, hash, repeat('d', 64)"
        " FROM audit_event WHERE chain_id = %s AND seq = 5",
        chain.pk,
    )
    assert flaw().seq == 6


def test_a_cut_tail(chain):
    sql("DELETE FROM audit_event WHERE chain_id = %s AND seq > 3", chain.pk)
    assert "row 4: is missing: the tail was cut, the chain counts 5" in str(flaw())


def test_a_changed_head(chain):
    sql("UPDATE audit_chain SET head = repeat('0', 64) WHERE id = %s", chain.pk)
    assert flaw().seq == 5


def test_the_command_says_how_much_it_read(db, capsys):
    call_command("verify_chain")
    assert "No flaw" in capsys.readouterr().out


def test_the_command_names_the_first_bad_row(chain, capsys):
    sql("DELETE FROM audit_event WHERE chain_id = %s AND seq = 2", chain.pk)
    with pytest.raises(CommandError, match="row 2: is missing") as caught:
        call_command("verify_chain", database="owner")
    assert caught.value.returncode == 1
