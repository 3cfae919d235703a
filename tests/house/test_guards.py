"""The database's own guards say what the tables of moves say."""

import re

import pytest
from django.db import connection

from meetings import states as meetings
from proposals.states import MACHINE
from roadmap import states as roadmap

pytestmark = pytest.mark.django_db


def definition(name: str) -> str:
    """Return the body of a function as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [name])
        return cursor.fetchone()[0]


@pytest.mark.parametrize(
    ("guard", "machine"),
    [
        ("proposals_proposal_guard", MACHINE),
        ("roadmap_version_guard", roadmap.MACHINE),
        ("meetings_meeting_guard", meetings.MACHINE),
    ],
)
def test_a_guard_knows_exactly_the_moves_of_the_table(guard, machine):
    listed = re.search(r"NOT IN \((.*?)\) THEN", definition(guard), re.S)[1]
    assert set(re.findall(r"\('(\w+)', '(\w+)'\)", listed)) == machine.pairs()


def test_the_index_knows_exactly_the_states_of_a_version_under_way():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_indexdef('roadmap_one_version_under_way'::regclass)")
        made = cursor.fetchone()[0]
    assert set(re.findall(r"'(\w+)'", made)) == {str(each) for each in roadmap.UNDER_WAY}


def test_every_trigger_function_fixes_its_search_path():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'public' AND NOT t.tgisinternal"
            " AND NOT (p.prosecdef AND p.proconfig @> ARRAY['search_path=public, pg_temp'])"
        )
        assert cursor.fetchall() == []
