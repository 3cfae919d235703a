"""docker-compose.yml and `make run` are one installation; its commands run without a container."""

from __future__ import annotations

import os
import re
import shutil
import smtplib
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from ip5 import embedded
from ip5.embedded.folders import place_for
from ip5.embedded.ports import HOST, free_port
from ip5.processes import PREPARATIONS, PROCESSES, Process

ROOT = Path(__file__).resolve().parents[2]
CONTAINER = {
    "host": "0.0.0.0",
    "port": "8000",
    "smtp_host": "0.0.0.0",
    "smtp_port": "1025",
    "var": "/var/lib/ip5",
}
ALL = [*PREPARATIONS, *PROCESSES]
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def names(processes: list[Process]) -> list[str]:
    return [process.name for process in processes]


def test_every_process_is_a_service_and_no_other_but_the_two_servers():
    assert set(SERVICES) == {*names(ALL), "db", "cache"}


@pytest.mark.parametrize("process", ALL, ids=names(ALL))
def test_a_service_runs_the_command_of_make_run(process):
    assert SERVICES[process.name]["command"] == process.arguments(CONTAINER)


@pytest.mark.parametrize("process", ALL, ids=names(ALL))
def test_a_service_gets_the_variables_of_make_run_and_no_other(process):
    assert set(SERVICES[process.name]["environment"]) == set(process.variables)


@pytest.mark.parametrize("process", ALL, ids=names(ALL))
def test_only_migrations_know_the_owner(process):
    values = " ".join(map(str, SERVICES[process.name]["environment"].values()))

    assert ("ip5_owner" in values) == (process.name == "migrate")


def test_the_images_command_is_the_web_server():
    command = re.search(
        r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text().replace("\\\n", ""), re.MULTILINE
    )
    web = next(process for process in PROCESSES if process.name == "web")

    assert yaml.safe_load(command[1]) == web.arguments(CONTAINER)


def test_nothing_secret_is_written_into_the_file():
    text = (ROOT / "docker-compose.yml").read_text()

    assert re.findall(r"(?:PASSWORD|SECRET_KEY): (?!\$\{)\S+", text) == []


# --- The commands themselves, against servers of their own ------------------------------------------


class Installed:
    """An empty installation with servers of its own, in which one command after the other is run."""

    def __init__(self, var: Path) -> None:
        servers = embedded.ensure(var)
        self.values = {
            "host": HOST,
            "port": str(free_port()),
            "smtp_host": HOST,
            "smtp_port": str(free_port()),
            "var": str(var),
        }
        self.variables = {
            **embedded.environment(servers),
            "DJANGO_SETTINGS_MODULE": "ip5.settings.dev",
            "PORT": self.values["port"],
            "SITE_URL": f"http://{HOST}:{self.values['port']}",
            "SECRET_KEY": "for-these-tests-only",
            "DEMO": "1",
            "DEMO_PASSWORD": "for-these-tests-only",
            "SMTP_HOST": HOST,
            "SMTP_PORT": self.values["smtp_port"],
        }

    def start(self, process: Process, log: Path) -> subprocess.Popen:
        program, *arguments = process.arguments(self.values)
        found = sys.executable if program == "python" else str(Path(sys.executable).with_name(program))
        given = {name: self.variables[name] for name in process.variables}
        with log.open("wb") as output:
            return subprocess.Popen(
                [found, *arguments],
                cwd=ROOT,
                env={"PATH": os.environ["PATH"], **given},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    var = tmp_path_factory.mktemp("compose") / "var"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("IP5_TEST_SERVERS", "1")
        yield Installed(var)
        embedded.leave(var)
    home = place_for(var).home
    if var not in home.parents:
        shutil.rmtree(home)


def web_answers(installed: Installed, log: Path) -> bool:
    try:
        with urllib.request.urlopen(f"{installed.variables['SITE_URL']}/healthz", timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def mail_is_taken(installed: Installed, log: Path) -> bool:
    try:
        with smtplib.SMTP(HOST, int(installed.values["smtp_port"]), timeout=5) as server:
            server.sendmail("a@ip5.example", ["b@ip5.example"], "Subject: taken\r\n\r\nbody\r\n")
    except OSError:
        return False
    taken = list(Path(installed.values["var"], "mail", "new").iterdir())
    return bool(taken) and "taken" in taken[0].read_text()


def says(word: str) -> Callable[[Installed, Path], bool]:
    return lambda installed, log: word in log.read_text()


# How each of those that stay shows that it works.
SIGNS: dict[str, Callable[[Installed, Path], bool]] = {
    "mail": mail_is_taken,
    "web": web_answers,
    "worker": says(" ready."),
    "beat": says("beat: Starting..."),
}


def test_every_command_runs_without_a_container(installed, tmp_path):
    for step in PREPARATIONS:
        log = tmp_path / f"{step.name}.log"
        code = installed.start(step, log).wait(240)
        assert code == 0, f"{step.name}: {log.read_text()[-3000:]}"

    running = {process: installed.start(process, tmp_path / f"{process.name}.log") for process in PROCESSES}
    try:
        for process, child in running.items():
            log = tmp_path / f"{process.name}.log"
            until = time.monotonic() + 60
            while not SIGNS[process.name](installed, log):
                assert child.poll() is None, f"{process.name} ended: {log.read_text()[-3000:]}"
                assert time.monotonic() < until, f"{process.name} shows nothing: {log.read_text()[-3000:]}"
                time.sleep(0.2)
            seen = Path(f"/proc/{child.pid}/environ")
            if seen.exists():
                assert b"ip5_owner" not in seen.read_bytes()
    finally:
        for child in running.values():
            child.terminate()
        codes = {process.name: child.wait(30) for process, child in running.items()}
    assert set(codes.values()) <= {0, -15}, codes
    with socket.socket() as probe:
        # As a server binds: a connection that ended a moment ago does not keep the port.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, int(installed.values["port"])))
