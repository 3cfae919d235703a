"""The same refusals as on the pages, as JSON."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler

from ip5.kernel.errors import DeedError, Invalid


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer of a deed that was not done; anything else is the framework's."""
    if isinstance(error, Invalid):
        return Response({"detail": str(error.reason), "errors": error.errors}, status=error.status)
    if isinstance(error, DeedError):
        return Response({"detail": str(error.reason)}, status=error.status)
    return exception_handler(error, context)
