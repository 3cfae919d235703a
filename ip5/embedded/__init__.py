"""The bundled PostgreSQL and Valkey, started when the environment names no servers of its own.

`ensure(var)` is the one door: it starts what does not run yet, and every process that called it counts as a
user. The last user to leave stops the servers; where users were killed, the guardian process stops them. All
notes, passwords and logs lie under `var`, so two folders are two independent installations.
"""

from __future__ import annotations

import atexit
import json
import os
from dataclasses import dataclass
from pathlib import Path

from ip5.embedded import guardian, postgres, valkey
from ip5.embedded.errors import ServersFailed
from ip5.embedded.folders import Place, place_for, write_private
from ip5.embedded.locks import Users, starting

__all__ = ["Servers", "ServersFailed", "ensure", "environment", "leave"]

_users: dict[Path, tuple[int, Users]] = {}


@dataclass(frozen=True)
class Servers:
    """Where the running servers of one folder answer; the superuser is deliberately not among them."""

    var: Path
    database_url: str
    owner_database_url: str
    redis_url: str


def environment(servers: Servers, *, owner: bool = True) -> dict[str, str]:
    """Return the variables that name these servers; `owner=False` leaves the owner's address out."""
    variables = {
        "VAR": str(servers.var),
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.redis_url,
    }
    if owner:
        variables["OWNER_DATABASE_URL"] = servers.owner_database_url
    return variables


def ensure(var: Path) -> Servers:
    """Return the servers of `var`, started if needed; this process counts as their user until it ends.

    Creates the folder, the passwords, the roles and the database at the first call. Raises ServersFailed
    with a sentence for the reader when a server cannot be started.
    """
    var = var.absolute()
    place = place_for(var)
    with starting(var):
        _join(var)
        ports = _running(place)
        if ports is None:
            ports = {"postgres": postgres.start(place), "valkey": valkey.start(place)}
            write_private(var / "servers.json", json.dumps(ports))
            guardian.spawn(var)
    return Servers(
        var=var,
        database_url=postgres.url(place, ports["postgres"], postgres.RUNTIME),
        owner_database_url=postgres.url(place, ports["postgres"], postgres.OWNER),
        redis_url=valkey.url(place, ports["valkey"]),
    )


def leave(var: Path) -> None:
    """Stop counting this process as a user of `var`; stops the servers when nobody else uses them."""
    var = var.absolute()
    pid, users = _users.pop(var, (0, None))
    if users is None or pid != os.getpid():
        return
    with starting(var):
        if users.is_last():
            stop(var)
        users.close()


def stop(var: Path) -> None:
    """Stop both servers of `var`; only for who holds the start lock and knows that nobody uses them."""
    place = place_for(var)
    valkey.stop(place, _noted_ports(place).get("valkey"))
    postgres.stop(place)
    (var / "servers.json").unlink(missing_ok=True)


def _join(var: Path) -> None:
    """Count this process, once; a fork of a user counts anew because its parent's count is not its own."""
    pid, _ = _users.get(var, (0, None))
    if pid == os.getpid():
        return
    _users[var] = (os.getpid(), Users(var))
    atexit.register(leave, var)


def _running(place: Place) -> dict[str, int] | None:
    """Return the noted ports if both servers run there; stop a half-running pair."""
    ports = _noted_ports(place)
    if ports and postgres.is_ready(place, ports["postgres"]) and valkey.answers(place, ports["valkey"]):
        return ports
    if ports:
        valkey.stop(place, ports["valkey"])
    postgres.stop(place)
    return None


def _noted_ports(place: Place) -> dict[str, int]:
    """Return what servers.json says, or nothing where it is missing or was cut short by a kill."""
    try:
        noted = json.loads((place.var / "servers.json").read_text())
        return {"postgres": int(noted["postgres"]), "valkey": int(noted["valkey"])}
    except (OSError, ValueError, KeyError, TypeError):
        return {}
