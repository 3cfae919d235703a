"""Bundled servers of their own for the tests that start, kill and stop them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from ip5 import embedded
from ip5.embedded.folders import place_for

ROOT = Path(__file__).resolve().parents[2]
USER = (
    "import sys; from pathlib import Path; from ip5.embedded import ensure;"
    "print(ensure(Path(sys.argv[1])).database_url, flush=True); sys.stdin.read()"
)


class User:
    """Another process that uses the servers of a folder until it is told to go or is killed."""

    def __init__(self, var: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER, str(var)],
            cwd=ROOT,
            env={**os.environ, "IP5_TEST_SERVERS": "1"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.database_url = self.process.stdout.readline().strip()

    def go(self) -> None:
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()

    def kill(self) -> None:
        self.process.kill()
        self.go()


def server_pids(var: Path) -> dict[str, int]:
    """The pids of the folder's servers that run now, by name."""
    home = place_for(var).home
    notes = {"postgres": home / "data" / "postmaster.pid", "valkey": home / "valkey" / "valkey.pid"}
    running = {}
    for name, note in notes.items():
        if note.exists() and (text := note.read_text().split()):
            pid = int(text[0])
            if psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
                running[name] = pid
    return running


def wait_for(condition: Callable[[], bool], seconds: float = 20) -> None:
    """Wait until the condition holds; fail when it does not in time."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def throw_away(var: Path) -> None:
    """Remove the servers' home that lies outside VAR when we are root."""
    home = place_for(var).home
    if var not in home.parents:
        shutil.rmtree(home)


@pytest.fixture(scope="session", autouse=True)
def _forgetful_servers() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IP5_TEST_SERVERS", "1")
        yield


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    """A folder without servers; whatever runs there at the end of the test is stopped and removed."""
    folder = tmp_path / "var"
    yield folder
    embedded.leave(folder)
    wait_for(lambda: not server_pids(folder))
    throw_away(folder)


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[embedded.Servers]:
    """Running servers shared by the tests of one file that only look at them."""
    folder = tmp_path_factory.mktemp("servers") / "var"
    yield embedded.ensure(folder)
    embedded.leave(folder)
    throw_away(folder)
