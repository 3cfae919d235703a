"""The same refusals as on the pages, as JSON."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler

from ip5.api.parsers import TooLarge
from ip5.kernel.errors import DeedError, Invalid


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer of a deed that was not done; anything else is the framework's.

    What one may not see and what never existed share one body.
    """
    if isinstance(error, ValidationError):
        error = Invalid(flat(error.detail))
    if isinstance(error, Invalid):
        return Response({"detail": str(error.reason), "errors": error.errors}, status=error.status)
    if isinstance(error, DeedError):
        return Response({"detail": str(error.reason)}, status=error.status)
    if isinstance(error, RequestDataTooBig):
        error = TooLarge()
    if isinstance(error, MultiPartParserError | TooManyFieldsSent | TooManyFilesSent):
        error = ParseError()
    response = exception_handler(error, context)
    if response is not None and response.status_code == status.HTTP_404_NOT_FOUND:
        response.data = {"detail": _("There is nothing here that you may see.")}
    return response


def flat(detail: Any, field: str = "") -> dict[str, list[str]]:
    """Return the framework's nested errors as field -> sentences; ``__all__`` is the whole body."""
    if isinstance(detail, dict):
        parts = [(name, inner) for name, inner in detail.items() if inner]
    elif isinstance(detail, list) and any(isinstance(each, (dict, list)) for each in detail):
        parts = [("", inner) for inner in detail if inner]
    else:
        lines = detail if isinstance(detail, list) else [detail]
        return {field or "__all__": [str(line) for line in lines]}
    errors: dict[str, list[str]] = {}
    for name, inner in parts:
        part = "" if name == api_settings.NON_FIELD_ERRORS_KEY else str(name)
        # A field of a list's line is named through its place, as "offices.0.role".
        for key, lines in flat(inner, ".".join(filter(None, (field, part)))).items():
            errors.setdefault(key, []).extend(lines)
    return errors
