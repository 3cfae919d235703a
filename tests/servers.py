"""Early plugin: the real PostgreSQL and Valkey of the tests, before Django reads its settings."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).resolve().parent.parent


def prepare() -> None:
    """Start the tests' own servers (or take those named in the environment) and set the variables."""
    if not (os.environ.get("DATABASE_URL") and os.environ.get("OWNER_DATABASE_URL")):
        os.environ.setdefault("IP5_TEST_SERVERS", "1")
        os.environ["VAR"] = os.environ.get("TEST_VAR") or str(ROOT / "var" / "test")
        from ip5.embedded import ensure, environment

        os.environ.update(environment(ensure(Path(os.environ["VAR"]))))
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if worker:
        # Each worker its own Valkey database, so that no worker eats another's messages.
        parts = urlsplit(os.environ["REDIS_URL"])
        number = int(worker.removeprefix("gw")) + 1
        os.environ["REDIS_URL"] = urlunsplit(parts._replace(path=f"/{number}"))
    os.environ["DEMO"] = "1"


prepare()
