"""How the bundled servers start, survive, are shared and stop."""

from __future__ import annotations

import os
import signal
import stat
from pathlib import Path

import psycopg
import pytest

from ip5 import embedded
from ip5.embedded.folders import place_for
from tests.embedded.conftest import User, server_pids, wait_for


def remember(url: str, word: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS word (word text)")
        connection.execute("INSERT INTO word VALUES (%s)", [word])


def remembered(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [word for (word,) in connection.execute("SELECT word FROM word ORDER BY word")]


def fill(crowd: list[psycopg.Connection], url: str, count: int) -> None:
    for _ in range(count):
        crowd.append(psycopg.connect(url))  # one by one: those before the last stay


def test_a_second_start_finds_the_data_of_the_first(var):
    remember(embedded.ensure(var).owner_database_url, "kept")
    embedded.leave(var)
    assert server_pids(var) == {}

    servers = embedded.ensure(var)

    assert remembered(servers.database_url) == ["kept"]


def test_what_was_committed_survives_kill_9_of_both_servers(var, monkeypatch):
    monkeypatch.delenv("IP5_TEST_SERVERS")  # with the tests' haste the last instant would be lost
    remember(embedded.ensure(var).owner_database_url, "kept")
    killed = server_pids(var)
    for pid in killed.values():
        os.kill(pid, signal.SIGKILL)
    wait_for(lambda: not server_pids(var))

    servers = embedded.ensure(var)

    assert remembered(servers.database_url) == ["kept"]
    assert set(server_pids(var)) == {"postgres", "valkey"}
    assert not set(killed.values()) & set(server_pids(var).values())


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_start_after_kill_9_of_one_server_recovers(var, name):
    embedded.ensure(var)
    os.kill(server_pids(var)[name], signal.SIGKILL)
    wait_for(lambda: name not in server_pids(var))

    servers = embedded.ensure(var)

    assert set(server_pids(var)) == {"postgres", "valkey"}
    psycopg.connect(servers.database_url).close()


def test_a_pid_file_that_names_a_stranger_does_no_harm_to_the_stranger(var):
    remember(embedded.ensure(var).owner_database_url, "kept")
    embedded.leave(var)
    note = place_for(var).home / "data" / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{note.parent}\n1\n5432\n\n127.0.0.1\n1 1\nready\n")

    servers = embedded.ensure(var)

    assert remembered(servers.database_url) == ["kept"]


def test_a_first_start_cut_off_midway_is_begun_anew(var):
    half = place_for(var).home / "data.part"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    (var / "servers.json").write_text('{"postgres": 54')

    servers = embedded.ensure(var)

    psycopg.connect(servers.database_url).close()


def test_a_noted_port_that_another_folder_uses_now_is_left_alone(var, tmp_path, servers):
    place_for(var)
    (var / "servers.json").write_text((servers.var / "servers.json").read_text())

    own = embedded.ensure(var)

    assert own.database_url.rpartition("@")[2] != servers.database_url.rpartition("@")[2]
    psycopg.connect(servers.database_url).close()


def test_two_folders_are_two_installations(var, servers):
    other = embedded.ensure(var)
    remember(other.owner_database_url, "here")

    with psycopg.connect(servers.database_url) as connection:
        assert connection.execute("SELECT to_regclass('word')").fetchone() == (None,)
    assert set(server_pids(var).values()).isdisjoint(server_pids(servers.var).values())


def test_two_users_share_the_servers_and_the_last_one_out_stops_them(var):
    first = User(var)
    pids = server_pids(var)
    second = User(var)

    assert first.database_url == second.database_url
    first.go()
    assert server_pids(var) == pids
    psycopg.connect(second.database_url).close()
    second.go()
    assert server_pids(var) == {}


def test_servers_of_killed_users_are_stopped_by_the_guardian(var):
    first, second = User(var), User(var)
    first.kill()
    assert set(server_pids(var)) == {"postgres", "valkey"}

    second.kill()

    wait_for(lambda: not server_pids(var))


def test_many_first_users_at_once_get_the_same_servers(var):
    users = [User(var) for _ in range(4)]

    assert len({user.database_url for user in users}) == 1
    for user in users:
        user.go()
    assert server_pids(var) == {}


def test_a_busy_server_is_not_taken_for_a_dead_one(var):
    servers = embedded.ensure(var)
    pids = server_pids(var)
    with psycopg.connect(servers.database_url) as connection:
        limit = int(connection.execute("SHOW max_connections").fetchone()[0])
        crowd = []
        with pytest.raises(psycopg.OperationalError, match="connection"):
            fill(crowd, servers.database_url, limit)
        assert embedded.ensure(var) == servers
        assert server_pids(var) == pids
    for one in crowd:
        one.close()


def test_no_mode_outside_the_folder_is_changed(var):
    above = [var.parent, *var.parent.parents, Path("/var/tmp"), Path(embedded.__file__).parent]
    before = [stat.S_IMODE(path.stat().st_mode) for path in above]

    embedded.ensure(var)

    assert [stat.S_IMODE(path.stat().st_mode) for path in above] == before
    assert stat.S_IMODE((place_for(var).home / "data").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    with pytest.raises(embedded.ServersFailed, match="cannot be written"):
        embedded.ensure(tmp_path / "file" / "var")
