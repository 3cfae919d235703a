"""What the database refuses of the roadmap, whoever asks: as the runtime role."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from ip5.kernel import clock
from ip5.kernel.text import sha256_hex
from roadmap import actions
from roadmap.models import Version
from tests.cast import Cast
from tests.roadmap import stages

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def version(module_db):
    """The first edition, public, its project reported on, and the one before it that was withdrawn."""
    cast = Cast()
    former = actions.withdraw(stages.frozen(cast), by=cast.chair_kr, reason="Overtaken.")
    made = actions.freeze(actions.derive(former, by=cast.chair_kr), by=cast.chair_kr)
    made = stages.approved(cast, made)
    for hat in stages.five_deputies(cast).values():
        made = actions.clear_as_deputy(made, by=hat)
    actions.submit(made, by=cast.chair_kr)
    made = stages.decided(cast, stages.fresh(made))
    made = actions.publish(actions.approve_publication(made, by=cast.chair_ep), by=cast.secretariat)
    row = made.holdings.get().project
    actions.report(row, by=cast.delegate_ep, state="active", status="on_track", text="Begun.")
    return made


def refused(code: str, statement: str, *values: object) -> None:
    """Run a statement as the runtime role; the database refuses it with this code."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
    assert refusal.value.__cause__.sqlstate == code


FROZEN = {
    "snapshot": "'{}'",
    "title": "'Another'",
    "preamble": "'Another'",
    "symbol": "'NETAI/RM/9.0 Prov.1'",
    "target": "'9.0'",
    "kind": "'minor'",
    "uuid": "gen_random_uuid()",
    "frozen_at": "now()",
    "frozen_by_id": "NULL",
    "base_id": "id",
    "derived_from_id": "NULL",
    "origin": "'record'",
    "scoping_id": "NULL",
}


@pytest.mark.parametrize("column", FROZEN)
def test_a_frozen_version_does_not_change(version, column):
    with_hash = ", sha256 = encode(sha256('{}'), 'hex')" if column == "snapshot" else ""
    change = f"UPDATE roadmap_version SET {column} = {FROZEN[column]}{with_hash} WHERE id = %s"
    refused("IP534", change, version.pk)


def test_a_fingerprint_is_that_of_its_snapshot(version):
    refused("IP531", "UPDATE roadmap_version SET sha256 = %s WHERE id = %s", "0" * 64, version.pk)
    refused("IP531", "UPDATE roadmap_version SET snapshot = '{}' WHERE id = %s", version.pk)


def test_what_is_published_is_not_taken_back(version):
    for change in ("edition = '7.0'", "edition = NULL", "published_at = now()", "published_at = NULL"):
        refused("IP535", f"UPDATE roadmap_version SET {change} WHERE id = %s", version.pk)
    for state in ("heads_endorsed", "withdrawn", "compiling", "frozen"):
        refused("IP533", "UPDATE roadmap_version SET state = %s WHERE id = %s", state, version.pk)


def test_a_version_makes_the_moves_of_its_table_only(version, cast):
    following = stages.minor(cast)
    for state in ("tf_endorsed", "heads_endorsed", "published"):
        refused("IP533", "UPDATE roadmap_version SET state = %s WHERE id = %s", state, following.pk)
    frozen = actions.freeze(following, by=cast.chair_kr)
    for state in ("tf_endorsed", "submitted", "published", "superseded", "compiling"):
        refused("IP533", "UPDATE roadmap_version SET state = %s WHERE id = %s", state, frozen.pk)


def test_a_version_that_was_frozen_is_not_deleted(version, cast):
    refused("IP530", "DELETE FROM roadmap_version WHERE id = %s", version.pk)
    refused("42501", "TRUNCATE roadmap_version CASCADE")
    following = stages.minor(cast)
    assert following.delete()[0] == 1


def test_a_version_begins_with_compiling(version):
    """Only history enters as decided, and says so."""
    facts = {
        "kind": "major",
        "title": "x",
        "state": "superseded",
        "visibility": "public",
        "snapshot": "{}",
        "sha256": sha256_hex("{}"),
        "symbol": "NETAI/RM/0.9 Prov.1",
        "edition": "0.9",
        "compiled_at": clock.now(),
        "published_at": clock.now(),
    }
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        Version.objects.create(**facts)
    assert refusal.value.__cause__.sqlstate == "IP532"
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        Version.objects.create(**facts | {"origin": "record", "sha256": "0" * 64})
    assert refusal.value.__cause__.sqlstate == "IP531"


def test_one_version_is_under_way_and_one_is_current(version, cast):
    stages.minor(cast)
    with pytest.raises(IntegrityError, match=r"one_version_(under_way|is_compiled)"), transaction.atomic():
        Version.objects.create(kind="major", title="Second", compiled_at=clock.now())
    actions.freeze(Version.objects.compiling().get(), by=cast.chair_kr)
    with pytest.raises(IntegrityError, match="roadmap_one_version_under_way"), transaction.atomic():
        Version.objects.create(kind="major", title="Second", compiled_at=clock.now())
    with pytest.raises(IntegrityError, match="one_version_is_current"), transaction.atomic():
        # As two publications at once would end, were it not for the lock.
        Version.objects.create(
            **{"kind": "major", "title": "x", "state": "published", "visibility": "public"},
            **{
                "snapshot": "{}",
                "sha256": sha256_hex("{}"),
                "symbol": "x",
                "edition": "x",
                "origin": "record",
            },
            **{"compiled_at": clock.now(), "published_at": clock.now()},
        )


APPEND_ONLY = (
    "roadmap_holding",
    "roadmap_versionround",
    "roadmap_deputyanswer",
    "roadmap_progressreport",
    "roadmap_scopingdocument",
    "roadmap_scopingdocument_areas",
)


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_is_written_once_stays(version, table):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        assert cursor.fetchone()[0] > 0
    refused("42501", f"UPDATE {table} SET id = id")
    refused("42501", f"DELETE FROM {table}")
    refused("42501", f"TRUNCATE {table} CASCADE")


def test_the_plan_is_not_emptied_at_once(version):
    for table in ("roadmap_project", "roadmap_goal"):
        refused("42501", f"TRUNCATE {table} CASCADE")


def test_a_deputy_answers_once_for_an_office(version):
    said = version.deputy_answers.all()[0]
    said.pk, said.uuid = None, uuid4()
    with pytest.raises(IntegrityError, match="one_deputy_answer_an_office"), transaction.atomic():
        said.save(force_insert=True)
