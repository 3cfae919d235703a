"""The environment, read once and with types: every variable this system knows is a property of `env`."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent
_YES = {"1", "true", "yes", "on"}
_NO = {"", "0", "false", "no", "off"}
# Django joins a row's relations in an order that needs no search; with the usual limit of 8 the server took
# 28 ms to find the order for a proposal's page and 1 ms to read it.
PLANNER = "-c join_collapse_limit=4"


class Environment:
    """Typed access to the variables; refuses a value that is no number, no address or neither yes nor no."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        """Read from `variables` (os.environ, or a test's own mapping)."""
        self._variables = variables

    # --- Files and what the last `make run` chose -------------------------------------------------
    @cached_property
    def var(self) -> Path:
        """VAR: the folder for everything this installation writes (default: var/ beside manage.py)."""
        return Path(self._text("VAR") or ROOT / "var").absolute()

    @cached_property
    def _run(self) -> dict[str, Any]:
        """VAR/run.json, so that a manage.py command beside `make run` finds its ports."""
        try:
            run = json.loads((self.var / "run.json").read_text())
        except (OSError, ValueError):
            return {}
        return run if isinstance(run, dict) else {}

    # --- Secrets ----------------------------------------------------------------------------------
    @cached_property
    def secret_key(self) -> str:
        """SECRET_KEY, or the random one kept in VAR/secret-key."""
        return self._text("SECRET_KEY") or self._kept("secret-key", 48)

    @cached_property
    def demo_password(self) -> str:
        """DEMO_PASSWORD, or the random one kept in VAR/demo-password; empty outside the demo."""
        if not self.demo:
            return ""
        return self._text("DEMO_PASSWORD") or self._kept("demo-password", 9)

    # --- The site ---------------------------------------------------------------------------------
    @cached_property
    def demo(self) -> bool:
        """DEMO: demo accounts and the page of sent mails (default: as the last `make run`, else no)."""
        return self._flag("DEMO", default=bool(self._run.get("demo")))

    @cached_property
    def port(self) -> int:
        """PORT: where `make run` serves the site (default 8000)."""
        return self._number("PORT", default=int(self._run.get("port", 8000)))

    @cached_property
    def site_url(self) -> str:
        """SITE_URL: the site's address as readers of mails see it, without a slash at its end."""
        return (self._text("SITE_URL") or f"http://127.0.0.1:{self.port}").rstrip("/")

    @cached_property
    def allowed_hosts(self) -> list[str]:
        """ALLOWED_HOSTS, separated by commas (default: this machine and the host of SITE_URL)."""
        return self._list("ALLOWED_HOSTS") or sorted(
            {"127.0.0.1", "localhost", urlsplit(self.site_url).hostname or "localhost"}
        )

    @cached_property
    def trusted_origins(self) -> list[str]:
        """CSRF_TRUSTED_ORIGINS, separated by commas (default: none beside the site itself)."""
        return self._list("CSRF_TRUSTED_ORIGINS")

    @cached_property
    def trusted_proxies(self) -> int:
        """TRUSTED_PROXIES: how many proxies stand before the site and may name the client (default 1)."""
        return self._number("TRUSTED_PROXIES", default=1)

    # --- Servers ----------------------------------------------------------------------------------
    @cached_property
    def has_owner_database(self) -> bool:
        """Whether OWNER_DATABASE_URL is set: only where migrations or tests run."""
        return bool(self._text("OWNER_DATABASE_URL"))

    def database(self, name: str) -> dict[str, Any]:
        """Return Django's description of the PostgreSQL database whose address the variable `name` holds.

        Without the variable it is Django's dummy, which refuses every query: commands without data still run.
        """
        text = self._text(name)
        if not text:
            return {"ENGINE": "django.db.backends.dummy"}
        parts = urlsplit(text)
        if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
            raise ImproperlyConfigured(
                f"{name} must look like postgresql://user:password@host:5432/database."
            )
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.strip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or 5432),
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": {"options": PLANNER, **dict(parse_qsl(parts.query))},
        }

    @cached_property
    def redis_url(self) -> str:
        """REDIS_URL: the Valkey or Redis server (default: the usual port of this machine)."""
        return self._text("REDIS_URL") or "redis://127.0.0.1:6379/0"

    @cached_property
    def papers_storage(self) -> dict[str, Any]:
        """PAPERS_STORAGE: where uploaded papers lie (default: VAR/media), as Django's STORAGES has it.

        ``s3://key:secret@host:port/bucket?region=...`` is an S3-compatible store, over TLS unless ``tls=0``.
        """
        text = self._text("PAPERS_STORAGE")
        if not text:
            return {"BACKEND": "ip5.papers.storage.LocalFiles"}
        parts = urlsplit(text)
        if parts.scheme != "s3" or not parts.hostname or not parts.path.strip("/"):
            raise ImproperlyConfigured(
                "PAPERS_STORAGE must look like s3://key:secret@host:port/bucket?region=name."
            )
        query = dict(parse_qsl(parts.query))
        scheme = "http" if query.get("tls") == "0" else "https"
        return {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "endpoint_url": f"{scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
                "bucket_name": parts.path.strip("/"),
                "access_key": unquote(parts.username or ""),
                "secret_key": unquote(parts.password or ""),
                "region_name": query.get("region") or None,
                "addressing_style": "path",
                "default_acl": "private",
                "file_overwrite": False,
            },
        }

    def require_servers(self) -> None:
        """Refuse to go on without DATABASE_URL and REDIS_URL: the web server and Celery start no servers."""
        missing = [name for name in ("DATABASE_URL", "REDIS_URL") if not self._text(name)]
        if missing:
            raise ImproperlyConfigured(f"{' and '.join(missing)} must be set; `make run` does it by itself.")

    # --- Mail -------------------------------------------------------------------------------------
    @cached_property
    def smtp_host(self) -> str:
        """SMTP_HOST (default: this machine)."""
        return self._text("SMTP_HOST") or "127.0.0.1"

    @cached_property
    def smtp_port(self) -> int:
        """SMTP_PORT (default: the sink of the last `make run` of this VAR, else 1025)."""
        return self._number("SMTP_PORT", default=int(self._run.get("smtp_port", 1025)))

    @cached_property
    def smtp_user(self) -> str:
        """SMTP_USER (default: none)."""
        return self._text("SMTP_USER")

    @cached_property
    def smtp_password(self) -> str:
        """SMTP_PASSWORD (default: none)."""
        return self._text("SMTP_PASSWORD")

    @cached_property
    def smtp_tls(self) -> bool:
        """SMTP_TLS: whether to speak STARTTLS (default: no)."""
        return self._flag("SMTP_TLS", default=False)

    @cached_property
    def mail_from(self) -> str:
        """MAIL_FROM: the sender of every mail."""
        return self._text("MAIL_FROM") or "IP5 NET/AI roadmap <roadmap@ip5.example>"

    # --- Reading ----------------------------------------------------------------------------------
    def _text(self, name: str) -> str:
        return self._variables.get(name, "").strip()

    def _list(self, name: str) -> list[str]:
        return [part.strip() for part in self._text(name).split(",") if part.strip()]

    def _number(self, name: str, *, default: int) -> int:
        text = self._text(name)
        if not text:
            return default
        if not text.isdecimal() or not 0 < int(text) < 65536:
            raise ImproperlyConfigured(f"{name} must be a number from 1 to 65535, not {text!r}.")
        return int(text)

    def _flag(self, name: str, *, default: bool) -> bool:
        if name not in self._variables:
            return default
        text = self._text(name).lower()
        if text not in _YES | _NO:
            raise ImproperlyConfigured(f"{name} must be 1 or 0, not {text!r}.")
        return text in _YES

    def _kept(self, name: str, size: int) -> str:
        """Return the secret in VAR/`name`, drawn at the first call; of two at once one wins for both."""
        path = self.var / name
        self.var.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            part = self.var / f"{name}.{os.getpid()}.part"
            with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(size))
            try:
                os.link(part, path)
            except FileExistsError:
                pass
            finally:
                part.unlink()
        return path.read_text().strip()


env = Environment(os.environ)
