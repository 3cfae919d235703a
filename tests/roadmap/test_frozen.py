"""A frozen version survives attempts to change it from page, API, shell and SQL as the runtime role.

Each door is tried by whoever stands at it: every member of the cast on pages and API, the site's own code in a
shell, any statement of the runtime role. After each attempt version, fingerprint and what it holds are as before.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from ip5.kernel.errors import DeedError
from roadmap import actions
from roadmap.models import Goal, Project, Version
from tests import access
from tests.access import EVERYBODY
from tests.cast import Cast
from tests.databases import undone
from tests.roadmap import stages

pytestmark = pytest.mark.django_db

# What freezing fixes; where the version stands moves on by the deeds of its course.
HELD = """
SELECT v.uuid, v.kind, v.title, v.preamble, v.symbol, v.target, v.snapshot, v.sha256, v.frozen_at, v.frozen_by_id,
    v.scoping_id, v.base_id, v.derived_from_id, v.compiled_at, v.origin,
    (SELECT array_agg(h.project_id ORDER BY h.project_id) FROM roadmap_holding h WHERE h.version_id = v.id)
FROM roadmap_version v WHERE v.id = %s
"""
WRITTEN = """
SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables
WHERE relname NOT IN ('django_session', 'account_emailaddress', 'ballots_receipt') ORDER BY relname
"""
HOSTILE = {
    "title": "Quince title",
    "preamble": "Quince preamble",
    "text": "Quince text",
    "summary": "Quince summary",
    "snapshot": "{}",
    "sha256": "0" * 64,
    "symbol": "NETAI/RM/9.0 Prov.1",
    "state": "compiling",
    "starts_on": "2030-01-01",
    "ends_on": "2031-01-01",
    "reason": "Quince reason",
    "note": "Quince note",
    "version": "1",
    "seen": "1",
    "days": "10",
    "horizon": "long",
    "lead": "JP",
}


@pytest.fixture(scope="module")
def frozen(module_db: None) -> Version:
    """A frozen version of one project, for all doors."""
    return stages.frozen(Cast())


@pytest.fixture(scope="module")
def rows(frozen: Version) -> dict[str, Any]:
    """The uuids of the version, its project and its goal."""
    return {"versions": frozen.uuid, "projects": Project.objects.get().uuid, "goals": Goal.objects.get().uuid}


def held(version: Version) -> tuple[Any, ...]:
    """Return what is fixed of the version, as the database has it; its snapshot has its fingerprint."""
    with connection.cursor() as cursor:
        cursor.execute(HELD, [version.pk])
        (found,) = cursor.fetchall()
    assert hashlib.sha256(found[6].encode()).hexdigest() == found[7]
    return tuple(found)


def written() -> list[tuple[str, int]]:
    """Return how many rows of each table this transaction has written, undone or not."""
    with connection.cursor() as cursor:
        cursor.execute(WRITTEN)
        return list(cursor.fetchall())


# --- The page ------------------------------------------------------------------------------------------------


def routes(door: str, uuids: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield (method, address) of every unsafe route under ``door`` that our rows give their uuids to."""
    for key in access.served():
        method, route = key.split(" ", 1)
        if method in {"GET", "HEAD"} or not route.startswith(door):
            continue
        noun = route.removeprefix(door).removeprefix("plan/").split("/")[0]
        # Of a dossier or another row there is none.
        yield (
            method,
            route.replace("<uuid>", str(uuids.get(noun, uuids["versions"]))).replace("<kind>", "zip"),
        )


# Who moves versions, works on plans, leads the project, and an outsider.
AT_PAGES = ("chair_kr", "secretariat", "hod_ep", "observer")


@pytest.mark.parametrize("member", AT_PAGES)
def test_no_form_of_a_page_changes_it(frozen, rows, cast, member):
    """Its course goes on, it may be withdrawn: what was frozen stays. Each form is sent with and without words."""
    before, client = held(frozen), cast.client(member)
    sent = list(routes("/roadmap/", rows))
    assert {method for method, _address in sent} == {"POST"}
    assert len(sent) >= 40
    for _method, address in sent:
        with undone():
            answer = client.post(address, HOSTILE)
            assert answer.status_code in {200, 302, 403, 404, 409, 422}, address
            assert held(frozen) == before, address


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_page_takes_no_other_method(frozen, rows, cast, method):
    before, client = held(frozen), cast.client("chair_kr")
    count = written()
    for address in (frozen.get_absolute_url(), f"/roadmap/projects/{rows['projects']}/", "/roadmap/plan/"):
        assert getattr(client, method)(address, HOSTILE, content_type="application/json").status_code == 405
    assert (held(frozen), written()) == (before, count)


# --- The API -------------------------------------------------------------------------------------------------

NOUNS = ("versions", "goals", "projects", "areas")


def test_the_api_has_no_unsafe_route_about_the_roadmap():
    found = [key for key in access.served() if key.split("/api/v1/")[-1].startswith(NOUNS)]
    assert len(found) == 9
    assert {key.split(" ")[0] for key in found} == {"GET"}


