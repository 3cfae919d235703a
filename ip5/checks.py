"""The start-up check that every view declares its access."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import Error, register
from django.urls import URLPattern, URLResolver, get_resolver

from ip5.kernel import access


def routes(patterns: Iterable[Any] | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every route as (address pattern, pattern), through all includes."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, here)
        else:
            yield here, pattern


@register()
def every_view_declares_access(app_configs: Any, **kwargs: Any) -> list[Error]:
    """Return an error for each route whose view says nothing about who may come in."""
    return [
        Error(
            f"The view of “{address}” does not declare its access.",
            hint="Use ip5.kernel.access.",
            id="ip5.E001",
        )
        for address, pattern in routes()
        if access.declared(pattern.callback) is None
    ]
