"""The processes of an installation: what each is called, what it runs, which variables it gets.

One table for `make run`, docker-compose.yml and the test that compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass

_SITE = (
    "DJANGO_SETTINGS_MODULE",
    "VAR",
    "PORT",
    "SITE_URL",
    "SECRET_KEY",
    "DEMO",
    "DEMO_PASSWORD",
    "DATABASE_URL",
    "REDIS_URL",
    "SMTP_HOST",
    "SMTP_PORT",
)
# The only ones that may hold the owner's password: they end before the first request is served.
_OWNER = (*_SITE, "OWNER_DATABASE_URL")


@dataclass(frozen=True)
class Process:
    """One process; `command` has places for {host}, {port}, {smtp_host}, {smtp_port} and {var}."""

    name: str
    command: tuple[str, ...]
    variables: tuple[str, ...]
    doing: str
    only_in_demo: bool = False

    def arguments(self, values: dict[str, str]) -> list[str]:
        """Return the command with its places filled from `values`."""
        return [part.format_map(values) for part in self.command]


# Each of these ends before the next begins; all of them before anything is served.
PREPARATIONS = (
    Process(
        "migrate",
        ("python", "manage.py", "migrate", "--database", "owner", "--noinput"),
        _OWNER,
        "Bringing the database up to date",
    ),
    Process(
        "static", ("python", "manage.py", "collectstatic", "--noinput"), _SITE, "Collecting static files"
    ),
    Process(
        "demo",
        ("python", "manage.py", "load_demo"),
        _SITE,
        "Loading the demo data",
        only_in_demo=True,
    ),
)

# These stay until the installation is stopped.
PROCESSES = (
    Process(
        "mail",
        (
            *("python", "-m", "aiosmtpd", "--nosetuid", "--listen", "{smtp_host}:{smtp_port}"),
            *("--class", "aiosmtpd.handlers.Mailbox", "{var}/mail"),
        ),
        ("VAR",),
        "the local SMTP sink",
    ),
    Process(
        "web",
        (
            *("granian", "--interface", "wsgi", "--host", "{host}", "--port", "{port}", "--no-ws"),
            *(
                "--workers",
                "2",
                "--blocking-threads",
                "4",
                "--respawn-failed-workers",
                "ip5.wsgi:application",
            ),
        ),
        _SITE,
        "the web server",
    ),
    Process(
        "worker",
        ("celery", "--app", "ip5.celery", "worker", "--concurrency", "2", "--loglevel", "INFO"),
        _SITE,
        "the Celery worker",
    ),
    Process(
        "beat",
        (
            *("celery", "--app", "ip5.celery", "beat", "--loglevel", "INFO"),
            *("--schedule", "{var}/beat-schedule", "--pidfile", ""),
        ),
        _SITE,
        "the Celery clock",
    ),
)
