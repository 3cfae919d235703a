"""What `make run` runs: servers, migrations, demo data, then web, worker, clock and mail sink.

They stay until Ctrl-C or TERM. When one of the four ends by itself, all are stopped and the exit code is 1:
half an installation that looks whole helps nobody. After kill -9 the next start ends what was left.
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

import psycopg
from django.core.exceptions import ImproperlyConfigured

from ip5.children import Child, end_leftovers, stop_all, tail
from ip5.embedded import ServersFailed, ensure, environment, leave
from ip5.embedded.folders import write_private
from ip5.embedded.ports import HOST, free_port, is_free
from ip5.env import Environment
from ip5.processes import PREPARATIONS, PROCESSES, Process

READY_WITHIN = 90.0


class Stopped(Exception):
    """Somebody asked us to stop."""


class Failed(Exception):
    """The installation cannot run; the message says why and what to do."""


class Installation:
    """One running installation: its folder, its variables, its children."""

    def __init__(self, variables: dict[str, str]) -> None:
        """Read what was asked for from `variables`; starts nothing."""
        variables = {"DEMO": "1", **variables}
        self.wanted = Environment(variables)
        self.var = self.wanted.var
        self.variables = variables
        self.children: list[Child] = []
        self.step = 0

    def run(self) -> None:
        """Start everything, say Ready, and watch. Ends by raising Failed or Stopped only."""
        lock = self._only_one()
        try:
            self._claim_port()
            self._start_servers()
            for step in self._preparations():
                self._prepare(step)
            self._step("Starting web server, worker, clock and mail sink")
            for process in PROCESSES:
                self._start(process)
            self._note_children()
            self._wait_until_ready()
            self._say_ready()
            while True:
                self._check_children()
                time.sleep(0.3)
        finally:
            self._stop()
            os.close(lock)

    # --- Steps ------------------------------------------------------------------------------------
    def _only_one(self) -> int:
        """Lock the folder for this run; the kernel frees it however we end."""
        try:
            (self.var / "log").mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.var / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise Failed(
                f"The folder {self.var} cannot be written ({error}). Name another: VAR=..."
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise Failed(
                f"`make run` already runs with VAR={self.var}. Stop it, or name another VAR and PORT."
            ) from error
        return lock

    def _claim_port(self) -> None:
        end_leftovers(self.var)
        port = self.wanted.port
        if not is_free(port):
            raise Failed(f"Port {port} is taken by another program. Choose another: make run PORT={port + 1}")
        smtp_port = free_port()
        run = {"port": port, "smtp_port": smtp_port, "demo": self.wanted.demo}
        write_private(self.var / "run.json", json.dumps(run))
        self.values = {
            "host": HOST,
            "port": str(port),
            "smtp_host": HOST,
            "smtp_port": str(smtp_port),
            "var": str(self.var),
        }
        self.variables |= {
            "VAR": str(self.var),
            "PORT": str(port),
            "SITE_URL": self.wanted.site_url,
            "SECRET_KEY": self.wanted.secret_key,
            "DEMO": "1" if self.wanted.demo else "0",
            "DEMO_PASSWORD": self.wanted.demo_password,
        }
        self.variables.setdefault("DJANGO_SETTINGS_MODULE", "ip5.settings.dev")
        if not self.variables.get("SMTP_HOST"):
            self.variables |= {"SMTP_HOST": HOST, "SMTP_PORT": str(smtp_port)}

    def _start_servers(self) -> None:
        given = [name for name in ("DATABASE_URL", "REDIS_URL") if self.variables.get(name)]
        if len(given) == 1:
            raise Failed(f"Only {given[0]} is set. Set both DATABASE_URL and REDIS_URL, or neither.")
        if given:
            self._step("Using the servers of DATABASE_URL and REDIS_URL")
            if not self.variables.get("OWNER_DATABASE_URL"):
                raise Failed("Set OWNER_DATABASE_URL too: migrations run as the owner of the database.")
            return
        self._step(f"Starting PostgreSQL and Valkey under {self.var}")
        self.variables |= environment(ensure(self.var))

    def _preparations(self) -> list[Process]:
        return [step for step in PREPARATIONS if self.wanted.demo or not step.only_in_demo]

    def _prepare(self, step: Process) -> None:
        """Run one preparation to its end; one that draws its progress has the terminal, others a log."""
        self._step(step.doing)
        child = self._start(step, show=step.only_in_demo)
        while (code := child.code()) is None:
            time.sleep(0.05)
        self.children.remove(child)
        if code != 0:
            raise Failed(
                f"`{' '.join(step.command)}` failed with exit code {code}.\n{tail(child.log)}".rstrip()
            )

    def _start(self, process: Process, *, show: bool = False) -> Child:
        kept = {name: value for name, value in self.variables.items() if name != "OWNER_DATABASE_URL"}
        if "OWNER_DATABASE_URL" in process.variables:
            kept["OWNER_DATABASE_URL"] = self.variables["OWNER_DATABASE_URL"]
        log = self.var / "log" / f"{process.name}.log"
        child = Child(process.name, process.arguments(self.values), kept, None if show else log)
        self.children.append(child)
        return child

    def _note_children(self) -> None:
        groups = [child.pid for child in self.children]
        write_private(self.var / "children.json", json.dumps(groups))

    def _check_children(self) -> None:
        for child in self.children:
            if (code := child.code()) is not None:
                raise Failed(
                    f"`{child.name}` ended by itself with exit code {code}.\n{tail(child.log)}".rstrip()
                )

    def _wait_until_ready(self) -> None:
        url = f"http://{HOST}:{self.values['port']}/healthz"
        until = time.monotonic() + READY_WITHIN
        answer = "no answer"
        while time.monotonic() < until:
            self._check_children()
            try:
                with urllib.request.urlopen(url, timeout=5) as response:
                    if response.status == 200:
                        return
            except (urllib.error.URLError, OSError) as error:
                answer = str(error)
            time.sleep(0.2)
        log = tail(self.var / "log" / "web.log")
        raise Failed(f"{url} did not answer 200 within {READY_WITHIN:.0f} seconds ({answer}).\n{log}")

    def _say_ready(self) -> None:
        lines = [f"Ready: http://{HOST}:{self.values['port']}"]
        if self.wanted.demo:
            accounts = self._accounts()
            lines += ["", f"Demo accounts, all with the password  {self.wanted.demo_password}"]
            lines += [f"  {'  '.join(accounts[row : row + 3])}" for row in range(0, len(accounts), 3)]
        lines += ["", f"Logs: {self.var / 'log'}   Stop: Ctrl-C"]
        self._say("\n".join(lines))

    def _accounts(self) -> list[str]:
        """Return the demo accounts' addresses, padded for a table."""
        with psycopg.connect(self.variables["DATABASE_URL"]) as connection:
            rows = connection.execute(
                "SELECT email FROM accounts_person WHERE is_active ORDER BY email"
            ).fetchall()
        return [f"{email:<30}" for (email,) in rows if email.endswith("@ip5.example")]

    def _stop(self) -> None:
        stop_all(self.children)
        (self.var / "children.json").unlink(missing_ok=True)
        leave(self.var)

    def _step(self, doing: str) -> None:
        """Say what is being done, and how much of it is left."""
        self.step += 1
        self._say(f"[{self.step}/{len(self._preparations()) + 2}] {doing}")

    def _say(self, text: str) -> None:
        # The terminal is this program's page; a log would only repeat it.
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()


def _stop_on(number: int, frame: FrameType | None) -> None:
    """Turn the first signal into Stopped; the ones that follow must not interrupt the stopping."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    raise Stopped(signal.Signals(number).name)


def main() -> int:
    """Run the installation that the environment describes; return the exit code."""
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _stop_on)
    os.chdir(Path(__file__).resolve().parent.parent)
    try:
        Installation(dict(os.environ)).run()
    except Stopped:
        sys.stdout.write("\nStopped.\n")
        return 0
    except (Failed, ServersFailed, ImproperlyConfigured) as error:
        sys.stderr.write(f"\n{error}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
