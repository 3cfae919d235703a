"""Databases for tests: one migrated template, cloned by the owner for each worker or test, dropped after.

Nothing is ever truncated: the runtime role may not, and the tests run as that role.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.core.management import call_command
from django.db import connections, transaction
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
LOCK = 5_105


def owner_url(name: str) -> str:
    """Return the owner's address of the database ``name``."""
    return urlunsplit(urlsplit(os.environ["OWNER_DATABASE_URL"])._replace(path=f"/{name}"))


def runtime_url(name: str) -> str:
    """Return the runtime role's address of the database ``name``."""
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}"))


def _home() -> str:
    return urlsplit(os.environ["OWNER_DATABASE_URL"]).path.strip("/")


def template_name() -> str:
    """Return a name that changes with every migration, their data, and the cast."""
    digest = hashlib.sha256()
    files = [*ROOT.glob("**/migrations/*.py"), *ROOT.glob("ip5/offices/data/*"), ROOT / "tests" / "cast.py"]
    for path in sorted(each for each in files if ".venv" not in each.parts):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return f"ip5_template_{digest.hexdigest()[:16]}"


def point_to(name: str) -> None:
    """Make Django's connections, in every thread from now on, use the database ``name``."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


@contextmanager
def owning(name: str) -> Iterator[psycopg.Connection]:
    """Yield an autocommitting connection of the owner to the database ``name``."""
    with psycopg.connect(owner_url(name), autocommit=True) as connection:
        yield connection


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is written inside: the savepoint, or the transaction, is rolled back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ensure_template() -> str:
    """Return the migrated template with the cast in it, made once however many workers ask."""
    name = template_name()
    with owning(_home()) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return name
        making = f"{name}_making"
        force_drop(owner, making)
        owner.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(making)))
        point_to(making)
        call_command("migrate", database="owner", verbosity=0)
        from tests import cast

        cast.create()
        point_to(_home())
        owner.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name))
        )
    return name


def clone(name: str) -> str:
    """Make the database ``name`` anew from the template and return its name."""
    template = ensure_template()
    with owning(_home()) as owner:
        owner.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        force_drop(owner, name)
        owner.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        )
    return name


def drop(name: str) -> None:
    """Drop a clone, whoever is still connected."""
    with owning(_home()) as owner:
        force_drop(owner, name)


def force_drop(owner: psycopg.Connection, name: str) -> None:
    """Drop a database; one that autovacuum is just looking at (which only a superuser may end) a little later."""
    for _attempt in range(100):
        try:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"{name} is in use by a process of the server itself")
