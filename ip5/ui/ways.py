"""The way back from a page that refuses: the page one came from, where that can be opened again."""

from __future__ import annotations

from inspect import getclosurevars
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest  # noqa: TID251 - a type, no response is made here


def way_back(request: HttpRequest) -> str:
    """Return the address one came from, or nothing: a page of this site, another one, that answers GET."""
    said = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(said)
    if not parts.netloc or parts.path == request.path:
        return ""
    try:
        view = resolve(parts.path).func
    except Resolver404:
        return ""
    return f"{parts.path}?{parts.query}".rstrip("?") if answers_get(view) else ""


def answers_get(view: Callable[..., Any]) -> bool:
    """Whether a view takes GET, by the methods its decorators allow."""
    layer: Callable[..., Any] | None = view
    while layer is not None:
        if hasattr(layer, "__code__"):
            methods = getclosurevars(layer).nonlocals.get("request_method_list")
            if methods is not None and "GET" not in methods:
                return False
        layer = getattr(layer, "__wrapped__", None)
    return True
