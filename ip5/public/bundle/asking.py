"""Asking this site for its public pages within the process: nobody is signed in, no network, no cookie."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest

# Tells a view that its page is for a bundle. A client cannot set it: its headers all begin with HTTP_.
MARK = "ip5.bundle"


class NotAnswered(Exception):
    """An address that a page leads to gave no page."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave."""

    body: bytes
    kind: str

    @property
    def is_page(self) -> bool:
        """Whether it is HTML, whose links are followed."""
        return self.kind.startswith("text/html")


class Site:
    """This site, asked in the process."""

    def __init__(self) -> None:
        # Without the server's signals: the connection of whoever asks stays open.
        self._handler = BaseHandler()
        self._handler.load_middleware()
        self._host = urlsplit(settings.SITE_URL).netloc or "localhost"
        hashed: dict[str, str] = getattr(staticfiles_storage, "hashed_files", {})
        self._plain = {new: old for old, new in hashed.items()}

    def ask(self, path: str) -> Answer:
        """Return what an address gives to somebody not signed in; refuses (``NotAnswered``) all but 200."""
        response = self._handler.get_response(WSGIRequest(self._environment(path)))
        if response.status_code != 200:
            raise NotAnswered(f"{path}: {response.status_code}")
        return Answer(response.content, response["Content-Type"])

    def _environment(self, path: str) -> dict[str, Any]:
        return {
            MARK: True,
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": "",
            "SCRIPT_NAME": "",
            "SERVER_NAME": self._host.partition(":")[0],
            "SERVER_PORT": "443",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": self._host,
            # As the proxy says it, where the site answers over TLS only.
            "HTTP_X_FORWARDED_PROTO": "https",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "https",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": True,
        }

    def static_name(self, path: str) -> str:
        """Return the name of a static file by its address, without the hash that a deployed site adds."""
        name = path.removeprefix(static_prefix())
        return self._plain.get(name, name)

    def static(self, name: str) -> bytes:
        """Return a static file as it lies in the source; refuses (``NotAnswered``) one that does not exist."""
        found = finders.find(name)
        if not isinstance(found, str):
            raise NotAnswered(f"{name}: no such static file")
        with open(found, "rb") as file:
            return file.read()


def static_prefix() -> str:
    """Return what the addresses of static files begin with."""
    url = str(settings.STATIC_URL)
    return url if url.startswith("/") else f"/{url}"
