"""Starting and ending the supervisor's children, each in a process group of its own."""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import psutil

GRACE = 8.0
_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


class Child:
    """One running process, in a session of its own, so that Ctrl-C reaches only the supervisor."""

    def __init__(
        self, name: str, command: Sequence[str], variables: dict[str, str], log: Path | None
    ) -> None:
        """Start `command` with exactly these variables; words go to `log`, or to the terminal without one."""
        self.name = name
        self.log = log
        output = log.open("ab") if log else None
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the commands are our own table
                [_found(command[0]), *command[1:]],
                env={**variables, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                # Allowed because the supervisor has no threads.
                preexec_fn=_end_with_parent,
            )
        finally:
            if output:
                output.close()
        self.pid = self._process.pid

    def code(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._process.poll()

    def signal(self, number: int) -> None:
        """Send a signal to the process and all it started."""
        _signal_group(self.pid, number)

    def wait(self, until: float) -> bool:
        """Wait for the end until the given monotonic moment; say whether it came."""
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            return False
        return True


def stop_all(children: list[Child]) -> None:
    """End all children: asked at once and together, killed after a grace; with each goes all it started."""
    for child in children:
        if child.code() is None:
            # Only the leader: granian and Celery end their own workers in order.
            os.kill(child.pid, signal.SIGTERM)
    until = time.monotonic() + GRACE
    for child in children:
        child.wait(until)
        child.signal(signal.SIGKILL)
        child.wait(time.monotonic() + 5)
    children.clear()


def end_leftovers(var: Path) -> None:
    """End what a killed supervisor of this folder left running.

    A process is a leftover when its group is noted and its own environment names this VAR: a number alone may
    belong to a stranger by now.
    """
    note = var / "children.json"
    try:
        groups = set(json.loads(note.read_text()))
    except (OSError, ValueError, TypeError):
        return
    left = [process for process in psutil.process_iter() if _is_leftover(process, groups, var)]
    for process in left:
        _quietly(process, signal.SIGTERM)
    _, stubborn = psutil.wait_procs(left, timeout=GRACE)
    for process in stubborn:
        _quietly(process, signal.SIGKILL)
    psutil.wait_procs(stubborn, timeout=5)
    note.unlink(missing_ok=True)


def tail(log: Path | None, lines: int = 30) -> str:
    """Return the last lines of a log, with its name, or nothing where there is none."""
    if log is None or not log.exists():
        return ""
    last = log.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join([f"The end of {log}:", *(f"  {line}" for line in last)])


def _found(program: str) -> str:
    """Return the program of our own virtual environment."""
    return sys.executable if program == "python" else str(Path(sys.executable).with_name(program))


def _end_with_parent() -> None:
    """Ask the kernel to end this child when the supervisor is killed (elsewhere the next start does it)."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(group: int, number: int) -> None:
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return  # all of it has ended


def _is_leftover(process: psutil.Process, groups: set[int], var: Path) -> bool:
    try:
        return os.getpgid(process.pid) in groups and process.environ().get("VAR") == str(var)
    except (OSError, psutil.Error):
        return False


def _quietly(process: psutil.Process, number: int) -> None:
    try:
        process.send_signal(number)
    except psutil.Error:
        return
