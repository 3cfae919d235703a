"""Fixtures of all tests: the databases, the standing cast, the offices' names read afresh."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import psycopg
import pytest

from ip5.kernel import memory
from tests import databases
from tests.cast import MEMBERS, Cast, begin_sessions, session_of


def pytest_collection_finish() -> None:
    """Settle as the web server does: eight thousand collected tests are no garbage to look through."""
    memory.settle()


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> Iterator[None]:
    """Give this worker a clone of the migrated template, as the runtime role."""
    name = f"ip5_test_{os.environ.get('PYTEST_XDIST_WORKER', 'gw')}_{os.getpid()}"
    with django_db_blocker.unblock():
        databases.clone(name)
        databases.point_to(name)
        begin_sessions()
    yield
    with django_db_blocker.unblock():
        databases.point_to("")
        databases.drop(name)


@pytest.fixture
def transactional_db(django_db_setup, django_db_blocker) -> Iterator[str]:
    """A database of its own for a test that commits: cloned before, dropped after. Yields its name."""
    from django.db import connections

    before = connections["default"].settings_dict["NAME"]
    name = databases.clone(f"ip5_test_{uuid.uuid4().hex[:16]}")
    with django_db_blocker.unblock():
        databases.point_to(name)
        yield name
        databases.point_to(before)
    databases.drop(name)


@pytest.fixture(scope="module")
def module_db(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """One transaction, and one folder of files, around all tests of a module; nothing of it stays.

    For a scene that takes longer to make than to look at. A test that changes it undoes its change.
    """
    from django.test import override_settings

    folder = tmp_path_factory.mktemp("module")
    files = override_settings(VAR=folder, MEDIA_ROOT=folder / "media")
    with django_db_blocker.unblock(), files, databases.undone():
        yield


@pytest.fixture(scope="module")
def keys(module_db: None) -> dict[str, str]:
    """Everybody's session, begun already; of a closed account one from before it was closed."""
    return {member: session_of(member) for member in MEMBERS}


@pytest.fixture
def owner(transactional_db: str) -> Iterator[psycopg.Connection]:
    """The owner's connection to the database of this test: for what the runtime role may not do."""
    with databases.owning(transactional_db) as connection:
        yield connection


@pytest.fixture
def cast() -> Cast:
    """The standing cast."""
    return Cast()


@pytest.fixture(autouse=True)
def _fresh_offices() -> Iterator[None]:
    """Read the offices' names afresh, as every request does."""
    from ip5.offices import directory

    directory.clear()
    yield
    directory.clear()
