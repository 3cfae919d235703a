"""The database's own guards say what the tables of moves say."""

import re

import pytest
from django.db import connection

from proposals.states import MACHINE

pytestmark = pytest.mark.django_db


def definition(name: str) -> str:
    """Return the body of a function as the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef(%s::regproc)", [name])
        return cursor.fetchone()[0]


def test_the_guard_of_proposals_knows_exactly_the_moves_of_the_table():
    body = definition("proposals_proposal_guard")
    listed = re.search(r"NOT IN \((.*?)\) THEN", body, re.S)[1]
    assert set(re.findall(r"\('(\w+)', '(\w+)'\)", listed)) == MACHINE.pairs()


def test_every_trigger_function_fixes_its_search_path():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_namespace n ON n.oid = p.pronamespace"
            " WHERE n.nspname = 'public' AND NOT t.tgisinternal"
            " AND NOT (p.prosecdef AND p.proconfig @> ARRAY['search_path=public, pg_temp'])"
        )
        assert cursor.fetchall() == []
