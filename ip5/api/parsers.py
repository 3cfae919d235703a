"""Bodies of calls: JSON of a bounded size and depth."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import parsers, status
from rest_framework.exceptions import APIException, ParseError


class TooLarge(APIException):
    """The body is larger than this site reads."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = _("The body is too large.")


class JSONParser(parsers.JSONParser):
    """JSON no larger than a form may be; the framework's own parser would read without end."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        """Return the body as plain data; refuse one too large (413), too deep or not JSON (400)."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        read = stream.read(most + 1)
        if len(read) > most:
            raise TooLarge
        try:
            return super().parse(BytesIO(read), media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error
