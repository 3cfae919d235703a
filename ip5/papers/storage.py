"""Where papers lie: under names of our own, which say nothing and are never an address."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.files.storage import FileSystemStorage, storages
from django.db import models, transaction


class LocalFiles(FileSystemStorage):
    """The folder ``MEDIA_ROOT``; its files have no address, a view hands them out."""

    def url(self, name: str | None) -> str:
        """Refuse: no file is served by its own address."""
        raise ValueError("papers have no address of their own")


def new_name(_row: models.Model, _given: str) -> str:
    """Return a random name; nothing of the uploader's goes into it."""
    name = uuid.uuid4().hex
    return f"papers/{name[:2]}/{name}"


def headers_of(version: Any) -> dict[str, str]:
    """Return what goes out with a version besides its name: its type as we found it, never run, never guessed."""
    return {
        "Content-Type": version.kind.content_type,
        "Content-Length": str(version.size),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    }


def forget_on_commit(names: list[str]) -> None:
    """Delete these files once the rows that named them are gone for good."""

    def forget() -> None:
        for name in names:
            storages["default"].delete(name)

    if names:
        transaction.on_commit(forget, robust=True)


def names_of(versions: models.QuerySet[Any]) -> list[str]:
    """Return the files of these versions, for ``forget_on_commit``."""
    return list(versions.values_list("file", flat=True))