@pytest.mark.parametrize("member", EVERYBODY)
def test_every_unsafe_method_of_the_api_is_refused_and_changes_no_row(frozen, rows, cast, member):
    client, before, count = cast.client(member), held(frozen), written()
    addresses = [f"/api/v1/{noun}/" for noun in NOUNS] + ["/api/v1/areas/A/"]
    addresses += [f"/api/v1/{noun}/{uuid}/" for noun, uuid in rows.items()]
    addresses += [f"/api/v1/versions/{rows['versions']}/{name}/" for name in ("snapshot", "freeze", "edit")]
    for address in addresses:
        for method in ("post", "put", "patch", "delete"):
            answer = getattr(client, method)(address, HOSTILE, content_type="application/json")
            expected = {401, 404} if member in {"anonymous", "inactive"} else {403, 404, 405}
            assert answer.status_code in expected, (method, address)
    assert (held(frozen), written()) == (before, count)


# --- The shell -----------------------------------------------------------------------------------------------


def test_no_deed_changes_it(frozen, rows, cast):
    """The actions, called from a shell with the hat that works on plans, refuse before they write."""
    project, goal, before = Project.objects.get(), Goal.objects.get(), held(frozen)
    by = cast.chair_kr
    plan = {"title": "Quince", "starts_on": stages.FIRST_DAY}
    attempts = {
        "edit_version": lambda: actions.edit_version(
            frozen, by=by, values={"title": "Quince"}, seen=frozen.version
        ),
        "freeze": lambda: actions.freeze(frozen, by=by),
        "discard": lambda: actions.discard(frozen, by=by),
        "add_goal": lambda: actions.add_goal(
            by=by, values={"area": goal.area, "horizon": "short", "title": "Quince", "text": "Quince"}
        ),
        "edit_goal": lambda: actions.edit_goal(goal, by=by, values={"title": "Quince"}),
        "drop_goal": lambda: actions.drop_goal(goal, by=by),
        "edit_plan": lambda: actions.edit_plan(project, by=by, values=plan, seen=project.version),
        "drop_project": lambda: actions.drop_project(project, by=by),
        "take_proposal": lambda: actions.take_proposal(project.sources.get().proposal, by=by, goal=goal),
    }
    for name, attempt in attempts.items():
        count = written()
        with pytest.raises(DeedError):
            attempt()
        assert (held(frozen), written()) == (before, count), name


SHELL = {
    "save": "v.title = 'Quince'; v.save()",
    "save_snapshot": "v.snapshot = '{}'; v.save(update_fields=['snapshot'])",
    "save_with_its_hash": (
        "import hashlib; v.snapshot = '{}'; v.sha256 = hashlib.sha256(b'{}').hexdigest(); v.save()"
    ),
    "update": "Version.objects.filter(pk=v.pk).update(preamble='Quince')",
    "bulk_update": "v.symbol = 'NETAI/RM/9.0 Prov.1'; Version.objects.bulk_update([v], ['symbol'])",
    "compiled_again": "Version.objects.update(state='compiling', symbol=None, snapshot='', sha256='')",
    "delete": "v.delete()",
    "delete_the_set": "Version.objects.all().delete()",
    "raw_delete": "q = Version.objects.filter(pk=v.pk); q._raw_delete(q.db)",
    "holding": "v.holdings.all()._raw_delete('default')",
    "holding_moved": "v.holdings.update(project_id=0)",
}


@pytest.mark.parametrize("name", SHELL)
def test_no_line_in_a_shell_changes_it(frozen, name):
    before = held(frozen)
    lines = f"from roadmap.models import Version\nv = Version.objects.get(pk={frozen.pk})\n{SHELL[name]}"
    with pytest.raises(DatabaseError), transaction.atomic():
        call_command("shell", command=lines, no_imports=True, stdout=io.StringIO())
    assert held(frozen) == before


# --- SQL as the runtime role ---------------------------------------------------------------------------------

OF_VERSION = "WHERE state = 'frozen'"
STATEMENTS = {
    "snapshot": f"UPDATE roadmap_version SET snapshot = '{{}}' {OF_VERSION}",
    "both": f"UPDATE roadmap_version SET snapshot = '{{}}', sha256 = encode(sha256('{{}}'), 'hex') {OF_VERSION}",
    "hash": f"UPDATE roadmap_version SET sha256 = repeat('0', 64) {OF_VERSION}",
    "title": f"UPDATE roadmap_version SET title = 'Quince' {OF_VERSION}",
    "backwards": f"UPDATE roadmap_version SET state = 'compiling', symbol = NULL, snapshot = '' {OF_VERSION}",
    "delete": f"DELETE FROM roadmap_version {OF_VERSION}",
    "truncate": "TRUNCATE roadmap_version CASCADE",
    "holding": "UPDATE roadmap_holding SET project_id = project_id",
    "holding_gone": "DELETE FROM roadmap_holding",
    "no_trigger": "ALTER TABLE roadmap_version DISABLE TRIGGER ALL",
    "trigger_gone": "DROP TRIGGER roadmap_version_guard ON roadmap_version",
    "function_gone": "DROP FUNCTION roadmap_version_guard() CASCADE",
    "as_replica": "SET LOCAL session_replication_role = replica",
    "as_owner": "SET ROLE ip5_owner",
    "column_gone": "ALTER TABLE roadmap_version DROP COLUMN snapshot",
    "table_gone": "DROP TABLE roadmap_version CASCADE",
    "rule": "CREATE RULE quince AS ON SELECT TO roadmap_version DO INSTEAD NOTHING",
    "ignored": "SET LOCAL pgtrigger.ignore = '{roadmap_version:roadmap_version_guard}';"
    f" UPDATE roadmap_version SET title = 'Quince' {OF_VERSION}",
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_no_statement_of_the_runtime_role_changes_it(frozen, name):
    before = held(frozen)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("ip5_runtime",)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STATEMENTS[name])
    assert held(frozen) == before
