"""What each database role may do, and that nobody becomes another."""

from __future__ import annotations

import stat

import psycopg
import pytest
from psycopg import errors

from ip5 import embedded
from ip5.embedded.folders import place_for, secret
from ip5.processes import PREPARATIONS, PROCESSES

ROLES = ["postgres", "ip5_owner", "ip5_runtime"]


def login(servers: embedded.Servers, role: str, password: str | None) -> psycopg.Connection:
    with psycopg.connect(servers.database_url) as known:
        port = known.info.port
    return psycopg.connect(
        host="127.0.0.1", port=port, user=role, password=password, dbname="ip5", passfile=""
    )


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("password", [None, "", "postgres", "ip5_owner", "wrong"])
def test_no_role_lets_anybody_in_without_its_password(servers, role, password):
    with pytest.raises(psycopg.OperationalError):
        login(servers, role, password)


@pytest.mark.parametrize("role", ["postgres", "ip5_owner"])
def test_the_runtime_password_opens_no_other_role(servers, role):
    runtime = secret(place_for(servers.var), "ip5_runtime")

    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        login(servers, role, runtime)


def test_every_line_of_the_access_file_asks_for_scram(servers):
    with login(servers, "postgres", secret(place_for(servers.var), "postgres")) as connection:
        methods = connection.execute("SELECT DISTINCT auth_method FROM pg_hba_file_rules").fetchall()

    assert methods == [("scram-sha-256",)]


def test_no_application_role_is_more_than_it_must_be(servers):
    with psycopg.connect(servers.database_url) as connection:
        rows = connection.execute(
            "SELECT rolname, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls"
            " FROM pg_roles WHERE rolname LIKE 'ip5%' ORDER BY 1"
        ).fetchall()
        memberships = connection.execute(
            "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member"
            " WHERE r.rolname LIKE 'ip5%'"
        ).fetchone()

    assert rows == [
        ("ip5_owner", False, False, True, False, False),
        ("ip5_runtime", False, False, False, False, False),
    ]
    assert memberships == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "SET ROLE ip5_owner",
        "SET ROLE postgres",
        "SET SESSION AUTHORIZATION ip5_owner",
        "SET SESSION AUTHORIZATION postgres",
        "GRANT ip5_owner TO ip5_runtime",
        "ALTER ROLE ip5_runtime SUPERUSER",
        "ALTER ROLE ip5_runtime CREATEDB",
        "ALTER ROLE ip5_owner PASSWORD 'known'",
        "CREATE ROLE another SUPERUSER",
        "CREATE DATABASE another",
        "CREATE TABLE another (id int)",
        "CREATE SCHEMA another",
        "CREATE EXTENSION adminpack",
        "ALTER DATABASE ip5 OWNER TO ip5_runtime",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT rolpassword FROM pg_authid",
        "SELECT lo_import('/etc/hostname')",
    ],
)
def test_the_runtime_role_cannot_rise(servers, statement):
    refused = (errors.InsufficientPrivilege, errors.FeatureNotSupported)
    with psycopg.connect(servers.database_url, autocommit=True) as connection, pytest.raises(refused):
        connection.execute(statement)


@pytest.mark.parametrize("statement", ["SET ROLE postgres", "ALTER ROLE ip5_owner SUPERUSER"])
def test_the_owner_cannot_become_the_superuser(servers, statement):
    with (
        psycopg.connect(servers.owner_database_url, autocommit=True) as connection,
        pytest.raises(errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


@pytest.mark.parametrize("database", ["ip5", "made_by_the_owner"])
def test_what_the_owner_creates_the_runtime_role_may_use_but_not_change(servers, database):
    def url(address: str) -> str:
        return address.rpartition("/")[0] + f"/{database}"

    with psycopg.connect(servers.owner_database_url, autocommit=True) as owner:
        if database != "ip5":
            owner.execute("CREATE DATABASE made_by_the_owner")
    with psycopg.connect(url(servers.owner_database_url), autocommit=True) as owner:
        owner.execute("CREATE TABLE note (id int GENERATED ALWAYS AS IDENTITY, text text)")
    with psycopg.connect(url(servers.database_url), autocommit=True) as runtime:
        runtime.execute("INSERT INTO note (text) VALUES ('a')")
        runtime.execute("UPDATE note SET text = 'b'")
        assert runtime.execute("SELECT id, text FROM note").fetchall() == [(1, "b")]
        runtime.execute("DELETE FROM note")
        for statement in (
            "TRUNCATE note",
            "ALTER TABLE note ADD x int",
            "DROP TABLE note",
            "CREATE TABLE x ()",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                runtime.execute(statement)


def test_only_what_migrates_may_hold_the_owners_password(servers):
    holders = [
        process.name for process in (*PREPARATIONS, *PROCESSES) if "OWNER_DATABASE_URL" in process.variables
    ]
    kept = embedded.environment(servers, owner=False)

    assert holders == ["migrate"]
    assert secret(place_for(servers.var), "ip5_owner") not in str(kept)


def test_nobody_is_given_the_superusers_password(servers):
    given = str(embedded.environment(servers)) + str(servers)

    assert secret(place_for(servers.var), "postgres") not in given


def test_the_passwords_lie_in_files_only_we_can_read(servers):
    files = [path for path in servers.var.rglob("*") if path.is_file() and path.parent.name == "secrets"]

    assert sorted(path.name for path in files) == ["ip5_owner", "ip5_runtime", "postgres", "valkey"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((servers.var / "secrets").stat().st_mode) == 0o700


def test_the_servers_listen_on_loopback_only_and_on_no_socket_file(servers):
    with login(servers, "postgres", secret(place_for(servers.var), "postgres")) as connection:
        listening = connection.execute("SHOW listen_addresses").fetchone()
        sockets = connection.execute("SHOW unix_socket_directories").fetchone()

    assert (listening, sockets) == (("127.0.0.1",), ("",))


def test_valkey_refuses_who_has_no_password(servers):
    import redis
    from redis.backoff import NoBackoff
    from redis.retry import Retry

    with redis.Redis.from_url(servers.redis_url) as known:
        assert known.ping()
        address = known.connection_pool.connection_kwargs
    with (
        redis.Redis(host=address["host"], port=address["port"], retry=Retry(NoBackoff(), 0)) as stranger,
        pytest.raises(redis.exceptions.AuthenticationError),
    ):
        stranger.ping()
