"""`make run`: says Ready, keeps others away from its folder and port, stops and recovers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ip5.embedded.ports import HOST, free_port, is_free
from tests.embedded.conftest import ROOT, server_pids, throw_away, wait_for


class Run:
    """One `make run` without its install."""

    def __init__(self, var: Path, port: int, **more: str) -> None:
        self.var, self.port, self.out = var, port, var.with_name(f"out-{free_port()}.txt")
        given = {name: os.environ[name] for name in ("PATH", "IP5_TEST_SERVERS")}
        with self.out.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ip5.supervisor"],
                cwd=ROOT,
                env={**given, "VAR": str(var), "PORT": str(port), "DEMO": "0"} | more,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def says(self) -> str:
        return self.out.read_text()

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.says()
        return f"Ready: http://{HOST}:{self.port}\n" in self.says()

    def children(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, number: int) -> int:
        self.process.send_signal(number)
        return self.process.wait(30)


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "var"
    yield folder
    wait_for(lambda: not server_pids(folder))
    throw_away(folder)


@pytest.fixture
def run(var: Path) -> Iterator[Run]:
    run = Run(var, free_port())
    try:
        wait_for(run.is_ready, 240)
        yield run
    finally:
        if run.process.poll() is None:
            run.end(signal.SIGTERM)


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [one for one in processes if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def assert_nobody_knows_more_than_the_runtime_password(run: Run, children: list[psutil.Process]) -> None:
    names = ("ip5_owner", "postgres", "ip5_runtime")
    secrets = {name: (run.var / "secrets" / name).read_text() for name in names}
    environments = [str(one.environ()) for one in children]
    assert len(environments) >= 4
    for known in environments:
        assert secrets["ip5_owner"] not in known
        assert secrets["postgres"] not in known
    assert any(secrets["ip5_runtime"] in known for known in environments)


def test_it_answers_keeps_its_secrets_refuses_a_second_and_stops_with_all_it_started(run):
    with urllib.request.urlopen(f"http://{HOST}:{run.port}/healthz", timeout=10) as answer:
        assert answer.status == 200
    same_folder = Run(run.var, free_port())
    assert same_folder.process.wait(30) == 1
    assert "already runs" in same_folder.says()
    same_port = Run(run.var.with_name("other"), run.port)
    assert same_port.process.wait(30) == 1
    assert f"Port {run.port} is taken" in same_port.says()
    children = run.children()
    assert_nobody_knows_more_than_the_runtime_password(run, children)

    code = run.end(signal.SIGINT)

    assert (code, alive(children), server_pids(run.var)) == (0, [], {})
    assert run.says().endswith("Stopped.\n")
    assert is_free(run.port)


def test_when_a_child_ends_it_says_which_and_stops_the_rest(run):
    children = run.children()
    beat = next(one for one in children if f"{run.var}/beat-schedule" in one.cmdline())

    beat.kill()

    assert run.process.wait(30) == 1
    assert "`beat` ended by itself" in run.says()
    assert (alive(children), server_pids(run.var)) == ([], {})


def test_it_starts_again_after_kill_9_of_everything(run):
    port, children = run.port, run.children()
    run.process.kill()
    for pid in [*(one.pid for one in alive(children)), *server_pids(run.var).values()]:
        os.kill(pid, signal.SIGKILL)
    run.process.wait(30)

    again = Run(run.var, port)

    wait_for(again.is_ready, 120)
    assert again.end(signal.SIGTERM) == 0
    assert is_free(port)


def test_with_servers_of_the_environment_it_starts_none(run, tmp_path):
    from ip5 import embedded

    given = embedded.environment(embedded.ensure(run.var))
    embedded.leave(run.var)
    own = tmp_path / "own"

    other = Run(own, free_port(), **{name: given[name] for name in given if name != "VAR"})

    wait_for(other.is_ready, 120)
    assert other.end(signal.SIGTERM) == 0
    assert not (own / "secrets").exists()
    assert server_pids(run.var)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"PORT": "abc"}, "PORT must be a number"),
        ({"DATABASE_URL": "postgresql://h/d"}, "Set both DATABASE_URL and REDIS_URL"),
        ({"DATABASE_URL": "postgresql://h/d", "REDIS_URL": "redis://h"}, "Set OWNER_DATABASE_URL too"),
        ({"VAR": "/proc/none"}, "cannot be written"),
    ],
)
def test_what_cannot_be_meant_is_said_in_a_sentence(tmp_path, given, said):
    refused = Run(tmp_path / "var", free_port(), **given)

    assert refused.process.wait(30) == 1
    assert said in refused.says()
    assert "Traceback" not in refused.says()
