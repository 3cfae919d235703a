"""`python -m ip5.embedded VAR`: the guardian of one folder's servers; see guardian.py."""

from __future__ import annotations

import fcntl
import os
import sys
from pathlib import Path

from ip5.embedded import stop
from ip5.embedded.locks import is_unused, starting, wait_until_unused


def main(var: Path) -> None:
    """Wait until nobody uses the servers of `var`, stop them, end. A second guardian waits for the first."""
    own = os.open(var / "guardian.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(own, fcntl.LOCK_EX)
    while True:
        wait_until_unused(var)
        with starting(var):
            if is_unused(var):
                stop(var)
                return


if __name__ == "__main__":
    main(Path(sys.argv[1]))
