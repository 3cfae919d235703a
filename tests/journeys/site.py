"""A whole site for a journey: its own database, web server, worker, clock and SMTP sink, as `make run` has them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

import psycopg

from ip5.children import Child, stop_all, tail
from ip5.embedded.ports import HOST, free_port
from ip5.processes import PREPARATIONS, PROCESSES
from tests import databases
from tests.cast import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
READY_WITHIN = 60.0
Found = TypeVar("Found")


class Site:
    """One running site; `url` is its address. Everything it started ends with `stop()`."""

    def __init__(self, database: str, var: Path) -> None:
        """Describe the site on the cloned database named; starts nothing."""
        self.database, self.var = database, var
        self.children: list[Child] = []
        self._letters: dict[Path, EmailMessage] = {}
        port, smtp_port = str(free_port()), str(free_port())
        self.url = f"http://{HOST}:{port}"
        self.values = {
            "host": HOST,
            "port": port,
            "smtp_host": HOST,
            "smtp_port": smtp_port,
            "var": str(var),
        }
        # As in `make run`: whatever serves never holds the owner's password.
        kept = {name: value for name, value in os.environ.items() if name != "OWNER_DATABASE_URL"}
        self.variables = kept | {
            "DJANGO_SETTINGS_MODULE": "tests.journeys.settings",
            "VAR": str(var),
            "PORT": port,
            "SITE_URL": self.url,
            "SECRET_KEY": "the secret of one journey, gone with it, and long enough for every check",
            "DEMO": "1",
            "DEMO_PASSWORD": PASSWORD,
            "DATABASE_URL": databases.runtime_url(database),
            "REDIS_URL": _own_queue(),
            "SMTP_HOST": HOST,
            "SMTP_PORT": smtp_port,
        }

    def start(self) -> None:
        """Collect the static files, start the processes of `make run`, wait for the first answer."""
        (self.var / "log").mkdir(parents=True)
        for step in PREPARATIONS:
            if step.name == "static":
                self._run(step.arguments(self.values))
        self._serve()

    def restart(self) -> None:
        """End all processes and start them anew on the same database, port and folder."""
        self.stop()
        self.children.clear()
        self._serve()

    def _serve(self) -> None:
        for process in PROCESSES:
            log = self.var / "log" / f"{process.name}.log"
            self.children.append(Child(process.name, process.arguments(self.values), self.variables, log))
        until = time.monotonic() + READY_WITHIN
        while not self._answers():
            assert time.monotonic() < until, f"the site did not answer\n{self.logs()}"
            for child in self.children:
                assert child.code() is None, f"{child.name} ended\n{tail(child.log)}"
            time.sleep(0.1)

    def stop(self) -> None:
        """End the processes: asked together, killed after a grace."""
        stop_all(self.children)

    def logs(self) -> str:
        """Return the last lines of every process."""
        return "\n".join(tail(child.log) for child in self.children)

    def manage(self, *words: str) -> str:
        """Run a manage.py command on this site; return what it said. Fails when the command does."""
        return self._run(["python", "manage.py", *words])

    def stage(self, bring: Callable[[], Found]) -> Found:
        """Call `bring` with Django's connections on this site's database.

        In a thread of its own: the browser's driver keeps an event loop in this one, where Django
        refuses every query.
        """
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(self._staged, bring).result(60)

    def mails(self, address: str) -> list[EmailMessage]:
        """Return the mails the sink holds for the address, oldest first."""
        paths = sorted((self.var / "mail").glob("new/*"), key=lambda path: path.stat().st_mtime_ns)
        return [letter for letter in map(self._letter, paths) if address in str(letter["To"])]

    def wait_for_mail(self, address: str, words: str, within: float = 60.0) -> EmailMessage:
        """Return the mail to the address with the words in subject or text; fails when none comes in time."""
        until = time.monotonic() + within
        while True:
            for letter in reversed(self.mails(address)):
                if words in f"{letter['Subject']}\n{text_of(letter)}":
                    return letter
            subjects = [str(letter["Subject"]) for letter in self.mails(address)]
            assert time.monotonic() < until, f"no mail with {words!r} for {address}, only {subjects}"
            time.sleep(0.2)

    @contextmanager
    def runtime(self) -> Iterator[psycopg.Connection]:
        """Yield an autocommitting connection to this site's database as the role that serves requests."""
        with psycopg.connect(databases.runtime_url(self.database), autocommit=True) as connection:
            yield connection

    # --- Inside -----------------------------------------------------------------------------------
    def _letter(self, path: Path) -> EmailMessage:
        """Return the mail of a file, read once: the sink moves a whole file there and leaves it."""
        if path not in self._letters:
            self._letters[path] = BytesParser(policy=default).parsebytes(path.read_bytes())
        return self._letters[path]

    def _staged(self, bring: Callable[[], Found]) -> Found:
        from django.db import connections

        before = connections["default"].settings_dict["NAME"]
        databases.point_to(self.database)
        try:
            return bring()
        finally:
            databases.point_to(before)

    def _run(self, command: list[str]) -> str:
        program = [sys.executable if part == "python" else part for part in command]
        done = subprocess.run(
            program, cwd=ROOT, env=self.variables, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as response:
                return bool(response.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def text_of(letter: EmailMessage) -> str:
    """Return the plain text of a mail, its lines joined as they were before they were folded."""
    part = letter.get_body(("plain",))
    return " ".join(part.get_content().split()) if part else ""


def _own_queue() -> str:
    """Return a Valkey database no other test of this worker uses, or the site's worker would eat its tasks."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    return urlunsplit(urlsplit(os.environ["REDIS_URL"])._replace(path=f"/{15 - worker % 8}"))
