"""The process that stops the servers when every user is gone, also when the users were killed.

It waits for the users' lock, so it costs nothing while it waits; killed itself, nothing is lost: the next
user finds the servers running and starts another guardian when it starts them anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def spawn(var: Path) -> None:
    """Start the guardian of `var` apart from this process and its terminal."""
    root = Path(__file__).resolve().parents[2]
    with (var / "log" / "guardian.log").open("ab") as log:
        # The launcher ends at once, so the guardian is nobody's child and leaves no zombie behind.
        subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-c", _LAUNCH, str(root), str(var)],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env={"PATH": os.environ.get("PATH", os.defpath), "PYTHONPATH": str(root)},
            start_new_session=True,
        )


_LAUNCH = (
    "import os, sys\n"
    "if os.fork(): os._exit(0)\n"
    "os.execv(sys.executable, [sys.executable, '-m', 'ip5.embedded', sys.argv[2]])\n"
)
