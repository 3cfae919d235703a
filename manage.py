#!/usr/bin/env python
"""Django's command line; without DATABASE_URL and REDIS_URL it uses the bundled servers of VAR."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from ip5.embedded import ServersFailed, ensure, environment

# These neither read nor write data, so nobody has to wait for a server.
WITHOUT_SERVERS = {
    "help",
    "check",
    "makemigrations",
    "generate_docs",
    "collectstatic",
    "version",
    "--version",
    "--help",
    "-h",
    "makemessages",
    "compilemessages",
    "startapp",
}


def main() -> None:
    """Run the command in sys.argv; ends with 1 and one sentence when the bundled servers cannot start."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ip5.settings.dev")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command not in WITHOUT_SERVERS and not (
        os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")
    ):
        try:
            servers = ensure(Path(os.environ.get("VAR") or Path(__file__).resolve().parent / "var"))
        except ServersFailed as error:
            sys.exit(str(error))
        # What the environment names stays: one server of its own, the other bundled, is a fair wish.
        for name, value in environment(servers).items():
            if name == "OWNER_DATABASE_URL" and os.environ.get("DATABASE_URL") != servers.database_url:
                continue
            if not os.environ.get(name):
                os.environ[name] = value
    from django.core.management import execute_from_command_line  # noqa: PLC0415 - settings read the environment

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
