"""Two file locks under VAR: who starts or stops the servers, and who uses them.

The kernel releases both when a process dies, however it dies, so no count can go stale.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def starting(var: Path) -> Iterator[None]:
    """Hold the lock under which servers are started and stopped; one process at a time."""
    lock = _open(var / "start.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


class Users:
    """This process's share in VAR/users.lock, held while it uses the servers."""

    def __init__(self, var: Path) -> None:
        """Take the share; waits only while somebody holds the whole lock, which is for an instant."""
        self._lock = _open(var / "users.lock")
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    def is_last(self) -> bool:
        """Give the share up and say whether nobody else holds one. Ask under the start lock only."""
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Give up whatever is held."""
        os.close(self._lock)


def wait_until_unused(var: Path) -> None:
    """Return at a moment when no process used the servers; the caller asks again under the start lock."""
    lock = _open(var / "users.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
    finally:
        os.close(lock)


def is_unused(var: Path) -> bool:
    """Say whether no process uses the servers now."""
    lock = _open(var / "users.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        return True
    finally:
        os.close(lock)
